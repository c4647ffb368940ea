import { fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { noDamage, readJournal } from '../../dist/journal/reader.js';
import { hrtimeAt } from '../../dist/net/machine/clock.js';
import { SHARD_FLAGS } from '../../dist/run/shards/local-plane.js';
import { loadScenario } from '../../dist/scenario/load.js';
import { isWebSocket } from '../lib/floor.mjs';
import { end } from '../lib/processes.mjs';

const SHARD = path.resolve(import.meta.dirname, '../../dist/run/shards/shard-process.js');

/** The shard process that `soak run` forks, with a journal, told over the same channel as there. */
export class SoakShard {
  isNode = true;
  #child;
  #spec;
  #journalPath;
  #open = 0;
  #ended = 0;
  #refused = 0;
  #onInterval = () => undefined;
  intervals = [];

  static async start(spec, { collect }) {
    const shard = new SoakShard();
    shard.#spec = spec;
    const folder = path.join(spec.folder, `shard-${SoakShard.#count++}`);
    fs.mkdirSync(folder);
    shard.#journalPath = path.join(folder, 'shard-000.ndjson');
    shard.#child = fork(SHARD, [folder], {
      execPath: spec.node ?? process.execPath,
      execArgv: [...SHARD_FLAGS, '--expose-gc', '--import', collect],
      serialization: 'json',
    });
    const scenario = scenarioOf(spec);
    shard.#child.send({
      kind: 'assign',
      assignment: {
        run: 'bench',
        soakVersion: '0.0.0',
        shard: { index: 0, count: 1 },
        scenario,
        maskedScenario: scenario,
        secrets: [],
        sinks: [{ kind: 'file' }, { kind: 'coordinator' }],
      },
    });
    const [{ kind }] = await once(shard.#child, 'message');
    if (kind !== 'ready') throw new Error(`the shard is ${kind}`);
    return shard;
  }

  static #count = 0;

  get pid() {
    return this.#child.pid;
  }

  get journalPath() {
    return this.#journalPath;
  }

  async open() {
    const startedAtMs = Date.now();
    this.epochNs = hrtimeAt(startedAtMs);
    this.#child.on('message', (message) => this.#hear(message));
    this.#child.send({
      kind: 'begin',
      start: { startedAtMs },
    });
    const { connections } = this.#spec;
    await this.#until(() => this.#open + this.#refused >= connections);
    return { open: this.#open, failed: this.#refused };
  }

  /** Waits until so many have ended, or gives what there is after a while. */
  async ended(count) {
    await this.#until(() => this.#ended >= count);
    return { ended: this.#ended };
  }

  records() {
    return readJournal(this.#journalPath, noDamage());
  }

  async stop() {
    await end(this.#child);
    fs.rmSync(path.dirname(this.#journalPath), { recursive: true });
  }

  #hear({ kind, record }) {
    if (kind !== 'record' || record.type !== 'interval') return;
    this.intervals.push(record);
    for (const { opened, dropped, refused } of record.targets) {
      this.#open += opened;
      this.#ended += dropped;
      this.#refused += refused;
    }
    this.#onInterval();
  }

  #until(isTrue) {
    return new Promise((resolve, reject) => {
      this.#onInterval = () => isTrue() && resolve();
      this.#child.once('exit', (code) => reject(new Error(`the shard ended: ${code}`)));
      this.#onInterval();
    });
  }
}

/** The scenario of a contestant: one target per port, all opened at once, held for longer than any bench. */
function scenarioOf({ transport, ports, connections, inflight, beatMs, ca, resume }) {
  const isWs = isWebSocket(transport);
  const bytes = `send: ${'b'.repeat(28)}, expect: ${'b'.repeat(28)}`;
  const says = isWs
    ? `message: { every: ${beatMs}ms, size: 28B, verify: echo }`
    : `heartbeat: { every: ${beatMs}ms, ${bytes} }`;
  const targets = ports.map((port, index) => {
    const share = Math.floor((connections - index + ports.length - 1) / ports.length);
    const url = isWs ? `${transport}://localhost:${port}/` : `127.0.0.1:${port}`;
    return [
      `  t${index}:`,
      `    ${transport}: ${url}`,
      `    connections: ${share}`,
      ...(resume === true ? ['    resume: true'] : []),
      ...(ca === undefined ? [] : [`    ca: "\${file:${ca}}"`, '    server-name: localhost']),
      `    ${beatMs > 0 ? says : 'silent: true'}`,
    ].join('\n');
  });
  const text = `soak: 1
name: bench
targets:
${targets.join('\n')}
load: { ramp: 1ms, hold: 10h, max-opening: ${inflight} }
`;
  const loaded = loadScenario(text, {
    file: 'bench.yaml',
    env: {},
    readFile: (name) => fs.readFileSync(name, 'utf8'),
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems, undefined, 2));
  return loaded.value.scenario;
}
