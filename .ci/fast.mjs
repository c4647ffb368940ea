// Runs the tests that need no socket, no process and no hour of virtual time: what to run after every change.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

/** Rooms without an outside, and the rules of the house. */
const ROOMS = [
  ...['base', 'outcome', 'objects', 'path', 'manifests', 'scenario', 'check', 'journal', 'stats'],
  ...['explain', 'analysis', 'engine', 'report', 'testing/tidy', 'testing/manifests'],
];

/** Thousands of random inputs, or a very large one: `npm test` runs them. */
const SLOW = ['fuzz.test.js', 'large.test.js', 'hostile.test.js', '.lab.test.js', '.real.test.js'];

const files = fs
  .readdirSync('dist', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.js'))
  .filter((file) => ROOMS.some((room) => file.startsWith(room)))
  .filter((file) => !SLOW.some((end) => file.endsWith(end)))
  .sort();
const words = ['--test', '--test-concurrency=2', '--test-reporter=dot', ...files];
process.exit(spawnSync(process.execPath, words, { cwd: 'dist', stdio: 'inherit' }).status ?? 1);
