import fs from 'node:fs';
import path from 'node:path';
import { encodeLine } from '../../journal/line.ts';
import { noDamage, readJournal } from '../../journal/reader.ts';
import type { JournalRecord, NoteRecord, RunRecord } from '../../journal/record.ts';
import { rewriteJournal } from '../../journal/rewrite.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { makeFolder } from '../journals/make-folder.ts';
import { eventsPathIn, runFolderAt } from '../journals/run-folder.ts';
import { isOneRun, type MergePart, readPart } from './merge-part.ts';
import { scenarioDifference } from './merge-scenario.ts';

/** A merged run, or why it cannot be made. */
type Merged =
  | { readonly ok: true; readonly parts: readonly PlacedPart[] }
  | { readonly ok: false; readonly message: string };

/** A run and what becomes of its numbers in the merged one. */
interface PlacedPart extends MergePart {
  /** By how much it began after the earliest one, by its own wall clock. */
  readonly shiftMs: number;
  readonly firstShard: number;
  readonly firstId: number;
  /** Which of the machines that each held the whole scenario: its members come after theirs. */
  readonly machine: number;
}

/** Notes of several machines that tell of the same are told once. */
const SAME_EVENT_MS = 2_000;

/**
 * Writes the journals of several runs of one scenario as those of one run. Runs of several machines each
 * held all of the scenario: the merged one has as many times its connections. Shards of one run that
 * were kept apart become that run again.
 */
export function mergeRuns(folders: readonly string[], out: string): Merged {
  const read = folders.map(readPart);
  const bad = read.find((part) => !part.ok);
  if (bad !== undefined && !bad.ok) return bad;
  const parts = read.flatMap((part) => (part.ok ? [part.part] : []));
  const objection = objectionTo(parts);
  if (objection !== undefined) return { ok: false, message: objection };
  if (fs.existsSync(out) && fs.readdirSync(out).length > 0)
    return { ok: false, message: `Cannot write into ${out}: the folder is not empty` };
  const placed = place(parts);
  makeFolder(out);
  for (const part of placed) writeJournals(part, { placed, out });
  writeEvents(placed, out);
  const scenario = path.join(parts[0]!.folder, 'scenario.yaml');
  if (fs.existsSync(scenario)) fs.copyFileSync(scenario, path.join(out, 'scenario.yaml'));
  return { ok: true, parts: placed };
}

function objectionTo(parts: readonly MergePart[]): string | undefined {
  const [first, ...others] = parts;
  for (const part of others) {
    const where = scenarioDifference(first!.run.scenario, part.run.scenario);
    if (where !== undefined)
      return `Cannot merge ${part.folder} with ${first!.folder}: their scenarios differ in ${where}`;
  }
  const seen = new Map<string, string>();
  for (const { folder, run, shards } of parts) {
    for (const index of shards) {
      const key = `${run.run} ${run.startedAtMs} ${index}`;
      const other = seen.get(key);
      if (other !== undefined)
        return `Cannot merge ${folder}: shard ${index} of run ${run.run} is in ${other} already`;
      seen.set(key, folder);
    }
  }
  return undefined;
}

function place(parts: readonly MergePart[]): readonly PlacedPart[] {
  const earliestMs = Math.min(...parts.map(({ run }) => run.startedAtMs));
  const apart = isOneRun(parts);
  let firstShard = 0;
  let firstId = 0;
  return parts.map((part, index) => {
    const shiftMs = part.run.startedAtMs - earliestMs;
    const placed = { ...part, shiftMs, firstShard, firstId, machine: apart ? 0 : index };
    if (!apart) {
      firstShard += part.run.shard.count;
      firstId += part.idMax + 1;
    }
    return placed;
  });
}

interface Whole {
  readonly placed: readonly PlacedPart[];
  readonly out: string;
}

function writeJournals(part: PlacedPart, whole: Whole): void {
  const folder = runFolderAt(whole.out);
  for (const { file, shard } of part.journals) {
    const descriptor = fs.openSync(folder.journalPath(part.firstShard + shard), 'ax');
    try {
      const replace = (record: JournalRecord) => replaced(record, part, whole);
      writeAll(descriptor, rewriteJournal(file, replace));
    } finally {
      fs.closeSync(descriptor);
    }
  }
}

/** Lines are gathered: a write each would cost more than all the rest. */
const GATHERED_LENGTH = 1_048_576;

function writeAll(descriptor: number, lines: Iterable<string>): void {
  let gathered = '';
  for (const line of lines) {
    gathered += line;
    if (gathered.length < GATHERED_LENGTH) continue;
    fs.writeSync(descriptor, gathered);
    gathered = '';
  }
  fs.writeSync(descriptor, gathered);
}

function replaced(record: JournalRecord, part: PlacedPart, whole: Whole): JournalRecord {
  const { firstId, machine, shiftMs } = part;
  switch (record.type) {
    case 'run':
      return runRecordOf(record, part, whole);
    case 'opened':
    case 'refused':
    case 'ended': {
      const { connections } = part.run.scenario.targets[record.target]!;
      const member = record.member + machine * connections;
      return { ...record, atMs: record.atMs + shiftMs, id: record.id + firstId, member };
    }
    case 'interval':
    case 'note':
    case 'done':
      return { ...record, atMs: record.atMs + shiftMs };
  }
}

function runRecordOf(record: RunRecord, part: PlacedPart, { placed, out }: Whole): RunRecord {
  const machines = 1 + Math.max(...placed.map((one) => one.machine));
  const { index, count } = record.shard;
  return {
    ...record,
    run: path.basename(path.resolve(out)),
    startedAtMs: record.startedAtMs - part.shiftMs,
    shard: {
      index: part.firstShard + index,
      count: machines === 1 ? count : placed.reduce((sum, one) => sum + one.run.shard.count, 0),
    },
    scenario: grown(record.scenario, machines),
    origin: {
      startedAtMs: record.origin?.startedAtMs ?? record.startedAtMs,
      firstId: (record.origin?.firstId ?? 0) + part.firstId,
    },
  };
}

/** What so many machines hold together. */
function grown(scenario: Scenario, machines: number): Scenario {
  if (machines === 1) return scenario;
  const { targets, load } = scenario;
  const { openingMax, dialsPerSecondMax } = load;
  return {
    ...scenario,
    targets: targets.map((one) => ({ ...one, connections: one.connections * machines })),
    load: {
      ...load,
      openingMax: openingMax * machines,
      ...(dialsPerSecondMax !== undefined && { dialsPerSecondMax: dialsPerSecondMax * machines }),
    },
  };
}

function writeEvents(placed: readonly PlacedPart[], out: string): void {
  const notes: NoteRecord[] = [];
  let lost = 0;
  for (const { folder, shiftMs } of placed) {
    const file = eventsPathIn(folder);
    if (!fs.existsSync(file)) continue;
    const damage = noDamage();
    for (const record of readJournal(file, damage)) {
      if (record.type === 'note') notes.push({ ...record, atMs: record.atMs + shiftMs });
    }
    lost += Math.max(damage.damaged, damage.missing) + (damage.torn ? 1 : 0);
  }
  notes.sort((a, b) => a.atMs - b.atMs);
  const lines = [...onceEach(notes), ...clockNote(placed)].map(
    // Numbers that nothing has tell the reader what was lost.
    (note, index) => `${encodeLine(note, index + lost)}\n`,
  );
  if (lines.length > 0) fs.writeFileSync(eventsPathIn(out), lines.join(''), { flag: 'wx' });
}

function onceEach(notes: readonly NoteRecord[]): readonly NoteRecord[] {
  const last = new Map<string, number>();
  return notes.filter((note) => {
    if (note.kind !== 'event' || note.ended !== undefined) return true;
    const key = JSON.stringify([note.label, note.hop, note.event, note.source]);
    const isKnown = note.atMs - (last.get(key) ?? -Infinity) <= SAME_EVENT_MS;
    if (!isKnown) last.set(key, note.atMs);
    return !isKnown;
  });
}

function clockNote(placed: readonly PlacedPart[]): readonly NoteRecord[] {
  const machines = new Set(placed.map(({ machine }) => machine)).size;
  if (machines === 1) return [];
  const message = `merged from ${machines} runs by their wall clocks, which were not compared: ${placed.map(startOf).join(', ')}`;
  return [{ type: 'note', kind: 'warning', atMs: 0, message }];
}

/** `b +3.2 s`: how far behind the first one a run began. */
export function startOf({ folder, shiftMs }: PlacedPart): string {
  return `${path.basename(folder)} +${(shiftMs / 1_000).toFixed(1)} s`;
}
