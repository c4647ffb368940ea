import type { SoakFolder } from '../soak-process.ts';
import { HOSTILITIES, hostileServer } from './hostile-server.ts';
import type { Measured, PromiseRow } from './promise.ts';
import { withFolder } from './run-scene.ts';

const CONNECTIONS = 4;
const CALM = 20;

/** R12: whatever a server does is data, and hurts no other connection. */
export const hostile: PromiseRow = {
  id: 'R12',
  promise: 'a hostile server is data',
  goal: 'each case has a verdict in at most 10 s, no exception, others unaffected',
  how: `${Object.keys(HOSTILITIES).length} servers, ${CONNECTIONS} connections to each, beside ${CALM} to a calm one; one shard`,
  measure: () => withFolder(meetAll),
};

async function meetAll(folder: SoakFolder): Promise<Measured> {
  const server = await hostileServer();
  try {
    const serve = folder.start(['serve', '--ws', '0']);
    const port = /:(\d+)$/.exec(await serve.line(/ ws .*:\d+$/))![1];
    folder.write('scenario.yaml', scenarioText(server.port, Number(port)));
    const run = folder.start([
      'run',
      'scenario.yaml',
      '--lines',
      '--no-preflight',
      '--shards',
      '1',
    ]);
    const code = await run.exitCode();
    return judged(folder, { code, stderr: run.stderr });
  } finally {
    await server.close();
  }
}

function scenarioText(hostilePort: number, calmPort: number): string {
  const targets = Object.keys(HOSTILITIES).map(
    (name) =>
      `  ${name}: { ws: "ws://127.0.0.1:${hostilePort}/${name}", connections: ${CONNECTIONS}, ping: { every: 1s }, open-timeout: 3s }`,
  );
  return `soak: 1
name: hostile
targets:
${targets.join('\n')}
  calm: { ws: "ws://127.0.0.1:${calmPort}/", connections: ${CALM}, ping: { every: 500ms, pong-within: 500ms } }
load: { ramp: 500ms, hold: 5s, drain: 100ms }
`;
}

function judged(
  folder: SoakFolder,
  { code, stderr }: { readonly code: number | null; readonly stderr: string },
): Measured {
  const { targets, generator } = folder.summary();
  const without = targets
    .filter(({ name }) => name !== 'calm')
    .filter(({ refused, dropped }) => refused + dropped !== CONNECTIONS)
    .map(({ name }) => name);
  const calm = targets.find(({ name }) => name === 'calm')!;
  const mebibytes = Math.round(generator.rssBytes / 2 ** 20);
  const isCalm = calm.openAtEnd === CALM && calm.dropped === 0;
  return {
    figure: `${targets.length - 1 - without.length} of ${targets.length - 1} have a verdict${without.length === 0 ? '' : ` (not ${without.join(', ')})`}, ${calm.openAtEnd} of ${CALM} others held, ${mebibytes} MiB, exit ${code}${stderr === '' ? '' : `, said ${stderr.slice(0, 80)}`}`,
    ok: without.length === 0 && isCalm && code === 1 && mebibytes < 250,
  };
}
