import { fuzz } from './fuzz.ts';
import { hours } from './hours.ts';
import type { PromiseRow } from './promise.ts';
import { attribution } from './r01-attribution.ts';
import { quiet } from './r02-quiet.ts';
import { dropsSeen } from './r03-drops-seen.ts';
import { journal } from './r04-journal.ts';
import { disk } from './r05-disk.ts';
import { crash } from './r06-crash.ts';
import { lostCoordinator, lostShard } from './r07-lost-shard.ts';
import { ownTrouble } from './r09-own-trouble.ts';
import { clocks } from './r10-clocks.ts';
import { memory } from './r11-memory.ts';
import { hostile } from './r12-hostile.ts';
import { badFiles } from './r13-bad-files.ts';
import { secrets } from './r14-secrets.ts';
import { exitCodes } from './r15-exit-codes.ts';
import { report } from './r16-report.ts';
import { determinism } from './r17-determinism.ts';

/** Every promise of reliability, in the order of its number. */
export const PROMISES: readonly PromiseRow[] = [
  attribution,
  quiet,
  dropsSeen,
  journal,
  disk,
  crash,
  lostShard,
  lostCoordinator,
  ownTrouble,
  clocks,
  memory,
  hostile,
  badFiles,
  secrets,
  exitCodes,
  report,
  determinism,
  fuzz,
  hours,
];
