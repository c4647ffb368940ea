import { Prng } from '../../base/prng.ts';
import { TRANSPORT_KINDS, TRANSPORTS, type TransportKind } from '../../path/transport.ts';

/** The scenario of a lab with `count` targets, each on hops of its own: clocks, effects and traffic at random. */
export function labWays(seed: number, count: number): string {
  const prng = new Prng(seed);
  const ways = Array.from({ length: count }, (_, index) => labWay(prng, index));
  return [
    'soak: 1',
    'name: random-ways',
    'path:',
    ...ways.flatMap(({ hops }) => hops.map((hop) => `  - { ${hop} }`)),
    'targets:',
    ...ways.map(({ target }) => `  ${target}`),
    'load: { ramp: 500ms, hold: 9s, drain: 100ms }',
    'lab: true',
    '',
  ].join('\n');
}

interface LabWay {
  /** Lines of the scenario's path. */
  readonly hops: readonly string[];
  readonly target: string;
}

const TIMES_MS = [1_000, 1_500, 2_000, 3_000, 4_000];
const PERIODS_MS = [300, 500, 700, 2_500, 4_500];
const FRONT_EFFECTS = ['fin', 'rst', 'rst-on-next-packet', 'silent'];
const RESETS = ['packets', 'bytes', 'bytes-to-backend', 'bytes-to-client'];

function labWay(prng: Prng, index: number): LabWay {
  const transport = pick(prng, TRANSPORT_KINDS);
  const isWeb = TRANSPORTS[transport].framing === 'websocket';
  const name = (hop: string) => `w${index}-${hop}`;
  const hops = [
    ...some(prng, 0.6, () => `hop: ${name('front')}, kind: custom, limits: [${ownLimit(prng)}]`),
    ...some(prng, 0.3, () => `hop: ${name('table')}, kind: conntrack, scaled: true, ${idle(prng)}`),
    ...some(prng, isWeb ? 0.6 : 0, () => {
      const timeout = `proxy-read-timeout: ${pick(prng, TIMES_MS)}ms`;
      return `hop: ${name('ingress')}, kind: ingress-nginx, scaled: true, ${timeout}`;
    }),
    ...some(prng, 0.4, () => `hop: ${name('node')}, kind: conntrack, scaled: true, ${idle(prng)}`),
    `hop: ${name('pod')}, kind: pod${prng.chance(0.2) ? `, max-age: ${pick(prng, TIMES_MS)}ms` : ''}`,
  ];
  const via = hops.map((hop) => /^hop: ([^,]+)/.exec(hop)![1]).join(', ');
  const traffic = [
    ...some(prng, 0.6, () => beat(prng, transport)),
    ...some(prng, 0.5, () => `keepalive: { after: ${pick(prng, [1, 2])}s }`),
  ];
  const where = `${transport}: "${urlOf(transport, 8_000 + index)}"`;
  const parts = [where, 'connections: 4', `via: [${via}]`, ...traffic];
  return { hops, target: `t${index}: { ${parts.join(', ')} }` };
}

function ownLimit(prng: Prng): string {
  const start = prng.chance(0.2) ? 'starts-at: open' : `reset-by: ${pick(prng, RESETS)}`;
  const after = `after: ${pick(prng, TIMES_MS)}ms`;
  return `{ setting: own, ${after}, ${start}, effects: [${pick(prng, FRONT_EFFECTS)}] }`;
}

function idle(prng: Prng): string {
  const word = pick(prng, ['rst-on-next-packet', 'silent']);
  return `established-timeout: ${pick(prng, TIMES_MS)}ms, on-idle: ${word}`;
}

function beat(prng: Prng, transport: TransportKind): string {
  const every = `every: ${pick(prng, PERIODS_MS)}ms`;
  const isPing = TRANSPORTS[transport].framing === 'websocket' && prng.chance(0.5);
  if (isPing) return `ping: { ${every} }`;
  return `heartbeat: { ${every}, within: 300ms${prng.chance(0.2) ? ', expect: none' : ''} }`;
}

function urlOf(transport: TransportKind, port: number): string {
  return TRANSPORTS[transport].framing === 'websocket'
    ? `${transport}://lab:${port}/`
    : `lab:${port}`;
}

function some(prng: Prng, share: number, make: () => string): readonly string[] {
  return prng.chance(share) ? [make()] : [];
}

function pick<T>(prng: Prng, among: readonly T[]): T {
  return among[prng.index(among.length)]!;
}
