import type { RefusalRule } from './refusal-rule.ts';

/** Resources of this machine that run out, or rules of its own: errno of connect(2), bind(2) and socket(2). */
const OWN_CODES: readonly string[] = [
  'EADDRNOTAVAIL',
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'ENOMEM',
  'EACCES',
  'EPERM',
  'EADDRINUSE',
];

export const ownResources: RefusalRule = {
  id: 'own-resources',
  concludes: 'the load generator has no port, file or memory left, or its own firewall forbids it',
  refutedBy: 'the same refusal on a machine with free ports, files and memory',
  explain({ phase, code }) {
    if (phase !== 'local' && !OWN_CODES.includes(code)) return undefined;
    return {
      certainty: 'certain',
      causes: [{ hop: 'generator', setting: code }],
      reason: `this machine refused (${code}): out of ports, files or memory, or a local firewall rule`,
      remedy:
        'free ports, files or memory on this machine: source: { addresses: … } in the scenario, ulimit -n; soak doctor',
    };
  },
};
