import { whyNoRealLab } from '../../real/needs.ts';
import { BACKEND_SCENES } from './cases-backend.ts';
import { IDLE_SCENES } from './cases-idle.ts';
import { LOSS_SCENES } from './cases-loss.ts';
import { NAT_SCENES } from './cases-nat.ts';
import { PROXY_SCENES } from './cases-proxies.ts';
import { REFUSED_SCENES } from './cases-refused.ts';
import { judge } from './expected.ts';
import type { Scene } from './scene.ts';
import { play } from './stage.ts';

/** `npm run test:real`: every case through real parts; a table, and exit code 1 when one is wrong. */
const TOGETHER = 3;
const SCENES: readonly Scene[] = [
  ...IDLE_SCENES,
  ...PROXY_SCENES,
  ...BACKEND_SCENES,
  ...NAT_SCENES,
  ...LOSS_SCENES,
  ...REFUSED_SCENES,
];

const reason = whyNoRealLab();
if (reason !== undefined) throw new Error(`the real path ${reason}`);

const [only, ...flags] = process.argv.slice(2);
const scenes = SCENES.filter(
  ({ name }) => only === undefined || only.split(',').some((part) => name.includes(part)),
);
const waiting = [...scenes];
let wrong = 0;

await Promise.all(Array.from({ length: TOGETHER }, worker));
process.stdout.write(`${wrong === 0 ? 'all as done' : `${wrong} wrong`}\n`);
process.exitCode = wrong === 0 ? 0 : 1;

async function worker(): Promise<void> {
  for (let scene = waiting.shift(); scene !== undefined; scene = waiting.shift()) await show(scene);
}

async function show(scene: Scene): Promise<void> {
  const onLine = flags.includes('--lines') ? (line: string) => console.log(line) : undefined;
  const summary = await play(scene, onLine);
  let text = `\n${scene.name}\n`;
  for (const one of scene.cases) {
    const judged = judge(one, summary);
    text += `  ${judged.wrong.length === 0 ? 'ok   ' : 'WRONG'} ${judged.done}\n`;
    text += `        seen       ${judged.seen}\n`;
    if (judged.explained !== '') text += `        explained  ${judged.explained}\n`;
    for (const line of judged.wrong) text += `        wrong      ${line}\n`;
    if (judged.wrong.length > 0) wrong += 1;
  }
  process.stdout.write(text);
}
