import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';

interface LockedPackage {
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const file = new URL('../../package-lock.json', import.meta.url);
const { packages } = JSON.parse(fs.readFileSync(file, 'utf8')) as {
  packages: Readonly<Record<string, LockedPackage>>;
};

/**
 * npm leaves out what its registry does not have, and `npm ci` then refuses the whole file: a platform that
 * nobody here runs on still needs its line.
 */
test('package-lock.json names every optional package of every platform', () => {
  const missing = Object.entries(packages).flatMap(([name, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((optional) => packages[`node_modules/${optional}`] === undefined)
      .map((optional) => `${name} wants ${optional}`),
  );
  assert.deepEqual(missing, []);
});

test('package-lock.json records no download address', () => {
  const recorded = Object.values(packages).filter(({ resolved }) => resolved?.startsWith('http'));
  assert.deepEqual(recorded, []);
});
