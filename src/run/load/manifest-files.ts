import fs from 'node:fs';
import path from 'node:path';
import type { Problem } from '../../base/problem.ts';
import type { SourceFile } from '../../check/subject.ts';
import type { Host } from '../host.ts';
import { excludedBy, type IsExcluded } from './excluded.ts';
import { type Kustomization, kustomizationIn, renderFolder, rootsOf } from './kustomize.ts';

/** Deep enough for any repository, and an end for a folder that links to itself. */
const DEPTH_MAX = 20;

const EXTENSIONS = ['.yaml', '.yml', '.json'];

/** Texts and what could not be read of them. */
interface ReadFiles {
  readonly files: readonly SourceFile[];
  readonly problems: readonly Problem[];
}

/** The texts behind names on the command line: files, folders with YAML and JSON in them, `-` for standard input. */
export async function readSources(
  names: readonly string[],
  host: Host,
  isExcluded: IsExcluded = excludedBy([], host),
): Promise<ReadFiles> {
  const fromFiles = readPaths(
    names.filter((name) => name !== '-'),
    host,
    isExcluded,
  );
  if (!names.includes('-')) return fromFiles;
  const input = { file: '-', text: await readAll(host) };
  return { ...fromFiles, files: [...fromFiles.files, input] };
}

/** The texts behind names of files and folders; a folder of kustomize is read as what it renders to. */
export function readPaths(
  names: readonly string[],
  host: Host,
  isExcluded: IsExcluded = excludedBy([], host),
): ReadFiles {
  const found: Found = { files: [], kustomizations: [], problems: [] };
  for (const name of names) {
    try {
      find(name, { host, isExcluded, found });
    } catch (error) {
      found.problems.push({
        at: { file: name, line: 0, column: 0 },
        message: explain(name, error),
      });
    }
  }
  const named = new Set(names);
  const used = new Set(found.kustomizations.flatMap(({ local }) => local));
  const plain = found.files.filter(
    (file) => named.has(file) || !used.has(path.resolve(host.cwd, file)),
  );
  const read = plain.map((file) => readText(file, host));
  const rendered = rootsOf(found.kustomizations, host).map((root) =>
    renderFolder(root, { all: found.kustomizations, host }),
  );
  return {
    files: [...read, ...rendered].flatMap((one) => ('source' in one ? [one.source] : [])),
    problems: [
      ...found.problems,
      ...[...read, ...rendered].flatMap((one) => ('problem' in one ? [one.problem] : [])),
    ],
  };
}

/** One file that cannot be read does not keep the others from being read. */
function readText(file: string, { cwd, readFile }: Host) {
  try {
    return { source: { file, text: readFile(path.resolve(cwd, file)) } };
  } catch (error) {
    return { problem: { at: { file, line: 0, column: 0 }, message: explain(file, error) } };
  }
}

interface Found {
  readonly files: string[];
  readonly kustomizations: Kustomization[];
  readonly problems: Problem[];
}

interface Search {
  readonly host: Host;
  readonly isExcluded: IsExcluded;
  readonly found: Found;
}

function find(name: string, { host, isExcluded, found }: Search): void {
  const isFolder = fs.statSync(path.resolve(host.cwd, name)).isDirectory();
  if (isExcluded(name, isFolder)) return;
  const chart = chartAround(name, host);
  if (chart !== undefined) found.problems.push(chartProblem(chart, name));
  else if (isFolder) findInFolder(name, { host, isExcluded, found, depth: 0 });
  else found.files.push(name);
}

/** In the order of their names, so that the same folder gives the same report everywhere. */
function findInFolder(
  name: string,
  { depth, ...search }: Search & { readonly depth: number },
): void {
  const { host, isExcluded, found } = search;
  if (depth > DEPTH_MAX) return;
  const entries = fs
    .readdirSync(path.resolve(host.cwd, name), { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  if (entries.some((entry) => entry.name === 'Chart.yaml')) {
    found.problems.push(chartProblem(name));
    return;
  }
  const kustomization = kustomizationIn(name, host);
  if (kustomization !== undefined) found.kustomizations.push(kustomization);
  for (const entry of entries) {
    const file = path.join(name, entry.name);
    if (isExcluded(file, entry.isDirectory())) continue;
    if (entry.isDirectory()) findInFolder(file, { ...search, depth: depth + 1 });
    // What kustomize does not take from its folder is not applied either.
    else if (kustomization === undefined && isManifest(entry)) found.files.push(file);
  }
}

function isManifest(entry: fs.Dirent): boolean {
  return entry.isFile() && EXTENSIONS.includes(path.extname(entry.name));
}

/** The chart whose `templates` these are, or lie in: they are no manifests, even if one of them happens to be YAML. */
function chartAround(name: string, { cwd }: Host): string | undefined {
  const steps = path.resolve(cwd, name).split(path.sep);
  const index = steps.lastIndexOf('templates');
  if (index < 1) return undefined;
  const folder = steps.slice(0, index).join(path.sep);
  const isChart = fs.existsSync(path.join(folder, 'Chart.yaml'));
  return isChart ? path.relative(cwd, folder) || '.' : undefined;
}

function chartProblem(folder: string, named = folder): Problem {
  return {
    at: { file: named, line: 0, column: 0 },
    message: `Cannot read the folder ${folder}: it is a Helm chart, whose templates are no manifests yet`,
    hint: `helm template ${folder} | soak check -`,
  };
}

async function readAll({ stdin }: Host): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function explain(name: string, error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return `Cannot read ${name}: no such file or folder`;
  return `Cannot read ${name}: ${code ?? String(error)}`;
}
