import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { echoRedactor } from '../scenario/text/redact.ts';
import { NO_TRACE, TraceFile } from './trace.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-trace-'));
after(() => fs.rmSync(folder, { recursive: true }));

test('a trace has the time and the topic of each decision, for its owner only, and no secret', () => {
  const file = path.join(folder, 'soak-debug.log');
  let nowMs = 5_000;
  const traced = new TraceFile(file, { nowMs: () => nowMs, mask: echoRedactor(['s3cret-token']) });
  traced.trace('scenario', () => 'night.yaml, token s3cret-token');
  nowMs += 1_234;
  traced.trace('shards', () => '2');
  traced.close();
  const text = fs.readFileSync(file, 'utf8');
  assert.match(
    text,
    /^ {5}0\.000 s {2}scenario {4}night\.yaml, token \S+\n {5}1\.234 s {2}shards {6}2\n$/,
  );
  assert.doesNotMatch(text, /s3cret/);
  assert.equal(fs.statSync(file).mode & 0o777, 0o600);
});

test('without --debug no text is made', () => {
  NO_TRACE('shards', () => assert.fail('made'));
});
