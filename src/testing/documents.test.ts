import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const ROOT = path.resolve(import.meta.dirname, '../..');
const SOURCE = path.join(ROOT, 'src');
const ROOMS = fs.readdirSync(SOURCE);
const TOP = fs.readdirSync(ROOT);
/** Their sources are files of other projects; they are compared with the code elsewhere. */
const GENERATED = ['docs/rules.md', 'docs/coverage.md'];
const DOCUMENTS = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'RELEASE.md',
  'bench/README.md',
  ...fs
    .readdirSync(path.join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].filter((name) => !GENERATED.includes(name));
/** Where a run or a build leaves its files: they need not exist. */
const MADE_LATER = /^(reports|dist|node_modules)\//;
const VERBS = /`npm run ([\w:-]+)/g;

for (const name of DOCUMENTS) {
  const text = fs.readFileSync(path.join(ROOT, name), 'utf8');

  test(`every file that ${name} names exists`, () => {
    const missing = namedIn(text).filter((place) => !isThere(place, path.dirname(name)));
    assert.deepEqual(missing, []);
  });

  test(`every npm script that ${name} names exists`, () => {
    const { scripts } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
    const missing = [...text.matchAll(VERBS)]
      .map(([, verb]) => verb!)
      .filter((verb) => !scripts[verb]);
    assert.deepEqual(missing, []);
  });
}

test('examples for CI name the image of this version', () => {
  const { version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  const folder = path.join(ROOT, 'scenarios/ci');
  const texts = fs
    .readdirSync(folder)
    .map((name) => fs.readFileSync(path.join(folder, name), 'utf8'));
  const tags = texts.flatMap((text) =>
    [...text.matchAll(/\/soak:([\d.]+)/g)].map(([, tag]) => tag),
  );
  assert.deepEqual([...new Set(tags)], [version]);
});

test('a file that is not there is noticed', () => {
  const text =
    '`engine/no-such.ts`, [a](docs/none.md), `src/engine/<kind>.ts`, `engine/table.ts` and `./mine.mjs`';
  assert.deepEqual(
    namedIn(text).filter((place) => !isThere(place, '.')),
    ['engine/no-such.ts', 'docs/none.md'],
  );
});

/** Words in backticks, targets of links and arguments of commands that start with a folder of this repository. */
function namedIn(text: string): readonly string[] {
  const quoted = [...text.matchAll(/`([^`\s]+)`/g)].map(([, word]) => word!);
  const linked = [...text.matchAll(/\]\(([^)#:\s]+)\)/g)].map(([, word]) => word!);
  const typed = [
    ...text.matchAll(/(?<![\w/.-])((?:docs|schema|scenarios|bench|src|bin)\/[\w./-]*\w)/g),
  ];
  const words = [...quoted, ...typed.map(([, word]) => word!)].filter(isOurs);
  return [...new Set([...words, ...linked])].filter((word) => !MADE_LATER.test(word));
}

/** `path/way.ts`, `docs/`, `engine/shard.tick` is a function; a name with a placeholder is a pattern. */
function isOurs(word: string): boolean {
  if (!/^[\w.][\w./-]*$/.test(word)) return false;
  const [first, ...rest] = word.split('/');
  return rest.length > 0 && (ROOMS.includes(first!) || TOP.includes(first!));
}

/** A file, a folder, or a module without its ending; in the root, in `src/`, or beside the document. */
function isThere(word: string, folder: string): boolean {
  return [ROOT, SOURCE, path.join(ROOT, folder)].some((base) =>
    ['', '.ts'].some((ending) => fs.existsSync(path.join(base, `${word}${ending}`))),
  );
}
