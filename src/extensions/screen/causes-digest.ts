import { type LiveCause, liveCausesOf } from '../../report/live/causes.ts';
import type { CreateDigest } from '../../run/explaining/digest.ts';

/** Why connections drop, for the screen. */
export const createDigest: CreateDigest<undefined, readonly LiveCause[]> = () => (run) => {
  const analysis = run.analysis();
  return analysis === undefined ? [] : liveCausesOf(analysis.summary, analysis.scenario);
};
