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
process.stdout.write(
  `${JSON.stringify({ early, exitCode, endings: countsByEnding(summary) }, null, 2)}\n`,
);
assert.equal(early, 0);
assert.ok(Object.values(countsByEnding(summary)).every((count) => count === 100));
assert.equal(Object.keys(countsByEnding(summary)).length, 7);
