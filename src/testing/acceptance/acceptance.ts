import assert from 'node:assert/strict';
import { whyNoHost } from './host.ts';
import { assertInflicted, holdAndInflict } from './inflicted.ts';

/** `npm run acceptance`: 5,000 TCP and 5,000 WSS through Debian's nginx for five minutes, then 100 of each end. */
const reason = whyNoHost();
assert.equal(reason, undefined, `the acceptance run ${reason}`);
const { early, summary, exitCode } = await holdAndInflict({
  connections: 5_000,
  quietS: 300,
  each: 100,
  onLine: (line) => process.stdout.write(`${line}\n`),
});
assert.equal(early, 0, 'drops were reported before anything was done');
assert.equal(exitCode, 1);
assertInflicted(summary, 100);
process.stdout.write('700 ends were inflicted, and exactly those were reported\n');
