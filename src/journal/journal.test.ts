import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { noDamage, readJournal } from './reader.ts';
import type { JournalRecord } from './record.ts';
import { type JournalFile, JournalWriter, openJournalFile } from './writer.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-journal-'));
after(() => fs.rmSync(folder, { recursive: true }));

function refusal(id: number): JournalRecord {
  const refusal = { phase: 'connect', code: 'ECONNREFUSED' } as const;
  return { type: 'refused', id, atMs: id * 7.5, target: 0, member: id, tookMs: 0.3, refusal };
}

function written(name: string, count: number): string {
  const file = path.join(folder, name);
  const writer = new JournalWriter(openJournalFile(file), () => 0);
  for (let id = 0; id < count; id += 1) writer.append(refusal(id));
  assert.ok(writer.close());
  return file;
}

test('readJournal() gives back what JournalWriter wrote, across chunks of the file', () => {
  const file = written('whole', 20_000);
  const damage = noDamage();
  const records = [...readJournal(file, damage)];
  assert.deepEqual(
    records,
    Array.from({ length: 20_000 }, (_, id) => refusal(id)),
  );
  assert.deepEqual(damage, noDamage());
});

test('JournalWriter writes lines that jq can read, with sequence number and checksum', () => {
  const lines = fs.readFileSync(written('jq', 2), 'utf8').trimEnd().split('\n');
  const parsed = lines.map((line) => JSON.parse(line) as { seq: number; crc: string });
  assert.deepEqual(
    parsed.map(({ seq }) => seq),
    [0, 1],
  );
  assert.match(parsed[0]!.crc, /^[0-9a-f]{8}$/);
});

test('readJournal() notices every truncation and uses all records before it', () => {
  const whole = fs.readFileSync(written('truncated', 5));
  const ends = [...whole.entries()].filter(([, byte]) => byte === 10).map(([index]) => index + 1);
  for (let length = 0; length < whole.length; length += 1) {
    const file = path.join(folder, 'cut');
    fs.writeFileSync(file, whole.subarray(0, length));
    const damage = noDamage();
    const records = [...readJournal(file, damage)];
    const complete = ends.filter((end) => end - 1 <= length).length;
    assert.deepEqual(
      records,
      Array.from({ length: complete }, (_, id) => refusal(id)),
    );
    const isBetween = length === 0 || ends.includes(length) || ends.includes(length + 1);
    assert.equal(damage.torn, !isBetween, `cut to ${length} bytes`);
  }
});

test('readJournal() notices every flipped bit and loses no other record', () => {
  const whole = fs.readFileSync(written('flipped', 4));
  for (let bit = 0; bit < whole.length * 8; bit += 1) {
    const copy = Buffer.from(whole);
    copy[bit >> 3]! ^= 1 << (bit & 7);
    const file = path.join(folder, 'flip');
    fs.writeFileSync(file, copy);
    const damage = noDamage();
    const records = [...readJournal(file, damage)];
    const isLastNewline = bit >> 3 === whole.length - 1;
    const { damaged, torn, missing } = damage;
    if (!isLastNewline) assert.ok(records.length >= 2, `${records.length} left after bit ${bit}`);
    assert.ok(damaged > 0 || torn || missing > 0, `bit ${bit} went unnoticed`);
    for (const record of records) assert.equal(JSON.stringify(record).length > 0, true);
  }
});

test('readJournal() refuses a newer format and says which', () => {
  const file = path.join(folder, 'newer');
  const writer = new JournalWriter(openJournalFile(file), () => 0);
  writer.append({ type: 'run', format: 99 } as JournalRecord);
  writer.append(refusal(1));
  writer.close();
  const damage = noDamage();
  assert.deepEqual([...readJournal(file, damage)], []);
  assert.equal(damage.newerFormat, 99);
});

test('openJournalFile() never overwrites a journal', () => {
  const file = written('once', 1);
  assert.throws(() => openJournalFile(file), /EEXIST/);
});

/** A disk that fails at chosen writes, and then takes only a part. */
function failingFile(failures: ReadonlySet<number>): JournalFile & { text: string } {
  let writes = 0;
  return {
    text: '',
    write(bytes) {
      writes += 1;
      if (failures.has(writes)) throw Object.assign(new Error('disk full'), { code: 'ENOSPC' });
      const part = bytes.subarray(0, Math.max(1, bytes.length >> 1));
      this.text += Buffer.from(part).toString();
      return part.length;
    },
    sync: (done) => done(null),
    close: () => {},
  };
}

test('JournalWriter loses nothing when any one write fails and the disk then recovers', () => {
  for (let failing = 1; failing <= 30; failing += 1) {
    let nowMs = 0;
    const file = failingFile(new Set([failing]));
    const writer = new JournalWriter(file, () => nowMs);
    for (let id = 0; id < 3; id += 1) {
      writer.append(refusal(id));
      writer.flush();
      nowMs += 400;
    }
    nowMs += 2_000;
    writer.flush();
    writer.close();
    const target = path.join(folder, `failing-${failing}`);
    fs.writeFileSync(target, file.text);
    const damage = noDamage();
    const records = [...readJournal(target, damage)].filter(({ type }) => type === 'refused');
    assert.deepEqual(records, [refusal(0), refusal(1), refusal(2)]);
    assert.deepEqual(damage, noDamage());
  }
});

test('JournalWriter counts what neither disk nor memory takes, and writes that down later', () => {
  let nowMs = 0;
  const always = new Set(Array.from({ length: 1_000 }, (_, index) => index + 1));
  const file = failingFile(always);
  const writer = new JournalWriter(file, () => nowMs);
  for (let id = 0; id < 200_000; id += 1) {
    writer.append(refusal(id));
    if (id % 100 === 0) writer.flush();
  }
  assert.ok(writer.lost > 0, 'a limit was reached');
  always.clear();
  nowMs += 2_000;
  writer.flush();
  assert.equal(writer.close(), false);
  assert.match(file.text, /records were lost/);
});
