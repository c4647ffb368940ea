import fs from 'node:fs';
import path from 'node:path';
import { Prng } from '../../dist/base/prng.js';
import { JOURNAL_FORMAT } from '../../dist/journal/record.js';
import { JournalWriter, openJournalFile } from '../../dist/journal/writer.js';
import { loadScenario } from '../../dist/scenario/load.js';

const PER_TICK = 50;

const SCENARIO = `soak: 1
name: bench
path:
  - { hop: slb, kind: alibaba-slb, established-timeout: 900s }
  - { hop: ingress, kind: ingress-nginx }
targets:
  tcp: { tcp: "127.0.0.1:80", connections: 100000, heartbeat: { every: 30s }, on-drop: redial }
  wss: { wss: "wss://127.0.0.1:443/", connections: 100000, ping: { every: 30s }, on-drop: redial }
load: { ramp: 60s, hold: 3h }
`;

/**
 * Writes the journal of so many records of connections, half of them opens and half ends. `dropped` is the
 * share that dropped: of every ten a reset at any age, the others silent after the load balancer's idle
 * timeout of 900 s. The rest were closed by ourselves.
 */
export function writeJournal(folder, { records, dropped }) {
  const prng = new Prng(1);
  const file = path.join(folder, 'shard-000.ndjson');
  let nowMs = 0;
  const writer = new JournalWriter(openJournalFile(file), () => nowMs);
  writer.append(runRecord());
  const startUs = cpuUs();
  for (let id = 0; id < records / 2; id++) {
    nowMs = id * 20;
    writer.append(opened(id, nowMs, prng));
    writer.append(ended(id, nowMs, { prng, isDropped: prng.between(0, 1) < dropped }));
    if (id % (PER_TICK / 2) === 0) writer.flush();
  }
  const tookUs = cpuUs() - startUs;
  writer.append({ type: 'done', atMs: nowMs, reason: 'finished' });
  writer.close();
  return { cpuUsPerRecord: tookUs / records, bytesPerRecord: fs.statSync(file).size / records };
}

function cpuUs() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function runRecord() {
  const loaded = loadScenario(SCENARIO, { file: 'bench.yaml', env: {}, readFile: () => '' });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  return {
    type: 'run',
    format: JOURNAL_FORMAT,
    run: 'bench',
    soakVersion: '0.0.0',
    nodeVersion: process.version,
    startedAtMs: 1_700_000_000_000,
    shard: { index: 0, count: 1 },
    scenario: loaded.value.scenario,
  };
}

function tenths(ms) {
  return Math.round(ms * 10) / 10;
}

function opened(id, atMs, prng) {
  const took = [0, prng.between(0.2, 3), id % 2 === 0 ? 0 : prng.between(2, 9), prng.between(0, 4)];
  return {
    type: 'opened',
    id,
    atMs: tenths(atMs + prng.between(0, 20)),
    target: id % 2,
    member: id % 100_000,
    tookMs: took.map(tenths),
    localPort: 32_768 + (id % 28_000),
    ...(id < 2 && { localAddress: '10.0.0.7', peer: `10.0.0.9:${id === 0 ? 80 : 443}` }),
  };
}

function ended(id, atMs, { prng, isDropped }) {
  const isReset = id % 10 === 0;
  const idleMs = isDropped && !isReset ? 900_000 + prng.between(0, 1_000) : 30_000;
  const ageMs = idleMs + prng.between(0, 1e7);
  const sinceMs = prng.between(0, 10_000);
  return {
    type: 'ended',
    id,
    atMs: tenths(atMs + prng.between(0, 20)),
    target: id % 2,
    member: id % 100_000,
    ending: isDropped ? dropOf(isReset) : { kind: 'local-close', why: 'stop', life: 'proven' },
    ageMs: tenths(ageMs),
    sinceSentMs: tenths(sinceMs),
    sinceReceivedMs: tenths(isDropped ? idleMs + sinceMs : sinceMs),
    quietBeforeLastWriteMs: tenths(idleMs),
    loopDelayMs: tenths(prng.between(0, 3)),
    proven: true,
    sentBytes: id % 2_000,
    receivedBytes: id % 4_000,
  };
}

function dropOf(isReset) {
  return isReset ? { kind: 'rst' } : { kind: 'blackhole', noticedBy: 'reply-timeout' };
}
