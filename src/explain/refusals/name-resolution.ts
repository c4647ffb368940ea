import type { RefusalRule } from './refusal-rule.ts';

export const nameResolution: RefusalRule = {
  id: 'name-resolution',
  concludes: 'the name of the target has no address where the load generator looks it up',
  refutedBy: 'the resolver of this machine answers the same name at that time',
  explain({ phase, code }) {
    if (phase !== 'resolve') return undefined;
    return {
      certainty: 'likely',
      causes: [{ hop: 'generator', setting: 'name does not resolve' }],
      reason: `the resolver has no address for the host (${code})`,
      evidenceNeeded: 'dig from this machine and from another one',
      remedy: 'check the host name of the target and the DNS of this machine',
    };
  },
};
