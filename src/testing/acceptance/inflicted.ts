import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Summary } from '../../analysis/summary/summary.ts';
import { Host } from './host.ts';
import { clientPorts, inflict, startNginx } from './nginx-front.ts';

interface Inflicting {
  /** Of each of the two targets. */
  readonly connections: number;
  /** How long nothing is done to them. */
  readonly quietS: number;
  /** How many of each target suffer each kind. */
  readonly each: number;
  readonly onLine?: (line: string) => void;
}

const SOAK = fileURLToPath(new URL('../../../bin/soak.js', import.meta.url));
const BACKEND = fileURLToPath(new URL('./backend-process.js', import.meta.url));

/** Time for the faults and for the heartbeats that find the silent ones. */
const FAULTS_S = 16;

/**
 * Holds TCP and WSS through Debian's nginx, does nothing to them for a while, then inflicts each kind of end
 * on exactly `each` of them, and gives back what `soak run` made of it: the drops that it had told before
 * anything was done, and its summary.
 */
export async function holdAndInflict(
  options: Inflicting,
): Promise<{ early: number; summary: Summary; exitCode: number }> {
  const host = new Host();
  try {
    const backend = host.spawn('node', [BACKEND]);
    const answers = readline.createInterface({ input: backend.stdout! })[Symbol.asyncIterator]();
    assert.equal((await answers.next()).value, 'ready');
    startNginx(host);
    host.write('scenario.yaml', scenarioText(options));
    const tell = async (line: string) => {
      backend.stdin!.write(`${line}\n`);
      assert.equal(Number((await answers.next()).value), options.each, line);
    };
    return await runSoak(host, { options, tell });
  } finally {
    await host.stop();
  }
}

async function runSoak(
  host: Host,
  { options, tell }: { options: Inflicting; tell: (line: string) => Promise<void> },
): Promise<{ early: number; summary: Summary; exitCode: number }> {
  const soak = host.spawn('node', [SOAK, 'run', 'scenario.yaml', '--lines']);
  const exited = new Promise<number>((resolve) => soak.once('exit', (code) => resolve(code ?? -1)));
  let early = 0;
  let inflicted: Promise<void> | undefined;
  for await (const line of readline.createInterface({ input: soak.stdout! })) {
    options.onLine?.(line);
    if (inflicted === undefined && / DROP /.test(line)) early += 1;
    if (/ hold {3}/.test(line)) inflicted ??= afterQuiet(host, { options, tell, soak });
  }
  await inflicted;
  const exitCode = await exited;
  const reports = path.join(host.folder, 'reports');
  const [run] = fs.readdirSync(reports);
  const summary = JSON.parse(
    fs.readFileSync(path.join(reports, run!, 'summary.json'), 'utf8'),
  ) as Summary;
  return { early, summary, exitCode };
}

/** First what the backend does, so that the ports picked afterwards belong to connections that still live. */
async function afterQuiet(
  host: Host,
  {
    options,
    tell,
    soak,
  }: { options: Inflicting; tell: (line: string) => Promise<void>; soak: ChildProcess },
): Promise<void> {
  const { quietS, each } = options;
  await new Promise((resolve) => setTimeout(resolve, quietS * 1_000));
  assert.equal(soak.exitCode, null, 'soak is still running');
  await tell(`fin tcp ${each}`);
  await tell(`fin ws ${each}`);
  await tell(`close-frame ws ${each}`);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const tcp = clientPorts(host, { to: 'tcp', count: 2 * each });
  const wss = clientPorts(host, { to: 'wss', count: 2 * each });
  inflict(host, {
    reset: { tcp: tcp.slice(0, each), wss: wss.slice(0, each) },
    lose: { tcp: tcp.slice(each), wss: wss.slice(each) },
  });
}

function scenarioText({ connections, quietS }: Inflicting): string {
  return `
soak: 1
name: through-nginx
path:
  - { hop: client, kind: generator }
  - { hop: nginx, kind: custom }
  - { hop: pod, kind: pod }
targets:
  tcp:
    tcp: 127.0.0.1:5080
    connections: ${connections}
    heartbeat: { every: 5s, send: "PING\\n", expect: any, within: 3s }
  wss:
    wss: wss://127.0.0.1:5443/soak
    server-name: soak.test
    ca: "\${file:cert.pem}"
    connections: ${connections}
    ping: { every: 5s, pong-within: 3s }
load: { ramp: 200/s, hold: ${quietS + FAULTS_S}s, drain: 1s }
`.replace('200/s', `${Math.max(100, Math.round(connections / 12))}/s`);
}

/**
 * Fails unless exactly what was inflicted was reported: for each target, `each` of every kind and no other.
 *
 * A reset that comes right behind data or behind a FIN is read as an end by libuv; soak then says that it may
 * have been either. Such an ending counts for whichever of the two it helps out, and never for more than both.
 */
export function assertInflicted({ dropGroups }: Summary, each: number): void {
  const counts = new Map<string, number>();
  for (const { target, ending, count } of dropGroups) {
    const isEither = ending.kind === 'fin' && ending.maybeReset === true;
    const key = `${target} ${isEither ? 'either' : ending.kind}`;
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  const of = (key: string) => counts.get(key) ?? 0;
  const told = JSON.stringify([...counts]);
  for (const target of ['tcp', 'wss']) {
    assert.equal(of(`${target} blackhole`), each, told);
    assert.ok(of(`${target} fin`) <= each && of(`${target} rst`) <= each, told);
    assert.equal(
      of(`${target} fin`) + of(`${target} rst`) + of(`${target} either`),
      2 * each,
      told,
    );
  }
  assert.equal(of('wss close-frame'), each, told);
  assert.equal(
    [...counts.values()].reduce((sum, count) => sum + count, 0),
    7 * each,
    told,
  );
}
