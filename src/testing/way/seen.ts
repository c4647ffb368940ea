import fs from 'node:fs';
import path from 'node:path';
import { readJournal } from '../../journal/reader.ts';
import type { EndedRecord } from '../../journal/record.ts';
import { isDrop } from '../../outcome/ending.ts';
import { canEnd } from '../../path/fate.ts';
import { shows } from '../../path/sight.ts';
import { isSecure } from '../../path/transport.ts';
import { type FatedLimit, fatesOf } from '../../report/plan/fate.ts';
import { durationOf } from '../../scenario/hold.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** Real sockets on a machine that does other things too. */
const SLACK_MS = 600;

/** The connections of a run, as its journals hold them. */
export function endedIn(runFolder: string): readonly EndedRecord[] {
  return fs
    .readdirSync(runFolder)
    .filter((name) => name.startsWith('shard-'))
    .flatMap((name) => [...readJournal(path.join(runFolder, name))])
    .filter((record) => record.type === 'ended');
}

/**
 * Where connections of a run contradict what the plan says of their target. Nobody tells here which hop ended
 * one, so it is enough that some limit may have done so by then, in this manner.
 */
export function seenContradictions(
  scenario: Scenario,
  ended: readonly EndedRecord[],
): readonly string[] {
  return scenario.targets.flatMap((target, index) => {
    const fates = fatesOf(target, scenario);
    const carriesTls = isSecure(target.address.transport);
    const own = ended.filter((record) => record.target === index);
    const context = { fates, carriesTls, holdEndMs: durationOf(scenario.load) };
    const found = own.flatMap((record) => contradictionOf(record, context) ?? []);
    if (own.length === 0) found.push('no connection opened');
    return [...new Set(found)].map((text) => `${target.name}: ${text}`);
  });
}

interface Context {
  readonly fates: readonly FatedLimit[];
  readonly carriesTls: boolean;
  readonly holdEndMs: number;
}

function contradictionOf(record: EndedRecord, context: Context): string | undefined {
  return isDrop(record.ending) ? wronglyDropped(record, context) : wronglyHeld(record, context);
}

function wronglyDropped(
  { ending, ageMs }: EndedRecord,
  { fates, carriesTls }: Context,
): string | undefined {
  const able = fates.filter(
    ({ fate }) => canEnd(fate) && 'firstMs' in fate && fate.firstMs <= ageMs + SLACK_MS,
  );
  const isSeen = able.some(({ sights }) =>
    sights.some(({ shape, noticed }) =>
      noticed === 'next-packet' && ending.kind === 'blackhole'
        ? true
        : shows(shape, ending, carriesTls),
    ),
  );
  if (isSeen) return undefined;
  return `dropped at ${Math.round(ageMs)} ms as ${JSON.stringify(ending)}; ${words(fates)}`;
}

function wronglyHeld(record: EndedRecord, { fates, holdEndMs }: Context): string | undefined {
  const openedMs = record.atMs - record.ageMs;
  const { ending } = record;
  // One that was never asked may have been lost long ago.
  if (ending.kind !== 'local-close' || ending.life !== 'proven') return undefined;
  const due = fates.find(
    ({ fate }) => fate.kind === 'ends' && openedMs + fate.lastMs + SLACK_MS < holdEndMs,
  );
  return due === undefined ? undefined : `held; ${words(fates)}`;
}

function words(fates: readonly FatedLimit[]): string {
  return fates
    .filter(({ fate }) => fate.kind !== 'waits' && fate.kind !== 'beyond')
    .map(({ hop, limit, fate }) => `${hop.id} ${limit.setting} ${JSON.stringify(fate)}`)
    .join(', ');
}
