import { truncate, wrap } from '../../base/text.ts';
import {
  type ComparedPromise,
  type ComparedWay,
  keepsPromises,
  type Migration,
} from '../../check/migration/migrate.ts';
import type { Change } from '../../check/migration/promised.ts';
import type { Route } from '../../manifests/route.ts';
import { COLUMNS, labelled } from '../text/layout.ts';
import type { Paint } from '../text/paint.ts';
import { withoutControls } from '../text/strip-controls.ts';
import {
  CHANGE_WORDS,
  findingWords,
  hopsWords,
  migrationSentence,
  otherWords,
  promisedWords,
  reasonsOf,
  shownPromises,
  TLS_WORDS,
  unusedWords,
  wayWords,
} from './words.ts';

/** What was compared, as it was named on the command line. */
export interface SetNames {
  readonly old: string;
  readonly new: string;
}

/** Two sets of manifests, way by way, in at most 80 columns. */
export function migrationText(
  migration: Migration,
  { names, paint }: { names: SetNames; paint: Paint },
): string {
  const isKept = keepsPromises(migration);
  const isWhole = migration.ways.every(({ isFrontUnknown }) => !isFrontUnknown);
  const badge = isKept
    ? paint(isWhole ? 'good' : 'warning', isWhole ? ' KEPT ' : ' KEPT AS FAR AS KNOWN ')
    : paint('bad', ' NOT KEPT ');
  const title = truncate(withoutControls(`${names.old} -> ${names.new}`), COLUMNS - 24);
  const lines = [
    `${badge} ${paint('strong', title)}`,
    ...wrap(migrationSentence(migration), COLUMNS - 2).map((line) => `  ${line}`),
    ...migration.ways.flatMap((way) => ['', ...wayLines(way, paint)]),
    ...listed('gone: nothing in the new set replaces', namesOf(migration.gone)),
    ...listed('only in the new set', namesOf(migration.added)),
    ...listed('soak check finds in the new set only', findingWords(migration)),
  ];
  return `${lines.join('\n')}\n`;
}

function namesOf(routes: readonly Route[]): readonly string[] {
  return routes.map(({ name }) => name);
}

function wayLines(way: ComparedWay, paint: Paint): readonly string[] {
  const { old, new: fresh, by, tls, unused } = way;
  return [
    ...wrap(withoutControls(wayWords(way)), COLUMNS).map((line) => paint('strong', line)),
    ...labelled('paired', `by ${by}`, { indent: 2 }),
    ...labelled('old', hopsWords(old), { indent: 2 }),
    ...labelled('new', hopsWords(fresh), { indent: 2 }),
    ...(tls === 'same' ? [] : labelled('TLS', TLS_WORDS[tls], { indent: 2 })),
    ...shownPromises(way).flatMap((promise) => promiseLines(promise, paint)),
    ...otherWords(way).flatMap((words) =>
      labelled('!', withoutControls(words), { indent: 2, labelWidth: 2 }),
    ),
    ...unused.flatMap((one) =>
      labelled('!', withoutControls(unusedWords(one)), { indent: 2, labelWidth: 2 }),
    ),
  ];
}

function promiseLines(promise: ComparedPromise, paint: Paint): readonly string[] {
  const { title, old, new: fresh, change } = promise;
  const [before, after] = [promisedWords(old), promisedWords(fresh)];
  const values = before === after ? before : `${before} -> ${after}`;
  const [tone, mark] = MARKS[change];
  const end = CHANGE_WORDS[change];
  const isSaid = end === '' || fresh.kind === 'unknown';
  const head = labelled(
    `${paint(tone, mark)} ${title}`,
    isSaid && change !== 'shorter' ? values : `${values}, ${paint(tone, end)}`,
    { indent: 2, labelWidth: TITLE_WIDTH + 3 },
  );
  // Nothing can be compared, so the reasons would be noise.
  if (change === 'still-unknown' && before === after) return head;
  return [...head, ...reasonLines('old', reasonsOf(old)), ...reasonLines('new', reasonsOf(fresh))];
}

const TITLE_WIDTH = 31;

const MARKS: Readonly<Record<Change, ['good' | 'bad' | 'faint' | 'warning', string]>> = {
  same: ['faint', '='],
  longer: ['good', '+'],
  shorter: ['bad', '✗'],
  unknown: ['bad', '?'],
  known: ['good', '+'],
  'still-unknown': ['warning', '?'],
};

function reasonLines(side: string, reasons: readonly string[]): readonly string[] {
  return reasons.flatMap((reason, index) =>
    labelled(index === 0 ? side : '', withoutControls(reason), { indent: 6, labelWidth: 5 }),
  );
}

function listed(title: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  return ['', title, ...names.map((name) => `  ${withoutControls(name)}`)];
}
