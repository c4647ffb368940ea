import fs from 'node:fs';

/** A file that the live page needs beside itself. */
export interface Asset {
  readonly type: string;
  readonly text: string;
}

const JAVASCRIPT = 'text/javascript; charset=utf-8';

/** Read once: the page asks for nothing outside of this machine. */
export function readAssets(): ReadonlyMap<string, Asset> {
  const files: readonly [path: string, type: string, address: string][] = [
    ['/live.js', JAVASCRIPT, new URL('./live-client.js', import.meta.url).href],
    ['/drawn.js', JAVASCRIPT, new URL('./drawn.js', import.meta.url).href],
    ['/plot-marks.js', JAVASCRIPT, new URL('./plot-marks.js', import.meta.url).href],
    ['/plots.js', JAVASCRIPT, new URL('./plots.js', import.meta.url).href],
    ['/uplot.js', JAVASCRIPT, import.meta.resolve('uplot/dist/uPlot.iife.min.js')],
    ['/uplot.css', 'text/css; charset=utf-8', import.meta.resolve('uplot/dist/uPlot.min.css')],
  ];
  return new Map(
    files.map(([path, type, address]) => [
      path,
      { type, text: fs.readFileSync(new URL(address), 'utf8') },
    ]),
  );
}
