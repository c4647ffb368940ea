import { quoted } from '../../base/units.ts';
import { CLOSE_CODES, isCloseCode } from '../../outcome/close-code.ts';
import { FAULT_KINDS } from '../../path/faults/all.ts';
import type { Hop } from '../../path/path.ts';
import type { Fault } from '../scenario.ts';
import type { Written, WrittenFault } from '../schema/schema.ts';
import { type Findings, hintFor } from '../text/findings.ts';
import type { Step } from '../text/source-text.ts';

/** The name that always refers to the backend in a fault. */
const BACKEND = 'backend';
const HEALING = FAULT_KINDS.filter(({ heals }) => heals).map(({ name }) => name);

interface FaultContext {
  readonly hopIds: readonly string[];
  readonly hops: readonly Hop[];
  readonly targetNames: readonly string[];
  readonly findings: Findings;
}

/** The faults of `lab:`, ordered by time. */
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
  const kinds = FAULT_KINDS.filter(({ name }) => written[name] !== undefined);
  const [first, second] = kinds;
  if (first === undefined || second !== undefined) {
    const names = kinds.map(({ name }) => name);
    const found = first === undefined ? 'nothing' : names.join(' and ');
    const hint = `exactly one of ${FAULT_KINDS.map(({ name }) => name).join(', ')}`;
    findings.add(path, `A fault does one thing to one hop: found ${found}`, hint);
    return [];
  }
  const { name: kind, event, heals, hasCode } = first;
  const { at, count, target, code } = written;
  const hop = written[kind]!;
  const message = `Cannot inject ${kind} at ${quoted(hop)}: the path has no such hop`;
  findings.addUnless([...hopIds, BACKEND], [...path, kind], { name: hop, message });
  const known = hops.find(({ id }) => id === hop);
  if (event === 'reload' && known !== undefined && !canReload(known)) {
    const ids = hops.filter(canReload).map(({ id }) => id);
    findings.add(
      [...path, kind],
      `${quoted(hop)} has no configuration to reload`,
      hintFor(hop, ids),
    );
  }
  if (target !== undefined) {
    const message = `Cannot inject ${kind} for ${quoted(target)}: there is no such target`;
    findings.addUnless(targetNames, [...path, 'target'], { name: target, message });
  }
  if (code !== undefined && hasCode !== true)
    findings.addAtKey([...path, 'code'], `A ${kind} has no code`, 'only close-frame has one');
  if (code !== undefined && !isCloseCode(code))
    findings.add([...path, 'code'], `${code} is not a valid Close code`, CLOSE_CODES);
  if (written.for !== undefined && heals !== true)
    findings.addAtKey(
      [...path, 'for'],
      `${kind} is instantaneous, so it cannot heal`,
      `only ${HEALING.join(', ')} can`,
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

/** A proxy that reloads its configuration and closes old connections some time later. */
function canReload({ role, limits }: Hop): boolean {
  return role === 'ingress' || limits.some(({ event }) => event === 'reload');
}
