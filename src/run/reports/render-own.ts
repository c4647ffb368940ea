import type { Analysis } from '../../analysis/analyze.ts';
import type { Reporter } from '../../report/report.ts';

/**
 * What a reporter of the user's own makes of a run. It gets a copy of the summary, so that what it does to it reaches neither
 * other reports nor the exit code. Throws what the reporter throws, or an error when it returns no text.
 */
export function renderOwn({ render }: Reporter, view: Analysis): string {
  const text: unknown = render({ ...view, summary: structuredClone(view.summary) });
  if (typeof text === 'string') return text;
  const found = text instanceof Promise ? 'a promise' : typeof text;
  throw new Error(`expected render to return a string, found ${found}`);
}
