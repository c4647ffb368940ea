import type { Drop } from '../../explain/drop.ts';
import type { RunRecord } from '../../journal/record.ts';
import type { CauseGroup } from '../cause-group.ts';
import type { EventCost } from '../events/event-costs.ts';
import type { RunFold } from '../fold.ts';
import type { Reading } from '../reading.ts';
import type { LimitSummary } from './summary.ts';

/** All that a summary is made of. */
export interface Parts {
  readonly fold: RunFold;
  readonly run: RunRecord;
  readonly drops: readonly Drop[];
  readonly groups: readonly CauseGroup[];
  readonly eventCosts: readonly EventCost[];
  readonly limits: readonly LimitSummary[];
  readonly reading: Reading;
}
