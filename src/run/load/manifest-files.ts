import fs from 'node:fs';
import path from 'node:path';
import type { Problem } from '../../base/problem.ts';
import type { SourceFile } from '../../check/subject.ts';
import type { Host } from '../host.ts';
import { excludedBy, type IsExcluded } from './excluded.ts';

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

/** The texts behind names of files and folders. */
export function readPaths(
  names: readonly string[],
  host: Host,
  isExcluded: IsExcluded = excludedBy([], host),
): ReadFiles {
  const files: SourceFile[] = [];
  const problems: Problem[] = [];
  for (const name of names) {
    try {
      for (const file of filesOf(name, { ...host, isExcluded }))
        files.push({ file, text: host.readFile(path.resolve(host.cwd, file)) });
    } catch (error) {
      problems.push({ at: { file: name, line: 0, column: 0 }, message: explain(name, error) });
    }
  }
  return { files, problems };
}

interface Search {
  readonly cwd: string;
  readonly isExcluded: IsExcluded;
}

function filesOf(name: string, search: Search): readonly string[] {
  const isFolder = fs.statSync(path.resolve(search.cwd, name)).isDirectory();
  if (search.isExcluded(name, isFolder)) return [];
  return isFolder ? inFolder(name, { ...search, depth: 0 }) : [name];
}

/** In the order of their names, so that the same folder gives the same report everywhere. */
function inFolder(
  name: string,
  { depth, ...search }: Search & { readonly depth: number },
): readonly string[] {
  if (depth > DEPTH_MAX) return [];
  const entries = fs.readdirSync(path.resolve(search.cwd, name), { withFileTypes: true });
  return entries
    .filter((entry) => !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = path.join(name, entry.name);
      if (search.isExcluded(file, entry.isDirectory())) return [];
      if (entry.isDirectory()) return inFolder(file, { ...search, depth: depth + 1 });
      return entry.isFile() && EXTENSIONS.includes(path.extname(entry.name)) ? [file] : [];
    });
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
