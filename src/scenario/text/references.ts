import type { Problem } from '../../base/problem.ts';
import type { TlsPlan } from '../scenario.ts';
import { isHole, readHole } from './template.ts';

/** Where a scenario can take values from. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Reads a file by its name as written, relative to the scenario. Throws what the system throws. */
  readonly readFile: (name: string) => string;
  /** The bytes of a data file, named relative to the scenario. Throws what the system throws. */
  readonly readData?: (name: string) => Buffer;
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
  | {
      readonly ok: true;
      readonly files: readonly ManifestText[];
      /** What else is there and could not be read. */
      readonly unread?: readonly Problem[];
    }
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

/**
 * Replaces `${env:NAME}`, `${env:NAME:-default}` and `${file:path}` in a text; `$${` stands for `${` itself. What is filled in for each
 * connection stays as written where `isTemplate`, and so does `$${`, so that `templateOf` can tell them apart.
 */
export function resolveReferences(
  text: string,
  surroundings: Surroundings,
  { isTemplate }: { readonly isTemplate: boolean } = { isTemplate: false },
): ResolvedText {
  if (!text.includes('${')) return { text, secrets: [], problems: [] };
  const secrets: string[] = [];
  const problems: ReferenceProblem[] = [];
  const resolved = text.replace(REFERENCE, (word, dollar: string, inner: string | undefined) => {
    if (dollar !== '') return isTemplate ? word : word.slice(1);
    if (inner !== undefined && isHole(inner)) {
      const wrong = wrongHole(inner, isTemplate);
      if (wrong !== undefined) problems.push({ word, ...wrong });
      return word;
    }
    const found = inner === undefined ? UNCLOSED : lookedUp(inner, surroundings);
    if (typeof found === 'string') {
      secrets.push(found);
      return isTemplate ? found.replaceAll('${', () => '$${') : found;
    }
    if ('written' in found) return found.written;
    problems.push({ word, ...found });
    return word;
  });
  return { text: resolved, secrets, problems };
}

/** What is wrong with a reference to what differs between connections. */
function wrongHole(inner: string, isTemplate: boolean) {
  const read = readHole(inner);
  if (!read.ok) return { message: read.message, hint: read.hint };
  if (isTemplate) return undefined;
  return {
    message: `Cannot fill in \${${inner.slice(0, 60)}} here: this is the same for all connections`,
    hint: 'only in the path of a URL, headers, subprotocols, server-name, send and expect of a target',
  };
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

/** `NAME`, or `NAME:-what stands for it`, which is written in the scenario and so no secret. */
function variable(written: string, env: Surroundings['env']) {
  const [, name = written, fallback] = /^([^:]*):-(.*)$/s.exec(written) ?? [];
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value !== undefined && value !== '') return value;
  if (fallback !== undefined) return { written: fallback };
  const found = value === '' ? `${name} is empty` : `the environment has no ${name}`;
  return {
    message: `Cannot fill in \${env:${name}}: ${found}`,
    hint: `set it, or write \${env:${name}:-DEFAULT}`,
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
