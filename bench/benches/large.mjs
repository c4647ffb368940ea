import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { shortLeaf } from '../lib/certificates.mjs';
import { row } from '../lib/figures.mjs';
import { FloorServer, isSecure } from '../lib/floor.mjs';
import { costOf, sleep } from '../lib/processes.mjs';

const SOAK = path.resolve(import.meta.dirname, '../../bin/soak.js');
const EXAMPLES = path.resolve(import.meta.dirname, '../examples');

/** A server process has 20,000 files, too; and half of the 28,232 stock ports go to one destination at full speed. */
const PER_SERVER = 13_500;

/** All that one machine holds, both ends on it, through `soak run` as a user would start it. */
export function largeBench(name, what) {
  const { transport, connections } = what;
  return {
    name,
    about: `${connections.toLocaleString('en-US')} ${transport.toUpperCase()} held for ten minutes through soak run`,
    needsFloor: true,
    isLong: true,
    async run(context) {
      const held = await holdThroughRun({ ...what, name, hold: '10m' }, context);
      keepExample(name, held.run);
      return { rows: rowsOf(name, { ...held, connections }) };
    },
  };
}

/** Servers enough for so many, one `soak run` against them, and what its processes used at most. */
export async function holdThroughRun(what, context) {
  const folder = path.join(context.folder, what.name);
  fs.mkdirSync(folder);
  const { transport, connections } = what;
  const identity = isSecure(transport) ? shortLeaf(folder) : undefined;
  const servers = [];
  for (let held = 0; held < connections; held += PER_SERVER)
    servers.push(
      await FloorServer.start({ program: context.programs.server, transport, identity }),
    );
  try {
    fs.writeFileSync(
      path.join(folder, 'scenario.yaml'),
      scenarioOf({ ...what, servers, identity }),
    );
    const { exitCode, peak } = await runSoak(folder, context);
    const reports = path.join(folder, 'reports');
    return { run: path.join(reports, fs.readdirSync(reports)[0]), exitCode, peak };
  } finally {
    for (const server of servers) await server.stop();
  }
}

function scenarioOf({ name, transport, connections, rate, hold, servers, identity }) {
  const each = Math.ceil(connections / servers.length);
  const targets = servers.map(({ ports: [port] }, index) => {
    const share = Math.min(each, connections - index * each);
    const url = transport === 'tcp' ? `127.0.0.1:${port}` : `wss://localhost:${port}/`;
    const ca = identity === undefined ? '' : `, ca: "\${file:${path.basename(identity.ca)}}"`;
    const says =
      transport === 'tcp'
        ? 'heartbeat: { every: 60s, within: 30s }'
        : 'message: { every: 60s, size: 28B, verify: echo, within: 30s }';
    return `  server-${index}: { ${transport}: "${url}", connections: ${share}${ca}, ${says} }`;
  });
  return `soak: 1
name: ${name}
targets:
${targets.join('\n')}
load: { ramp: ${rate}/s, hold: ${hold}, drain: 30s }
pass-when: { drops: 0, connect-failures: 0 }
`;
}

async function runSoak(folder, { say }) {
  const soak = spawn(process.execPath, [SOAK, 'run', 'scenario.yaml', '--lines'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  soak.stdout.setEncoding('utf8').on('data', (text) => say(text.trimEnd()));
  let exitCode;
  soak.once('exit', (code) => {
    exitCode = code;
  });
  const peak = { shards: 0, residentBytes: 0, cpuUs: 0 };
  while (exitCode === undefined) {
    await sleep(2_000);
    notePeak(peak, soak.pid);
  }
  return { exitCode, peak };
}

/** The sum over the coordinator and its shards. */
function notePeak(peak, pid) {
  let children = [];
  try {
    children = fs
      .readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1')
      .trim()
      .split(' ')
      .filter((child) => child !== '');
    const costs = [pid, ...children].map(costOf);
    const sum = (key) => costs.reduce((total, cost) => total + cost[key], 0);
    peak.shards = Math.max(peak.shards, children.length);
    peak.residentBytes = Math.max(peak.residentBytes, sum('residentBytes'));
    peak.cpuUs = Math.max(peak.cpuUs, sum('cpuUs'));
  } catch {
    // It ended between two reads: what was seen before is the peak.
  }
}

/** Lists in a kept summary are cut to so many: every stall of a busy machine is in there. */
const KEPT_ITEMS = 20;

function keepExample(name, run) {
  const kept = path.join(EXAMPLES, name);
  fs.mkdirSync(kept, { recursive: true });
  const cut = (_key, value) => (Array.isArray(value) ? value.slice(0, KEPT_ITEMS) : value);
  const summary = JSON.parse(fs.readFileSync(path.join(run, 'summary.json'), 'utf8'), cut);
  fs.writeFileSync(path.join(kept, 'summary.json'), `${JSON.stringify(summary, undefined, 1)}\n`);
  fs.copyFileSync(path.join(run, 'scenario.yaml'), path.join(kept, 'scenario.yaml'));
  const text = fs.readdirSync(run).find((file) => file.endsWith('.md'));
  if (text !== undefined) fs.copyFileSync(path.join(run, text), path.join(kept, 'report.md'));
}

function rowsOf(name, { run, exitCode, peak, connections }) {
  const summary = JSON.parse(fs.readFileSync(path.join(run, 'summary.json'), 'utf8'));
  const sum = (key) => summary.targets.reduce((total, target) => total + target[key], 0);
  return [
    row(`${name}: opened`, { unit: '', figure: sum('opened'), goal: connections, atLeast: true }),
    row(`${name}: drops invented`, { unit: '', figure: sum('dropped'), goal: 0 }),
    row(`${name}: exit code`, {
      unit: '',
      figure: exitCode,
      ...(exitCode === 4 && { note: 'inconclusive: the machine was too busy to tell' }),
    }),
    row(`${name}: memory of all shards, per connection`, {
      unit: 'KB',
      figure: peak.residentBytes / connections / 1024,
      note: `${peak.shards} shards, ${Math.round(peak.residentBytes / 2 ** 20)} MiB with the coordinator`,
    }),
    row(`${name}: CPU, opens and ten minutes`, { unit: 's', figure: peak.cpuUs / 1e6 }),
  ];
}
