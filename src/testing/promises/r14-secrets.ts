import fs from 'node:fs';
import path from 'node:path';
import type { SoakFolder } from '../soak-process.ts';
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

/** R14: what comes from the environment is shown nowhere. */
export const secrets: PromiseRow = {
  id: 'R14',
  promise: 'a secret is shown nowhere',
  goal: '0 finds of a canary, in any encoding, in output, journals, reports and arguments of processes',
  how: 'a run with the canary in headers, a query, a login, a command’s output and a refusal; every file, format and command line is searched',
  measure: () => withFolder(search),
};

async function search(folder: SoakFolder): Promise<Measured> {
  const env = { CANARY, CANARY_IN_URL: encodeURIComponent(CANARY) };
  const run = startRun(folder, { text: TARGETS, load: 'ramp: 200ms, hold: 2s, drain: 100ms', env });
  await run.line(/ event .*exit code 3/);
  const commandLines = [run.child.pid!, ...run.childrenRunning('dist')].map((pid) =>
    fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
  );
  await run.exitCode();
  const shown = [...commandLines, run.stdout, run.stderr];
  for (const format of FORMATS) {
    const report = folder.start(['report', folder.runFolder, '--format', format], env);
    await report.exitCode();
    shown.push(report.stdout, report.stderr);
  }
  const files = fs.readdirSync(folder.runFolder).map((name) => path.join(folder.runFolder, name));
  for (const file of files) shown.push(fs.readFileSync(file, 'utf8'));
  const forms = formsOf(CANARY);
  const finds = shown.flatMap((text) => forms.filter((form) => text.includes(form)));
  return {
    figure: `${finds.length} finds of ${forms.length} forms in ${shown.length} texts (${files.length} files, ${commandLines.length} command lines)`,
    ok: finds.length === 0 && files.length > 5 && folder.summary().targets.length === 3,
  };
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
