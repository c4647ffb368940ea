import type { Scenario } from '../scenario/scenario.ts';
import { repliesFor } from './backend/replies.ts';
import type { LabPlainOptions } from './messages.ts';

/**
 * What a scenario's own lab needs: a listener for each target, certificates for the names that they
 * verify, and a backend that answers what they expect.
 */
export function labOptionsOf({ path, targets, lab }: Scenario): LabPlainOptions {
  return {
    path,
    listeners: targets.map(({ name, address, via }) => ({
      target: name,
      transport: address.transport,
      port: address.port,
      via,
    })),
    faults: lab?.faults ?? [],
    names: [...new Set(targets.flatMap(({ tls }) => (tls === undefined ? [] : [tls.serverName])))],
    replies: repliesFor(targets),
  };
}

/**
 * The same for ports that are fixed: targets of one port share a listener, which is known by the first
 * of them, to faults too.
 */
export function withSharedPorts(options: LabPlainOptions): LabPlainOptions {
  const first = new Map(options.listeners.toReversed().map(({ port, target }) => [port, target]));
  const portOf = new Map(options.listeners.map(({ port, target }) => [target, port]));
  const known = (target: string) => first.get(portOf.get(target) ?? -1) ?? target;
  return {
    ...options,
    listeners: options.listeners.filter(({ target }) => known(target) === target),
    faults: options.faults.map((fault) =>
      fault.target === undefined ? fault : { ...fault, target: known(fault.target) },
    ),
  };
}
