/** Sources that many rules rest on. */
export const INGRESS_NGINX = 'kubernetes/ingress-nginx@dbb11b92 (v1.15.1)';
export const ALIBABA_CCM = 'kubernetes/cloud-provider-alibaba-cloud@eeb0ddc6 (2026-04-10)';
export const MEASURED = 'measured with nginx 1.22.1 and HAProxy 2.6.12';

/** The known word that is at most two letters off; undefined when none is. */
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

/** Levenshtein's, row by row. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const change = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
