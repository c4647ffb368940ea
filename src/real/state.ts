import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** Where every lab of this machine has its folder, so that one that was killed can be found and removed. */
const ROOT = '/run/soak-real';

/** Written before anything is made: all that is needed to remove it. */
export interface LabState {
  readonly id: string;
  readonly folder: string;
  /** Names of the network namespaces, by host. */
  readonly namespaces: Readonly<Record<string, string>>;
  readonly owner: Owner;
}

/** A process, distinguished from a later one with the same pid by the tick at which it started. */
interface Owner {
  readonly pid: number;
  readonly startTick: string;
}

/** Records what will be made for these hosts. */
export function writeState(hosts: readonly string[]): LabState {
  const id = crypto.randomBytes(4).toString('hex');
  const folder = path.join(ROOT, id);
  const state: LabState = {
    id,
    folder,
    namespaces: Object.fromEntries(hosts.map((host) => [host, `soak-${id}-${host}`])),
    owner: { pid: process.pid, startTick: startTickOf(process.pid)! },
  };
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'state.json'), JSON.stringify(state));
  return state;
}

/** Every lab of this machine, whether its owner still runs or not. */
export function readStates(): readonly LabState[] {
  if (!fs.existsSync(ROOT)) return [];
  return fs.readdirSync(ROOT).flatMap((id) => {
    const file = path.join(ROOT, id, 'state.json');
    return fs.existsSync(file) ? [JSON.parse(fs.readFileSync(file, 'utf8')) as LabState] : [];
  });
}

/** Whether the process that made it still runs. */
export function isOwned({ owner }: LabState): boolean {
  return startTickOf(owner.pid) === owner.startTick;
}

export function removeFolder({ folder }: LabState): void {
  fs.rmSync(folder, { recursive: true, force: true });
  if (fs.readdirSync(ROOT).length === 0) fs.rmdirSync(ROOT);
}

/** Field 22 of /proc/<pid>/stat (proc(5)); the name in field 2 may hold spaces and brackets. */
function startTickOf(pid: number): string | undefined {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
