import type { Analysis } from '../../analysis/analyze.ts';
import { formatCount, formatShare } from '../../analysis/figures.ts';
import type { Connection } from '../../journal/connection.ts';
import type { CauseClasses } from './cause-classes.ts';
import { more } from './drop-table.ts';
import { clipped, html, type Markup } from './markup.ts';

const ROWS_MAX = 20;

const KINDS = [
  {
    title: 'By backend',
    what: 'backends',
    one: 'on backend',
    of: ({ backend }: Connection) => backend,
  },
  {
    title: 'By remote address',
    what: 'addresses',
    one: 'to address',
    of: ({ peer }: Connection) => peer,
  },
  {
    title: 'By source address',
    what: 'addresses',
    one: 'from address',
    of: ({ localAddress }: Connection) => localAddress,
  },
] as const;

type Kind = (typeof KINDS)[number];

/** Drops by the other end of the connection, as far as the records say. */
export function addressTables(view: Analysis, classes: CauseClasses): Markup {
  const tables = KINDS.map((kind) => addressTable(view, classes, kind)).filter(
    ({ text }) => text !== '',
  );
  if (tables.length === 0) return html``;
  return html`<h2>Drops by backend and address</h2>
    <p>The other end of the dropped connections, where known. A backend or address that lost a far larger share than the others may be at fault.</p>
<div class="card">${tables}</div>`;
}

/** One place, its connections, and those of them that dropped by cause. */
interface Place {
  readonly name: string;
  readonly opened: number;
  readonly drops: number;
  readonly byCause: Uint32Array;
}

function addressTable(view: Analysis, classes: CauseClasses, kind: Kind): Markup {
  const places = placesOf(view, classes, kind);
  const known = places.reduce((sum, { drops }) => sum + drops, 0);
  if (known === 0) return html``;
  const all = `${known === view.drops.length ? 'All' : `${formatCount(known)} of`} ${formatCount(view.drops.length)} drops`;
  if (places.length === 1)
    return html`<p class="note">${all} were ${kind.one} ${clipped(places[0]!.name, 120)}, like every connection where it is known.</p>`;
  const peak = places[0]!.drops;
  const rows = places.slice(0, ROWS_MAX).map((place) => placeRow(place, peak, classes));
  return html`<h3>${kind.title}: known for ${all.toLowerCase()}</h3>
  <table class="bars">
  <thead><tr><th>Name</th><th class="n">Drops</th><th class="n">Of opened</th><th class="n">Lost</th><th>By cause</th>
  </tr></thead>
  <tbody>${rows}</tbody></table>${more(places.length - ROWS_MAX, kind.what)}`;
}

/** The places with most drops first. */
function placesOf(view: Analysis, classes: CauseClasses, kind: Kind): readonly Place[] {
  const byName = new Map<string, { opened: number; byCause: Uint32Array }>();
  const placeAt = (name: string) => {
    const known = byName.get(name) ?? { opened: 0, byCause: new Uint32Array(classes.all.length) };
    byName.set(name, known);
    return known;
  };
  for (const connection of view.connections) {
    const name = kind.of(connection);
    if (name === undefined) continue;
    const place = placeAt(name);
    place.opened += 1;
    const dropIndex = view.connections.dropIndexOf(connection.id);
    if (dropIndex !== undefined) place.byCause[classes.ofDrop[dropIndex]!]! += 1;
  }
  return [...byName]
    .map(([name, { opened, byCause }]) => {
      const drops = byCause.reduce((sum, count) => sum + count, 0);
      return { name, opened, drops, byCause };
    })
    .sort((a, b) => b.drops - a.drops);
}

function placeRow(
  { name, opened, drops, byCause }: Place,
  peak: number,
  classes: CauseClasses,
): Markup {
  const bars = [...byCause].flatMap((count, cause) => {
    if (count === 0) return [];
    const { colour, label } = classes.all[cause]!;
    return html`<span class="bar ${colour}" style="width:${((count / peak) * 100).toFixed(2)}%" title="${formatCount(count)} ${clipped(label, 90)}"></span>`;
  });
  return html`<tr>
      <td>${clipped(name, 120)}</td>
      <td class="n lead" data-label="Drops">${formatCount(drops)}</td>
      <td class="n" data-label="Of opened">${formatCount(opened)}</td>
      <td class="n" data-label="Lost">${formatShare(drops / opened)}</td>
      <td class="bars">${bars}</td>
      </tr>`;
}
