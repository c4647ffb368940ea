import { editDistance } from '../base/closest.ts';
import type { Fate } from '../path/fate.ts';

/** Sources that many rules rest on. */
export const INGRESS_NGINX = 'kubernetes/ingress-nginx@dbb11b92 (v1.15.1)';
export const ALIBABA_CCM = 'kubernetes/cloud-provider-alibaba-cloud@eeb0ddc6 (2026-04-10)';
export const MEASURED = 'measured with nginx 1.22.1 and HAProxy 2.6.12';

/**
 * The known word that is at most two letters off; undefined when there is none. Stricter than a question to the
 * user needs, because the answer is proposed as a change.
 */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = 3;
  for (const candidate of known) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(word, candidate);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** What restarts a clock in time: `TCP keep-alive every 60 s`. */
export function restartWords(
  { by, everyMs }: Extract<Fate, { kind: 'restarted' }>,
  figure: (ms: number) => string,
): string {
  const what = {
    keepalive: 'TCP keep-alive',
    message: 'its traffic',
    reply: 'the reply to it',
  }[by];
  return `${what} every ${figure(everyMs)}`;
}
