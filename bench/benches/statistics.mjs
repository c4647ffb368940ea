import { median, row } from '../lib/figures.mjs';

const ROWS = 200_000;

/** Each function of the statistics over 200,000 connections, in this process; CPU, so that neighbours do not count. */
export const statisticsBench = {
  name: 'statistics',
  about: 'each statistic over 200,000 connections',
  async run({ rounds, say }) {
    const tasks = await tasksOf();
    const rows = [];
    for (const [what, task] of Object.entries(tasks)) {
      const seconds = Array.from({ length: rounds }, () => cpuSecondsOf(task));
      say(`  ${what}`);
      rows.push(row(`${what}, CPU`, { unit: 's', figure: median(seconds), goal: 1 }));
    }
    return { rows };
  },
};

function cpuSecondsOf(task) {
  const before = process.cpuUsage();
  task();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

async function tasksOf() {
  const { Prng } = await import('../../dist/base/prng.js');
  const { survivalOf } = await import('../../dist/stats/survival.js');
  const { incidenceOf } = await import('../../dist/stats/incidence.js');
  const { logRank } = await import('../../dist/stats/two-samples/log-rank.js');
  const { garwood } = await import('../../dist/stats/poisson.js');
  const { clopperPearson } = await import('../../dist/stats/proportion.js');
  const { rateRatio } = await import('../../dist/stats/two-samples/rate-ratio.js');
  const { percentileInterval } = await import('../../dist/stats/latency.js');
  const { connectionsNeeded } = await import('../../dist/stats/planning.js');
  const { recoveriesOf } = await import('../../dist/analysis/events/recovery.js');
  const lives = livesOf(new Prng(1));
  const whole = { ageMs: lives.ageMs, cause: lives.cause };
  const before = { endMs: lives.ageMs, cause: lives.cause };
  const after = { endMs: lives.ageMs.map((ageMs) => ageMs * 0.99), cause: lives.cause };
  const events = { count: 60_000, exposure: 1e6 };
  return {
    'Kaplan-Meier': () => survivalOf(whole),
    'Kaplan-Meier, left truncated': () => survivalOf(lives),
    'Aalen-Johansen, three causes': () => incidenceOf(whole, 3),
    'log-rank of two runs': () => logRank(before, after),
    Garwood: () => garwood(events.count),
    'Clopper-Pearson': () => clopperPearson({ count: 60_000, total: ROWS }),
    'rate ratio': () => rateRatio({ before: events, after: { count: 61_000, exposure: 1e6 } }),
    'interval of p99': () =>
      percentileInterval({ count: ROWS, percentile: () => 1 }, { percent: 99, tail: 0.025 }),
    'connections needed': () => connectionsNeeded({ below: 0.3, confidence: 0.95, drops: 50_000 }),
    'recovery from 50 events': () => recoveriesOf(storm()),
  };
}

function livesOf(prng) {
  const ageMs = new Float64Array(ROWS);
  const entryMs = new Float64Array(ROWS);
  const cause = new Uint8Array(ROWS);
  for (let index = 0; index < ROWS; index += 1) {
    ageMs[index] = prng.next() * 1e7;
    entryMs[index] = prng.chance(0.5) ? ageMs[index] * prng.next() : 0;
    cause[index] = prng.chance(0.3) ? 1 + prng.index(3) : 0;
  }
  return { ageMs, entryMs, cause };
}

/** 50 events, each of which costs 2,000 connections that dial again after two failures. */
function storm() {
  const costs = [];
  const dials = [];
  for (let event = 0; event < 50; event += 1) {
    const atMs = event * 60_000;
    const drops = [];
    costs.push({ mark: { atMs, label: 'reload' }, drops });
    for (let member = 0; member < 2_000; member += 1) {
      drops.push({ drop: { target: 0, member, atMs: atMs + member }, isPossible: false });
      const dial = { target: 0, member, dialledAtMs: atMs + 5_000 + member };
      dials.push({ ...dial, atMs: dial.dialledAtMs + 9, opened: false });
      dials.push({ ...dial, atMs: dial.dialledAtMs + 99, opened: true });
    }
  }
  return { costs, dials: () => dials, durationMs: 3_100_000 };
}
