import fs from 'node:fs';
import path from 'node:path';
import { runMeasured } from '../lib/commands.mjs';
import { row } from '../lib/figures.mjs';
import { linePlot } from '../lib/line-plot.mjs';
import { holdThroughRun } from './large.mjs';

const SOAK = path.resolve(import.meta.dirname, '../../bin/soak.js');
const PLOT = path.resolve(import.meta.dirname, '../../docs/bench-line.svg');

const SIZES = [1_000, 10_000, 50_000, 100_000, 200_000];

/** Memory, CPU and report time as the run grows: a straight line, or something is not in proportion. */
export const lineBench = {
  name: 'line',
  about: 'soak run of 1,000 to 200,000 TCP connections: memory, CPU, time of the report',
  needsFloor: true,
  isLong: true,
  async run(context) {
    const points = [];
    for (const connections of SIZES) points.push(await pointOf(connections, context));
    fs.writeFileSync(PLOT, linePlot(points));
    const [first, last] = [points[1], points.at(-1)];
    const per = (point, key) => point[key] / point.connections;
    const growth = (what, key) =>
      row(`${what} per connection, ${last.connections} against ${first.connections}`, {
        unit: 'x',
        figure: per(last, key) / per(first, key),
      });
    return {
      points,
      rows: [growth('memory', 'mebibytes'), growth('CPU', 'cpuS'), growth('report', 'reportS')],
    };
  },
};

async function pointOf(connections, context) {
  const name = `line-${connections}`;
  const what = { name, transport: 'tcp', connections, rate: 4_000, hold: '20s' };
  const { run, peak } = await holdThroughRun(what, context);
  const report = await runMeasured(SOAK, ['report', run]);
  return {
    connections,
    mebibytes: peak.residentBytes / 2 ** 20,
    cpuS: peak.cpuUs / 1e6,
    reportS: report.cpuMs / 1e3,
    reportMebibytes: report.maxRssBytes / 2 ** 20,
  };
}
