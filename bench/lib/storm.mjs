import fs from 'node:fs';
import path from 'node:path';
import { quantile } from './figures.mjs';
import { costOf, sleep } from './processes.mjs';

/** A storm that is not over by then is given up. */
const PATIENCE_MS = 60_000;

/** The server ends all at once: how long until the contestant has heard of every one, and what it cost. */
export async function storm({ server, contestant, folder, connections }) {
  const file = path.join(folder, 'storm');
  const cpuBefore = costOf(contestant.pid).cpuUs;
  const written =
    contestant.journalPath === undefined ? undefined : endedIn(contestant.journalPath, connections);
  await server.recordTimes(file);
  const { startNs, endNs } = await server.inflict('fin', connections);
  const result = { serverMs: Number(endNs - startNs) / 1e6 };
  if (written !== undefined) {
    result.recordedMs = Number((await written) - startNs) / 1e6;
    await contestant.ended(connections);
    Object.assign(result, lateness(contestant, await server.times(file)));
  } else {
    let ended = { ended: 0 };
    const untilMs = performance.now() + PATIENCE_MS;
    while (ended.ended < connections && performance.now() < untilMs) {
      await sleep(100);
      ended = await contestant.ended();
    }
    Object.assign(result, ended);
  }
  return { ...result, cpuUs: (costOf(contestant.pid).cpuUs - cpuBefore) / connections };
}

/** The moment at which the journal has so many `ended` records more, by reading what is appended to it. */
async function endedIn(journalPath, count) {
  const descriptor = fs.openSync(journalPath, 'r');
  const buffer = Buffer.alloc(1 << 20);
  let position = fs.fstatSync(descriptor).size;
  let found = 0;
  const untilMs = performance.now() + PATIENCE_MS;
  while (found < count && performance.now() < untilMs) {
    const length = fs.readSync(descriptor, buffer, 0, buffer.length, position);
    // Whole lines only: the rest of the last one is read again.
    const end = buffer.subarray(0, length).lastIndexOf(10) + 1;
    if (end === 0) await sleep(20);
    position += end;
    found += buffer.toString('latin1', 0, end).split('"type":"ended"').length - 1;
  }
  const atNs = process.hrtime.bigint();
  fs.closeSync(descriptor);
  return atNs;
}

/** How late each recorded end is against the server's clock, beside the loop delay in the same record. */
function lateness(contestant, times) {
  const closedNs = new Map(times.map(({ port, atNs }) => [port, atNs]));
  const portOf = new Map();
  const lateMs = [];
  const beyondMs = [];
  const endings = {};
  let loopDelayMs = 0;
  for (const record of contestant.records()) {
    if (record.type === 'opened') portOf.set(record.id, record.localPort);
    if (record.type !== 'ended') continue;
    endings[record.ending.kind] = (endings[record.ending.kind] ?? 0) + 1;
    const late =
      record.atMs - Number(closedNs.get(portOf.get(record.id)) - contestant.epochNs) / 1e6;
    lateMs.push(late);
    beyondMs.push(late - record.loopDelayMs);
    loopDelayMs = Math.max(loopDelayMs, record.loopDelayMs);
  }
  return {
    ended: lateMs.length,
    endings,
    loopDelayMs,
    lateMsP50: quantile(lateMs, 0.5),
    lateMsMax: quantile(lateMs, 1),
    beyondDelayMsMax: quantile(beyondMs, 1),
  };
}
