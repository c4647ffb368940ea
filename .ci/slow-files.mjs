// A reporter of Node's test runner: the files that took longest, after all else.
import path from 'node:path';

const SHOWN = 10;

export default async function* slowFiles(events) {
  const tookMs = new Map();
  for await (const { type, data } of events) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    if (data.nesting !== 0 || data.file === undefined) continue;
    tookMs.set(data.file, (tookMs.get(data.file) ?? 0) + data.details.duration_ms);
  }
  const slowest = [...tookMs].sort(([, a], [, b]) => b - a).slice(0, SHOWN);
  yield 'slowest files:\n';
  for (const [file, ms] of slowest)
    yield `${(ms / 1_000).toFixed(1).padStart(7)} s  ${path.relative('.', file)}\n`;
}
