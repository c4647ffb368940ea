import type { SoakFolder, SoakRun } from '../soak-process.ts';
import type { Measured, PromiseRow } from './promise.ts';
import { LAB_PATH, SPEAKING, startRun, withFolder } from './run-scene.ts';

interface Outcome {
  readonly what: string;
  readonly code: number;
  start(folder: SoakFolder): SoakRun | Promise<SoakRun>;
}

const LOAD = 'load: { ramp: 200ms, hold: 1s, drain: 100ms }';
const MANIFEST = `apiVersion: v1
kind: Service
metadata: { name: link }
spec: { type: LoadBalancer, healthCheckNodePort: 30000, ports: [{ port: 80 }] }
`;

const DROPS = `lab: { faults: [{ at: 700ms, rst: slb, count: 5 }] }\n${SPEAKING}`;
const SILENT = 'targets: { tcp: { tcp: "lab:80", connections: 5 } }';

async function interrupted(folder: SoakFolder, signal: NodeJS.Signals): Promise<SoakRun> {
  const run = startRun(folder, { load: 'ramp: 200ms, hold: 1h' });
  await run.line(/Z hold /);
  process.kill(run.child.pid!, signal);
  return run;
}

/** A verb on a file of its own. */
function onFile(folder: SoakFolder, words: readonly string[], text: string): SoakRun {
  folder.write('own.yaml', text);
  return folder.start(words);
}

const OUTCOMES: readonly Outcome[] = [
  { what: 'passed', code: 0, start: (folder) => startRun(folder) },
  { what: 'dropped', code: 1, start: (folder) => startRun(folder, { text: DROPS }) },
  {
    what: 'a threshold without data',
    code: 4,
    start: (folder) =>
      startRun(folder, { text: `lab: true\n${SILENT}\npass-when: { rtt: { p99: "< 1s" } }` }),
  },
  {
    what: 'refused everywhere',
    code: 1,
    start: (folder) =>
      startRun(folder, { text: 'targets: { tcp: { tcp: "127.0.0.1:1", connections: 5 } }' }),
  },
  { what: 'Ctrl-C', code: 130, start: (folder) => interrupted(folder, 'SIGINT') },
  { what: 'SIGTERM', code: 143, start: (folder) => interrupted(folder, 'SIGTERM') },
  { what: 'an unknown option', code: 2, start: (folder) => folder.start(['run', 'x', '--nope']) },
  { what: 'no such scenario', code: 2, start: (folder) => folder.start(['run', 'nowhere.yaml']) },
  {
    what: 'a scenario with a slip',
    code: 2,
    start: (folder) =>
      onFile(folder, ['run', 'own.yaml'], `soak: 1\nname: x\ntargts: {}\n${LOAD}\n`),
  },
  {
    what: 'a target that refuses the rehearsal',
    code: 3,
    start: (folder) =>
      onFile(
        folder,
        ['run', 'own.yaml'],
        `soak: 1\nname: x\n${LAB_PATH}targets: { tcp: { tcp: "127.0.0.1:1" } }\n${LOAD}\n`,
      ),
  },
  {
    what: 'a report folder that is a file',
    code: 3,
    start: (folder) =>
      onFile(
        folder,
        ['run', 'own.yaml', '--no-preflight'],
        `soak: 1\nname: x\ntargets: { tcp: { tcp: "127.0.0.1:1" } }\n${LOAD}\nreport: { folder: own.yaml }\n`,
      ),
  },
  { what: 'no such run', code: 2, start: (folder) => folder.start(['report', 'nowhere']) },
  {
    what: 'manifests with an error',
    code: 1,
    start: (folder) => onFile(folder, ['check', 'own.yaml', '--fail-on', 'info'], MANIFEST),
  },
  {
    what: 'manifests that are none',
    code: 2,
    start: (folder) => onFile(folder, ['check', 'own.yaml'], 'a: [1\n'),
  },
];

/** R15: an exit code says what happened, and no data is never 0. */
export const exitCodes: PromiseRow = {
  id: 'R15',
  promise: 'the exit code can be gated on',
  goal: `${OUTCOMES.length} outcomes, each with its own code; no data is never 0`,
  how: 'the real executable, each outcome brought about',
  measure: async () => {
    const wrong: string[] = [];
    for (const { what, code, start } of OUTCOMES) {
      const found = await withFolder(async (folder) => (await start(folder)).exitCode());
      if (found !== code) wrong.push(`${what}: ${found} instead of ${code}`);
    }
    const right = OUTCOMES.length - wrong.length;
    const measured: Measured = {
      figure: [`${right} of ${OUTCOMES.length} as documented`, ...wrong].join('; '),
      ok: wrong.length === 0,
    };
    return measured;
  },
};
