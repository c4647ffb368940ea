import { hexOf } from './fields.ts';
import type { Scenario, Target } from './scenario.ts';

const MASK = '***';

/** Headers whose values are secrets, whoever wrote them. */
const SENSITIVE =
  /^(authorization|proxy-authorization|cookie|x-api-key|x-auth-token|x-access-token|api-key)$/i;

/** Shorter values would blank out half of every report. */
const SECRET_LENGTH_MIN = 4;

const PLACEHOLDER = /\$\{(env|file):([^}]*)\}/g;

export interface Sources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile: (path: string) => string;
}

/** Replaces `${env:NAME}` and `${file:path}` in a text. What cannot be found is told. */
export function resolveText(
  text: string,
  { env, readFile }: Sources,
): {
  readonly text: string;
  readonly secrets: readonly string[];
  readonly missing: readonly string[];
} {
  const secrets: string[] = [];
  const missing: string[] = [];
  const resolved = text.replace(PLACEHOLDER, (_, kind: string, name: string) => {
    try {
      const value = kind === 'env' ? env[name] : readFile(name);
      if (value === undefined) missing.push(`the environment has no ${name}`);
      else secrets.push(value.trim());
      return kind === 'file' ? (value ?? '').trimEnd() : (value ?? '');
    } catch (error) {
      missing.push(`${name} cannot be read (${(error as { code?: string }).code ?? 'unknown'})`);
      return '';
    }
  });
  return { text: resolved, secrets, missing };
}

/** Replaces every secret in a text, also in the forms in which servers and encoders give it back. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const forms = [
    ...new Set(secrets.filter(({ length }) => length >= SECRET_LENGTH_MIN).flatMap(formsOf)),
  ];
  // The longest first, so that no part of one is left standing.
  forms.sort((a, b) => b.length - a.length);
  return (text) => forms.reduce((masked, form) => masked.replaceAll(form, MASK), text);
}

/** A scenario that may be written down: without any secret, and without the values of sensitive headers. */
export function maskScenario(scenario: Scenario, secrets: readonly string[]): Scenario {
  const redact = redactor(secrets);
  const targets = scenario.targets.map((target) => maskTarget(target));
  return redactAll({ ...scenario, targets }, redact) as Scenario;
}

function maskTarget(target: Target): Target {
  const { address, tls } = target;
  const masked =
    'headers' in address
      ? { ...address, headers: maskHeaders(address.headers), path: maskQuery(address.path) }
      : address;
  if (tls === undefined) return { ...target, address: masked };
  const { key: _, ...open } = tls;
  return { ...target, address: masked, tls: open };
}

function maskHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(headers);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, SENSITIVE.test(name) ? MASK : value]),
  );
}

/** Tokens travel in queries too. */
function maskQuery(path: string): string {
  return path.replace(
    /([?&](?:[^=&]*(?:token|key|secret|password|auth|sig)[^=&]*)=)[^&]*/gi,
    `$1${MASK}`,
  );
}

function redactAll(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactAll(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, redactAll(item, redact)]),
  );
}

/** The source text with what is secret in it by its name: literal values of sensitive headers. */
export function maskSource(text: string, secrets: readonly string[]): string {
  const header =
    /^(\s*["']?(?:authorization|proxy-authorization|cookie|x-api-key|x-auth-token|x-access-token|api-key)["']?\s*:\s*)(?!.*\$\{)\S.*$/gim;
  return redactor(secrets)(text.replace(header, `$1"${MASK}"`));
}

/** As it is, as JSON and URLs write it, in base64 and base64url, and as the bytes on the wire. */
function formsOf(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret);
  const base64 = btoa(String.fromCharCode(...bytes)).replace(/=+$/, '');
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    base64,
    base64.replaceAll('+', '-').replaceAll('/', '_'),
    hexOf(secret),
  ];
}
