import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { whyNoRealLab } from '../real/needs.ts';
import { SoakFolder } from '../testing/soak-process.ts';

const skip = whyNoRealLab() ?? false;

const SCENARIO = `soak: 1
name: shop
path:
  - { hop: client, kind: generator }
  - { hop: slb, kind: alibaba-slb }
  - { hop: ingress, kind: ingress-nginx }
  - { hop: pod, kind: pod }
targets:
  tcp: { tcp: "203.0.113.7:80", heartbeat: { every: 1s } }
  wss: { wss: "wss://shop.example/ws", ping: { every: 1s } }
load: { ramp: 200ms, hold: 500ms, drain: 100ms }
`;

const SOAK = fileURLToPath(new URL('../../bin/soak.js', import.meta.url));

/** Everything of a lab that could be left: namespaces, their names, its folder and its processes. */
function leftOf(id: string): readonly string[] {
  const listed = (folder: string) => (fs.existsSync(folder) ? fs.readdirSync(folder) : []);
  const inFolders = ['/run/netns', '/etc/netns', '/run/soak-real'].flatMap((folder) =>
    listed(folder)
      .filter((name) => name.includes(id))
      .map((name) => `${folder}/${name}`),
  );
  const processes = spawnSync('pgrep', ['-f', `soak-real/${id}`], { encoding: 'utf8' });
  return [...inFolders, ...processes.stdout.split('\n').filter(Boolean)];
}

test('soak lab --real runs a command in the client host, and soak run passes there', {
  skip,
}, async () => {
  const folder = new SoakFolder();
  try {
    folder.write('shop.yaml', SCENARIO);
    const own = [process.execPath, SOAK, 'run', 'shop.yaml', '--lines'];
    const run = folder.start(['lab', '--real', 'shop.yaml', '--', ...own]);
    assert.equal(await run.exitCode(), 0, run.stdout + run.stderr);
    assert.equal(folder.summary().verdict, 'pass');
  } finally {
    folder.remove();
  }
});

test('soak lab --real down leaves nothing of a lab that was killed', { skip }, async () => {
  const folder = new SoakFolder();
  try {
    folder.write('shop.yaml', SCENARIO);
    const run = folder.start(['lab', '--real', 'shop.yaml']);
    const line = await run.line(/ip netns exec soak-\w+-client/);
    const [, id] = /soak-(\w+)-client/.exec(line)!;
    assert.notDeepEqual(leftOf(id!), []);
    await run.killAll();
    assert.notDeepEqual(leftOf(id!), [], 'it had no time to clean up');
    const down = folder.start(['lab', '--real', 'down']);
    assert.equal(await down.exitCode(), 0, down.stderr);
    assert.match(down.stdout, new RegExp(`Removed lab ${id}: client, slb, pod, ingress`));
    assert.deepEqual(leftOf(id!), []);
  } finally {
    folder.remove();
  }
});

test('soak lab --real says what it cannot build', { skip }, async () => {
  const folder = new SoakFolder();
  try {
    folder.write('shop.yaml', SCENARIO.replace('203.0.113.7', 'localhost'));
    const run = folder.start(['lab', '--real', 'shop.yaml']);
    assert.equal(await run.exitCode(), 3);
    assert.match(run.stderr, /Cannot build the path: localhost cannot be another host/);
  } finally {
    folder.remove();
  }
});
