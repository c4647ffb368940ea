import type { Analysis } from '../analysis/analyze.ts';
import { annotationsReport } from './formats/annotations.ts';
import { csvReport } from './formats/csv.ts';
import { junitReport } from './formats/junit.ts';
import { markdownReport } from './formats/markdown.ts';
import { openMetricsReport } from './formats/openmetrics.ts';
import { htmlPage } from './html/page.ts';

/** A kind of report that goes into a file of the run's folder. */
export interface Reporter {
  /** As written in a scenario and after `--format`. */
  readonly format: string;
  readonly file: string;
  render(view: Analysis): string;
}

/** Every format. A new one is a file and a line here. */
export const REPORTERS: readonly Reporter[] = [
  { format: 'json', file: 'summary.json', render: jsonReport },
  { format: 'html', file: 'report.html', render: htmlPage },
  { format: 'junit', file: 'junit.xml', render: junitReport },
  { format: 'markdown', file: 'report.md', render: markdownReport },
  { format: 'csv', file: 'drops.csv', render: csvReport },
  { format: 'openmetrics', file: 'metrics.txt', render: openMetricsReport },
  { format: 'annotations', file: 'annotations.txt', render: annotationsReport },
];

export function reporterFor(format: string): Reporter | undefined {
  return REPORTERS.find((one) => one.format === format);
}

function jsonReport({ summary }: Analysis): string {
  return `${JSON.stringify(summary, null, 2)}\n`;
}
