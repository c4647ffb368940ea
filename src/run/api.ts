/*
 * What a program may use of soak (docs/api.md): `import { readRun } from 'soak-connections'`. Everything else is
 * internal and changes without notice.
 */
export type { Analysis } from '../analysis/analyze.ts';
export type { Summary } from '../analysis/summary/summary.ts';
export type { JournalRecord } from '../journal/record.ts';
export type { Reporter } from '../report/report.ts';
export type { CreateDigest, Digest, DigestPlan, Explained } from './explaining/digest.ts';
export type { FollowedRun, OpenExtension, RunExtension, RunMessage } from './extension.ts';
export { analyzeRecords as analyze } from './journals/analyze-records.ts';
export { type ReadRun, readRun } from './journals/read-run.ts';
