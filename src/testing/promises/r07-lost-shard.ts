import type { SoakFolder } from '../soak-process.ts';
import type { Measured, PromiseRow } from './promise.ts';
import { LAB_PATH, startRun, withFolder } from './run-scene.ts';

/** R7: connections of a shard that died are unknown, not dropped. */
export const lostShard: PromiseRow = {
  id: 'R7',
  promise: 'a lost shard invents nothing',
  goal: 'its connections are unknown, never drops; the verdict is inconclusive',
  how: 'kill -9 of one of two shards of a real run',
  measure: () => withFolder(killShard),
};

async function killShard(folder: SoakFolder): Promise<Measured> {
  const text = `lab: true\nevents: [{ at: 2s, label: all are open }]\ntargets: { tcp: { tcp: "lab:80", connections: 40, heartbeat: { every: 500ms, expect: any } } }`;
  const run = startRun(folder, { text, load: 'ramp: 200ms, hold: 4s', args: ['--shards', '2'] });
  await run.line(/ event .*all are open/);
  process.kill(run.childrenRunning('shard-process.js')[0]!, 'SIGKILL');
  const code = await run.exitCode();
  const [target] = folder.summary().targets;
  const { unknown, dropped, openAtEnd } = target!;
  return {
    figure: `${unknown} unknown, ${openAtEnd} held, ${dropped} dropped, exit ${code}`,
    ok: unknown === 20 && openAtEnd === 20 && dropped === 0 && code === 4,
  };
}

/** R8: shards do not need the coordinator to finish. */
export const lostCoordinator: PromiseRow = {
  id: 'R8',
  promise: 'a lost coordinator loses nothing',
  goal: 'shards end their journals in order, every connection is counted once',
  how: 'kill -9 of the coordinator alone, with a backend of its own; then `soak report`',
  measure: () => withFolder(killCoordinator),
};

async function killCoordinator(folder: SoakFolder): Promise<Measured> {
  const serve = folder.start(['serve', '--tcp', '0']);
  const port = /:(\d+)$/.exec(await serve.line(/ tcp .*:\d+$/))![1];
  const target = `tcp: { tcp: "127.0.0.1:${port}", connections: 40, heartbeat: { every: 500ms, expect: any } }`;
  folder.write(
    'own.yaml',
    `soak: 1\nname: promise\n${LAB_PATH}events: [{ at: 1500ms, label: all are open }]\ntargets: { ${target} }\nload: { ramp: 200ms, hold: 1h, drain: 100ms }\n`,
  );
  const run = folder.start(['run', 'own.yaml', '--lines', '--no-preflight', '--shards', '2']);
  await run.line(/ event .*all are open/);
  const shards = run.childrenRunning('shard-process.js');
  process.kill(run.child.pid!, 'SIGKILL');
  // Its pipes stay open as long as a shard lives.
  await run.closed();
  const report = folder.start(['report', folder.runFolder, '--write']);
  const code = await report.exitCode();
  const { targets, run: about } = folder.summary();
  const { opened, openAtEnd, dropped, unknown } = targets[0]!;
  return {
    figure: `${shards.length} shards: ${opened} opened, ${openAtEnd} proven, ${dropped} dropped, ${unknown} unknown, complete: ${about.complete}, exit ${code}`,
    ok:
      shards.length === 2 &&
      opened === 40 &&
      openAtEnd === 40 &&
      dropped === 0 &&
      unknown === 0 &&
      about.complete &&
      code === 143,
  };
}
