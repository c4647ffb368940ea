import {
  type ComparedPromise,
  type ComparedWay,
  keepsPromises,
  type Migration,
} from '../../check/migration/migrate.ts';
import type { Change, Promised } from '../../check/migration/promised.ts';
import { markdownText } from '../text/markdown-text.ts';
import type { SetNames } from './text.ts';
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

/** Two sets of manifests, way by way, for a pull request. */
export function migrationMarkdown(migration: Migration, names: SetNames): string {
  const isWhole = migration.ways.every(({ isFrontUnknown }) => !isFrontUnknown);
  const mark = keepsPromises(migration) ? (isWhole ? '✅' : '⚠️') : '❌';
  const lines = [
    `## ${mark} ${markdownText(`${names.old} -> ${names.new}`)}`,
    '',
    `${markdownText(migrationSentence(migration))}.`,
    ...migration.ways.flatMap(wayLines),
    ...listed(
      'Gone: nothing in the new set replaces',
      migration.gone.map(({ name }) => name),
    ),
    ...listed(
      'Only in the new set',
      migration.added.map(({ name }) => name),
    ),
    ...listed('`soak check` finds in the new set only', findingWords(migration)),
  ];
  return `${lines.join('\n')}\n`;
}

function wayLines(way: ComparedWay): readonly string[] {
  const { old, new: fresh, by, tls, unused } = way;
  return [
    '',
    `### ${markdownText(wayWords(way))}`,
    '',
    `Paired by ${by}. Old: ${markdownText(hopsWords(old))}. New: ${markdownText(hopsWords(fresh))}.`,
    ...(tls === 'same' ? [] : ['', `**${TLS_WORDS[tls]}**`]),
    '',
    '| | promise | old | new | |',
    '| --- | --- | --- | --- | --- |',
    ...shownPromises(way).map(promiseRow),
    ...otherWords(way).flatMap((words) => ['', `⚠️ ${markdownText(words)}`]),
    ...unused.flatMap((one) => ['', `⚠️ ${markdownText(unusedWords(one))}`]),
  ];
}

function promiseRow({ title, old, new: fresh, change }: ComparedPromise): string {
  return `| ${MARKS[change]} | ${title} | ${cell(old)} | ${cell(fresh)} | ${CHANGE_WORDS[change]} |`;
}

const MARKS: Readonly<Record<Change, string>> = {
  same: '',
  longer: '',
  shorter: '❌',
  unknown: '❌',
  known: '',
  'still-unknown': '⚠️',
};

function cell(promised: Promised): string {
  const reasons = reasonsOf(promised).map(markdownText);
  return [`**${promisedWords(promised)}**`, ...reasons].join('<br>');
}

function listed(title: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  return ['', `**${title}:**`, '', ...names.map((name) => `- ${markdownText(name)}`)];
}
