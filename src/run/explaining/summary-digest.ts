import type { Summary } from '../../analysis/summary/summary.ts';
import type { CreateDigest, DigestPlan } from './digest.ts';

/** The summary of the run so far, as `summary.json` will have it: for extensions without a digest of their own. */
export const SUMMARY_DIGEST: DigestPlan = { module: import.meta.url, needsTimes: true };

export const createDigest: CreateDigest<undefined, Summary | undefined> = () => (run) =>
  run.analysis()?.summary;
