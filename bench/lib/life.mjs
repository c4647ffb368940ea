import { settledMemory, startContestant } from '../contestants/contestant.mjs';
import { FloorServer } from './floor.mjs';
import { costOf, costOver, difference, sleep } from './processes.mjs';
import { storm } from './storm.mjs';

/** V8 collects once more when calm has come, 8 s after the last open or so: that is the price of opening. */
const CALM_MS = 30_000;
const IDLE_MS = 30_000;

/**
 * One life of one contestant: opens all, collects its garbage, sits idle, and then loses all at once. Every
 * figure is read from outside, by the same means for everybody.
 */
export async function silentLife(
  name,
  { context, transport, identity, inflight = 256, isIdleAsked = true, ...how },
) {
  const { connections, folder, programs } = context;
  const server = await FloorServer.start({ program: programs.server, transport, identity });
  const contestant = await startContestant(name, {
    transport,
    ports: server.ports,
    connections,
    inflight,
    beatMs: 0,
    folder,
    programs,
    ...how,
    ...(identity !== undefined && { ca: identity.ca }),
  });
  try {
    const startMs = performance.now();
    const { open, failed } = await contestant.open();
    const opening = difference(
      contestant.before,
      costOf(contestant.pid),
      performance.now() - startMs,
    );
    if (open !== connections) throw new Error(`${name} opened ${open}, failed ${failed}`);
    const lagMs = Math.max(
      0,
      ...(contestant.intervals ?? []).map(({ generator }) => generator.lagMs),
    );
    const { asItIs, settled } = await settledMemory(contestant);
    const idlePercent = isIdleAsked ? await idleOf(contestant) : undefined;
    const perOne = (bytes) => (bytes - contestant.before.residentBytes) / connections / 1024;
    const ended = await storm({ server, contestant, folder, connections });
    return {
      openUs: opening.cpuUs / connections,
      openWaitedUs: opening.waitedUs / connections,
      opensPerS: (connections / openingMs(contestant, opening.wallMs)) * 1_000,
      lagMs,
      settledKb: perOne(settled),
      asItIsKb: perOne(asItIs),
      idlePercent,
      storm: ended,
    };
  } finally {
    await contestant.stop();
    await server.stop();
  }
}

async function idleOf({ pid }) {
  await sleep(CALM_MS);
  const { cpuUs, wallMs } = await costOver(pid, IDLE_MS);
  return cpuUs / wallMs / 10;
}

/** A shard tells of its opens once a second; its journal knows when the last one was. */
function openingMs(contestant, wallMs) {
  if (contestant.journalPath === undefined) return wallMs;
  let lastMs = 0;
  for (const record of contestant.records())
    if (record.type === 'opened') lastMs = Math.max(lastMs, record.atMs);
  return lastMs;
}

/** All contestants in turn, so many times: a busy neighbour meets all of them. */
export async function inTurn(names, context, live) {
  const lives = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 1; round <= context.rounds; round++) {
    for (const name of names) {
      const life = await live(name);
      lives[name].push(life);
      context.say(`  round ${round} of ${context.rounds}: ${name}`);
    }
  }
  return lives;
}
