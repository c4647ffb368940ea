import type { z } from 'zod';
import { parseDuration, type Reading } from '../../base/units.ts';
import { field, text } from './fields.ts';
import { ON_IDLE, type OnIdle, type SettingValue } from './path.ts';
import { listOf, mapOf, strict } from './shapes.ts';

function readSetting(input: unknown): Reading<SettingValue | OnIdle> {
  if (input === 'none') return { ok: true, value: input };
  if (typeof input === 'string' && Object.hasOwn(ON_IDLE, input))
    return { ok: true, value: input as OnIdle };
  return parseDuration(input);
}

/** Where to read the path and its limits from, instead of writing them in the scenario. */
export const manifestPathSchema = strict("Read the path from the cluster's own configuration", {
  manifests: listOf(
    'Files and folders of manifests, named relative to the scenario',
    text('A file or a folder', { max: 1_000 }),
    100,
  )
    .min(1)
    .optional(),
  cluster: strict('The live cluster, through your own kubectl and credentials', {
    context: text('A kubectl context (default: the current one)').optional(),
    namespace: text('Namespace (default: all)').optional(),
  }).optional(),
  addresses: mapOf(
    'Hosts that only the cloud knows, by Service or way: { link-tcp-socket-svc: slb.example.com }',
    text('A host name or an IP address', { max: 253 }),
  ).optional(),
  hops: mapOf(
    'Settings that differ from the manifests, by hop: { balancer: { established-timeout: 300s } }',
    mapOf(
      'Settings of this kind of hop',
      field(readSetting, {
        description: 'A time; none: no such limit; for on-idle: how it forgets a connection',
        type: 'string',
      }),
    ),
  ).optional(),
});

/** A path to read from manifests, after its units have been decoded. */
export type WrittenManifestPath = z.output<typeof manifestPathSchema>;
