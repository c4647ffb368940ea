import { findEach, isTest, type Source } from './source.ts';

/** Kinds of test: what one needs to run, which decides when it does. */
const KINDS_OF_TEST = ['lab', 'sim', 'real', 'mutants'];

/** Files are in kebab-case, named after their idea, and no file stands only for its folder. */
export function names(sources: readonly Source[]): readonly string[] {
  return findEach(sources, function* ({ name }) {
    const file = name.split('/').at(-1) ?? '';
    const [stem = '', ...words] = file.replace(/\.ts$/, '').split('.');
    if (/^(index|utils?|helpers?|misc|common)$/.test(stem))
      yield ': a name that says nothing of what is in it';
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem)) yield ': not in kebab-case';
    const kind = words.filter((word) => word !== 'test').join('.');
    if (
      words.length > 0 &&
      (words.at(-1) !== 'test' || (kind !== '' && !KINDS_OF_TEST.includes(kind)))
    )
      yield `: .${words.join('.')}.ts is not a known kind of file, tests are .test.ts or .${KINDS_OF_TEST[0]}.test.ts`;
  });
}

/** A test is beside the code that it tests, in `testing/` when it tests several rooms. */
export function testsBesideCode(sources: readonly Source[]): readonly string[] {
  const occupied = new Set(sources.filter(({ name }) => !isTest(name)).map(({ folder }) => folder));
  return findEach(sources, function* ({ name, folder }) {
    if (isTest(name) && !occupied.has(folder)) yield ': a test in a folder without code';
  });
}
