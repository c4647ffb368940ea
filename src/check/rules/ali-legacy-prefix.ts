import { ALIBABA_LEGACY_PREFIX, ALIBABA_PREFIX } from '../../path/kinds/alibaba/service.ts';
import { renameKey } from '../fix.ts';
import { placeOf } from '../places.ts';
import type { Rule } from '../rule.ts';
import { ALIBABA_CCM } from '../wording.ts';

export const aliLegacyPrefix: Rule = {
  id: 'ALI-LEGACY-PREFIX',
  severity: 'info',
  title: 'annotation prefix that Alibaba renamed in 2019',
  about: `service.beta.kubernetes.io/alicloud-loadbalancer- is still read as a fallback. When both spellings of a
key are present, the one with alibaba-cloud wins.`,
  verified: 'source',
  sources: [
    `${ALIBABA_CCM} pkg/controller/service/reconcile/annotation/annotations.go Get(); docs/usage.md:819`,
  ],
  *check({ world, sources }) {
    for (const { object, annotations } of world.inventory.services) {
      const old = [...annotations].filter(([key]) => key.startsWith(ALIBABA_LEGACY_PREFIX));
      const first = old[0]?.[1];
      if (first === undefined) continue;
      const names = old.map(([key]) => key.slice(ALIBABA_LEGACY_PREFIX.length));
      yield {
        ...placeOf(object, first),
        message: `alicloud-loadbalancer- is the old prefix, renamed in 2019 (${names.join(', ')}); it is still read, but the new one takes precedence`,
        fix: {
          advice: `rename it to ${ALIBABA_PREFIX}…`,
          edits: old.flatMap(([key, field]) =>
            renameKey(sources, {
              field,
              from: key,
              to: key.replace(ALIBABA_LEGACY_PREFIX, ALIBABA_PREFIX),
            }),
          ),
        },
      };
    }
  },
};
