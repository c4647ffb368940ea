import type { ShardNumber } from '../../engine/plan.ts';
import { readLimits } from '../../net/machine/limits.ts';
import { Resolver } from '../../net/resolver.ts';
import { SourcePorts } from '../../net/source-ports.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** Where a shard of this machine dials from, and how it finds its targets' addresses. */
export function localSources(
  scenario: Scenario,
  shard: ShardNumber,
  { onNote }: { readonly onNote?: (message: string) => void } = {},
): { readonly sources: SourcePorts; readonly resolver: Resolver } {
  // The kernel's own range is used when the scenario names addresses but no ports.
  const { ephemeralPorts } = readLimits();
  const { source } = scenario;
  const sources = new SourcePorts({
    source,
    shard,
    crowd: busiestDestination(scenario)[1],
    ...(ephemeralPorts !== undefined && { ephemeralPorts }),
  });
  // Every shard looks up the same names; one tells.
  const onChange = shard.index === 0 ? onNote : undefined;
  const resolver = new Resolver({ family: sources.family, ...(onChange && { onChange }) });
  return { sources, resolver };
}

/** The destination that most connections go to, and how many. */
export function busiestDestination({
  targets,
}: Scenario): [destination: string, connections: number] {
  const sums = new Map<string, number>();
  for (const { address, connections } of targets) {
    const destination = `${address.host}:${address.port}`;
    sums.set(destination, (sums.get(destination) ?? 0) + connections);
  }
  return [...sums].sort(([, a], [, b]) => b - a)[0] ?? ['nowhere', 0];
}
