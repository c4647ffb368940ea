import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const SRC = path.resolve(import.meta.dirname, '../../src');

/** A folder may import from folders above it in this list, never from those below. */
const LAYERS = [
  'base',
  'outcome',
  'objects',
  'path',
  'manifests',
  'scenario',
  'check',
  'journal',
  'stats',
  'explain',
  'analysis',
  'engine',
  'report',
  'net',
  'lab',
  'real',
  'run',
  'extensions',
  'cli',
  'testing',
];

/** Folders that must give the same answer for the same input: no clock, no chance, no outside world. */
const PURE = [
  'base',
  'outcome',
  'objects',
  'path',
  'manifests',
  'scenario',
  'check',
  'stats',
  'explain',
  'analysis',
  'engine',
  'report',
];

const BANNED_IN_PURE = [
  [/from 'node:/, 'a port passed in by the caller'],
  [/\bDate\.now\(|performance\.now\(/, 'nowMs, passed in'],
  [/\bsetTimeout\(|\bsetInterval\(/, 'a deadline in the timing wheel'],
  [/\bMath\.random\(/, 'a Prng, passed in'],
  [/\bprocess\./, 'an option, passed in'],
] as const;

interface Source {
  readonly name: string;
  readonly folder: string;
  readonly isTest: boolean;
  readonly lines: readonly string[];
}

const sources: Source[] = fs
  .readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({
    name,
    folder: name.split(path.sep)[0] ?? '',
    isTest: name.endsWith('.test.ts'),
    lines: fs.readFileSync(path.join(SRC, name), 'utf8').trimEnd().split('\n'),
  }));

function findings(check: (source: Source) => Iterable<string>): string[] {
  return sources.flatMap((source) =>
    [...check(source)].map((finding) => `${source.name}${finding}`),
  );
}

test('tidy: imports point up the layers', () => {
  const found = findings(function* ({ name, folder, isTest, lines }) {
    if (isTest) return;
    for (const [index, line] of lines.entries()) {
      const specifier = /from '(\.[^']+)'/.exec(line)?.[1];
      if (specifier === undefined) continue;
      const target = path.join(path.dirname(name), specifier).split(path.sep)[0] ?? '';
      if (target === folder || LAYERS.indexOf(target) < LAYERS.indexOf(folder)) continue;
      yield `:${index + 1}: ${folder}/ must not import from ${target}/`;
    }
  });
  assert.deepEqual(found, []);
});

test('tidy: pure folders use no clock, no chance and no outside world', () => {
  const found = findings(function* ({ folder, isTest, lines }) {
    if (isTest || !PURE.includes(folder)) return;
    for (const [index, line] of lines.entries()) {
      if (/^\s*(\*|\/\*|\/\/)/.test(line)) continue;
      for (const [banned, instead] of BANNED_IN_PURE) {
        if (banned.test(line))
          yield `:${index + 1}: ${banned.source} is banned here, use ${instead}`;
      }
    }
  });
  assert.deepEqual(found, []);
});

test('tidy: files are short and functions fit on a screen', () => {
  const found = findings(function* ({ isTest, lines }) {
    if (!isTest && lines.length > 300) yield `: ${lines.length} lines, at most 300`;
    for (const [start, line] of lines.entries()) {
      const indent =
        /^(\s*)(export )?(async )?(function\b|(static |async |get |set )*#?\w+\(.*\{$)/.exec(
          line,
        )?.[1];
      if (indent === undefined || /^\s*(if|for|while|switch|catch)\b|=> \{$/.test(line)) continue;
      const length = lines.slice(start).indexOf(`${indent}}`) + 1;
      if (length > 60) yield `:${start + 1}: a function of ${length} lines, at most 60`;
    }
  });
  assert.deepEqual(found, []);
});
