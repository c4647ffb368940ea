import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { writeNight } from '../../testing/report/journal-folder.ts';
import { cleanPass } from '../../testing/report/nights.ts';
import { readRun } from '../journals/read-run.ts';
import { runStateOf } from './run-state.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-state-'));
after(() => fs.rmSync(folder, { recursive: true }));

test('a run that an older soak reported is over, not killed, in the list of all runs', async () => {
  writeNight(cleanPass(), folder);
  const found = readRun(folder);
  assert.ok(found.ok);
  const { limits, ...older } = found.analysis.summary;
  const text = JSON.stringify({ ...older, format: 1, promises: limits.map(() => ({})) });
  fs.writeFileSync(path.join(folder, 'summary.json'), text);
  const state = await runStateOf(folder, { nowMs: Date.now() + 60_000, readsJournals: false });
  assert.equal(state?.state === 'over' && state.summary.verdict, 'pass');
});
