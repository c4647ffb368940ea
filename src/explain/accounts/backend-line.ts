import { type FarAccount, tameWords } from './account.ts';

/** A line of `soak serve --log`, or of anything that writes the same fields. */
interface BackendLine {
  readonly backend: string;
  /** Unique within one backend, so that a line that was written twice is known. */
  readonly connection: number;
  readonly account: FarAccount;
}

/** Reads an `ended` line; `opened` for one that only says that it began, undefined for what is neither. */
export function readBackendLine(line: string): BackendLine | 'opened' | undefined {
  const fields = fieldsOf(line);
  if (fields === undefined) return undefined;
  const { type, backend, connection, atMs, ageMs, id, peer, endedBy, ending } = fields;
  if (type === 'opened') return 'opened';
  if (type !== 'ended' || typeof backend !== 'string' || typeof connection !== 'number')
    return undefined;
  if (!isTime(atMs) || (endedBy !== 'client' && endedBy !== 'backend')) return undefined;
  return {
    backend: tameWords(backend),
    connection,
    account: {
      id: typeof id === 'string' ? tameWords(id) : '',
      client: typeof peer === 'string' ? tameWords(peer) : '',
      endedAtMs: atMs,
      openedAtMs: typeof ageMs === 'number' && ageMs >= 0 ? atMs - ageMs : undefined,
      closedBy: endedBy === 'backend' ? 'self' : 'client-side',
      ending: typeof ending === 'string' ? tameWords(ending) : '',
    },
  };
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

function fieldsOf(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    // A line that starts with a brace and is JSON is an object.
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
