import type { Drop } from '../../explain/drop.ts';
import { formatCount, formatShare } from '../../stats/figures.ts';
import type { RunView } from '../../stats/view.ts';
import type { CauseClasses } from './cause-classes.ts';
import { more } from './drop-table.ts';
import { clipped, html, type Markup } from './markup.ts';

const ROWS_MAX = 20;

const KINDS = [
  { title: 'By backend', what: 'backends', one: 'on backend', of: ({ backend }: Drop) => backend },
  {
    title: 'By remote address',
    what: 'addresses',
    one: 'to address',
    of: ({ peer }: Drop) => peer,
  },
  {
    title: 'By source address',
    what: 'addresses',
    one: 'from address',
    of: ({ localAddress }: Drop) => localAddress,
  },
] as const;

/** Drops by who was at the other end, as far as the records say. */
export function addressTables(view: RunView, classes: CauseClasses): Markup {
  const tables = KINDS.map((kind) => addressTable(view, classes, kind)).filter(
    ({ text }) => text !== '',
  );
  if (tables.length === 0) return html``;
  return html`<h2>Drops by backend and address</h2>
    <p>Who was at the other end, as far as the drops know it. A place with far more than its share may have a fault of its own.</p>
<div class="card">${tables}</div>`;
}

function addressTable(view: RunView, classes: CauseClasses, kind: (typeof KINDS)[number]): Markup {
  const byName = new Map<string, Uint32Array>();
  let known = 0;
  for (const [index, drop] of view.drops.entries()) {
    const name = kind.of(drop);
    if (name === undefined) continue;
    known += 1;
    const counts = byName.get(name) ?? new Uint32Array(classes.all.length);
    byName.set(name, counts);
    counts[classes.ofDrop[index]!]! += 1;
  }
  if (known === 0) return html``;
  const total = (counts: Uint32Array) => counts.reduce((sum, count) => sum + count, 0);
  const ranked = [...byName].sort(([, a], [, b]) => total(b) - total(a));
  if (ranked.length === 1) {
    const all =
      known === view.drops.length
        ? 'All'
        : `${formatCount(known)} of ${formatCount(view.drops.length)}`;
    return html`<p class="note">${all} drops were ${kind.one} ${clipped(ranked[0]![0], 120)}.</p>`;
  }
  const peak = total(ranked[0]![1]);
  const rows = ranked.slice(0, ROWS_MAX).map(([name, counts]) => {
    const bars = [...counts].flatMap((count, cause) => {
      if (count === 0) return [];
      const { colour, label } = classes.all[cause]!;
      return html`<span class="bar ${colour}" style="width:${((count / peak) * 100).toFixed(2)}%" title="${formatCount(count)} ${clipped(label, 90)}"></span>`;
    });
    return html`<tr>
      <td>${clipped(name, 120)}</td>
      <td class="n lead" data-label="Drops">${formatCount(total(counts))}</td>
      <td class="n" data-label="Share">${formatShare(total(counts) / known)}</td>
      <td class="bars">${bars}</td>
      </tr>`;
  });
  return html`<h3>${kind.title}: ${formatCount(known)} of ${formatCount(view.drops.length)} drops know it; spread evenly each would have ${formatShare(1 / ranked.length)}</h3>
  <table class="bars">
  <thead><tr><th>Name</th><th class="n">Drops</th><th class="n">Share</th><th>By cause</th>
  </tr></thead>
  <tbody>${rows}</tbody></table>${more(ranked.length - ROWS_MAX, kind.what)}`;
}
