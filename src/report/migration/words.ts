import { group, seconds } from '../../check/figures.ts';
import type { ComparedPromise, ComparedWay, Migration } from '../../check/migration/migrate.ts';
import type { Change, Promised } from '../../check/migration/promised.ts';
import type { UnusedTimeout } from '../../check/migration/unused-timeouts.ts';
import type { Route } from '../../manifests/route.ts';
import type { Capacity, Limit, LimitSource, PlacedLimit } from '../../path/path.ts';
import { plural } from '../text/words.ts';

/** `600 s`, `no limit`, `not known, at most 60 s`. */
export function promisedWords(promised: Promised): string {
  switch (promised.kind) {
    case 'after':
      return seconds(promised.ms);
    case 'never':
      return 'no limit';
    case 'unknown':
      return promised.atMost === undefined
        ? 'not known'
        : `not known, at most ${seconds(promised.atMost.ms)}`;
  }
}

/** What stands behind a promise: the limit with its source and what restarts it, or why it is not known. */
export function reasonsOf(promised: Promised): readonly string[] {
  switch (promised.kind) {
    case 'after':
      return promised.by.map(limitWords);
    case 'never':
      return [];
    case 'unknown': {
      const { why, atMost } = promised;
      return atMost === undefined ? why : [...why, ...atMost.by.map(limitWords)];
    }
  }
}

function limitWords({ hop, limit }: PlacedLimit): string {
  const trust = limit.verified === 'unverified' ? ', not verified' : '';
  const restart = limit.startsAt === 'last-reset' ? `; ${RESTARTS[limit.resetBy]}` : '';
  return `${hop.id} ${limit.setting} ${seconds(limit.afterMs)} (${sourceWords(limit.source)}${trust})${restart}`;
}

function sourceWords(source: LimitSource): string {
  switch (source.kind) {
    case 'manifest':
    case 'scenario':
      return `${source.at.file}:${source.at.line}`;
    case 'vendor-default':
      return source.version === undefined ? 'default' : `default of ${source.version}`;
    case 'probed':
      return `probed by ${source.run}`;
  }
}

const RESTARTS: Readonly<Record<Limit['resetBy'], string>> = {
  packets: 'any packet restarts it',
  bytes: 'bytes of either side restart it',
  'bytes-to-backend': "only the client's bytes restart it",
  'bytes-to-client': "only the backend's bytes restart it",
  nothing: 'nothing restarts it',
};

export const CHANGE_WORDS: Readonly<Record<Change, string>> = {
  same: '',
  longer: 'longer',
  shorter: 'shorter',
  unknown: 'no longer known',
  known: 'now known',
  'still-unknown': 'known on neither side',
};

/** The promises worth a line: silence and age always, the others only where something limits them. */
export function shownPromises({ promises }: ComparedWay): readonly ComparedPromise[] {
  return promises.filter(
    ({ id, old, new: fresh }) => ALWAYS.has(id) || old.kind !== 'never' || fresh.kind !== 'never',
  );
}

const ALWAYS: ReadonlySet<string> = new Set(['silence', 'age']);

/** `balancer (alibaba-slb), ingress (ingress-nginx), pod`. */
export function hopsWords({ hops }: Route): string {
  return hops.hops
    .filter(({ role }) => role !== 'client')
    .map(({ id, kind }) => (id === kind ? id : `${id} (${kind})`))
    .join(', ');
}

/** Both names of a way where it has two. */
export function wayWords({ old, new: fresh }: ComparedWay): string {
  return old.name === fresh.name ? old.name : `${old.name} -> ${fresh.name}`;
}

export const TLS_WORDS = {
  same: '',
  gained: 'TLS is new on this way',
  lost: 'this way has lost its TLS',
} as const satisfies Readonly<Record<ComparedWay['tls'], string>>;

/** The whole truth about a way has this in it. */
const FRONT_UNKNOWN =
  'the balancer in front is known on neither side: a connection may end sooner there than these times say';

/** What is not compared, and what else the two sides differ in: the upgrade, and how many connections may be open at once. */
export function otherWords({
  isFrontUnknown,
  lostUpgrade,
  capacities,
}: ComparedWay): readonly string[] {
  const words = (side: readonly Capacity[]) =>
    side.map(({ most, counts, setting }) => `at most ${group(most)} ${counts} (${setting})`);
  return [
    ...(isFrontUnknown ? [FRONT_UNKNOWN] : []),
    ...(lostUpgrade === undefined
      ? []
      : [`no WebSocket opens on the new way: it ${lostUpgrade.why} (${lostUpgrade.setting})`]),
    ...words(capacities.old).map((text) => `old: ${text}`),
    ...words(capacities.new).map((text) => `new: ${text}`),
  ];
}

/** `timeouts.request 30h0m0s (gateway.yaml:22) is written, and limits none of these connections`. */
export function unusedWords({ setting, written, at }: UnusedTimeout): string {
  return `${setting} ${written} (${at.file}:${at.line}) is written, and limits none of these connections`;
}

/** What `soak check` newly finds: `error RULE file:line`, each once. */
export function findingWords({ newFindings }: Migration): readonly string[] {
  const lines = newFindings.map(
    ({ severity, rule, at }) => `${severity} ${rule} ${at.file}:${at.line}`,
  );
  return [...new Set(lines)];
}

/** `2 ways compared: 1 promise shorter, 2 no longer known, 1 way gone`. */
export function migrationSentence({ ways, gone }: Migration): string {
  const changes = ways.flatMap(({ promises }) => promises.map(({ change }) => change));
  const count = (change: Change) => changes.filter((one) => one === change).length;
  const shorter = count('shorter');
  const lost = ways.filter(({ tls }) => tls === 'lost').length;
  const parts: readonly (readonly [number, string])[] = [
    [shorter, `${plural(shorter, 'promise')} shorter`],
    [count('unknown'), 'no longer known'],
    [lost, `${plural(lost, 'way')} without TLS`],
    [gone.length, `${plural(gone.length, 'way')} gone`],
    [count('longer'), 'longer'],
  ];
  const said = parts
    .filter(([number]) => number > 0)
    .map(([number, words]) => `${number} ${words}`);
  const compared = `${ways.length} ${plural(ways.length, 'way')} compared`;
  const blind = ways.filter(({ isFrontUnknown }) => isFrontUnknown).length;
  const doubt =
    blind === 0
      ? ''
      : `; the balancer in front of ${blind} ${plural(blind, 'way')} is known on neither side`;
  const kept = blind === 0 ? 'every promise is kept' : 'every known promise is kept';
  return `${compared}: ${said.length === 0 ? kept : said.join(', ')}${doubt}`;
}
