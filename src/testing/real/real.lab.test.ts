import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whyNoRealLab } from '../../real/needs.ts';
import { IDLE_SCENES } from './cases-idle.ts';
import { judge } from './expected.ts';
import { play } from './stage.ts';

const skip = whyNoRealLab() ?? false;

/** A part of `npm run test:real` that fits into every run of the tests. */
for (const scene of IDLE_SCENES.slice(0, 1)) {
  test(`real parts: ${scene.name} is explained as it was done`, { skip }, async () => {
    const summary = await play(scene);
    for (const one of scene.cases) {
      const { seen, wrong } = judge(one, summary);
      assert.deepEqual(wrong, [], `${one.done}: seen ${seen}`);
    }
  });
}
