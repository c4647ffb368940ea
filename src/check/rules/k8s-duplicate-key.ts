import type { Rule } from '../rule.ts';

export const k8sDuplicateKey: Rule = {
  id: 'K8S-DUPLICATE-KEY',
  severity: 'error',
  title: 'a key stands twice in one map',
  about: `YAML does not allow it. kubectl refuses the file since 1.25 (field validation is strict); tools
that do not, keep the last value and drop the first without a word. Annotations that were copied from
elsewhere are the usual place.`,
  verified: 'documentation',
  sources: ['YAML 1.2.2, 3.2.1.1; kubectl --validate=strict'],
  *check({ duplicates }) {
    for (const { key, at } of duplicates)
      yield {
        at,
        object: `key ${key}`,
        message: `"${key}" stands twice in the same map; kubectl refuses this, and what does not, takes the last one`,
      };
  },
};
