import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { assertProduct } from './report/golden.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

interface Manifest {
  readonly name?: string;
  readonly bin?: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function readJson(name: string): unknown {
  return JSON.parse(fs.readFileSync(path.join(ROOT, name), 'utf8'));
}

/** What may be published: only what runs, and what tells how to use it. */
const PUBLISHED = [/^(LICENSE|README\.md|package\.json)$/, /^bin\//, /^scenarios\//, /^schema\//];
const PROGRAM = /^dist\/(?!testing\/).+\.(js|d\.ts)$/;

test('npm pack holds what runs, and no test, map or source', () => {
  const args = ['pack', '--dry-run', '--ignore-scripts', '--json', '--offline'];
  const out = execFileSync('npm', args, {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [pack] = JSON.parse(out) as [{ files: readonly { path: string }[] }];
  const names = pack.files.map((file) => file.path);
  const strange = names.filter(
    (name) => !PROGRAM.test(name) && !PUBLISHED.some((pattern) => pattern.test(name)),
  );
  assert.deepEqual(strange, []);
  assert.deepEqual(
    names.filter((name) => /\.test\.|\/testing\/|\.map$/.test(name)),
    [],
  );
  for (const needed of [
    'bin/soak.js',
    'dist/cli/main.js',
    'schema/scenario.schema.json',
    'LICENSE',
  ])
    assert.ok(names.includes(needed), needed);
});

test('package.json runs nothing at install, and pins every dependency to one version', () => {
  const {
    scripts = {},
    dependencies = {},
    devDependencies = {},
  } = readJson('package.json') as Manifest;
  for (const name of ['preinstall', 'install', 'postinstall', 'prepare'])
    assert.equal(scripts[name], undefined, name);
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    assert.match(version, /^\d+\.\d+\.\d+$/, name);
});

test("nobody is told to fetch the package that is called soak, which is somebody else's", () => {
  const { name, bin } = readJson('package.json') as Manifest;
  assert.equal(name, 'soak-connections');
  assert.deepEqual(Object.keys(bin ?? {}), ['soak']);
  const documents = ['.', 'docs', 'scenarios', 'scenarios/ci', 'bench'].flatMap((folder) =>
    fs
      .readdirSync(path.join(ROOT, folder), { withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(md|ya?ml|sh)$|^Dockerfile$/.test(entry.name))
      .map((entry) => path.join(folder, entry.name)),
  );
  const fetching = /\bnpx (-y |--yes )?soak\b(?!-)|\bnpm (i|install|add)\b[^\n`]*\bsoak\b(?!-)/;
  // These two name the command in order to forbid it.
  const forbidding = ['RELEASE.md', 'DECISIONS.md'];
  const wrong = documents.filter(
    (file) =>
      !forbidding.includes(file) && fetching.test(fs.readFileSync(path.join(ROOT, file), 'utf8')),
  );
  assert.deepEqual(wrong, []);
});

/** Licences that ask for nothing but to be named. */
const LICENCES = new Set([
  ...['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0'],
  ...['MIT OR Apache-2.0', '(MIT AND Zlib)'],
]);

/** Of packages that are never shipped: a table of browsers, and a matcher of file names. */
const LICENCES_OF_TOOLS: ReadonlySet<string> = new Set(['CC-BY-4.0', 'BlueOak-1.0.0']);

test('every package in the lock file has a licence that may be shipped, and none runs at install', () => {
  const { packages } = readJson('package-lock.json') as {
    packages: Readonly<
      Record<string, { license?: string; hasInstallScript?: boolean; dev?: boolean }>
    >;
  };
  for (const [name, { license, hasInstallScript, dev }] of Object.entries(packages)) {
    assert.notEqual(hasInstallScript, true, name);
    if (dev === true && license !== undefined && LICENCES_OF_TOOLS.has(license)) continue;
    // Platforms that nobody here runs on stand in the file by their name alone.
    if (license !== undefined) assert.ok(LICENCES.has(license), `${name}: ${license}`);
  }
});

test('docs/licences.md names every package that is shipped, with its licence', () => {
  const { packages } = readJson('package-lock.json') as {
    packages: Readonly<Record<string, { version?: string; license?: string; dev?: boolean }>>;
  };
  const rows = Object.entries(packages)
    .filter(([name, { dev }]) => name !== '' && dev !== true)
    .map(([name, { version, license }]) => {
      const [last = ''] = name.split('node_modules/').slice(-1);
      return `- ${last} ${version}: ${license}`;
    })
    .sort();
  const text = ['# Licences', '', `soak is MIT. It runs with ${rows.length} packages:`, ''];
  assertProduct('docs/licences.md', `${[...text, ...rows].join('\n')}\n`);
});
