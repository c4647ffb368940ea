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

/** Where the path and its limits are read from, instead of being written down. */
export const manifestPathSchema = strict('The path as the cluster’s own configuration has it', {
  manifests: listOf(
    'Files and folders of manifests, named relative to the scenario',
    text('A file or a folder', { max: 1_000 }),
    100,
  )
    .min(1)
    .optional(),
  cluster: strict('The live cluster, through the user’s own kubectl and credentials', {
    context: text('One of kubectl’s contexts (default the current one)').optional(),
    namespace: text('All namespaces unless given').optional(),
  }).optional(),
  addresses: mapOf(
    'Hosts that only the cloud knows, by Service or way: { link-tcp-socket-svc: slb.example.com }',
    text('A host name or an IP address', { max: 253 }),
  ).optional(),
  hops: mapOf(
    'What is otherwise than the manifests tell, by hop: { balancer: { established-timeout: 300s } }',
    mapOf(
      'Settings of the hop’s kind',
      field(readSetting, {
        description: 'A time; none: it has no such limit; for on-idle, how it forgets a connection',
        type: 'string',
      }),
    ),
  ).optional(),
});

/** A path that is to be read, after its units have been. */
export type WrittenManifestPath = z.output<typeof manifestPathSchema>;
