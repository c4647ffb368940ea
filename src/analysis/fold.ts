import { readWireName } from '../explain/accounts/wire-name.ts';
import type { Drop, ExplainContext, PathEventMark } from '../explain/drop.ts';
import type {
  DoneRecord,
  EndedRecord,
  IntervalRecord,
  JournalRecord,
  NoteRecord,
  OpenedRecord,
  RefusedRecord,
  RunRecord,
} from '../journal/record.ts';
import { isDrop } from '../outcome/ending.ts';
import { Histogram } from '../stats/histogram.ts';
import type { Route } from './connection-columns.ts';
import { Connections } from './connections.ts';
import { RefusedDials } from './dials.ts';
import { AddressCounts } from './shares/addresses.ts';
import { exposedShares } from './shares/exposure.ts';

import { longestLived } from './shares/longest-lived.ts';
import { originShares } from './shares/origins.ts';
import { Timeline } from './timeline.ts';

/** What one shard told. */
interface ShardStory {
  lastAtMs: number;
  done: DoneRecord | undefined;
  cpuMs: number;
  /** Connections that opened and did not end, while it is not done. */
  rssBytesMax: number;
  openFilesMax: number;
  lagMsMax: number;
  /** When each of its phases began. */
  readonly phases: Map<string, number>;
  route: Route;
}

interface StallNote {
  readonly shard: number;
  readonly atMs: number;
  readonly forMs: number;
  readonly cause: string;
}

/** Refusals that look alike. */
export interface RefusalCount {
  /** Numbers the kinds of refusal of a run. */
  readonly index: number;
  readonly target: number;
  readonly refusal: RefusedRecord['refusal'];
  count: number;
  firstAtMs: number;
  lastAtMs: number;
}

/**
 * Reads the records of a run, of one shard or of many, one by one and in any order between the shards.
 * Memory grows with the number of connections, not with the length of the run. `facts-to-summary` makes
 * the numbers of it.
 */
export class RunFold {
  run: RunRecord | undefined;
  /** Of each run that was merged, or of this one: its start, and which id its connection 0 has here. */
  readonly #firstIds = new Map<number, number>();
  readonly connections = new Connections();
  readonly refusedDials = new RefusedDials();
  readonly addresses = new AddressCounts();
  readonly shards = new Map<number, ShardStory>();
  readonly stalls: StallNote[] = [];
  readonly events: (PathEventMark & { readonly source: string })[] = [];
  readonly warnings: string[] = [];
  readonly phases = new Map<string, number>();
  readonly refusals = new Map<string, RefusalCount>();
  readonly refused: number[] = [];
  readonly rtt: Histogram[] = [];
  readonly open: Histogram[] = [];
  /** Of each target: replies after their deadline, and by how much the latest was late. */
  readonly late: { count: number; lateMsMax: number }[] = [];
  timeline = new Timeline(0);

  add(record: JournalRecord, shard: number): void {
    const story = this.#storyOf(shard);
    if (record.type !== 'run') story.lastAtMs = Math.max(story.lastAtMs, record.atMs);
    switch (record.type) {
      case 'run':
        this.#addRun(record);
        return;
      case 'opened':
        this.#addOpened(record, story);
        return;
      case 'refused':
        this.refusedDials.note(record, this.#addRefused(record));
        this.addresses.noteRefused(record);
        return;
      case 'ended':
        this.#addEnded(record);
        return;
      case 'interval':
        this.#addInterval(record, shard);
        return;
      case 'note':
        this.#addNote(record, shard);
        return;
      case 'done':
        story.done = record;
        return;
    }
  }

  /** The connection that calls itself so; undefined when it is none of this run. */
  idNamed(name: string): number | undefined {
    const read = readWireName(name);
    const firstId = read === undefined ? undefined : this.#firstIds.get(read.startedAtMs);
    return read === undefined || !(firstId! >= 0) ? undefined : firstId! + read.id;
  }

  /** A note that no shard wrote: what the coordinator heard of the path. */
  addNote(note: NoteRecord): void {
    this.#addNote(note, -1);
  }

  /** The drops as the explanation wants them. */
  drops(): readonly Drop[] {
    return this.connections.drops();
  }

  /** What is known beside the drops. */
  context(): ExplainContext | undefined {
    if (this.run === undefined) return undefined;
    const { path, targets } = this.run.scenario;
    return {
      path,
      targets,
      events: this.events,
      stalls: this.stalls,
      durationMs: this.lastAtMs,
      openAt: (target, atMs) => this.timeline.openAt(target, atMs),
      originShare: originShares(this.connections),
      longestLived: longestLived(this.connections),
      exposedShare: exposedShares(this.connections, targets, this.lastAtMs),
    };
  }

  get lastAtMs(): number {
    return Math.max(0, ...[...this.shards.values()].map(({ lastAtMs }) => lastAtMs));
  }

  /** An address is written when it changes: the last one of the file holds until then. */
  #routeOf({ localAddress, peer }: OpenedRecord, story: ShardStory): Route {
    if (localAddress !== undefined || peer !== undefined) {
      story.route = {
        localAddress: localAddress ?? story.route.localAddress,
        peer: peer ?? story.route.peer,
      };
    }
    return story.route;
  }

  #storyOf(shard: number): ShardStory {
    let story = this.shards.get(shard);
    if (story === undefined) {
      story = {
        lastAtMs: 0,
        done: undefined,
        cpuMs: 0,
        rssBytesMax: 0,
        openFilesMax: 0,
        lagMsMax: 0,
        phases: new Map(),
        route: { localAddress: '', peer: '' },
      };
      this.shards.set(shard, story);
    }
    return story;
  }

  #addRun(record: RunRecord): void {
    const { startedAtMs, firstId } = record.origin ?? { ...record, firstId: 0 };
    const known = this.#firstIds.get(startedAtMs);
    // Two machines that began in the same millisecond: nobody can tell whose connection is meant.
    this.#firstIds.set(
      startedAtMs,
      known === undefined || known === firstId ? firstId : Number.NaN,
    );
    if (this.run !== undefined) return;
    this.run = record;
    const { targets } = record.scenario;
    this.timeline = new Timeline(targets.length);
    for (let index = 0; index < targets.length; index += 1) {
      this.rtt.push(new Histogram());
      this.open.push(new Histogram());
      this.late.push({ count: 0, lateMsMax: 0 });
      this.refused.push(0);
    }
  }

  #addOpened(record: OpenedRecord, story: ShardStory): void {
    const route = this.#routeOf(record, story);
    this.connections.noteOpened(record, route);
    this.addresses.noteOpened(record, route.peer);
  }

  #addEnded(record: EndedRecord): void {
    this.connections.noteEnded(record);
    const route = isDrop(record.ending) ? this.connections.routeOf(record.id) : undefined;
    if (route !== undefined) this.addresses.noteDropped(record.target, route.peer);
  }

  /** The number of its kind. */
  #addRefused({ target, refusal, atMs }: RefusedRecord): number {
    this.refused[target] = (this.refused[target] ?? 0) + 1;
    const key = `${target} ${refusal.phase} ${refusal.code}`;
    const known = this.refusals.get(key);
    if (known === undefined) {
      const index = this.refusals.size;
      this.refusals.set(key, { index, target, refusal, count: 1, firstAtMs: atMs, lastAtMs: atMs });
      return index;
    }
    known.count += 1;
    known.firstAtMs = Math.min(known.firstAtMs, atMs);
    known.lastAtMs = Math.max(known.lastAtMs, atMs);
    return known.index;
  }

  #addInterval(record: IntervalRecord, shard: number): void {
    const { cpuMs, rssBytes, openFiles, lagMs } = record.generator;
    const story = this.#storyOf(shard);
    story.cpuMs += cpuMs;
    story.rssBytesMax = Math.max(story.rssBytesMax, rssBytes);
    story.openFilesMax = Math.max(story.openFilesMax, openFiles);
    story.lagMsMax = Math.max(story.lagMsMax, lagMs);
    let here: Histogram | undefined;
    for (const [index, { rttUs, openUs, late = 0, lateMsMax = 0 }] of record.targets.entries()) {
      const known = this.late[index];
      // The first record, which says what the targets are, may be damaged.
      if (known === undefined) continue;
      known.count += late;
      known.lateMsMax = Math.max(known.lateMsMax, lateMsMax);
      if (openUs !== undefined) this.open[index]!.add(openUs);
      if (rttUs === undefined) continue;
      here ??= new Histogram();
      here.add(rttUs);
      this.rtt[index]!.add(rttUs);
    }
    this.timeline.add(record, shard, here);
  }

  #addNote(note: NoteRecord, shard: number): void {
    switch (note.kind) {
      case 'phase':
        if (shard >= 0) this.#storyOf(shard).phases.set(note.phase, note.atMs);
        this.phases.set(note.phase, Math.min(note.atMs, this.phases.get(note.phase) ?? Infinity));
        return;
      case 'stall':
        this.stalls.push({ shard, atMs: note.atMs, forMs: note.forMs, cause: note.cause });
        return;
      case 'clock-step':
        this.warnings.push(
          `the wall clock was set by ${note.byMs} ms during the run; ages are not affected`,
        );
        return;
      case 'event':
        if (note.ended === undefined) this.events.push(note);
        return;
      case 'warning':
        this.warnings.push(note.message);
        return;
    }
  }
}
