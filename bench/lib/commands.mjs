import { spawn } from 'node:child_process';
import path from 'node:path';

const COST = path.resolve(import.meta.dirname, '../contestants/cost-at-exit.mjs');

/** Runs a Node program to its end: CPU, peak of resident memory, wall time, exit code and output. */
export function runMeasured(script, args, { cwd, node = process.execPath, execArgv = [] } = {}) {
  const child = spawn(node, [...execArgv, '--import', COST, script, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  const texts = { output: '', cost: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    texts.output += text;
  });
  child.stdio[3].setEncoding('utf8').on('data', (text) => {
    texts.cost += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, output: texts.output, ...JSON.parse(texts.cost) });
    });
  });
}
