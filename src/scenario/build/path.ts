import { quoted } from '../../base/units.ts';
import { buildHop, type HopPlan, type WrittenSetting } from '../../path/build.ts';
import type { HopKind } from '../../path/hop-kind.ts';
import { hopKind } from '../../path/kinds/all.ts';
import type { Effect, Hop, Limit } from '../../path/path.ts';
import type { TransportKind } from '../../path/transport.ts';
import { ON_IDLE, type OnIdle, type WrittenHop, type WrittenLimit } from '../schema/path.ts';
import type { Findings } from '../text/findings.ts';
import type { Step } from '../text/source-text.ts';

/** A hop, and the ports that pass through it. */
export interface PlacedHop {
  readonly hop: Hop;
  readonly carries: readonly TransportKind[] | undefined;
}

interface PathContext {
  /** Destination ports of the targets. */
  readonly ports: readonly number[];
  readonly findings: Findings;
}

/** The hops of a scenario; `undefined` stands for one that could not be read. */
export function buildPath(
  written: readonly (WrittenHop | undefined)[],
  { ports, findings }: PathContext,
): readonly PlacedHop[] {
  const firstIndexById = new Map<string, number>();
  return written.flatMap((hop, index): PlacedHop[] => {
    if (hop === undefined) return [];
    const first = firstIndexById.get(hop.hop);
    if (first !== undefined) {
      const { line } = findings.source.at(['path', first, 'hop']);
      const message = `Two hops are named ${quoted(hop.hop)}`;
      findings.add(['path', index, 'hop'], message, `rename it; the first is in line ${line}`);
    }
    firstIndexById.set(hop.hop, first ?? index);
    return [placedHop(hop, ['path', index], { ports, findings })];
  });
}

function placedHop(
  written: WrittenHop,
  path: readonly Step[],
  { ports, findings }: PathContext,
): PlacedHop {
  // The schema has one form for each kind, so the kind is known here.
  const kind = hopKind(written.kind)!;
  const listeners = listenersOf(written, path, findings);
  const plan: HopPlan = {
    id: written.hop,
    kind,
    settings: settingsOf(written, kind, { path, listeners, findings }),
    onIdle: onIdleOf(written, listeners),
    ports,
    scaled: written.scaled ?? false,
    limits: (written.limits ?? []).map((limit, index) =>
      ownLimit(limit, [...path, 'limits', index], findings),
    ),
    ...(written.role !== undefined && { role: written.role }),
  };
  const { hop, problems } = buildHop(plan);
  for (const { at, message, hint } of problems)
    findings.push(findings.source.problem(at, message, hint));
  return { hop, carries: written.carries ?? kind.carries };
}

interface Listener {
  readonly port: number;
  readonly key: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

function listenersOf(
  { listeners = {} }: WrittenHop,
  path: readonly Step[],
  findings: Findings,
): readonly Listener[] {
  return Object.entries(listeners).flatMap(([key, settings]): Listener[] => {
    const port = /^\d{1,5}$/.test(key) ? Number(key) : 0;
    if (port >= 1 && port <= 65_535) return [{ port, key, settings }];
    const message = `Cannot use ${quoted(key)} as the port of a listener`;
    findings.addAtKey([...path, 'listeners', key], message, 'from 1 to 65535');
    return [];
  });
}

function settingsOf(
  written: WrittenHop,
  { limits }: HopKind,
  {
    path,
    listeners,
    findings,
  }: { path: readonly Step[]; listeners: readonly Listener[]; findings: Findings },
): readonly WrittenSetting[] {
  const keys = [...new Set(limits.map(({ key }) => key))];
  const read = (
    settings: Readonly<Record<string, unknown>>,
    place: readonly Step[],
    port?: number,
  ): WrittenSetting[] =>
    keys.flatMap((key) => {
      const value = settings[key];
      if (typeof value !== 'number' && value !== 'none') return [];
      const at = findings.source.at([...place, key]);
      return [{ key, value, at, ...(port !== undefined && { port }) }];
    });
  return [
    ...read(written, path),
    ...listeners.flatMap(({ port, key, settings }) =>
      read(settings, [...path, 'listeners', key], port),
    ),
  ];
}

function onIdleOf(
  written: WrittenHop,
  listeners: readonly Listener[],
): ReadonlyMap<number | 'all', Effect> {
  const effects = new Map<number | 'all', Effect>();
  if (written['on-idle'] !== undefined) effects.set('all', ON_IDLE[written['on-idle']]);
  for (const { port, settings } of listeners) {
    const word = settings['on-idle'];
    if (typeof word === 'string') effects.set(port, ON_IDLE[word as OnIdle]);
  }
  return effects;
}

/** The timing tolerance of an unknown hop. */
const OWN_CLOCK = { earlyMs: 250, lateMs: 1_000 } as const;

function ownLimit(written: WrittenLimit, path: readonly Step[], findings: Findings): Limit {
  const { setting, after, event, effects = ['fin'], port } = written;
  const onlyFor = written['only-for'];
  const startsAt = written['starts-at'] ?? (event === undefined ? 'last-reset' : 'event');
  if ((startsAt === 'event') !== (event !== undefined)) {
    const message = `The limit ${quoted(setting)} starts at ${startsAt === 'event' ? 'an event but does not name it' : `${startsAt} but names an event`}`;
    findings.add(path, message, 'starts-at: event and event: reload belong together');
  }
  return {
    setting,
    afterMs: after,
    resetBy: written['reset-by'] ?? (startsAt === 'last-reset' ? 'bytes' : 'nothing'),
    startsAt,
    ...(event !== undefined && { event }),
    effects,
    ...(onlyFor !== undefined && { onlyFor }),
    ...(port !== undefined && { onlyPort: port }),
    ...OWN_CLOCK,
    verified: 'unverified',
    source: { kind: 'scenario', at: findings.source.at(path) },
  };
}
