import type { IntervalRecord, JournalRecord, NoteRecord } from '../../journal/record.ts';
import { JournalWriter, openJournalFile } from '../../journal/writer.ts';
import { runFolderAt } from './run-folder.ts';

/** A place where the records of a shard go. */
export interface JournalSink {
  append(record: JournalRecord): void;
  /** Hands on what was appended; called once a tick. */
  flush(): void;
  /** Asks for what was handed on to be safe; called once a second. */
  sync(): void;
  /** Hands on the rest. The answer is how many records did not arrive. */
  close(): number;
}

/** Which sinks a shard opens. A new one is a kind here and a line in `SINKS`. */
export type SinkPlan =
  /** The journal in the run's folder: the record that everything else is made from. */
  | { readonly kind: 'file' }
  /** Intervals and notes go to the coordinator, for the screen. */
  | { readonly kind: 'coordinator' };

interface SinkPlace {
  /** The run's folder on this machine. */
  readonly folder: string;
  readonly shard: number;
  readonly nowMs: () => number;
  readonly publish: (record: IntervalRecord | NoteRecord) => void;
}

const SINKS: Readonly<Record<SinkPlan['kind'], (place: SinkPlace) => JournalSink>> = {
  file: fileSink,
  coordinator: coordinatorSink,
};

/** All sinks of one shard, as one. Throws what the file system throws. */
export function openSinks(plans: readonly SinkPlan[], place: SinkPlace): JournalSink {
  const sinks = plans.map(({ kind }) => SINKS[kind](place));
  return {
    append(record) {
      for (const sink of sinks) sink.append(record);
      // What is shown outside is on its way to the disk before: a screen shows nothing that a crash can take back.
      if (isPublished(record)) for (const sink of sinks) sink.flush();
    },
    flush() {
      for (const sink of sinks) sink.flush();
    },
    sync() {
      for (const sink of sinks) sink.sync();
    },
    close: () => Math.max(0, ...sinks.map((sink) => sink.close())),
  };
}

function fileSink({ folder, shard, nowMs }: SinkPlace): JournalSink {
  const writer = new JournalWriter(openJournalFile(runFolderAt(folder).journalPath(shard)), nowMs);
  return {
    append: (record) => writer.append(record),
    flush: () => void writer.flush(),
    sync: () => writer.sync(),
    close: () => (writer.close() ? 0 : Math.max(1, writer.lost)),
  };
}

function coordinatorSink({ publish }: SinkPlace): JournalSink {
  const waiting: (IntervalRecord | NoteRecord)[] = [];
  return {
    append(record) {
      if (isPublished(record)) waiting.push(record);
    },
    flush() {
      for (const record of waiting.splice(0)) publish(record);
    },
    sync() {},
    close: () => 0,
  };
}

function isPublished(record: JournalRecord): record is IntervalRecord | NoteRecord {
  return record.type === 'interval' || record.type === 'note';
}
