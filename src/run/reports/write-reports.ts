import fs from 'node:fs';
import path from 'node:path';
import type { Analysis } from '../../analysis/analyze.ts';
import type { Reporter } from '../../report/report.ts';
import { renderOwn } from './render-own.ts';

interface Writing {
  readonly folder: string;
  /** Reporters of the user's own. Their faults are reported and cost nothing else. */
  readonly own?: readonly Reporter[];
  /** Hears what could not be written, and why. */
  readonly onProblem: (text: string) => void;
}

/**
 * Writes the report files that the scenario wants (all, when it does not say) into the folder of the run. False when
 * the disk refuses one.
 */
export async function writeReports(
  view: Analysis,
  { folder, onProblem, own = [] }: Writing,
): Promise<boolean> {
  try {
    await writeAll(view, folder);
    for (const reporter of own) writeOwn(reporter, view, { folder, onProblem });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    onProblem(
      `Cannot write the reports to ${folder} (${code}); soak report ${folder} --write writes them again`,
    );
    return false;
  }
}

function writeOwn(reporter: Reporter, view: Analysis, { folder, onProblem }: Writing): void {
  try {
    fs.writeFileSync(path.join(folder, reporter.file), renderOwn(reporter, view));
  } catch (error) {
    onProblem(`the reporter ${reporter.format} failed: ${(error as Error).message}`);
  }
}

async function writeAll(view: Analysis, folder: string): Promise<void> {
  const { REPORTERS } = await import('../../report/report.ts');
  const { formats } = view.scenario.report;
  for (const { format, file, render } of REPORTERS) {
    // Other programs read the summary, so it is always written.
    if (formats.length > 0 && format !== 'json' && !formats.includes(format)) continue;
    fs.writeFileSync(path.join(folder, file), render(view));
  }
  if (formats.includes('hlog')) await writeIntervalLog(folder);
}

async function writeIntervalLog(folder: string): Promise<void> {
  const { intervalLog } = await import('../journals/interval-log.ts');
  const file = fs.openSync(path.join(folder, 'latency.hlog'), 'w');
  try {
    for (const line of intervalLog(folder)) fs.writeSync(file, line);
  } finally {
    fs.closeSync(file);
  }
}
