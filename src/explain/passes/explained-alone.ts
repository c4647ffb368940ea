import { conclusionKey, groupBy, grouped } from '../grouping/group.ts';
import { counted } from '../words.ts';
import type { AlikePass } from './pass.ts';

const id = 'explained-alone';

export const explainedAlone: AlikePass = {
  id,
  concludes: 'drops that a rule decided by itself, such as a Close frame, need no others',
  refutedBy: 'evidence against the rule that decided',
  apply({ open, groups }) {
    const decided = open.filter(({ conclusion: { basis } }) => basis === 'own' || basis === 'said');
    if (decided.length === 0) return { open, groups };
    const alike = [...groupBy(decided, ({ conclusion }) => conclusionKey(conclusion)).values()];
    const found = (count: number) => `${counted(count)} explained without the others`;
    return {
      open: open.filter(({ conclusion: { basis } }) => basis !== 'own' && basis !== 'said'),
      groups: [
        ...groups,
        ...alike.map((cases) => grouped(id, cases, { found: found(cases.length) })),
      ],
    };
  },
};
