import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Prng } from '../../base/prng.ts';
import { noDamage, readJournal } from '../../journal/reader.ts';
import { JournalWriter, openJournalFile } from '../../journal/writer.ts';
import type { Measured, PromiseRow } from './promise.ts';

const WRITER = fileURLToPath(new URL('./kill-writer.js', import.meta.url));

/** Writers at the same time. */
const LANES = 2;

/** R4: what the disk has confirmed is never lost, and no damage goes unnoticed. */
export const journal: PromiseRow = {
  id: 'R4',
  promise: 'the journal survives',
  goal: 'no confirmed record lost in kill -9s; every truncation and flipped byte noticed',
  how: 'processes that write and are killed after a random number of confirmations; every length and byte of a file',
  measure: async (effort) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-journal-'));
    try {
      return await measured(folder, effort === 'gate' ? 100 : 1_000);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  },
};

async function measured(folder: string, kills: number): Promise<Measured> {
  const prng = new Prng(4);
  let lost = 0;
  let damaged = 0;
  let confirmed = 0;
  const lane = async (name: string): Promise<void> => {
    for (let kill = 0; kill < kills / LANES; kill += 1) {
      const file = path.join(folder, `${name}-${kill}`);
      const known = await killedWriter(file, 1 + prng.index(8));
      const damage = noDamage();
      const found = [...readJournal(file, damage)].length;
      lost += Math.max(0, known - found);
      damaged += damage.damaged + damage.missing;
      confirmed += known;
      fs.rmSync(file);
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, index) => lane(`lane${index}`)));
  const { noticed, harmed } = damageOf(folder);
  return {
    figure: `${kills} kills: ${lost} of ${confirmed.toLocaleString('en-US')} confirmed records lost, ${damaged} damaged; ${noticed} of ${harmed} truncations and flips noticed`,
    ok: lost === 0 && damaged === 0 && confirmed > 0 && noticed === harmed,
  };
}

/** Kills a writer after so many confirmations, and gives back the last one that was heard. */
async function killedWriter(file: string, confirmations: number): Promise<number> {
  const child = spawn(process.execPath, [WRITER, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  let heard = 0;
  let known = 0;
  for await (const line of readline.createInterface({ input: child.stdout })) {
    known = Number(line);
    heard += 1;
    if (heard === confirmations) child.kill('SIGKILL');
  }
  await closed;
  return known;
}

/** Every length that cuts a record, and every byte with a bit flipped. */
function damageOf(folder: string): { noticed: number; harmed: number } {
  const file = path.join(folder, 'whole');
  const writer = new JournalWriter(openJournalFile(file), () => 0);
  for (let id = 0; id < 10; id += 1) {
    const refusal = { phase: 'connect', code: 'ECONNREFUSED' } as const;
    writer.append({ type: 'refused', id, atMs: id, target: 0, member: id, tookMs: 1, refusal });
  }
  writer.close();
  const whole = fs.readFileSync(file);
  // The last line's end is no part of a record.
  const bytes = whole.length - 1;
  let noticed = 0;
  let harmed = 0;
  const look = (harm: Buffer): void => {
    fs.writeFileSync(file, harm);
    const damage = noDamage();
    for (const _ of readJournal(file, damage));
    harmed += 1;
    if (damage.damaged > 0 || damage.missing > 0 || damage.torn) noticed += 1;
  };
  for (let length = 1; length < bytes; length += 1) {
    // Between two records nothing is cut: that the last one, `done`, is missing tells it.
    if (whole[length] !== 10 && whole[length - 1] !== 10) look(whole.subarray(0, length));
  }
  for (let index = 0; index < bytes; index += 1) {
    const flipped = Buffer.from(whole);
    flipped[index]! ^= 1 << (index & 7);
    look(flipped);
  }
  return { noticed, harmed };
}
