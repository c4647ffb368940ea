import type { LimitSpec } from '../../hop-kind.ts';

/** The entry is gone and nobody is told: what follows depends on who speaks next, and was not measured. */
export const EXPIRY: Pick<LimitSpec, 'effects'> = { effects: ['rst-on-next-packet', 'silent'] };
