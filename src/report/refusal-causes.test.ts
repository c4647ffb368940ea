import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Analysis, analyze } from '../analysis/analyze.ts';
import type { RefusedRecord } from '../journal/record.ts';
import type { Refusal } from '../outcome/ending.ts';
import {
  catalogued,
  heartbeat,
  ingress,
  pathOf,
  pod,
  target,
} from '../testing/explain/fixtures.ts';
import { scenarioOf } from '../testing/scenarios.ts';
import { simulatedRun } from '../testing/swarm/explained.ts';
import { chatMessage } from './formats/chat-message.ts';
import { terminalReport } from './formats/terminal.ts';
import { reporterFor } from './report.ts';
import { plain } from './text/paint.ts';

/** A minute of WebSockets over two proxies, beside dials that were refused in the given way. */
function refusedRun(refusal: Refusal): Analysis {
  const path = pathOf(catalogued('slb', 'haproxy'), ingress(), pod());
  const wss = target('wss', 'wss', path, { traffic: { beats: [heartbeat(10_000)] } });
  const scenario = scenarioOf({ path, targets: [wss], holdMs: 60_000 });
  const { fold } = simulatedRun({ scenario, network: { seed: 1, rttMs: [1, 2] } });
  for (let index = 0; index < 12; index += 1) fold.add(refusedAt(5_000 + index, refusal), 0);
  return analyze(fold, { damagedRecords: 0, missing: [] })!;
}

function refusedAt(atMs: number, refusal: Refusal): RefusedRecord {
  return { type: 'refused', id: 900, target: 0, member: 0, atMs, tookMs: 1, refusal };
}

test('a refusal group has a cause, a certainty, a reason and what would split the candidates', () => {
  const [group, ...others] = refusedRun({ phase: 'upgrade', code: 'fin' }).summary.refusalGroups;
  assert.deepEqual(others, []);
  assert.deepEqual(
    [group!.count, group!.certainty, group!.hop, group!.setting, group!.candidates],
    [
      12,
      'possible',
      null,
      'closed while opening',
      ['slb closed while opening', 'ingress closed while opening', 'pod closed while opening'],
    ],
  );
  assert.match(group!.reason, /out of worker connections/);
  assert.match(group!.evidenceNeeded!, /worker_connections are not enough/);
});

test('every report names the cause of a refusal', () => {
  const view = refusedRun({ phase: 'upgrade', code: 'fin' });
  const cause = /closed while opening at slb, ingress or pod/;
  assert.match(terminalReport(view, { paint: plain, folder: 'r' }), cause);
  for (const format of ['markdown', 'html', 'junit', 'annotations'])
    assert.match(reporterFor(format)!.render(view), cause, format);
  assert.match(chatMessage(view, {}), /12 × wss refused at upgrade: fin/);
});

test('a refusal by the generator itself is certain', () => {
  const view = refusedRun({ phase: 'local', code: 'EMFILE' });
  assert.match(
    terminalReport(view, { paint: plain, folder: 'r' }),
    /✗ 12 × wss refused at local: EMFILE\n +cause +EMFILE at generator\n +certain: this machine refused/,
  );
});
