import type { Analysis } from '../../../analysis/analyze.ts';
import { formatCount, formatShare } from '../../../analysis/figures.ts';
import type { Hop, Limit, LimitSource } from '../../../path/path.ts';
import { readingLines } from '../../../path/reading.ts';
import { doubtsOf, mayBeSet } from '../../../path/unread.ts';
import { plural, span } from '../../text/words.ts';
import type { CauseClasses } from '../cause-classes.ts';
import { breakable, clipped, html, type Markup } from '../markup.ts';

const LIMITS_MAX = 8;

/** Every hop from the generator to the backend: its limits, their origin, and the drops that it explains. */
export function pathDiagram(view: Analysis, classes: CauseClasses): Markup {
  const { hops } = view.scenario.path;
  const generator: Hop = { id: 'generator', kind: 'generator', role: 'client', limits: [] };
  const all = hops.some(({ role }) => role === 'client') ? hops : [generator, ...hops];
  const boxes = all.map((hop) => hopBox(hop, view, classes));
  return html`<h2>Path</h2>
    <p>Every hop between the load generator and the backend, with the limits in force, the origin of each figure, and the drops that it explains.</p>
    ${readingLines(view.scenario.path.reading).map((line) => html`<p class="s">${clipped(line, 300)}</p>`)}
<div class="card"><div class="path">${boxes}</div></div>`;
}

function hopBox(hop: Hop, view: Analysis, classes: CauseClasses): Markup {
  const { summary } = view;
  const names = hop.role === 'client' ? [hop.id, 'generator'] : [hop.id];
  const own = summary.dropGroups.flatMap((group, index) =>
    group.hop !== null && names.includes(group.hop) && !group.expected ? [index] : [],
  );
  const count = own.reduce((sum, index) => sum + summary.dropGroups[index]!.count, 0);
  const dropped = summary.targets.reduce((sum, target) => sum + target.dropped, 0);
  const colour = own[0] === undefined ? '' : classes.all[classes.ofGroup[own[0]]!]!.colour;
  const limits = hop.limits.slice(0, LIMITS_MAX).map(limitLine);
  const left = hop.limits.length - LIMITS_MAX;
  const doubts = doubtsOf(hop).map(
    (words) =>
      html`<div class="limit"><span class="tag warn">not known</span> <span class="s">${clipped(words, 200)}</span></div>`,
  );
  return html`<div class="hop ${colour}">
    <div class="box${count > 0 ? ' hit' : ''}"><b>${clipped(hop.id, 60)}</b>
    <span class="s">${wayWords(hop, view)}</span>
    ${limits}${left > 0 && html`<span class="s">… and ${left} more limits</span>`}${doubts}</div>
<div class="drops">${count > 0 ? html`<b>${formatCount(count)} ${plural(count, 'drop')}</b><br>${formatShare(count / dropped)} of all` : possibleWords(hop, view)}</div></div>`;
}

/** Drops that either this hop or another could have caused. */
function possibleWords({ id }: Hop, { summary }: Analysis): string {
  const count = summary.dropGroups
    .filter(
      ({ hop, expected, candidates }) =>
        hop === null && !expected && candidates.some((words) => words.startsWith(`${id} `)),
    )
    .reduce((sum, group) => sum + group.count, 0);
  return count === 0 ? 'no drops attributed' : `a candidate for ${formatCount(count)}`;
}

function limitLine(limit: Limit): Markup {
  const { setting, afterMs, verified, source, maybeSetBy } = limit;
  const from = sourceWords(source);
  return html`<div class="limit"><code>${breakable(clipped(setting, 60))}</code> <b class="nw">${span(afterMs)}${maybeSetBy !== undefined && '?'}</b>${afterMs >= 60_000 && html` <span class="nw">(${afterMs / 1_000} s)</span>`}
    <span class="s">${from}${verified === 'unverified' ? html` <span class="tag warn">unverified</span>` : ''}${maybeSetBy !== undefined && html` <span class="tag warn">not known</span> ${clipped(mayBeSet(maybeSetBy), 200)}`}</span></div>`;
}

function sourceWords(source: LimitSource): Markup {
  switch (source.kind) {
    case 'scenario':
    case 'manifest':
      return html`${source.kind}, ${clipped(fileName(source.at.file), 60)}:${source.at.line}`;
    case 'vendor-default':
      return html`<span title="${clipped(source.reference)}">default${source.version !== undefined && ` of ${source.version}`}</span>`;
    case 'probed':
      return html`probed, run ${clipped(source.run, 30)}`;
  }
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

function wayWords(hop: Hop, { scenario }: Analysis): string {
  if (hop.role === 'client') {
    const { addresses } = scenario.source;
    return addresses.length === 0
      ? 'source address chosen by the kernel'
      : `${addresses.length} source ${plural(addresses.length, 'address', 'addresses')}`;
  }
  const passing = scenario.targets.filter(({ via }) => via.includes(hop.id));
  const kind = hop.kind === 'custom' || hop.kind === hop.id ? hop.role : hop.kind;
  if (passing.length === scenario.targets.length) return clipped(kind, 60);
  if (passing.length === 0) return clipped(`${kind}; not on the way of any target`, 90);
  return clipped(`${kind}; only ${passing.map(({ name }) => name).join(', ')}`, 120);
}
