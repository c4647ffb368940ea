import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { parseDocument } from 'yaml';
import type { Problem } from '../../base/problem.ts';
import type { SourceFile } from '../../check/subject.ts';
import type { Host } from '../host.ts';

/** The names that kustomize looks for, in its order. */
const NAMES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

/** How the text of a rendered folder is named: no file has that name, so nothing is ever written to it. */
const RENDERED = ' (rendered)';

const TIMEOUT_MS = 60_000;
const OUTPUT_BYTES_MAX = 128 * 1024 * 1024;
const KUSTOMIZATION_BYTES_MAX = 1024 * 1024;

/** A folder that kustomize builds, and what its kustomization names. */
export interface Kustomization {
  /** As messages show it. */
  readonly folder: string;
  readonly file: string;
  /** A part of others, which cannot be built alone. */
  readonly isComponent: boolean;
  /** Files and folders on this machine, as absolute paths. */
  readonly local: readonly string[];
  /** What would have to be fetched. */
  readonly remote: readonly string[];
}

/** True for the text of a folder that was rendered: its lines are in no file. */
export function isRendered(file: string): boolean {
  return file.endsWith(RENDERED);
}

/** The kustomization of a folder; undefined when there is none. */
export function kustomizationIn(
  folder: string,
  { cwd, readFile }: Host,
): Kustomization | undefined {
  const full = path.resolve(cwd, folder);
  const name = NAMES.find((one) => fs.existsSync(path.join(full, one)));
  if (name === undefined) return undefined;
  const text = readFile(path.join(full, name)).slice(0, KUSTOMIZATION_BYTES_MAX);
  const value: unknown = parseDocument(text, { logLevel: 'silent' }).toJS({ maxAliasCount: 100 });
  const words = stringsIn(value, 0);
  const isMap = typeof value === 'object' && value !== null;
  // An object of Flux, which is a manifest like others.
  const isOther =
    isMap &&
    'apiVersion' in value &&
    !/^kustomize\.config\.k8s\.io\//.test(String(value.apiVersion));
  if (isOther) return undefined;
  return {
    folder,
    file: path.join(folder, name),
    isComponent: isMap && 'kind' in value && value.kind === 'Component',
    local: words.map((word) => path.resolve(full, word)).filter((one) => fs.existsSync(one)),
    remote: words.filter(isRemote),
  };
}

/** As kustomize tells a remote target (api/internal/git/repospec.go): a URL, or a repository with a query. */
function isRemote(word: string): boolean {
  return /^(https?:\/\/|ssh:\/\/|git::|git@|github\.com\/)|\?(ref|version)=/.test(word);
}

/** Every string at any place: resources, bases, components, patches with their files, generators. */
function stringsIn(value: unknown, depth: number): readonly string[] {
  if (depth > 6) return [];
  if (typeof value === 'string') return value.includes('\n') || value === '' ? [] : [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((one) => stringsIn(one, depth + 1));
}

/** Those that no other one is made of. */
export function rootsOf(
  all: readonly Kustomization[],
  { cwd }: Pick<Host, 'cwd'>,
): readonly Kustomization[] {
  const used = new Set(
    all.flatMap(({ folder, local }) => local.filter((one) => one !== path.resolve(cwd, folder))),
  );
  return all.filter(
    ({ folder, isComponent }) => !isComponent && !used.has(path.resolve(cwd, folder)),
  );
}

type Rendered = { readonly source: SourceFile } | { readonly problem: Problem };

/** What a folder comes to, through the user's own kubectl or kustomize. Nothing is fetched from anywhere. */
export function renderFolder(
  root: Kustomization,
  { all, host }: { all: readonly Kustomization[]; host: Host },
): Rendered {
  const { folder, file } = root;
  const command = `kubectl kustomize ${folder} | soak check -`;
  const refuse = (why: string): Rendered => ({
    problem: {
      at: { file, line: 0, column: 0 },
      message: `Cannot read the folder ${folder}: it is made for kustomize, and ${why}`,
      hint: command,
    },
  });
  const [remote] = remotesOf(root, { all, host });
  if (remote !== undefined) return refuse(`it names ${remote}, which soak does not fetch`);
  for (const [program, ...words] of [
    ['kubectl', 'kustomize'],
    ['kustomize', 'build'],
  ] as const) {
    const { stdout, stderr, status, error } = spawnSync(program, [...words, folder], {
      cwd: host.cwd,
      env: host.env,
      encoding: 'utf8',
      timeout: TIMEOUT_MS,
      maxBuffer: OUTPUT_BYTES_MAX,
    });
    if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') continue;
    if (status === 0) return { source: { file: file + RENDERED, text: stdout } };
    const said = stderr.trim().split('\n').at(-1) ?? '';
    return refuse(`${program} cannot render it: ${said.slice(0, 300)}`);
  }
  return refuse('there is neither kubectl nor kustomize in PATH to render it');
}

/** What a folder and everything that it is made of would fetch. */
function remotesOf(
  root: Kustomization,
  { all, host }: { all: readonly Kustomization[]; host: Host },
): readonly string[] {
  const seen = new Set<Kustomization>();
  const open = [root];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (seen.has(one)) continue;
    seen.add(one);
    const { local } = one;
    for (const next of known(local, { all, host })) open.push(next);
  }
  return [...seen].flatMap(({ remote }) => remote);
}

/** The folders among these paths, also those outside of what is checked. */
function known(
  paths: readonly string[],
  { all, host }: { all: readonly Kustomization[]; host: Host },
): readonly Kustomization[] {
  return paths.flatMap((one) => {
    const found = all.find(({ folder }) => path.resolve(host.cwd, folder) === one);
    if (found !== undefined) return [found];
    const isFolder = fs.statSync(one).isDirectory();
    return isFolder ? (kustomizationIn(one, host) ?? []) : [];
  });
}
