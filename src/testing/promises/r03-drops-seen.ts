import type { EndedRecord, NoteRecord } from '../../journal/record.ts';
import { isDrop } from '../../outcome/ending.ts';
import type { Measured, PromiseRow } from './promise.ts';
import { recordsOf, startRun, withFolder } from './run-scene.ts';

const COUNT = 10;

/** What the lab does, to which target, and how late it may be known: 500 ms to the next question, 500 ms to answer. */
const FAULTS = [
  { kind: 'rst', target: 'a', at: 1_000, latestMs: 1_000, ending: 'rst' },
  { kind: 'fin', target: 'b', at: 1_500, latestMs: 1_000, ending: 'fin' },
  { kind: 'silence', target: 'c', at: 2_000, latestMs: 500 + 500 + 1_000, ending: 'blackhole' },
] as const;

/** R3: what drops is known in time. */
export const dropsSeen: PromiseRow = {
  id: 'R3',
  promise: 'no missed drops',
  goal: 'FIN and RST known within 1 s, silent death within heartbeat + answer + 1 s',
  how: 'faults of a lab on connections of a real run; `npm run acceptance` drops packets with nftables',
  measure: () => withFolder(measured),
};

async function measured(
  folder: Parameters<Parameters<typeof withFolder>[0]>[0],
): Promise<Measured> {
  const faults = FAULTS.map(
    ({ kind, target, at }) =>
      `    - { at: ${at}ms, ${kind}: slb, count: ${COUNT}, target: ${target} }`,
  );
  const targets = FAULTS.map(
    ({ target }, index) =>
      `  ${target}: { tcp: "lab:${80 + index}", connections: 20, heartbeat: { every: 500ms, expect: any, within: 500ms } }`,
  );
  const text = `lab:\n  faults:\n${faults.join('\n')}\ntargets:\n${targets.join('\n')}`;
  await startRun(folder, { text, load: 'ramp: 200ms, hold: 5s, drain: 100ms' }).exitCode();
  const records = recordsOf(folder);
  const drops = records.filter(
    (record): record is EndedRecord => record.type === 'ended' && isDrop(record.ending),
  );
  const rows = FAULTS.map(({ kind, latestMs, ending, at }, index) => {
    const mine = drops.filter(({ target }) => target === index);
    const event = records.find(
      (record): record is NoteRecord =>
        record.type === 'note' && record.kind === 'event' && record.event === kind,
    );
    const latest = Math.max(...mine.map(({ atMs }) => atMs - (event?.atMs ?? at)));
    const ok = mine.length === COUNT && mine.every((one) => one.ending.kind === ending);
    return {
      ok,
      onTime: latest <= latestMs,
      text: `${kind} ${mine.length} after <= ${Math.round(latest)} ms`,
    };
  });
  return {
    figure: `${rows.map(({ text: one }) => one).join(', ')}; ${COUNT} of each inflicted`,
    ok: rows.every(({ ok }) => ok),
    onTime: rows.every(({ onTime }) => onTime),
  };
}
