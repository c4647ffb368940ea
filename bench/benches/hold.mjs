import { shortLeaf } from '../lib/certificates.mjs';
import { mediansOf, row } from '../lib/figures.mjs';
import { inTurn, silentLife } from '../lib/life.mjs';

/** What the issue of scale asks for, per transport: the leanest bare Node kind, its memory, and our goals. */
const TRANSPORTS = {
  // soak starts dials on its grid of 50 ms: 256 at once would be 5,120 a second at most.
  tcp: { bare: ['net'], leanest: 'net', goalKb: 4, inflight: 1_024 },
  wss: { bare: ['wss', 'framed'], leanest: 'wss', goalKb: 40, inflight: 256 },
};

/** Opening, holding, idling and losing `connections` of one transport in one process. */
export function holdBench(transport) {
  const { bare, leanest, goalKb, inflight } = TRANSPORTS[transport];
  return {
    name: transport,
    about: `${transport.toUpperCase()}: memory, opens, idle, and all closed at once`,
    needsFloor: true,
    async run(context) {
      const identity = transport === 'wss' ? shortLeaf(context.folder) : undefined;
      const names = ['floor', ...bare, 'soak'];
      const lives = await inTurn(names, context, (name) =>
        silentLife(name, { context, transport, identity, inflight }),
      );
      const name = transport.toUpperCase();
      return {
        lives,
        rows: [...openRows(name, { lives, leanest, goalKb }), ...stormRows(name, lives)],
      };
    },
  };
}

function openRows(name, { lives, leanest, goalKb }) {
  const memory = mediansOf(lives, (life) => life.settledKb);
  const asItIs = mediansOf(lives, (life) => life.asItIsKb);
  const openUs = mediansOf(lives, (life) => life.openUs);
  const perS = mediansOf(lives, (life) => life.opensPerS);
  const idle = mediansOf(lives, (life) => life.idlePercent);
  return [
    compared(`${name}: memory per connection, settled`, memory, { unit: 'KB', goal: goalKb }),
    compared(`${name}: the same before a forced collection`, asItIs, { unit: 'KB' }),
    compared(`${name}: CPU per open`, openUs, { unit: 'µs', goal: 1.3 * openUs[leanest] }),
    compared(`${name}: opens per second, server beside`, perS, {
      unit: '/s',
      goal: name === 'TCP' ? 8_000 : 0.8 * perS.floor,
      atLeast: true,
    }),
    compared(
      `${name}: longest stall of the loop while opening`,
      mediansOf(
        lives,
        soakOnly((life) => life.lagMs),
      ),
      {
        unit: 'ms',
        goal: 200,
      },
    ),
    compared(`${name}: idle CPU`, idle, { unit: '% of a core', goal: 1 }),
  ];
}

function stormRows(name, lives) {
  const recorded = mediansOf(lives, (life) => life.storm.recordedMs ?? life.storm.spreadMs);
  const beyond = mediansOf(lives, (life) => life.storm.beyondDelayMsMax);
  const late = mediansOf(lives, (life) => life.storm.lateMsMax);
  const cpu = mediansOf(lives, (life) => life.storm.cpuUs);
  return [
    compared(`${name}: all closed at once, recorded within`, recorded, { unit: 'ms', goal: 2_000 }),
    compared(`${name}: latest time in that storm`, late, { unit: 'ms late' }),
    compared(`${name}: later than its loop delay`, beyond, { unit: 'ms', goal: 50 }),
    compared(`${name}: CPU per close`, cpu, { unit: 'µs' }),
  ];
}

function soakOnly(pick) {
  return (life) => (life.storm.recordedMs === undefined ? undefined : pick(life));
}

/** Ours as the figure, the C program as the floor, the others beside it. */
export function compared(what, { soak, floor, ...beside }, options) {
  return row(what, {
    ...options,
    figure: soak,
    // A ratio to next to nothing says nothing.
    ...(floor > 0.1 && { floor }),
    ...(Object.keys(beside).length > 0 && { beside }),
  });
}
