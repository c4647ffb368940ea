import type { Analysis } from '../analysis/analyze.ts';
import { EXIT, type ExitCode } from '../base/exit-codes.ts';
import { paintFor } from '../extensions/screen/paint-for.ts';
import type { System } from './system.ts';

/** `soak report RUN --why 2`: how the explanation of a group or of a connection came about. */
export async function printWhy(
  view: Analysis,
  { asked, format }: { readonly asked: string; readonly format: string },
  system: System,
): Promise<ExitCode> {
  const { whyOf } = await import('../analysis/why.ts');
  const why = whyOf(view, asked);
  if (!why.ok) {
    system.stderr.write(`soak: Cannot answer --why ${asked}: ${why.message}\n`);
    return EXIT.invalid;
  }
  if (format === 'json') {
    const { of, group, trace } = why;
    system.stdout.write(`${JSON.stringify({ of, group, ...trace }, null, 2)}\n`);
    return EXIT.passed;
  }
  const { traceText } = await import('../report/text/trace-text.ts');
  system.stdout.write(traceText(why, paintFor(system)));
  return EXIT.passed;
}
