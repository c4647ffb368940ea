import { reporterFor } from '../../report/report.ts';
import { crowd } from '../report/big-run.ts';
import type { Measured, PromiseRow } from './promise.ts';

/** R16: the page is one file, whatever the run was. */
export const report: PromiseRow = {
  id: 'R16',
  promise: 'the report stands alone',
  goal: '< 1 MB with 50,000 drops of 200,000, asks for nothing',
  how: 'the page of a crowd, its bytes and its references; report/html/page.lab.test.ts opens pages in Chromium',
  measure,
};

function measure(): Measured {
  const page = reporterFor('html')!.render(crowd({ connections: 200_000, drops: 50_000 }));
  const bytes = Buffer.byteLength(page);
  const asked = page.match(
    /<(?:script|img|link|iframe)\b[^>]*\b(?:src|href)=(?!["']?data:)|url\(\s*['"]?http/gi,
  );
  return {
    figure: `${Math.round(bytes / 1_000)} kB, ${asked?.length ?? 0} references to elsewhere`,
    ok: bytes < 1e6 && asked === null,
  };
}
