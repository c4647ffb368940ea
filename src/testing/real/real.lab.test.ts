import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { whyNoRealLab } from '../../real/needs.ts';
import { SCENES } from './all-scenes.ts';
import { PLANNED_SCENES } from './cases-planned.ts';
import { judge } from './judge.ts';
import { contradictionsIn, play } from './play.ts';

const skip = whyNoRealLab() ?? false;

/** A part of `npm run test:real` that fits into every run of the tests: one scene of each table. */
const PART = [
  'idle-haproxy-nginx',
  'nginx-reload-told',
  'backend-term',
  'nat-expires-rst',
  'black-hole-near',
  'refused-upgrade',
];

describe('real parts', { skip, concurrency: 2 }, () => {
  for (const scene of PLANNED_SCENES) {
    test(`${scene.name}: what the plan prints is what real parts do`, async () => {
      assert.deepEqual(await contradictionsIn(scene), []);
    });
  }
  for (const name of PART) {
    test(`${name} is explained as it was done`, async () => {
      const scene = SCENES.find((one) => one.name === name)!;
      const summary = await play(scene);
      for (const one of scene.cases) {
        const { seen, wrong } = judge(one, summary);
        assert.deepEqual(wrong, [], `${one.done}: seen ${seen}`);
      }
    });
  }
});
