import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { BEAT_S, PEERS } from '../contestants/peers.mjs';
import { row } from '../lib/figures.mjs';
import { FloorServer } from '../lib/floor.mjs';
import { costOf, end, sleep } from '../lib/processes.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const EXAMPLES = path.join(ROOT, 'bench/examples/peers');
const MOST_CONNECTIONS = 10_000;
const RATE = 1_000;
/** Two beats of everybody. */
const WINDOW_MS = 2 * BEAT_S * 1_000;
const SETTLE_MS = 3_000;
/** From one ending to the next. */
const BETWEEN_MS = 8_000;
const ENDINGS = ['rst', 'fin', 'frame', 'silence'];
/** The last ending can be noticed one beat and one timeout later. */
const HOLD_S = 80;
const OPEN_PATIENCE_MS = 60_000;
const EXIT_PATIENCE_MS = 120_000;

/** soak and two tools from the registries, in turn against the same server, which ends 1,000 of each kind. */
export const peersBench = {
  name: 'peers',
  about:
    '10,000 WebSockets held by soak, tsung and artillery: cost, and what each reports of 4,000 endings',
  needsFloor: true,
  isLong: true,
  async run(context) {
    const lives = {};
    for (const peer of PEERS) {
      const why = peer.whyNot();
      if (why === undefined) lives[peer.name] = await lifeOf(peer, context);
      context.say(`  ${peer.name}: ${why === undefined ? 'done' : `skipped: ${why}`}`);
    }
    return { rows: rowsOf(lives), lives };
  },
};

async function lifeOf(peer, context) {
  const connections = Math.min(context.connections, MOST_CONNECTIONS);
  const folder = path.join(context.folder, `peers-${peer.name}`);
  fs.mkdirSync(folder);
  const server = await FloorServer.start({ program: context.programs.server, transport: 'ws' });
  const what = { port: server.ports[0], connections, rate: RATE, holdS: HOLD_S };
  const tool = await Tool.start(peer.start(folder, what), folder);
  try {
    const opening = await opened(server, connections);
    await sleep(SETTLE_MS);
    const before = tool.cost();
    const startMs = performance.now();
    await sleep(WINDOW_MS);
    const after = tool.cost();
    const cpuUs = (after.cpuUs - before.cpuUs) / ((performance.now() - startMs) / 1e3);
    const inflicted = await inflictAll(server, connections / 10);
    const exitCode = await tool.exited(EXIT_PATIENCE_MS);
    const { raw, ...report } = peer.reportOf(folder, tool.output);
    keepExample(peer.name, raw);
    return {
      ...opening,
      openCpuUs: before.cpuUs / opening.open,
      residentKb: after.residentBytes / opening.open / 1024,
      holdCpuUs: cpuUs / opening.open,
      processes: after.processes,
      inflicted,
      exitCode,
      report,
    };
  } finally {
    await tool.stop();
    await server.stop();
  }
}

/** How many came, and how long from the first to the last. */
async function opened(server, connections) {
  const spawnedMs = performance.now();
  let firstMs;
  let open = 0;
  while (open < connections && performance.now() - spawnedMs < OPEN_PATIENCE_MS) {
    await sleep(50);
    open = await server.held();
    if (open > 0) firstMs ??= performance.now();
  }
  return { open, startMs: firstMs - spawnedMs, rampMs: performance.now() - firstMs };
}

async function inflictAll(server, each) {
  const inflicted = [];
  const startMs = performance.now();
  for (const how of ENDINGS) {
    const atS = (performance.now() - startMs) / 1e3;
    const { ended } = await server.inflict(how, each);
    await sleep(BETWEEN_MS);
    inflicted.push({ how, ended, atS, heldAfter: await server.held() });
  }
  return inflicted;
}

/** A tool with all its processes: those below the one that was started, and Erlang's own registry. */
class Tool {
  output = '';
  #child;
  #epmd;
  #exit;

  static async start({ command, args, env }, folder) {
    const tool = new Tool();
    const port = String(20_000 + (process.pid % 10_000));
    const environment = { ...process.env, HOME: folder, ERL_EPMD_PORT: port, ...env };
    // Erlang would start one that stays: so it finds one of ours.
    if (command === 'tsung')
      tool.#epmd = spawn('epmd', ['-address', '127.0.0.1', '-port', port], { stdio: 'ignore' });
    if (tool.#epmd !== undefined) await sleep(500);
    tool.#child = spawn(command, args, {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [tool.#child.stdout, tool.#child.stderr])
      stream.setEncoding('utf8').on('data', (text) => {
        tool.output += text;
      });
    tool.#exit = new Promise((resolve) => tool.#child.once('close', resolve));
    return tool;
  }

  cost() {
    const costs = familyOf(this.#child.pid).map(costOf);
    const sum = (key) => costs.reduce((total, cost) => total + cost[key], 0);
    return {
      cpuUs: sum('cpuUs'),
      residentBytes: sum('residentBytes'),
      processes: costs.length,
    };
  }

  /** Its exit code; `undefined` when it did not end by then. */
  exited(patienceMs) {
    return Promise.race([this.#exit, delay(patienceMs, undefined, { ref: false })]);
  }

  async stop() {
    const family = this.#child.exitCode === null ? familyOf(this.#child.pid) : [];
    for (const pid of family.slice(1).reverse()) kill(pid);
    await end(this.#child);
    if (this.#epmd !== undefined) await end(this.#epmd);
  }
}

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}

function familyOf(pid) {
  try {
    return [pid, ...childrenOf(pid).flatMap(familyOf)];
  } catch {
    // It ended between two reads.
    return [];
  }
}

function childrenOf(pid) {
  return fs.readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    fs
      .readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1')
      .split(' ')
      .filter((child) => child !== '')
      .map(Number),
  );
}

function keepExample(name, raw) {
  fs.mkdirSync(EXAMPLES, { recursive: true });
  fs.writeFileSync(path.join(EXAMPLES, `${name}.txt`), `${raw.replaceAll(ROOT, '').trim()}\n`);
}

function rowsOf(lives) {
  const figures = [
    ['memory per connection (RssAnon, all processes)', 'KB', ({ residentKb }) => residentKb],
    ['CPU per connection and second of holding', 'us', ({ holdCpuUs }) => holdCpuUs],
    ['CPU per open, with starting', 'us', ({ openCpuUs }) => openCpuUs],
    ['opened', '', ({ open }) => open],
    ['from the first to the last open', 's', ({ rampMs }) => rampMs / 1e3],
  ];
  const { soak, ...others } = lives;
  const rows = figures.map(([what, unit, pick]) =>
    row(what, {
      unit,
      figure: soak === undefined ? undefined : pick(soak),
      beside: Object.fromEntries(Object.entries(others).map(([name, life]) => [name, pick(life)])),
    }),
  );
  for (const [name, { inflicted, report, exitCode }] of Object.entries(lives))
    rows.push(
      row(`${name}: endings by the server`, {
        unit: '',
        figure: inflicted.reduce((total, { ended }) => total + ended, 0),
        note: `reports (${report.resolution}): ${JSON.stringify(report.counts)}; exit code ${exitCode ?? 'none, the bench ended it'}`,
      }),
    );
  return rows;
}
