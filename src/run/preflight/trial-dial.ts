import { TICK_MS } from '../../engine/beats.ts';
import type { ShardPorts } from '../../engine/connections.ts';
import { Shard } from '../../engine/shard.ts';
import type {
  EndedRecord,
  JournalRecord,
  OpenedRecord,
  RefusedRecord,
} from '../../journal/record.ts';
import type { Exchange, FinalProbe, Scenario } from '../../scenario/scenario.ts';

/** A dial that has not come to anything by then will not in the run either. */
const OPEN_TIMEOUT_MS = 10_000;

/** What one connection of a target came to. */
export interface Rehearsed {
  readonly target: string;
  readonly opened?: OpenedRecord;
  readonly refused?: RefusedRecord;
  /** Its end: `local-close` with the proof of life, or what the path did to it at once. */
  readonly ended?: EndedRecord;
  /** It was cut off after its first bytes: whether a PROXY header before them changes that. */
  readonly wantsProxyHeader?: boolean;
}

/**
 * The connections of such a scenario (`oneOfEach`), opened, asked for a proof of life and closed again, by the same engine
 * and over the same transports as the run itself.
 */
export async function rehearse(
  scenario: Scenario,
  {
    ports,
    nowMs,
    mask,
  }: {
    readonly ports: Omit<ShardPorts, 'journal'>;
    readonly nowMs: () => number;
    readonly mask: <R extends JournalRecord>(record: R) => R;
  },
): Promise<readonly Rehearsed[]> {
  const found = scenario.targets.map(
    ({ name }): { -readonly [key in keyof Rehearsed]: Rehearsed[key] } => ({
      target: name,
    }),
  );
  const append = (heard: JournalRecord): void => {
    const record = mask(heard);
    if (record.type === 'opened') found[record.target]!.opened = record;
    if (record.type === 'refused') found[record.target]!.refused = record;
    if (record.type === 'ended') found[record.target]!.ended = record;
  };
  const shard = new Shard(scenario, { index: 0, count: 1 }, { ...ports, journal: { append } });
  await new Promise<void>((resolve) => {
    const turn = (): void => {
      if (found.every(({ opened, refused }) => opened ?? refused)) shard.stop('finished');
      if (shard.tick(nowMs())) setTimeout(turn, TICK_MS);
      else resolve();
    };
    turn();
  });
  return found;
}

/** The scenario with one connection of each target, and nothing but the open and the proof of life. */
export function oneOfEach(scenario: Scenario): Scenario {
  return {
    ...scenario,
    targets: scenario.targets.map((target) => ({
      ...target,
      connections: 1,
      openTimeoutMs: Math.min(target.openTimeoutMs, OPEN_TIMEOUT_MS),
      onDrop: { kind: 'leave' },
      // The beats are the run's business; here only the open and the proof of life count.
      traffic: {
        ...target.traffic,
        onOpen: target.traffic.onOpen.map(impatient),
        beats: target.traffic.beats.map((beat) => ({ ...beat, everyMs: 1e9 })),
      },
      finalProbe: impatientProbe(target.finalProbe),
    })),
    load: {
      stages: [
        { durationMs: 0, share: 1 },
        { durationMs: 3_600_000, share: 1 },
      ],
      drainMs: 0,
      openingMax: 64,
    },
  };
}

/** A trial does not wait for late replies. */
function impatient(exchange: Exchange): Exchange {
  return { ...exchange, giveUpMs: exchange.withinMs };
}

function impatientProbe(probe: FinalProbe): FinalProbe {
  return probe.kind === 'off' ? probe : { ...probe, ask: impatient(probe.ask) };
}
