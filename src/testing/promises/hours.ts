import { type Measured, type PromiseRow, percentText, skippedFor } from './promise.ts';
import { describeSoak, realSoak } from './real-soak.ts';

/** Hours: heartbeats stay on time, and nothing is invented. */
export const hours: PromiseRow = {
  id: 'hours',
  promise: 'hours of 15,000 connections',
  goal: '0 drops, heartbeats within 100 ms of their due time (p99.9), memory flat',
  how: '10,000 TCP and 5,000 WSS with heartbeats through labs whose limits are 180 s, for SOAK_MINUTES (60)',
  measure: (effort) => (effort === 'gate' ? skippedFor('an hour, in npm run nightly') : measured()),
};

async function measured(): Promise<Measured> {
  const figures = await realSoak();
  const { drops, proven, opened, lateMs, growth, rssBytes, exitCode, stalls } = figures;
  const memory = `${Math.round(rssBytes / 2 ** 20)} MiB, growth ${percentText(growth)}`;
  return {
    figure: `${describeSoak(figures)}; ticks at most ${lateMs.toFixed(0)} ms late (p99.9), ${stalls} stalls; ${memory}; exit ${exitCode}`,
    ok: drops === 0 && proven === opened && opened === 15_000,
    onTime: lateMs <= 100 && growth < 0.02,
  };
}
