import type { ComparedWay, Migration } from '../../check/migration/migrate.ts';
import type { Route } from '../../manifests/route.ts';
import { isRaw, isSecure, TRANSPORTS } from '../../path/transport.ts';
import { durationOf, oneLine, type WrittenPath, writtenPath } from './scenario-path.ts';
import type { SetNames } from './text.ts';

/** More pairs than this are a scenario that nobody reads. */
const PAIRS_MAX = 20;
const CONNECTIONS = 1_000;
const QUIET_CONNECTIONS = 50;
const PING_MS = 30_000;
const HOUR_MS = 3_600_000;
/** A limit beyond this is not waited for. */
const SILENCE_MS_MAX = 4 * HOUR_MS;

/** A scenario that holds the same number of connections on every old way and on the one that replaces it. */
export function migrationScenario({ ways }: Migration, names: SetNames): string {
  const shown = ways.slice(0, PAIRS_MAX);
  const old = writtenPath(
    shown.map((way) => way.old),
    'old-',
  );
  const fresh = writtenPath(
    shown.map((way) => way.new),
    'new-',
  );
  const left = ways.length - shown.length;
  const lines = [
    '# yaml-language-server: $schema=scenario.schema.json',
    `# ${oneLine(names.old)} and ${oneLine(names.new)}, held at the same time: the report compares each pair of targets.`,
    ...(left > 0 ? [`# ${left} more pairs of ways were left out.`] : []),
    'soak: 1',
    'name: old-and-new',
    '',
    '# Both paths as the manifests describe them. What is not known is a comment: fill it in.',
    'path:',
    '  - { hop: client, kind: generator }',
    ...old.lines,
    ...fresh.lines,
    '',
    '# Each target replaces the one before it. Two ways of one host need two addresses: fill them in.',
    'targets:',
    ...shown.flatMap((way, index) => pairLines(way, { name: nameOf(way, index), old, fresh })),
    '',
    'load:',
    '  ramp: 60s',
    `  hold: ${durationOf(holdOf(shown))} # longer than the silences that are waited for`,
    '  drain: 10s',
    '',
    'pass-when:',
    '  drops: 0',
    '  unexplained-drops: 0',
    '',
    '# What a reload, a listener update or a roll-out does to both, at the same moment:',
    '# events:',
    '#   - { at: 30m, label: reload, hop: old-ingress, event: reload, run: kubectl annotate … }',
    '#   - { at: 30m, label: reload, hop: new-ingress, event: reload, run: kubectl annotate … }',
  ];
  return `${lines.join('\n')}\n`;
}

interface PairOptions {
  readonly name: string;
  readonly old: WrittenPath;
  readonly fresh: WrittenPath;
}

function pairLines(way: ComparedWay, { name, old, fresh }: PairOptions): readonly string[] {
  const isShared = way.old.host === way.new.host;
  const sides = [
    { side: 'old', route: way.old, via: old.viaOf(way.old), placeholder: 'old-address.example' },
    { side: 'new', route: way.new, via: fresh.viaOf(way.new), placeholder: 'new-address.example' },
  ] as const;
  return [true, false].flatMap((speaks) =>
    sides.flatMap(({ side, route, via, placeholder }) => {
      const quietMs = silenceMs(way, side);
      if (!speaks && !isWaitedFor(way)) return [];
      const target = (which: string) => `${which}-${name}${speaks ? '' : '-quiet'}`;
      return [
        `  ${target(side)}:`,
        ...addressLines(route, { isShared, placeholder }),
        `    connections: ${speaks ? CONNECTIONS : QUIET_CONNECTIONS}`,
        ...(speaks ? [speechOf(route)] : ['    silent: true']),
        ...(speaks || quietMs === undefined
          ? []
          : [`    expect-drop: { at-idle: ${durationOf(quietMs)} }`]),
        `    via: [${via.join(', ')}]`,
        ...(side === 'new' ? [`    replaces: ${target('old')}`] : []),
      ];
    }),
  );
}

/** When silence is known to end a connection on this side, and soon enough. */
function silenceMs({ promises }: ComparedWay, side: 'old' | 'new'): number | undefined {
  const silence = promises.find(({ id }) => id === 'silence')?.[side];
  return silence?.kind === 'after' && silence.ms <= SILENCE_MS_MAX ? silence.ms : undefined;
}

/** What silence does has to be known on both sides, or its drops would be a surprise. */
function isWaitedFor({ promises }: ComparedWay): boolean {
  const silence = promises.find(({ id }) => id === 'silence');
  return silence !== undefined && silence.old.kind !== 'unknown' && silence.new.kind !== 'unknown';
}

function holdOf(ways: readonly ComparedWay[]): number {
  const silences = ways
    .filter(isWaitedFor)
    .flatMap((way) => [silenceMs(way, 'old') ?? 0, silenceMs(way, 'new') ?? 0]);
  // A twentieth more, so that what outlives its limit is seen.
  return Math.ceil(Math.max(HOUR_MS, ...silences.map((ms) => ms * 1.05)) / 60_000) * 60_000;
}

function addressLines(
  route: Route,
  { isShared, placeholder }: { isShared: boolean; placeholder: string },
): readonly string[] {
  const { transport, host, port, assigned } = route;
  const known = host?.startsWith('*') === true ? undefined : host;
  const dialled = assigned ?? (isShared ? undefined : known) ?? placeholder;
  if (isRaw(transport)) return [`    ${transport}: ${quoted(`${dialled}:${port}`)}`];
  const shownPort = port === TRANSPORTS[transport].defaultPort ? '' : `:${port}`;
  const path = literal(route.path ?? '/');
  const isOther = known !== undefined && known !== dialled;
  return [
    `    ${transport}: ${quoted(`${transport}://${dialled}${shownPort}${path}`)}`,
    ...(isOther ? [`    headers: { Host: ${quoted(known)} }`] : []),
    ...(isOther && isSecure(transport) ? [`    server-name: ${quoted(known)}`] : []),
  ];
}

/** A pattern is no path that anybody dials: what comes before its first special character is. */
function literal(path: string): string {
  return path.replace(/[\s^$([{*+?|\\].*$/s, '') || '/';
}

function speechOf({ transport }: Route): string {
  const every = durationOf(PING_MS);
  return isRaw(transport)
    ? `    heartbeat: { every: ${every}, within: 10s } # what your backend answers`
    : `    ping: { every: ${every}, pong-within: 10s }`;
}

function nameOf({ old }: ComparedWay, index: number): string {
  const stem = (old.host ?? old.backend).replace(/[^\w.]+/g, '-').replace(/^[-.]+|[-.]+$/g, '');
  return `${stem.slice(0, 40) || 'way'}-${index + 1}`;
}

/** A double-quoted YAML text is a JSON text; a reference in it is not one. */
function quoted(text: string): string {
  return JSON.stringify(oneLine(text)).replaceAll('${', '$${');
}
