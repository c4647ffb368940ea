const PREFIX = '{"soak":1,';
const LENGTH_MAX = 512;
const IDENTITY_MAX = 64;

/** The first line of our own backend: who it is, and how long the line was. */
export interface Hello {
  readonly identity: string | undefined;
  readonly lengthBytes: number;
}

/**
 * Reads the hello of `soak serve` from the first bytes of a connection: one line of JSON that starts with
 * `{"soak":1,`. Anything else is the user's own protocol, and no hello. The text is a stranger's: capped,
 * and reduced to printable ASCII.
 */
export function readHello(first: Buffer): Hello | undefined {
  if (first.length < PREFIX.length || first.toString('latin1', 0, PREFIX.length) !== PREFIX) {
    return undefined;
  }
  const newline = first.indexOf(10);
  const end = newline === -1 ? first.length : newline;
  if (end > LENGTH_MAX) return undefined;
  const lengthBytes = newline === -1 ? first.length : newline + 1;
  return { identity: identityOf(first.toString('utf8', 0, end)), lengthBytes };
}

function identityOf(line: string): string | undefined {
  try {
    const { backend } = JSON.parse(line) as { backend?: unknown };
    if (typeof backend !== 'string') return undefined;
    const printable = backend.replace(/[^\x20-\x7e]/g, '').slice(0, IDENTITY_MAX);
    return printable === '' ? undefined : printable;
  } catch {
    // Half a line, or somebody else's: no identity, and still not an answer to anything.
    return undefined;
  }
}
