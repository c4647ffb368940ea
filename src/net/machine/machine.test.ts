import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { LocalMachine } from './machine.ts';

test('LocalMachine reports what this process uses, and the lead of the wall clock', () => {
  const machine = new LocalMachine({ nowMs: () => 1000 });
  const { cpuMs, rssBytes, openFiles } = machine.usage();
  assert.ok(cpuMs > 0 && rssBytes > 1e6 && openFiles >= 3);
  const file = fs.openSync('/', 'r');
  assert.equal(machine.usage().openFiles, openFiles + 1);
  fs.closeSync(file);
  const beforeMs = Date.now();
  const offsetMs = machine.wallOffsetMs();
  const afterMs = Date.now();
  assert.ok(offsetMs >= beforeMs - 1_002 && offsetMs <= afterMs - 998);
});
