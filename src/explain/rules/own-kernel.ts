import { ownFault } from './own-fault.ts';
import type { DecidingRule } from './rule.ts';

export const ownKernel: DecidingRule = {
  id: 'own-kernel',
  kind: 'decides',
  concludes: 'the kernel of the load generator failed its own socket',
  refutedBy: 'the same error on a machine with free ports, files and memory',
  decide({ ending }) {
    if (ending.kind !== 'local-fault') return undefined;
    return ownFault('certain', ending.errno, 'our own kernel refused');
  },
};
