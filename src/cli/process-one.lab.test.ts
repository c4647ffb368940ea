import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { SoakFolder } from '../testing/soak-process.ts';
import { waitUntil } from '../testing/wait-until.ts';

const SOAK = path.resolve(import.meta.dirname, '../../bin/soak.js');

/** As the first process of a container: a process namespace of its own, and of its own users when we are no root. */
const CONTAINED = [
  ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']),
  ...['--pid', '--fork', '--mount-proc', '--kill-child'],
];

const canUnshare = spawnSync('unshare', [...CONTAINED, 'true']).status === 0;
const options = { skip: !canUnshare && 'this machine gives no process namespaces' };

class Contained {
  readonly #child: ChildProcess;
  text = '';

  constructor(folder: SoakFolder, args: readonly string[]) {
    this.#child = spawn('unshare', [...CONTAINED, process.execPath, SOAK, ...args], {
      cwd: folder.path,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      stream.on('data', (chunk: Buffer) => {
        this.text += chunk.toString();
      });
  }

  async until(pattern: RegExp): Promise<void> {
    await waitUntil(() => pattern.test(this.text));
  }

  /** To process 1, from outside, as a container's runtime does. */
  signal(signal: NodeJS.Signals): void {
    const { pid } = this.#child;
    const children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    process.kill(Number(children.trim().split(' ')[0]), signal);
  }

  async exitCode(): Promise<number | null> {
    if (this.#child.exitCode === null) await once(this.#child, 'close');
    return this.#child.exitCode;
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

async function contained(
  scenario: string,
  act: (soak: Contained, folder: SoakFolder) => Promise<void>,
): Promise<void> {
  const folder = new SoakFolder();
  folder.write('scenario.yaml', scenario);
  const soak = new Contained(folder, ['run', 'scenario.yaml', '--lines']);
  try {
    await act(soak, folder);
  } finally {
    soak.kill();
    folder.remove();
  }
}

test('as process 1 a run ends on SIGTERM in order, with its report', options, () =>
  contained(
    `
soak: 1
name: contained
path: [{ hop: client, kind: generator }, { hop: pod, kind: pod }]
lab: true
targets: { a: { tcp: "lab:80", connections: 5, heartbeat: { every: 300ms, expect: any } } }
load: { ramp: 100ms, hold: 60s, drain: 100ms }
`,
    async (soak, folder) => {
      await soak.until(/Z hold /);
      soak.signal('SIGTERM');
      assert.equal(await soak.exitCode(), 143, soak.text);
      assert.equal(folder.summary().run.interrupted, true);
    },
  ),
);

test('as process 1 a preflight ends on SIGTERM at once', options, async () => {
  // It accepts and never says a word, so that the preflight waits.
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  try {
    await contained(
      `
soak: 1
name: contained
targets: { a: { ws: "ws://127.0.0.1:${port}/", connections: 1, open-timeout: 300s } }
load: { hold: 60s }
`,
      async (soak) => {
        const [socket] = (await once(server, 'connection')) as [net.Socket];
        socket.on('error', () => 'it is killed');
        soak.signal('SIGTERM');
        assert.equal(await soak.exitCode(), 143, soak.text);
        socket.destroy();
      },
    );
  } finally {
    server.close();
  }
});
