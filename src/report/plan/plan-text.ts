import { padEnd, truncate, widthOf, wrap } from '../../base/text.ts';
import { formatBytes, formatCount, formatDuration, formatSeconds } from '../../base/units.ts';
import type { Note } from '../../objects/object.ts';
import type { Hop, LimitSource } from '../../path/path.ts';
import { readingLines } from '../../path/reading.ts';
import { giveUpMsOf } from '../../scenario/exchanges.ts';
import type { Beat, Scenario, Target } from '../../scenario/scenario.ts';
import { COLUMNS, labelled } from '../text/layout.ts';
import type { Paint } from '../text/paint.ts';
import { plural, span } from '../text/words.ts';
import { doubtsOn, type FatedLimit, fatesOf, isOpenEnded } from './fate.ts';
import { conclusionOf, fateWords } from './fate-text.ts';
import { inertWords, noUpgradeWords } from './hop-words.ts';
import { proofsOf } from './proofs.ts';
import { trafficOf } from './traffic.ts';

/** What the run needs of the machine, as far as it is known before. */
export interface ExpectedLoad {
  readonly shards: number;
  readonly memoryBytes: number;
  /** Connections to the busiest destination. */
  readonly busiest: readonly [destination: string, connections: number];
  readonly portsPerAddress: number;
}

interface PlanOptions {
  readonly expected: ExpectedLoad;
  readonly notes: readonly Note[];
  readonly paint: Paint;
}

/** What a run of this scenario will do and prove, and which limits it reaches. At most 80 columns. */
export function planText(scenario: Scenario, { expected, notes, paint }: PlanOptions): string {
  const { proves, cannot } = proofsOf(scenario);
  return [
    ...headLines(scenario, paint),
    ...scenario.targets.flatMap((target) => ['', ...targetLines(target, { scenario, paint })]),
    '',
    ...listed('proves', proves, paint('good', '✓')),
    ...listed('cannot', cannot, paint('warning', '·')),
    ...listed(
      'assumes',
      notes.map(({ at, message }) => `${message} (${nameOf(at.file)}:${at.line})`),
      paint('warning', '!'),
    ),
    ...expectLines(scenario, expected),
    '',
  ].join('\n');
}

function headLines(
  { name, targets, load, description, lab, path }: Scenario,
  paint: Paint,
): string[] {
  const total = targets.reduce((sum, { connections }) => sum + connections, 0);
  const endMs = load.stages.reduce((sum, { durationMs }) => sum + durationMs, 0) + load.drainMs;
  const size = `${formatCount(total)} ${plural(total, 'connection')} of ${targets.length} ${plural(targets.length, 'target')}, ${span(endMs)}`;
  const { speedUp = 1 } = lab ?? {};
  const model = speedUp === 1 ? [] : [`  in a lab, ${speedUp} times as fast as the real path`];
  const about = description === '' ? [] : wrap(description, COLUMNS - 2).map((line) => `  ${line}`);
  return [
    `${paint('strong', truncate(name, COLUMNS - size.length - 3))}  ${size}`,
    ...model,
    ...about,
    ...readingLines(path.reading).flatMap((line) =>
      labelled('', line, { indent: 2, labelWidth: 0 }),
    ),
  ];
}

function targetLines(
  target: Target,
  { scenario, paint }: { scenario: Scenario; paint: Paint },
): string[] {
  const { address, connections } = target;
  const where = `${address.transport} ${address.host}:${address.port}`;
  const head = `${paint('strong', target.name)}  ${formatCount(connections)} × ${where}`;
  const limits = fatesOf(target, scenario);
  const doubts = doubtsOn(target, scenario);
  const hops = scenario.path.hops.filter(
    ({ id, role }) => target.via.includes(id) && role !== 'client',
  );
  const inert = inertWords(hops);
  return [
    head,
    ...diagram(hops, paint),
    ...labelled('sends', sentBy(target), { indent: 2, labelWidth: 10 }),
    ...identityLines(target, scenario),
    ...limits.map((limit) => limitLine(limit, paint)),
    ...labelled('set in', originsOf(limits), { indent: 2, labelWidth: 10 }),
    ...(inert === '' ? [] : labelled('no effect', inert, { indent: 2, labelWidth: 10 })),
    ...doubts.flatMap((words, index) =>
      labelled(index === 0 ? 'not known' : '', words, { indent: 2, labelWidth: 10 }),
    ),
    ...labelled(
      'result',
      noUpgradeWords(hops, target) ??
        conclusionOf(target, { limits, isOpen: isOpenEnded(target, scenario) }),
      {
        indent: 2,
        labelWidth: 10,
      },
    ),
  ];
}

/**
 * The hops with their kinds below, over as many rows as they need:
 *
 *     soak ─── slb ───────── ingress ─────── pod
 *              alibaba-slb   ingress-nginx
 */
function diagram(hops: readonly Hop[], paint: Paint): string[] {
  const start = 'soak';
  const rows: [above: string, below: string][] = [[`  ${start}`, ' '.repeat(2 + start.length)]];
  for (const { id, kind } of hops) {
    const below = kind === id ? '' : kind;
    const width = Math.max(widthOf(id), widthOf(below));
    const last = rows.at(-1)!;
    const isFull = widthOf(last[0]) + 5 + width > COLUMNS;
    if (isFull) rows.push(['      ', '      ']);
    const row = rows.at(-1)!;
    // At least three dashes, and more if a kind is longer than its hop's name.
    const column = Math.max(widthOf(row[0]) + 5, widthOf(row[1]) + 2);
    row[0] += ` ${'─'.repeat(column - widthOf(row[0]) - 2)} ${id}`;
    row[1] = padEnd(row[1], column) + below;
  }
  return rows.flatMap(([above, below]) => {
    const under = below.trimEnd();
    return under === '' ? [above] : [above, paint('faint', under)];
  });
}

/** Which rows of a data file its connections take. */
function identityLines({ each, connections }: Target, { data = [] }: Scenario): string[] {
  const source = data.find(({ name }) => name === each?.source);
  if (each === undefined || source === undefined) return [];
  const first = each.offset + source.skip + 1;
  const again = first + connections - 1 > source.rows && source.repeats ? ', used repeatedly' : '';
  const picked = {
    'in-order': `rows ${formatCount(first)} to ${formatCount(first + connections - 1)}`,
    shuffled: 'each row once, shuffled by the seed',
    random: 'random rows, by the seed',
  }[source.pick];
  const words = `${source.file} (${formatCount(source.rows)} rows): ${picked}${again}`;
  return [...labelled('identity', words, { indent: 2, labelWidth: 10 })];
}

function sentBy({ traffic, onDrop, expectDrop }: Target): string {
  const words = traffic.beats.map(beatWords);
  if (traffic.keepaliveMs !== undefined)
    words.push(`TCP keep-alive after ${formatSeconds(traffic.keepaliveMs)}`);
  if (words.length === 0) words.push('nothing');
  if (traffic.answers !== undefined) words.push('answers messages of the peer');
  if (traffic.listenMs !== undefined)
    words.push(`expects something at least every ${formatSeconds(traffic.listenMs)}`);
  if (onDrop.kind === 'redial') words.push('redials after a drop');
  if (expectDrop !== undefined) {
    const by = expectDrop.by === undefined ? '' : ` by ${expectDrop.by}`;
    words.push(
      `expects to be dropped at ${expectDrop.axis} ${formatSeconds(expectDrop.atMs)}${by}`,
    );
  }
  return words.join('; ');
}

function beatWords(beat: Beat): string {
  const { say, everyMs, withinMs, expect } = beat;
  const what = {
    ping: 'a WebSocket ping',
    message: say.kind === 'message' ? `a message of ${formatBytes(say.sizeBytes)}` : '',
    bytes: say.kind === 'bytes' ? `${say.hex.length / 2} bytes` : '',
    nothing: 'nothing',
  }[say.kind];
  const answer =
    expect.kind === 'none'
      ? ''
      : `, reply within ${formatDuration(withinMs)}, given up after ${formatDuration(giveUpMsOf(beat))}`;
  return `${what} every ${formatSeconds(everyMs)}${answer}`;
}

function limitLine(one: FatedLimit, paint: Paint): string {
  const { hop, limit } = one;
  const [tone, mark, words] = fateWords(one);
  const figure = formatSeconds(limit.afterMs);
  const isDoubtful = limit.verified === 'unverified' || limit.maybeSetBy !== undefined;
  const doubt = isDoubtful ? '?' : ' ';
  const cells = [
    padEnd(truncate(hop.id, 12), 12),
    padEnd(truncate(limit.setting, 36), 36),
    `${figure.padStart(8)}${doubt}`,
  ];
  return `  ${paint(tone, mark)} ${cells.join(' ')} ${words}`;
}

/** The origin of the limits: those from manifests with their position. */
function originsOf(limits: readonly FatedLimit[]): string {
  const counts = { scenario: 0, 'vendor-default': 0 };
  const words = limits.flatMap(({ hop, limit }) => {
    const { source, setting } = limit;
    if (source.kind === 'scenario' || source.kind === 'vendor-default') {
      counts[source.kind] += 1;
      return [];
    }
    return [`${originOf(source)} (${hop.id} ${setting})`];
  });
  const here = counts.scenario === 0 ? [] : [`${counts.scenario} in the scenario`];
  const defaults = counts['vendor-default'];
  const rest = defaults === 0 ? [] : [`${defaults} by default`];
  return [...words, ...here, ...rest].join(', ');
}

function originOf(source: LimitSource): string {
  if (source.kind === 'vendor-default') return 'default';
  if (source.kind === 'probed') return `run ${source.run}`;
  return `${nameOf(source.at.file)}:${source.at.line}`;
}

function nameOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

function listed(label: string, items: readonly string[], mark: string): string[] {
  return items.flatMap((item, index) =>
    labelled(index === 0 ? label : '', item, { indent: 2, labelWidth: 12 }).map((line, row) =>
      row === 0 ? `${line.slice(0, 12)}${mark} ${line.slice(14)}` : line,
    ),
  );
}

function expectLines(scenario: Scenario, expected: ExpectedLoad): string[] {
  const { shards, memoryBytes, busiest, portsPerAddress } = expected;
  const { totalBytes, bitsPerSecond } = trafficOf(scenario);
  const items = [
    `${formatBytes(totalBytes)} of traffic, ${bits(bitsPerSecond)} while it holds`,
    `${formatBytes(memoryBytes)} of memory in ${shards} ${plural(shards, 'process', 'processes')}`,
    `${formatCount(busiest[1])} ports to ${busiest[0]}, of ${formatCount(portsPerAddress)} per source address`,
  ];
  return items.flatMap((item, index) =>
    labelled(index === 0 ? 'expects' : '', `· ${item}`, { indent: 2, labelWidth: 10 }),
  );
}

/** `1.9 Mbit/s`. */
export function bits(perSecond: number): string {
  const units = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s'] as const;
  const index = Math.min(
    units.length - 1,
    Math.max(0, Math.floor(Math.log10(Math.max(1, perSecond)) / 3)),
  );
  const figure = perSecond / 1_000 ** index;
  return `${figure < 10 && index > 0 ? figure.toFixed(1) : Math.round(figure)} ${units[index]}`;
}
