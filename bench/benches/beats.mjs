import path from 'node:path';
import { startContestant } from '../contestants/contestant.mjs';
import { shortLeaf } from '../lib/certificates.mjs';
import { mediansOf, quantile, row } from '../lib/figures.mjs';
import { FloorServer } from '../lib/floor.mjs';
import { inTurn } from '../lib/life.mjs';
import { costOver, sleep } from '../lib/processes.mjs';
import { compared } from './hold.mjs';

const BEAT_MS = 30_000;

/** The grid on which soak's deadlines lie. */
const GRID_MS = 50;

/** Two whole periods: every connection speaks twice at the same distance. */
const WINDOW_MS = 2 * BEAT_MS + 1_000;

/** Each connection says 28 bytes every 30 s and reads the echo: what one costs, and how late it is on the wire. */
export function beatsBench(transport) {
  const leanest = transport === 'tcp' ? 'net' : 'framed';
  const name = transport.toUpperCase();
  return {
    name: `beats-${transport}`,
    about: `${name}: a heartbeat every 30 s on each connection`,
    needsFloor: true,
    async run(context) {
      const identity = transport === 'wss' ? shortLeaf(context.folder) : undefined;
      const lives = await inTurn(['floor', leanest, 'soak'], context, (contestant) =>
        beatingLife(contestant, { context, transport, identity }),
      );
      const beatUs = mediansOf(lives, (life) => life.beatUs);
      const { lateMs } = lives.soak.at(-1);
      return {
        lives,
        rows: [
          compared(`${name}: CPU per heartbeat`, beatUs, {
            unit: 'µs',
            goal: 1.3 * beatUs[leanest],
          }),
          row(`${name}: heartbeats on the wire late by, p50`, { unit: 'ms', figure: lateMs.p50 }),
          row(`${name}: heartbeats on the wire late by, p99.9`, {
            unit: 'ms',
            figure: mediansOf(lives, (life) => life.lateMs?.p999).soak,
            goal: 100,
            note: `waited for a CPU ${Math.round(lives.soak.at(-1).waitedPercent)} % of the time`,
          }),
        ],
      };
    },
  };
}

async function beatingLife(name, { context, transport, identity }) {
  const { connections, folder, programs } = context;
  const server = await FloorServer.start({ program: programs.server, transport, identity });
  const spec = { transport, ports: server.ports, connections, inflight: 256, beatMs: BEAT_MS };
  const ca = identity === undefined ? {} : { ca: identity.ca };
  const contestant = await startContestant(name, { ...spec, folder, programs, ...ca });
  try {
    const { open } = await contestant.open();
    if (open !== connections) throw new Error(`${name} opened ${open}`);
    await sleep(BEAT_MS / 6);
    const file = path.join(folder, 'beats');
    await server.recordTimes(file);
    const cost = await costOver(contestant.pid, WINDOW_MS);
    const times = await server.times(file);
    return {
      beatUs: cost.cpuUs / times.length,
      waitedPercent: cost.waitedUs / cost.wallMs / 10,
      beats: times.length,
      ...(contestant.epochNs !== undefined && { lateMs: lateness(times, contestant.epochNs) }),
    };
  } finally {
    await contestant.stop();
    await server.stop();
  }
}

/**
 * A connection's beats lie on the grid, one period apart. The earliest of them, put back on the grid and its
 * period, tells when all were due, so that lateness is known without asking soak.
 */
function lateness(times, epochNs) {
  const byPort = new Map();
  for (const { port, atNs } of times) {
    const atMs = Number(atNs - epochNs) / 1e6;
    const known = byPort.get(port);
    if (known === undefined) byPort.set(port, [atMs]);
    else known.push(atMs);
  }
  const late = [];
  for (const all of byPort.values()) {
    const phaseMs = Math.min(...all.map((atMs) => atMs % BEAT_MS));
    const dueMs = Math.floor(phaseMs / GRID_MS) * GRID_MS;
    for (const atMs of all) late.push((atMs % BEAT_MS) - dueMs);
  }
  return { p50: quantile(late, 0.5), p99: quantile(late, 0.99), p999: quantile(late, 0.999) };
}
