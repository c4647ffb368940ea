import {
  type CatalogueEntry,
  EVERY_CARRIAGE,
  entryFinder,
  PACKETS_RESET,
} from '../../catalogue/entry.ts';
import type { HopKind } from '../../hop-kind.ts';
import { limitIfConfigured } from '../../limit-from.ts';

/** Alibaba Cloud ECS. */
export const ECS = [
  {
    id: 'alibaba-ecs-idle-connection',
    hop: 'node',
    component: 'Alibaba Cloud ECS network interface (security group session table)',
    setting: 'idle connection timeout',
    configuredIn: [
      { where: 'ENI connection tracking configuration', key: 'TCP established / TCP close / UDP' },
    ],
    default: 'not established (from memory: 910 s for TCP established)',
    defaultMs: null,
    kind: 'idle-bidirectional',
    measures: 'idle sessions are removed from the per-ENI session table',
    resetBy: PACKETS_RESET,
    endsAs: {
      tcp: 'silent drop of later packets if the rule set does not re-admit them (inferred)',
    },
    appliesTo: EVERY_CARRIAGE,
    verified: 'unverified',
    verifiedNote: 'feature exists (doc); values NOT verified',
    sources: ['https://help.aliyun.com/zh/ecs/user-guide/connection-timeout-management'],
  },
] as const satisfies readonly CatalogueEntry[];

const ecsEntry = entryFinder(ECS);

export const alibabaEcs: HopKind = {
  kind: 'alibaba-ecs',
  title: 'session table of an Alibaba Cloud ECS network interface',
  role: 'nat',
  terminates: 'no',
  speaks: [],
  catalogue: ['alibaba-ecs-'],
  limits: [
    limitIfConfigured(ecsEntry('alibaba-ecs-idle-connection'), {
      key: 'established-timeout',
      effects: ['silent'],
    }),
  ],
};
