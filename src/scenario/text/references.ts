import type { TlsPlan } from '../scenario.ts';

/** Where a scenario can take values from. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads a file by its name as written, relative to the scenario. Throws what the system throws. */
  readonly readFile: (name: string) => string;
  /** The texts of a file or folder of manifests, named relative to the scenario. */
  readonly readManifests?: (name: string) => FoundManifests;
  /** The objects of a live cluster. */
  readonly readCluster?: (choice: {
    readonly context?: string | undefined;
    readonly namespace?: string | undefined;
  }) => FoundManifests;
  /** Why the TLS library rejects these, or undefined. Without it, certificates are not checked. */
  readonly refusedTls?: (plan: TlsPlan) => string | undefined;
}

/** A text of manifests, and its name in messages. */
export interface ManifestText {
  readonly file: string;
  readonly text: string;
}

export type FoundManifests =
  | { readonly ok: true; readonly files: readonly ManifestText[] }
  | { readonly ok: false; readonly why: string };

interface ResolvedText {
  readonly text: string;
  /** The values that were filled in. */
  readonly secrets: readonly string[];
  readonly problems: readonly ReferenceProblem[];
}

interface ReferenceProblem {
  /** The reference as written. */
  readonly word: string;
  readonly message: string;
  readonly hint: string;
}

const FILE_LENGTH_MAX = 64 * 1024;
/** Also finds one without its closing brace. It ends at the next brace, so hostile input costs one pass. */
const REFERENCE = /(\$?)\$\{(?:([^{}]*)\})?/g;

/** Replaces `${env:NAME}` and `${file:path}` in a text; `$${` stands for `${` itself. */
export function resolveReferences(text: string, surroundings: Surroundings): ResolvedText {
  if (!text.includes('${')) return { text, secrets: [], problems: [] };
  const secrets: string[] = [];
  const problems: ReferenceProblem[] = [];
  const resolved = text.replace(REFERENCE, (word, dollar: string, inner: string | undefined) => {
    if (dollar !== '') return word.slice(1);
    const found = inner === undefined ? UNCLOSED : lookedUp(inner, surroundings);
    if (typeof found === 'string') {
      secrets.push(found);
      return found;
    }
    problems.push({ word, ...found });
    return word;
  });
  return { text: resolved, secrets, problems };
}

function lookedUp(inner: string, { env, readFile }: Surroundings) {
  const [, scheme, name] = /^(env|file):(.+)$/.exec(inner) ?? [];
  if (scheme === 'env') return variable(name!, env);
  if (scheme === 'file') return fileText(name!, readFile);
  const isName = /^\w+$/.test(inner);
  return {
    message: `Cannot fill in \${${inner.slice(0, 60)}}: it starts with neither env: nor file:`,
    hint: isName ? `\${env:${inner}}, or $\${${inner}} for the text itself` : KINDS,
  };
}

const UNCLOSED = {
  message: 'Cannot fill in the reference that starts with ${ here: its } is missing',
  hint: '${env:NAME}, or $${ for the text itself',
};

const KINDS = '${env:NAME} or ${file:path}; $${ stands for ${ itself';

function variable(name: string, env: Surroundings['env']) {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value !== undefined && value !== '') return value;
  const found = value === '' ? `${name} is empty` : `the environment has no ${name}`;
  return {
    message: `Cannot fill in \${env:${name}}: ${found}`,
    hint: 'set it before starting soak',
  };
}

function fileText(name: string, readFile: Surroundings['readFile']) {
  const problem = (found: string) => ({
    message: `Cannot fill in \${file:${name}}: ${found}`,
    hint: 'a readable file, named relative to the scenario',
  });
  let text: string;
  try {
    text = readFile(name);
  } catch (error) {
    return problem(errorCode(error));
  }
  if (text.length > FILE_LENGTH_MAX) return problem('it is larger than 64 KiB');
  const trimmed = text.replace(/\r?\n$/, '');
  return trimmed === '' ? problem('it is empty') : trimmed;
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
};

function errorCode(error: unknown): string {
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'error';
  return WORDS[code] ?? `it cannot be read (${code})`;
}
