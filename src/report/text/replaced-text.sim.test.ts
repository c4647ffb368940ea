import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyzedRun } from '../../testing/analyzed-run.ts';
import { hopOf, limitOf, scenarioOf, targetOf } from '../../testing/scenarios.ts';
import { markdownReport } from '../formats/markdown.ts';
import { terminalReport } from '../formats/terminal.ts';
import { replacementTables } from '../html/replacement-tables.ts';
import { plain } from './paint.ts';
import { replacementsOf } from './replaced-text.ts';

const RELOAD = limitOf({
  setting: 'worker-shutdown-timeout',
  startsAt: 'event',
  resetBy: 'nothing',
  event: 'reload',
});

/** Silent connections for a minute: the old way keeps them, the new one closes them after 20 s. */
function view() {
  const old = hopOf('old', [limitOf({ setting: 'read-timeout', afterMs: 300_000 }), RELOAD]);
  const fresh = hopOf('new', [limitOf({ setting: 'stream-idle-timeout', afterMs: 20_000 })]);
  const path = { hops: [old, fresh] };
  const targets = [
    targetOf(path, { name: 'before', via: ['old'], connections: 20 }),
    targetOf(path, { name: 'after', via: ['new'], connections: 20, replaces: 'before' }),
  ];
  const scenario = scenarioOf({ path, targets, holdMs: 60_000 });
  return analyzedRun({ scenario, network: { seed: 5, rttMs: [5, 20] } });
}

test('a target that replaces another is compared with it, limit by limit', () => {
  assert.deepEqual(replacementsOf(view()), [
    {
      old: 'before',
      new: 'after',
      rows: [
        { title: 'unexpected drops', old: ['0 of 20'], new: ['20 of 20 (100 %)'] },
        {
          title: 'silence',
          old: ['old read-timeout 300 s: not covered'],
          new: ['new stream-idle-timeout 20 s: holds'],
        },
        {
          title: 'after reload or listener update',
          old: ['old worker-shutdown-timeout 60 s: not covered'],
          new: ['no limit listed'],
        },
      ],
    },
  ]);
});

test('every report shows the comparison, and none where nothing is replaced', () => {
  const shown = view();
  const terminal = terminalReport(shown, { paint: plain, folder: 'reports/x' });
  assert.match(terminal, /before -> after\n {4}unexpected drops\n {6}old {2}0 of 20\n/);
  for (const line of terminal.split('\n')) assert.ok(line.length <= 80, line);
  assert.match(markdownReport(shown), /\| silence \| old read-timeout 300 s: not covered \| new/);
  assert.match(replacementTables(shown).text, /before replaced by after/);
  const targets = shown.scenario.targets.map(({ replaces, ...target }) => target);
  const alone = { ...shown, scenario: { ...shown.scenario, targets } };
  assert.deepEqual(replacementsOf(alone), []);
  assert.doesNotMatch(markdownReport(alone), /replaced by/);
  assert.equal(replacementTables(alone).text, '');
});
