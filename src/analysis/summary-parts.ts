import type { Drop } from '../explain/drop.ts';
import type { LimitPromise } from '../explain/promises.ts';
import type { RunRecord } from '../journal/record.ts';
import type { RunFold } from './fold.ts';
import type { Reading, ViewGroup } from './view-group.ts';

/** All that a summary is made of. */
export interface Parts {
  readonly fold: RunFold;
  readonly run: RunRecord;
  readonly drops: readonly Drop[];
  readonly groups: readonly ViewGroup[];
  readonly promises: readonly LimitPromise[];
  readonly reading: Reading;
}
