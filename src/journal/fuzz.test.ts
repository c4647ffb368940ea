import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { encodeLine } from './line.ts';
import { noDamage, readJournal } from './reader.ts';
import type { JournalRecord } from './record.ts';

const SEED = 20_261_123;
const RUNS = Number(process.env.SOAK_FUZZ_RUNS ?? 2_000);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-journal-'));
after(() => fs.rmSync(folder, { recursive: true }));

function lineOf(seq: number): string {
  const record: JournalRecord = { type: 'note', kind: 'phase', phase: 'hold', atMs: seq };
  return `${encodeLine(record, seq)}\n`;
}

/** Lines of ours, lines that look like ours, and anything. */
const chunks = fc.array(
  fc.oneof(
    fc.constant('ours'),
    fc.string({ maxLength: 200 }),
    // A digit of ours is another one now.
    fc.integer({ min: 0, max: 999_998 }).map((at) => lineOf(at).replace(`:${at},`, `:${at + 1},`)),
    fc.json().map((text) => `${text}\n`),
    fc.string({ unit: 'binary', maxLength: 60 }).map((text) => `{"type":"ended",${text}}\n`),
    fc.constantFrom('\n', '\n\n', '{', '"', '\u0000', '{"type":"run","format":1e999}\n'),
  ),
  { maxLength: 30 },
);

test(`readJournal() of any file gives only records whose checksum is right (seed ${SEED})`, () => {
  const file = path.join(folder, 'any');
  fc.assert(
    fc.property(chunks, (parts) => {
      let seq = 0;
      let clean = true;
      let readable = 0;
      const texts = parts.map((part) => {
        if (part !== 'ours') {
          clean = part.endsWith('\n') || (part === '' && clean);
          return part;
        }
        // What stands before it on its line spoils it, and only it.
        if (clean) readable += 1;
        clean = true;
        seq += 1;
        return lineOf(seq - 1);
      });
      fs.writeFileSync(file, texts.join(''));
      const records = [...readJournal(file, noDamage())];
      assert.equal(records.length, readable);
      assert.ok(records.every(({ type }) => type === 'note'));
    }),
    { seed: SEED, numRuns: RUNS },
  );
});
