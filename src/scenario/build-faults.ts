import { closest } from '../base/closest.ts';
import type { HopProblem } from '../path/build.ts';
import type { Path } from '../path/path.ts';
import type { Fault, Target } from './scenario.ts';
import type { Written, WrittenFault } from './schema.ts';
import type { SourceText } from './source-text.ts';

const KINDS = [
  'reload',
  'fin',
  'rst',
  'stall',
  'refuse',
  'close-frame',
  'lose-state',
  'silence',
] as const;

/** The name by which a fault can always find the backend. */
const BACKEND = 'backend';

interface Context {
  readonly path: Path;
  readonly targets: readonly Target[];
  readonly at: SourceText['at'];
}

export function buildFaults(
  lab: Written['lab'],
  { path, targets, at }: Context,
): { readonly faults: readonly Fault[]; readonly problems: readonly HopProblem[] } {
  const written = lab === undefined || lab === true ? [] : (lab.faults ?? []);
  const problems: HopProblem[] = [];
  const hops = [...path.hops.map(({ id }) => id), BACKEND];
  const names = targets.map(({ name }) => name);
  const faults = written.flatMap((fault, index): Fault[] => {
    const steps = ['lab', 'faults', index];
    const kinds = KINDS.filter((kind) => fault[kind] !== undefined);
    const [kind] = kinds;
    if (kind === undefined || kinds.length > 1) {
      const message =
        kind === undefined ? 'A fault does nothing' : `A fault is ${kinds.join(' and ')}`;
      problems.push({ at: at(steps), message, hint: `exactly one of ${KINDS.join(', ')}` });
      return [];
    }
    const hop = fault[kind]!;
    if (!hops.includes(hop)) {
      problems.push({
        at: at([...steps, kind]),
        message: `The path has no hop "${hop}"`,
        hint: meant(hop, hops),
      });
    }
    if (fault.target !== undefined && !names.includes(fault.target)) {
      const message = `There is no target "${fault.target}"`;
      problems.push({ at: at([...steps, 'target']), message, hint: meant(fault.target, names) });
    }
    return [faultOf(fault, kind, hop)];
  });
  return { faults, problems };
}

function faultOf(written: WrittenFault, kind: Fault['kind'], hop: string): Fault {
  const { count, target, code } = written;
  return {
    atMs: written.at,
    hop,
    kind,
    ...(count !== undefined && { count }),
    ...(target !== undefined && { target }),
    ...(written.for !== undefined && { forMs: written.for }),
    ...(code !== undefined && { code }),
  };
}

function meant(word: string, known: readonly string[]): string {
  const guess = closest(word, known);
  return guess === undefined ? `one of ${known.join(', ')}` : `did you mean ${guess}?`;
}
