import { formatCount, quoted } from '../../base/units.ts';
import { isPathEvent } from '../../path/path.ts';
import type { PlannedEvent, WatchedCluster } from '../scenario.ts';
import type { WrittenEvent, WrittenEventsFrom } from '../schema/events.ts';
import type { Findings } from '../text/findings.ts';
import type { Step } from '../text/source-text.ts';

/** The name that always refers to the backend in an event. */
const BACKEND = 'backend';
const TIMEOUT_MS = 60_000;
/** Including repetitions. */
const EVENTS_MAX = 10_000;

interface EventContext {
  readonly hopIds: readonly string[];
  /** Its id, when the path has one. */
  readonly backend: string | undefined;
  readonly findings: Findings;
}

/** The events of `events:`, one per repetition, ordered by time. */
export function buildEvents(
  written: readonly WrittenEvent[],
  context: EventContext,
): readonly PlannedEvent[] {
  const total = written.reduce((sum, { repeat }) => sum + (repeat?.times ?? 1), 0);
  if (total > EVENTS_MAX) {
    const message = `With repetitions there are ${formatCount(total)} events`;
    context.findings.addAtKey(['events'], message, `at most ${formatCount(EVENTS_MAX)}`);
    return [];
  }
  return written
    .flatMap((event, index) => buildEvent(event, ['events', index], context))
    .sort((a, b) => a.atMs - b.atMs);
}

function buildEvent(
  written: WrittenEvent,
  path: readonly Step[],
  { hopIds, backend, findings }: EventContext,
): readonly PlannedEvent[] {
  const { at, label, hop, run, timeout, repeat } = written;
  if (hop !== undefined) {
    const message = `Cannot place an event at ${quoted(hop)}: the path has no such hop`;
    findings.addUnless([...hopIds, BACKEND], [...path, 'hop'], { name: hop, message });
  }
  if (timeout !== undefined && run === undefined)
    findings.addAtKey([...path, 'timeout'], 'timeout needs a command', 'add run:');
  // A label that is the event's own word already names it.
  const event = written.event ?? (isPathEvent(label) ? label : undefined);
  const one = {
    label,
    ...(hop !== undefined && { hop: hop === BACKEND ? (backend ?? hop) : hop }),
    ...(event !== undefined && { event }),
    ...(run !== undefined && { command: { run, timeoutMs: timeout ?? TIMEOUT_MS } }),
  };
  return Array.from({ length: repeat?.times ?? 1 }, (_, index) => ({
    atMs: at + index * (repeat?.every ?? 0),
    ...one,
  }));
}

/** The watched cluster, if any. */
export function buildWatchedCluster(
  written: WrittenEventsFrom | undefined,
): WatchedCluster | undefined {
  const cluster = written?.kubernetes;
  if (cluster === undefined || cluster === false) return undefined;
  if (cluster === true) return {};
  const { pods, ...choice } = cluster;
  if (pods === undefined) return choice;
  const labels = pods.split(',').map((pair) => pair.split(/==?/) as [string, string]);
  return { ...choice, pods: labels };
}
