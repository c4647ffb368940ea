import type { CauseClass } from '../cause-classes.ts';
import { html, type Markup } from '../markup.ts';

/** Draws counts by bin and cause on top of each other: one path per cause. */
export function stackedBars(
  { counts }: { readonly counts: readonly Float64Array[] },
  classes: readonly CauseClass[],
  barOf: (bin: number, from: number, to: number) => string,
): Markup {
  const below = new Float64Array(counts[0]?.length ?? 0);
  const paths = counts.map((own, cause) => {
    let path = '';
    for (const [bin, count] of own.entries()) {
      if (count === 0) continue;
      path += barOf(bin, below[bin]!, below[bin]! + count);
      below[bin]! += count;
    }
    return html`<path class="fill ${classes[cause]!.colour}" d="${path}"/>`;
  });
  return html`${paths}`;
}
