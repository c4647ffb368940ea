import fs from 'node:fs';
import path from 'node:path';

/** A source that something outside `src` starts or imports. */
export interface Entry {
  /** Path below `src`. */
  readonly target: string;
  /** Who names it, for messages. */
  readonly namedIn: string;
  /** A bench, a script of the tests or of CI: it keeps nothing of the product alive. */
  readonly isForTests: boolean;
  /** All exports are for others: the documented API. */
  readonly isPublic: boolean;
}

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly exports?: unknown;
}

/** Scripts of `package.json` that a user of the package runs. */
const SCRIPTS_OF_USERS = ['quickstart'];

/** What package.json, `bin/`, `bench/` and `.ci/` name below `dist/`. */
export function entriesOf(root: string): readonly Entry[] {
  const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
  const scripts = Object.entries(manifest.scripts).flatMap(([script, command]) =>
    namedIn(command).map((target) => ({
      target,
      namedIn: `package.json, ${script}`,
      isForTests: !SCRIPTS_OF_USERS.includes(script),
      isPublic: false,
    })),
  );
  const api = namedIn(JSON.stringify(manifest.exports ?? {})).map((target) => ({
    target,
    namedIn: 'package.json, exports',
    isForTests: false,
    isPublic: true,
  }));
  return [
    ...scripts,
    ...api,
    ...scriptsIn(root, 'bin'),
    ...scriptsIn(root, 'bench'),
    ...scriptsIn(root, '.ci'),
  ];
}

function scriptsIn(root: string, folder: string): readonly Entry[] {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.m?js$/.test(name))
    .flatMap((name) =>
      namedIn(fs.readFileSync(path.join(root, folder, name), 'utf8')).map((target) => ({
        target,
        namedIn: `${folder}/${name}`,
        isForTests: folder !== 'bin',
        isPublic: false,
      })),
    );
}

/** The sources of the compiled files that a text names. */
export function namedIn(text: string): readonly string[] {
  return [...text.matchAll(/\bdist\/([\w./-]+)\.js\b/g)].map(([, name]) => `${name}.ts`);
}
