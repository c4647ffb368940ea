import fs from 'node:fs';
import path from 'node:path';
import type { Problem } from '../../base/problem.ts';
import { sanitize } from '../../base/text.ts';
import { createContext } from '../../net/transports/tls.ts';
import type { TlsPlan } from '../../scenario/scenario.ts';
import type { Surroundings } from '../../scenario/text/references.ts';
import type { Host } from '../host.ts';
import { readCluster } from './kubectl.ts';
import { readPaths } from './manifest-files.ts';

/** What a scenario in this file may take from the machine: its environment, files beside it, the cluster. */
export function surroundingsOf(file: string, host: Host): Surroundings {
  const folder = path.dirname(file);
  return {
    env: host.env,
    readFile: (name) => host.readFile(path.resolve(host.cwd, folder, name)),
    readData: (name) => readData(path.resolve(host.cwd, folder, name)),
    readManifests: (name) => {
      const shown = path.isAbsolute(name) ? name : path.join(folder, name);
      const { files, problems } = readPaths([shown], host);
      if (files.length > 0) return { ok: true, files, unread: problems };
      const [problem] = problems;
      const why = problem === undefined ? 'no YAML or JSON in it' : withoutName(problem, shown);
      return { ok: false, why };
    },
    readCluster: (choice) => {
      const found = readCluster(choice, host);
      if (found.ok) return { ok: true, files: [{ file: 'cluster.json', text: found.value }] };
      return { ok: false, why: found.problems[0]?.message ?? 'kubectl failed' };
    },
    refusedTls,
  };
}

/** Larger files are a mistake, or need more memory than a machine that dials has. */
const DATA_BYTES_MAX = 1024 * 1024 * 1024;

function readData(file: string): Buffer {
  const { size } = fs.statSync(file);
  if (size > DATA_BYTES_MAX) throw new Error('it is larger than 1 GiB');
  return fs.readFileSync(file);
}

function withoutName({ message }: Problem, name: string): string {
  return message.replace(`Cannot read ${name}: `, '');
}

function refusedTls(plan: TlsPlan): string | undefined {
  try {
    createContext(plan);
    return undefined;
  } catch (error) {
    return sanitize((error as Error).message, 120);
  }
}
