import type { Journal } from '../../engine/ports.ts';
import { Shard } from '../../engine/shard.ts';
import { wireName } from '../../explain/accounts/wire-name.ts';
import { maskRecord } from '../../journal/mask-record.ts';
import { JOURNAL_FORMAT, type JournalRecord } from '../../journal/record.ts';
import { JournalWriter, openJournalFile } from '../../journal/writer.ts';
import { MonotonicClock } from '../../net/machine/clock.ts';
import { LocalMachine } from '../../net/machine/machine.ts';
import { createTransport } from '../../net/transport.ts';
import { durationOf } from '../../scenario/hold.ts';
import { echoRedactor } from '../../scenario/text/redact.ts';
import { Histogram } from '../../stats/histogram.ts';
import { drive } from './drive.ts';
import { localSources } from './local-sources.ts';
import type { FromShard, ToShard } from './messages.ts';
import type { Assignment, Start } from './plane.ts';

/** How often the names of the targets are looked up again; shorter than most records live. */
const RESOLVE_EVERY_MS = 60_000;

/**
 * One shard as a process of its own: gets its assignment over the channel from its parent, opens its own
 * journal, drives its shard, and tells the parent only what the screen shows. When the parent is gone it
 * ends its run in order, because the journal is its own.
 */
class ShardProcess {
  #assignment: Assignment | undefined;
  #writer: JournalWriter | undefined;
  #shard: Shard | undefined;
  #clock: MonotonicClock | undefined;

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
      const file = openJournalFile(assignment.journalPath);
      this.#writer = new JournalWriter(file, () => this.#clock?.nowMs() ?? 0);
      tell({ kind: 'ready' });
    } catch (error) {
      tell({ kind: 'unable', why: (error as Error).message });
    }
  }

  #begin(start: Start): void {
    const assignment = this.#assignment!;
    const writer = this.#writer!;
    const clock = new MonotonicClock(BigInt(start.epochNs));
    this.#clock = clock;
    writer.append(runRecordOf(assignment, start));
    writer.flush();
    writer.sync();
    const machine = new LocalMachine(clock);
    const nameOf = (id: number) => wireName({ startedAtMs: start.startedAtMs, id });
    const journal = publishing(writer, echoRedactor(assignment.secrets));
    const shard = shardOf(assignment, { clock, machine, journal, nameOf });
    this.#shard = shard;
    drive({ shard, writer, clock, machine }, () => {
      const complete = writer.close();
      tell({ kind: 'done', lost: complete ? 0 : Math.max(1, writer.lost) }, () => process.exit(0));
    });
  }
}

interface Outside {
  readonly clock: MonotonicClock;
  readonly machine: LocalMachine;
  readonly journal: Journal;
  readonly nameOf: (id: number) => string;
}

function shardOf(assignment: Assignment, { clock, machine, journal, nameOf }: Outside): Shard {
  const { scenario, shard: number } = assignment;
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
    transports: scenario.targets.map((target) =>
      createTransport({ target, nowMs, resolver, sources, certificates, nameOf }),
    ),
    journal,
    machine,
    newHistogram: () => new Histogram(),
  });
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

/**
 * A journal that also sends the parent what its screen shows, once it is on its way to the disk: a screen shows
 * nothing that a crash can take back. Texts from outside are masked here and not where a socket hears them, so that
 * the masking makes no time late.
 */
function publishing(writer: JournalWriter, mask: (text: string) => string): Journal {
  return {
    append(record) {
      const masked = maskRecord(record, mask);
      writer.append(masked);
      if (masked.type !== 'interval' && masked.type !== 'note') return;
      writer.flush();
      tell({ kind: 'record', record: masked });
    },
  };
}

function tell(message: FromShard, sent?: () => void): void {
  if (process.connected) process.send!(message, undefined, undefined, () => sent?.());
  else sent?.();
}

const shardProcess = new ShardProcess();
process.on('message', (message: ToShard) => shardProcess.onMessage(message));
process.on('disconnect', () => shardProcess.onParentGone());
// A terminal sends these to the whole group; the parent decides, and tells over the channel.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
