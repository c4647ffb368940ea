import type { IntervalRecord, JournalRecord } from '../../journal/record.ts';
import { isDrop } from '../../outcome/ending.ts';
import type { SoakFolder, SoakRun } from '../soak-process.ts';
import { recordsOf, withFolder } from './run-scene.ts';

/** `SOAK_MINUTES=5 npm run nightly -- hours` is a short one. */
const MINUTES = Number(process.env.SOAK_MINUTES ?? 60);
const TCP = 10_000;
const WSS = 5_000;
const LABS = 5;
const RAMP_S = 30;
/** Below the ports that the kernel gives away by itself. */
const TCP_PORT = 24_080;
const WSS_PORT = 24_443;

/** What a soak of real connections on loopback came to. */
interface SoakFigures {
  readonly minutes: number;
  readonly exitCode: number | null;
  readonly opened: number;
  readonly drops: number;
  readonly proven: number;
  /** Resident memory of all shards near the end against that after a third of the hold, as a share. */
  readonly growth: number;
  readonly rssBytes: number;
  /** The worst tick of a second: 99.9 % of the seconds were at most so late. */
  readonly lateMs: number;
  readonly stalls: number;
}

let soak: Promise<SoakFigures> | undefined;

/** The one real soak test of a night, on which several promises are checked. */
export function realSoak(): Promise<SoakFigures> {
  soak ??= withFolder(soakOnce);
  return soak;
}

/** `10,000 TCP + 5,000 WSS for 60 min: …`. */
export function describeSoak({ minutes, opened, drops, proven }: SoakFigures): string {
  const count = opened.toLocaleString('en-US');
  return `real soak of ${minutes} min: ${drops} drops of ${count}, ${proven.toLocaleString('en-US')} proven`;
}

async function soakOnce(folder: SoakFolder): Promise<SoakFigures> {
  const labs = Array.from({ length: LABS }, (_, index) => startLab(folder, index));
  await Promise.all(labs.map((lab) => lab.line(/^Stop it with/)));
  folder.write('soak.yaml', soakText());
  const run = folder.start(['run', 'soak.yaml', '--lines', '--shards', '2']);
  const exitCode = await run.exitCode();
  for (const { child } of labs) child.kill('SIGINT');
  return figuresOf(recordsOf(folder), exitCode);
}

/** Several, because a connection through a lab costs it three open files, or five through the ingress. */
function startLab(folder: SoakFolder, index: number): SoakRun {
  const targets = [
    `  tcp: { tcp: "localhost:${TCP_PORT}" }`,
    `  wss: { wss: "wss://localhost:${WSS_PORT}/" }`,
  ];
  const file = `lab-${index}.yaml`;
  folder.write(file, scenarioText(`hours-lab-${index}`, targets));
  const where = ['--host', hostOf(index), '--port-offset', '0', '--ca-out', `ca-${index}.pem`];
  return folder.start(['lab', file, ...where]);
}

function soakText(): string {
  const targets = Array.from({ length: LABS }, (_, index) => index).flatMap((index) => [
    `  tcp-${index}: { tcp: "${hostOf(index)}:${TCP_PORT}", connections: ${TCP / LABS}, heartbeat: { every: 60s, expect: any, within: 10s } }`,
    `  wss-${index}: { wss: "wss://${hostOf(index)}:${WSS_PORT}/", server-name: localhost, ca: ca-${index}.pem, connections: ${WSS / LABS}, ping: { every: 30s, pong-within: 10s } }`,
  ]);
  return scenarioText('hours', targets);
}

/** The article's 10,800 s as 180 s: every heartbeat of a minute has to keep them away. */
function scenarioText(name: string, targets: readonly string[]): string {
  return `soak: 1
name: ${name}
path:
  - { hop: slb, kind: alibaba-slb, scaled: true, established-timeout: 180s }
  - { hop: ingress, kind: ingress-nginx, scaled: true, proxy-read-timeout: 180s, proxy-send-timeout: 180s }
  - { hop: backend, kind: pod }
targets:
${targets.join('\n')}
load: { ramp: ${RAMP_S}s, hold: ${MINUTES}m, drain: 5s }
`;
}

function hostOf(index: number): string {
  return `127.0.0.${10 + index}`;
}

function figuresOf(records: readonly JournalRecord[], exitCode: number | null): SoakFigures {
  const ended = records.filter((record) => record.type === 'ended');
  const intervals = records.filter((record) => record.type === 'interval');
  const holdMs = MINUTES * 60_000;
  const during = intervals.filter(({ atMs }) => isWithin(atMs, [0, holdMs]));
  const early = rssIn(intervals, [holdMs / 3, holdMs / 2]);
  const late = rssIn(intervals, [holdMs * 0.85, holdMs]);
  const lags = during.map(({ generator }) => generator.lagMs).sort((a, b) => a - b);
  return {
    minutes: MINUTES,
    exitCode,
    opened: records.filter(({ type }) => type === 'opened').length,
    drops: ended.filter(({ ending }) => isDrop(ending)).length,
    proven: ended.filter((one) => one.ending.kind === 'local-close' && one.ending.life === 'proven')
      .length,
    growth: late / early - 1,
    rssBytes: late,
    lateMs: lags[Math.floor(lags.length * 0.999)] ?? Infinity,
    stalls: records.filter((one) => one.type === 'note' && one.kind === 'stall').length,
  };
}

function isWithin(atMs: number, [fromMs, toMs]: readonly [number, number]): boolean {
  return atMs >= RAMP_S * 1_000 + fromMs && atMs < RAMP_S * 1_000 + toMs;
}

/** Of both shards together: the mean over the time. */
function rssIn(
  intervals: readonly IntervalRecord[],
  span: readonly [fromMs: number, toMs: number],
): number {
  const inside = intervals.filter(({ atMs }) => isWithin(atMs, span));
  const sum = inside.reduce((total, { generator }) => total + generator.rssBytes, 0);
  return (sum / Math.max(1, inside.length)) * 2;
}
