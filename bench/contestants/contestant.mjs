import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { isSecure, isWebSocket } from '../lib/floor.mjs';
import { costOf, end, Lines, sleep } from '../lib/processes.mjs';
import { SoakShard } from './soak-shard.mjs';

const COLLECT = path.resolve(import.meta.dirname, 'collect.mjs');
const BARE = path.resolve(import.meta.dirname, 'bare-process.mjs');

/** Nothing is settled at once: V8 and the kernel give memory back after a while. */
const SETTLE_MS = 1_500;

/**
 * Whoever holds connections in a bench: a process with a common way to be told. `name` is `floor`, `soak`, or
 * a kind of `bare-process.mjs`.
 */
export async function startContestant(name, spec) {
  const contestant =
    name === 'floor'
      ? await FloorClient.start(spec)
      : name === 'soak'
        ? await SoakShard.start(spec, { collect: COLLECT })
        : await BareProcess.start(name, spec);
  contestant.before = costOf(contestant.pid);
  return contestant;
}

/** Memory after the garbage of opening is gone; before that, what a user of the process would see. */
export async function settledMemory({ pid, isNode }) {
  const asItIs = costOf(pid).residentBytes;
  if (!isNode) return { asItIs, settled: asItIs };
  process.kill(pid, 'SIGUSR2');
  await sleep(SETTLE_MS);
  return { asItIs, settled: costOf(pid).residentBytes };
}

class BareProcess {
  isNode = true;
  #child;
  #spec;

  static async start(kind, spec) {
    const process = new BareProcess();
    process.#spec = { ...spec, kind };
    process.#child = fork(BARE, [], {
      execPath: spec.node ?? globalThis.process.execPath,
      execArgv: ['--max-semi-space-size=1', '--expose-gc', '--import', COLLECT],
    });
    await once(process.#child, 'message');
    return process;
  }

  get pid() {
    return this.#child.pid;
  }

  async open() {
    this.#child.send({ kind: 'open', spec: this.#spec });
    const [{ open, failed }] = await once(this.#child, 'message');
    return { open, failed };
  }

  async ended() {
    this.#child.send({ kind: 'ended' });
    const [{ ended, endedFirstMs, endedLastMs }] = await once(this.#child, 'message');
    return { ended, spreadMs: endedLastMs - endedFirstMs };
  }

  async stop() {
    await end(this.#child);
  }
}

class FloorClient {
  isNode = false;
  #child;
  #lines;

  static async start({ programs, transport, ports, connections, inflight, beatMs }) {
    const client = new FloorClient();
    const args = [
      isWebSocket(transport) ? 'ws' : 'stream',
      isSecure(transport) ? 'tls' : 'plain',
      '127.0.0.1',
      ports.join(','),
      String(connections),
      String(inflight),
    ];
    client.#child = spawn(programs.client, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    client.#lines = new Lines(client.#child, 'the floor client');
    client.beatMs = beatMs;
    await client.#lines.next();
    return client;
  }

  get pid() {
    return this.#child.pid;
  }

  async open() {
    const [, open, failed] = (await this.#ask('open')).split(' ').map(Number);
    if (this.beatMs > 0) await this.#ask(`beat ${this.beatMs}`);
    return { open, failed };
  }

  async ended() {
    const [, ended, first, last] = (await this.#ask('ended')).split(' ').map(Number);
    return { ended, spreadMs: (last - first) / 1e6 };
  }

  async stop() {
    await end(this.#child);
  }

  #ask(line) {
    this.#child.stdin.write(`${line}\n`);
    return this.#lines.next();
  }
}
