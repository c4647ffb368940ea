// 20,000 connections that speak every 30 s, for three hours of virtual time, as src/testing does it in a test.
import { heartbeatOf, scenarioOf, targetOf } from '../../dist/testing/scenarios.js';
import { simulate } from '../../dist/testing/simulate.js';

const path = { hops: [] };
const scenario = scenarioOf({
  path,
  targets: [
    targetOf(path, {
      connections: 20_000,
      traffic: { onOpen: [], beats: [heartbeatOf(30_000)] },
    }),
  ],
  rampMs: 60_000,
  holdMs: 3 * 3_600_000,
  openingMax: 20_000,
});
const { events } = simulate({
  scenario,
  network: { seed: 7, rttMs: [5, 50] },
  onRecord: () => undefined,
});
if (events < 1e6) throw new Error(`the simulation had ${events} events only`);
