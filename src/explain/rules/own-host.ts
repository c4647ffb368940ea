import { keptAtOwnHost, OWN_HOST } from '../own/own-host.ts';
import { ownFault } from './own-fault.ts';
import type { DecidingRule } from './rule.ts';

export const ownHost: DecidingRule = {
  id: 'own-host',
  kind: 'decides',
  concludes:
    'bytes of ours wait in the kernel of the load generator and none of them was ever sent again: they never left this host',
  refutedBy:
    'a retransmission of those bytes, or a peer whose window was closed by more than a few heartbeats',
  decide(drop, { way }) {
    if (!keptAtOwnHost(drop, way)) return undefined;
    return ownFault(
      'certain',
      OWN_HOST.setting,
      'our bytes wait in our own kernel, never sent again: an own link that is down, or an own firewall',
    );
  },
};
