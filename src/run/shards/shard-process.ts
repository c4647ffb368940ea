import type { Journal } from '../../engine/ports.ts';
import { Shard } from '../../engine/shard.ts';
import { wireName } from '../../explain/accounts/wire-name.ts';
import { JOURNAL_FORMAT, type JournalRecord } from '../../journal/record.ts';
import { hrtimeAt, MonotonicClock } from '../../net/machine/clock.ts';
import { LocalMachine } from '../../net/machine/machine.ts';
import { createTransport } from '../../net/transport.ts';
import type { MemberRows } from '../../scenario/data/member-rows.ts';
import { durationOf } from '../../scenario/hold.ts';
import { echoRedactor } from '../../scenario/text/redact.ts';
import { Histogram } from '../../stats/histogram.ts';
import { type JournalSink, openSinks } from '../journals/sinks.ts';
import { drive } from './drive.ts';
import { localSources } from './local-sources.ts';
import type { FromShard, ToShard } from './messages.ts';
import type { Assignment, Start } from './plane.ts';
import { recordMask } from './row-mask.ts';
import { unpacked } from './rows.ts';

/** How often the names of the targets are looked up again; shorter than most records live. */
const RESOLVE_EVERY_MS = 60_000;

/**
 * One shard as a process of its own: gets its assignment over the channel from its parent, opens its own
 * journal, drives its shard, and tells the parent only what the screen shows. When the parent is gone it
 * ends its run in order, because the journal is its own.
 */
class ShardProcess {
  /** The run's folder on this machine. */
  readonly #folder: string;
  #assignment: Assignment | undefined;
  #sinks: JournalSink | undefined;
  #shard: Shard | undefined;
  #clock: MonotonicClock | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  onMessage(message: ToShard): void {
    switch (message.kind) {
      case 'assign':
        this.#assign(message.assignment);
        return;
      case 'begin':
        this.#begin(message.start);
        return;
      case 'stop':
        this.#shard?.stop(message.reason);
        return;
    }
  }

  onParentGone(): void {
    if (this.#shard === undefined) process.exit(0);
    this.#shard.stop('terminated');
  }

  #assign(assignment: Assignment): void {
    this.#assignment = assignment;
    try {
      this.#sinks = openSinks(assignment.sinks, {
        ...{ folder: this.#folder, shard: assignment.shard.index },
        nowMs: () => this.#clock?.nowMs() ?? 0,
        publish: (record) => tell({ kind: 'record', record }),
      });
      tell({ kind: 'ready' });
    } catch (error) {
      tell({ kind: 'unable', why: (error as Error).message });
    }
  }

  #begin(start: Start): void {
    const assignment = this.#assignment!;
    const sinks = this.#sinks!;
    this.#assignment = undefined;
    const clock = new MonotonicClock(hrtimeAt(start.startedAtMs));
    this.#clock = clock;
    sinks.append(runRecordOf(assignment, start));
    sinks.flush();
    sinks.sync();
    const machine = new LocalMachine(clock);
    const nameOf = (id: number) => wireName({ startedAtMs: start.startedAtMs, id });
    const rows = unpacked(assignment.rows);
    const mask = recordMask(echoRedactor(assignment.secrets), rows);
    // Here and not where a socket hears a text, so that the masking makes no time late.
    const journal: Journal = { append: (record) => sinks.append(mask(record)) };
    const shard = shardOf(assignment, { clock, machine, journal, nameOf, rows });
    this.#shard = shard;
    drive({ shard, sinks, clock, machine }, () => {
      const lost = sinks.close();
      tell({ kind: 'done', lost }, () => process.exit(0));
    });
  }
}

interface Outside {
  readonly clock: MonotonicClock;
  readonly machine: LocalMachine;
  readonly journal: Journal;
  readonly nameOf: (id: number) => string;
  readonly rows: readonly (MemberRows | undefined)[];
}

function shardOf(
  assignment: Assignment,
  { clock, machine, journal, nameOf, rows }: Outside,
): Shard {
  const { scenario, shard: number, run } = assignment;
  const { nowMs } = clock;
  const onNote = (message: string): void => {
    const atMs = Math.max(0, Math.round(nowMs()));
    journal.append({ type: 'note', kind: 'warning', atMs, message });
  };
  const { sources, resolver } = localSources(scenario, number, { onNote });
  setInterval(() => resolver.recheck(), RESOLVE_EVERY_MS).unref();
  const endsAtMs = Date.now() - nowMs() + durationOf(scenario.load);
  const certificates = { onNote, endsAtMs };
  return new Shard(scenario, number, {
    transports: scenario.targets.map((target, index) =>
      createTransport({
        ...{ target, nowMs, resolver, sources, certificates, nameOf },
        filling: { run, seed: scenario.seed, rows: rows[index] },
      }),
    ),
    journal,
    machine,
    newHistogram: () => new Histogram(),
    ...(assignment.isTraced && { onDialWindow: traceWindow }),
  });
}

function traceWindow(size: number, lateMs: number): void {
  const text = `${size} dials at once, the last tick was ${lateMs.toFixed(1)} ms late`;
  tell({ kind: 'trace', text });
}

function runRecordOf(assignment: Assignment, { startedAtMs }: Start): JournalRecord {
  const { run, soakVersion, shard, maskedScenario } = assignment;
  return {
    type: 'run',
    format: JOURNAL_FORMAT,
    run,
    soakVersion,
    nodeVersion: process.version,
    startedAtMs,
    shard,
    scenario: maskedScenario,
  };
}

function tell(message: FromShard, sent?: () => void): void {
  if (process.connected) process.send!(message, undefined, undefined, () => sent?.());
  else sent?.();
}

const [folder = '.'] = process.argv.slice(2);
const shardProcess = new ShardProcess(folder);
process.on('message', (message: ToShard) => shardProcess.onMessage(message));
process.on('disconnect', () => shardProcess.onParentGone());
// A terminal sends these to the whole group; the parent decides, and tells over the channel.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
