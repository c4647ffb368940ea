import { whyNoRealLab } from '../../real/needs.ts';
import { SCENES } from './all-scenes.ts';
import { PLANNED_SCENES, type PlannedScene } from './cases-planned.ts';
import { type Judged, judge } from './judge.ts';
import { contradictionsIn, play } from './play.ts';
import { SCALE_SCENE } from './scale.ts';
import type { Scene } from './scene.ts';

/**
 * `npm run test:real`: every case through real parts, a table of what was done, seen and explained, and exit
 * code 1 when one is wrong. `-- --scale` holds 9,850 WSS for ten minutes instead; `-- nat,idle` plays only scenes
 * with such names; `--lines` shows what `soak run` says.
 */
const TOGETHER = 3;

const reason = whyNoRealLab();
if (reason !== undefined) throw new Error(`the real path ${reason}`);

const words = process.argv.slice(2);
const showsLines = words.includes('--lines');
const waiting = words.includes('--scale') ? [SCALE_SCENE] : chosen(SCENES);
const planned = words.includes('--scale') ? [] : chosen(PLANNED_SCENES);
let right = 0;
let wrong = 0;
const startedMs = performance.now();

await Promise.all(Array.from({ length: TOGETHER }, playAll));
const minutes = ((performance.now() - startedMs) / 60_000).toFixed(1);
process.stdout.write(`\n${right} cases as they were done, ${wrong} wrong, in ${minutes} minutes\n`);
process.exitCode = wrong === 0 ? 0 : 1;

function chosen<T extends { readonly name: string }>(scenes: readonly T[]): T[] {
  const names = words.filter((word) => !word.startsWith('--')).flatMap((word) => word.split(','));
  if (names.length === 0) return [...scenes];
  return scenes.filter(({ name }) => names.some((part) => name.includes(part)));
}

async function playAll(): Promise<void> {
  for (let scene = waiting.shift(); scene !== undefined; scene = waiting.shift())
    process.stdout.write(await playOne(scene));
  for (let scene = planned.shift(); scene !== undefined; scene = planned.shift())
    process.stdout.write(await playPlanned(scene));
}

/** Compared with what the plan says. */
async function playPlanned(scene: PlannedScene): Promise<string> {
  const count = Object.keys(scene.targets).length;
  const found = await contradictionsIn(scene).catch((error: Error) => [error.message]);
  wrong += found.length;
  if (found.length === 0) right += count;
  const rows = found.map((text) => `  WRONG ${text}\n`).join('');
  return `\n${scene.name}\n${rows || `  ok    ${count} targets as planned\n`}`;
}

async function playOne(scene: Scene): Promise<string> {
  const onLine = (line: string) => process.stdout.write(`${scene.name}: ${line}\n`);
  try {
    const summary = await play(scene, showsLines ? onLine : undefined);
    return `\n${scene.name}\n${scene.cases.map((one) => row(judge(one, summary))).join('')}`;
  } catch (error) {
    wrong += 1;
    return `\n${scene.name}\n  WRONG could not be played: ${(error as Error).message}\n`;
  }
}

function row(judged: Judged): string {
  const isRight = judged.wrong.length === 0;
  if (isRight) right += 1;
  else wrong += 1;
  return [
    `  ${isRight ? 'ok   ' : 'WRONG'} ${judged.done}\n`,
    `        seen       ${judged.seen}\n`,
    judged.explained === '' ? '' : `        explained  ${judged.explained}\n`,
    ...judged.wrong.map((line) => `        wrong      ${line}\n`),
  ].join('');
}
