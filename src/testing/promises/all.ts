import type { PromiseRow } from './promise.ts';
import { attribution } from './r01-attribution.ts';
import { quiet } from './r02-quiet.ts';
import { clocks } from './r10-clocks.ts';
import { determinism } from './r17-determinism.ts';

/** Every promise of reliability, in the order of its number. */
export const PROMISES: readonly PromiseRow[] = [attribution, quiet, clocks, determinism];
