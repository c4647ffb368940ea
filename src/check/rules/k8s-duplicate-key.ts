import type { Rule } from '../rule.ts';

export const k8sDuplicateKey: Rule = {
  id: 'K8S-DUPLICATE-KEY',
  severity: 'error',
  title: 'duplicate key in a map',
  about: `YAML does not allow it. Since 1.25, kubectl rejects the file (strict field validation); other tools
keep the last value and silently drop the first. Annotations copied from
elsewhere are the usual cause.`,
  verified: 'documentation',
  sources: ['YAML 1.2.2, 3.2.1.1; kubectl --validate=strict'],
  *check({ duplicates }) {
    for (const { key, at } of duplicates)
      yield {
        at,
        object: `key ${key}`,
        message: `"${key}" appears twice in the same map; kubectl rejects this, and other tools use the last value`,
      };
  },
};
