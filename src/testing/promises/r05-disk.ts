import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type JournalFile, JournalWriter } from '../../journal/writer.ts';
import type { SoakFolder } from '../soak-process.ts';
import { type Measured, type PromiseRow, skippedFor } from './promise.ts';
import { LAB_PATH, SPEAKING, withFolder } from './run-scene.ts';

const SOAK = fileURLToPath(new URL('../../../bin/soak.js', import.meta.url));
const RECORDS = 60;
/** Five pages: the folder and the first records fit, the rest of the run does not. */
const DISK_BYTES = 20_480;

/** R5: a disk that refuses does not end a run, and nothing is lost in secret. */
export const disk: PromiseRow = {
  id: 'R5',
  promise: 'a full disk is survived and told',
  goal: 'a write that fails once loses nothing; for good: the run goes on, says so, exit 4',
  how: 'a file that fails at write n, for every n, once and for good; a real run in a tmpfs of 20 KiB',
  measure: async () => {
    const failing = failEverywhere();
    if (!failing.ok) return failing;
    const full = await withFolder(runOnFullDisk);
    return { ...full, figure: `${failing.figure}; ${full.figure}` };
  },
};

/** A disk in memory that refuses its n-th write, and all after it when `forGood`. */
class FailingFile implements JournalFile {
  text = '';
  writes = 0;
  readonly #failAt: number;
  readonly #forGood: boolean;

  constructor(failAt: number, forGood: boolean) {
    this.#failAt = failAt;
    this.#forGood = forGood;
  }

  write(bytes: Uint8Array): number {
    this.writes += 1;
    const fails = this.writes === this.#failAt || (this.#forGood && this.writes > this.#failAt);
    if (fails) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    this.text += Buffer.from(bytes).toString();
    return bytes.length;
  }

  sync(done: (error: Error | null) => void): void {
    done(null);
  }

  close(): void {}
}

function failEverywhere(): Measured {
  let silent = 0;
  for (let failAt = 1; failAt <= RECORDS; failAt += 1) {
    for (const forGood of [false, true]) {
      const file = new FailingFile(failAt, forGood);
      let nowMs = 0;
      const writer = new JournalWriter(file, () => nowMs);
      for (let index = 0; index < RECORDS; index += 1) {
        writer.append({ type: 'note', kind: 'warning', atMs: index, message: `record ${index}` });
        writer.flush();
        nowMs += 600;
      }
      const isWhole = writer.close();
      const kept = file.text.match(/"record \d+"/g)?.length ?? 0;
      const inOrder = [...file.text.matchAll(/"record (\d+)"/g)].every(
        ([, number], index) => Number(number) === index,
      );
      if (!inOrder || isWhole !== (kept === RECORDS) || (!forGood && kept !== RECORDS)) silent += 1;
    }
  }
  return {
    figure: `${2 * RECORDS} failing disks: ${silent} with a loss that was not told`,
    ok: silent === 0,
  };
}

/** In a mount namespace of its own, so that nothing stays mounted whatever happens. */
async function runOnFullDisk(folder: SoakFolder): Promise<Measured> {
  const probe = spawnSync('unshare', ['-m', 'true']);
  if (probe.status !== 0) return skippedFor('no mount namespace here');
  folder.write(
    'scenario.yaml',
    `soak: 1\nname: full\n${LAB_PATH}lab: true\n${SPEAKING}load: { ramp: 200ms, hold: 5s, drain: 100ms }\nreport: { folder: full }\n`,
  );
  const full = path.join(folder.path, 'full');
  const script = `mkdir -p ${full} && mount -t tmpfs -o size=${DISK_BYTES} tmpfs ${full} && cd ${folder.path} && exec ${process.execPath} ${SOAK} run scenario.yaml --no-preflight --lines`;
  const run = spawnSync('unshare', ['-m', 'sh', '-c', script], {
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, NO_COLOR: '1' },
  });
  const isTold = /Cannot write all records|evidence is incomplete|could not be written/.test(
    run.stdout + run.stderr,
  );
  return {
    figure: `a real run on a full disk ends with exit ${run.status}, ${isTold ? 'told' : 'not told'}`,
    ok: run.status === 4 && isTold,
  };
}
