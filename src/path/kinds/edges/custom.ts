import type { Family } from '../../family.ts';
import type { HopKind } from '../../hop-kind.ts';

/** A hop that no catalogue knows: all of its limits are written in the scenario. */
const custom: HopKind = {
  kind: 'custom',
  title: 'a hop described in the scenario',
  role: 'load-balancer',
  terminates: 'maybe',
  speaks: ['tcp', 'tls', 'http', 'websocket'],
  limits: [],
};

export const customFamily: Family = { kinds: [custom], catalogue: [] };
