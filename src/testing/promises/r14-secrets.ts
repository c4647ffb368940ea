import fs from 'node:fs';
import path from 'node:path';
import type { SoakFolder } from '../soak-process.ts';
import { ECHO_FORMS, ECHO_PLACES, echoServer } from './echo-server.ts';
import type { Measured, PromiseRow } from './promise.ts';
import { startRun, withFolder } from './run-scene.ts';

const CANARY = 'c4nary/+"7f3a9c51d2" <&>';

const TARGETS = `lab: true
events: [{ at: 500ms, label: told, run: "echo $CANARY; exit 3" }]
targets:
  wss:
    wss: "wss://lab:443/soak?token=\${env:CANARY_IN_URL}"
    connections: 3
    headers: { Authorization: '\${env:CANARY}', X-Note: 'for \${env:CANARY} only' }
    ping: { every: 500ms }
  tcp: { tcp: "lab:80", connections: 3, on-open: [{ send: "login \${env:CANARY}\\n", expect: any }] }
  gone: { tcp: "lab:81", connections: 3, on-open: [{ send: "login \${env:CANARY}\\n", expect: "no \${env:CANARY}", within: 200ms }], open-timeout: 1s }`;

const FORMATS = ['terminal', 'json', 'html', 'junit', 'markdown', 'csv', 'annotations', 'records'];

/** What the server of the second run repeats, whole and in parts. */
const TOKEN = 'tk7Qz/9+vW3mXc8RfB2nLs6YhJd4GpKa';

/** R14: what comes from the environment is shown nowhere, even when a server repeats it. */
export const secrets: PromiseRow = {
  id: 'R14',
  promise: 'a secret is shown nowhere',
  goal: '0 finds of a canary, in any encoding, in output, journals, reports and arguments of processes',
  how: "a run with the canary in headers, a query, a login, a command's output and a refusal; a second one against servers that repeat a token, whole, cut and encoded, in Close reason, status text, Location, body and backend name; every file, format and command line is searched",
  measure: async () => {
    const [own, echoed] = [await withFolder(search), await withFolder(searchEchoes)];
    return { figure: `${own.figure}; ${echoed.figure}`, ok: own.ok && echoed.ok };
  },
};

async function search(folder: SoakFolder): Promise<Measured> {
  const env = { CANARY, CANARY_IN_URL: encodeURIComponent(CANARY) };
  const run = startRun(folder, { text: TARGETS, load: 'ramp: 200ms, hold: 2s, drain: 100ms', env });
  await run.line(/ event .*exit code 3/);
  const commandLines = [run.child.pid!, ...run.childrenRunning('dist')].map((pid) =>
    fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
  );
  await run.exitCode();
  const { files, texts } = await textsOf(folder, env);
  const shown = [...commandLines, run.stdout, run.stderr, ...texts];
  const forms = formsOf(CANARY);
  const finds = shown.flatMap((text) => forms.filter((form) => text.includes(form)));
  return {
    figure: `${finds.length} finds of ${forms.length} forms in ${shown.length} texts (${files} files, ${commandLines.length} command lines)`,
    ok: finds.length === 0 && files > 5 && folder.summary().targets.length === 3,
  };
}

/** Everything that the run left, and what `soak report` makes of it. */
async function textsOf(folder: SoakFolder, env: Readonly<Record<string, string>>) {
  const texts: string[] = [];
  for (const format of FORMATS) {
    const report = folder.start(['report', folder.runFolder, '--format', format], env);
    await report.exitCode();
    texts.push(report.stdout, report.stderr);
  }
  const files = fs.readdirSync(folder.runFolder).map((name) => path.join(folder.runFolder, name));
  for (const file of files) texts.push(fs.readFileSync(file, 'utf8'));
  return { files: files.length, texts };
}

/** With the preflight first, which refuses to start, then without. */
async function searchEchoes(folder: SoakFolder): Promise<Measured> {
  const server = await echoServer();
  try {
    const ways = Object.keys(ECHO_PLACES).flatMap((place) =>
      Object.keys(ECHO_FORMS).map((form) => ({ place, form })),
    );
    folder.write('scenario.yaml', echoScenario(ways, server.port));
    const env = { TOKEN };
    const tried = folder.start(['run', 'scenario.yaml', '--lines'], env);
    await tried.exitCode();
    const run = folder.start(['run', 'scenario.yaml', '--lines', '--no-preflight'], env);
    await run.exitCode();
    const { texts } = await textsOf(folder, env);
    const shown = [tried.stdout, tried.stderr, run.stdout, run.stderr, ...texts];
    const pieces = piecesOf(TOKEN);
    const finds = shown.flatMap((text) => pieces.filter((piece) => text.includes(piece)));
    const { targets } = folder.summary();
    const met = targets.filter(({ refused, dropped }) => refused + dropped === 1).length;
    return {
      figure: `${finds.length} of ${pieces.length} pieces of a token that ${met} of ${ways.length} servers repeated, in ${shown.length} texts${finds.length === 0 ? '' : `, such as ${finds[0]}`}`,
      ok:
        finds.length === 0 &&
        met === ways.length &&
        shown.some((text) => text.includes('denied: ***')),
    };
  } finally {
    await server.close();
  }
}

function echoScenario(ways: readonly { place: string; form: string }[], port: number): string {
  const targets = ways.map(
    ({ place, form }) =>
      `  ${place}-${form}: { ws: "ws://127.0.0.1:${port}/${place}/${form}", connections: 1, headers: { Authorization: "Bearer \${env:TOKEN}" }, ping: { every: 1s } }`,
  );
  return `soak: 1\nname: echoes\ntargets:\n${targets.join('\n')}\nload: { ramp: 100ms, hold: 2s, drain: 100ms }\n`;
}

/** Pieces that hold 8 or more characters of it, plain or encoded. */
function piecesOf(token: string): readonly string[] {
  const bytes = Buffer.from(token);
  const forms: [string, number][] = [
    [token, 8],
    [encodeURIComponent(token), 12],
    [bytes.toString('hex'), 16],
    [bytes.toString('hex').replace(/../g, '%$&'), 24],
    ...['', 'a', 'ab'].flatMap((before): [string, number][] => {
      const encoded = Buffer.from(before + token);
      return [
        [encoded.toString('base64').slice(4, -4), 12],
        [encoded.toString('base64url').slice(4, -4), 12],
      ];
    }),
  ];
  return forms.flatMap(([form, length]) =>
    Array.from({ length: form.length - length + 1 }, (_, at) => form.slice(at, at + length)),
  );
}

function formsOf(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  return [
    text,
    text.replaceAll('"', ''),
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    bytes.toString('base64').slice(0, -4),
    bytes.toString('base64url').slice(0, -4),
    bytes.toString('hex'),
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    text.slice(8, 18),
  ];
}
