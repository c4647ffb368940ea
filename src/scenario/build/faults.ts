import { quoted } from '../../base/units.ts';
import type { Hop } from '../../path/path.ts';
import type { Fault } from '../scenario.ts';
import { FAULT_KEYS, type Written, type WrittenFault } from '../schema/schema.ts';
import { type Findings, hintFor } from '../text/findings.ts';
import type { Step } from '../text/source-text.ts';

/** The name by which a fault can always find the backend. */
const BACKEND = 'backend';
const HEALING: readonly Fault['kind'][] = ['stall', 'refuse', 'silence'];

interface FaultContext {
  readonly hopIds: readonly string[];
  readonly hops: readonly Hop[];
  readonly targetNames: readonly string[];
  readonly findings: Findings;
}

/** The faults of `lab:`, in the order of their times. */
export function buildFaults(lab: Written['lab'], context: FaultContext): readonly Fault[] {
  const written = typeof lab === 'object' ? (lab.faults ?? []) : [];
  const faults = written.flatMap((fault, index) =>
    buildFault(fault, ['lab', 'faults', index], context),
  );
  return faults.sort((a, b) => a.atMs - b.atMs);
}

function buildFault(
  written: WrittenFault,
  path: readonly Step[],
  { hopIds, hops, targetNames, findings }: FaultContext,
): readonly Fault[] {
  const kinds = FAULT_KEYS.filter((kind) => written[kind] !== undefined);
  const [kind, second] = kinds;
  if (kind === undefined || second !== undefined) {
    const found = kind === undefined ? 'nothing' : kinds.join(' and ');
    const hint = `exactly one of ${FAULT_KEYS.join(', ')}`;
    findings.add(path, `A fault does one thing to one hop: found ${found}`, hint);
    return [];
  }
  const { at, count, target, code } = written;
  const hop = written[kind]!;
  const message = `Cannot do a ${kind} to ${quoted(hop)}: the path has no such hop`;
  findings.addUnless([...hopIds, BACKEND], [...path, kind], { name: hop, message });
  const known = hops.find(({ id }) => id === hop);
  if (kind === 'reload' && known !== undefined && !canReload(known)) {
    const ids = hops.filter(canReload).map(({ id }) => id);
    findings.add([...path, kind], `${quoted(hop)} has nothing that it reloads`, hintFor(hop, ids));
  }
  if (target !== undefined) {
    const message = `Cannot do a ${kind} to ${quoted(target)}: no target has this name`;
    findings.addUnless(targetNames, [...path, 'target'], { name: target, message });
  }
  if (code !== undefined && kind !== 'close-frame')
    findings.addAtKey([...path, 'code'], `A ${kind} has no code`, 'only close-frame has one');
  if (code !== undefined && !isSendable(code))
    findings.add([...path, 'code'], `${code} is no code that a Close frame may carry`, CODES);
  if (written.for !== undefined && !HEALING.includes(kind))
    findings.addAtKey(
      [...path, 'for'],
      `A ${kind} is over at once, so it does not heal`,
      `only ${HEALING.join(', ')} do`,
    );
  return [
    {
      atMs: at,
      hop,
      kind,
      ...(count !== undefined && { count }),
      ...(target !== undefined && { target }),
      ...(written.for !== undefined && { forMs: written.for }),
      ...(code !== undefined && { code }),
    },
  ];
}

/** A proxy that reads its configuration again, and lets old connections end some time later. */
function canReload({ role, limits }: Hop): boolean {
  return role === 'ingress' || limits.some(({ event }) => event === 'reload');
}

const CODES = '1000 to 1014 without 1004, 1005 and 1006; or 3000 to 4999';

/** RFC 6455 section 7.4: 1005, 1006 and 1015 never travel, 1004 and 1016 to 2999 are reserved. */
function isSendable(code: number): boolean {
  if (code >= 3_000) return code <= 4_999;
  return code >= 1_000 && code <= 1_014 && ![1_004, 1_005, 1_006].includes(code);
}
