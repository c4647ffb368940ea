import type { Dispatcher } from 'undici';

/** A request that has to arrive, and nothing of whose answer is of interest. */
export interface Delivery {
  readonly method: 'POST' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Surroundings {
  readonly dispatcher: Dispatcher;
  /** Waits between two attempts. */
  readonly pause: (ms: number) => Promise<void>;
  /** For an answer, at most. */
  readonly patienceMs?: number;
}

/** Four attempts in at most 47 s: three pauses and four answers that never come. */
const PAUSES_MS = [1_000, 2_000, 4_000] as const;
const PATIENCE_MS = 10_000;

/** A server that says when to come again is believed up to here. */
const RETRY_AFTER_MS_MAX = 10_000;

type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'again'; readonly why: string; readonly afterMs: number };

/** Tries a few times. Undefined when it arrived, otherwise why not; that has nothing of the URL in it. */
export async function deliver(
  delivery: Delivery,
  { dispatcher, pause, patienceMs = PATIENCE_MS }: Surroundings,
): Promise<string | undefined> {
  let why = '';
  for (const pauseMs of [...PAUSES_MS, undefined]) {
    const outcome = await attempt(delivery, { dispatcher, patienceMs });
    if (outcome.kind === 'done') return undefined;
    if (outcome.kind === 'refused') return outcome.why;
    why = outcome.why;
    if (pauseMs !== undefined) await pause(Math.max(pauseMs, outcome.afterMs));
  }
  return `${why}, ${PAUSES_MS.length + 1} times`;
}

async function attempt(
  delivery: Delivery,
  { dispatcher, patienceMs }: { readonly dispatcher: Dispatcher; readonly patienceMs: number },
): Promise<Outcome> {
  const { request } = await import('undici');
  const { url, method, headers, body } = delivery;
  try {
    const signal = AbortSignal.timeout(patienceMs);
    const response = await request(url, { method, headers, body, dispatcher, signal });
    await response.body.dump({ limit: 64 * 1_024, signal });
    return judged(response.statusCode, response.headers['retry-after']);
  } catch (error) {
    const { code, name } = error as NodeJS.ErrnoException;
    const isLate = name === 'TimeoutError' || code === 'UND_ERR_ABORTED';
    const why = isLate ? `no answer within ${patienceMs / 1_000} s` : (code ?? name);
    return { kind: 'again', why, afterMs: 0 };
  }
}

function judged(status: number, retryAfter: unknown): Outcome {
  if (status >= 200 && status < 300) return { kind: 'done' };
  const why = `HTTP ${status}`;
  const mayPass = status === 408 || status === 429 || status >= 500;
  if (!mayPass) return { kind: 'refused', why };
  const seconds = typeof retryAfter === 'string' ? Number(retryAfter) : 0;
  const afterMs = Number.isFinite(seconds) ? Math.min(RETRY_AFTER_MS_MAX, seconds * 1_000) : 0;
  return { kind: 'again', why, afterMs };
}
