import type { Ending } from '../../outcome/ending.ts';
import type { Drop } from '../drop.ts';
import { firstFrom } from '../first-from.ts';
import { endingKey } from './group.ts';
import { INSTANT_MS } from './scan.ts';

/**
 * What a drop is grouped by: its target and how it ended.
 *
 * Now and then the ending of one of many is not clear: the kernel was not asked about a silent connection, or data came so
 * close before a FIN that its kind is open. It goes with those of its target that are known, of its instant or with
 * the one limit or event that fits both.
 */
export function groupingKeyOf(
  drops: readonly Drop[],
  causeOf: (index: number) => string | undefined = () => undefined,
): (index: number) => string {
  const byCause = endingsByCause(drops, causeOf);
  const sides = new Map<number, Set<string>>();
  const closings = new Map<number, Drop[]>();
  for (const drop of drops) {
    const { target, ending } = drop;
    if (ending.kind === 'blackhole' && ending.kernel !== undefined) {
      const known = sides.get(target) ?? new Set<string>();
      sides.set(target, known.add(endingKey(ending)));
    }
    if (!isDecided(ending)) continue;
    const known = closings.get(target) ?? [];
    closings.set(target, known);
    known.push(drop);
  }
  for (const known of closings.values()) known.sort((a, b) => a.atMs - b.atMs);
  return (index) => {
    const drop = drops[index]!;
    const { target, ending } = drop;
    const placedKey =
      placed(drop, sides.get(target), closings.get(target)) ??
      closingAlike(drop, byCause.get(`${target} ${causeOf(index)}`));
    return `${target} ${placedKey ?? endingKey(ending)}`;
  };
}

/** How those ended that a limit or an event explains alone, and of whom it is known. */
function endingsByCause(
  drops: readonly Drop[],
  causeOf: (index: number) => string | undefined,
): ReadonlyMap<string, ReadonlyMap<string, Ending>> {
  const found = new Map<string, Map<string, Ending>>();
  for (const [index, drop] of drops.entries()) {
    const cause = isDecided(drop.ending) ? causeOf(index) : undefined;
    if (cause === undefined) continue;
    const key = `${drop.target} ${cause}`;
    const endings = found.get(key) ?? new Map<string, Ending>();
    found.set(key, endings.set(endingKey(drop.ending), drop.ending));
  }
  return found;
}

/** The one ending of the same cause that an open one may be. */
function closingAlike(
  { ending }: Drop,
  endings: ReadonlyMap<string, Ending> | undefined,
): string | undefined {
  if (!isOpen(ending) || endings === undefined) return undefined;
  const keys = [...endings].flatMap(([key, known]) => (mayBe(ending, known) ? [key] : []));
  return keys.length === 1 ? keys[0] : undefined;
}

function placed(
  drop: Drop,
  sides: ReadonlySet<string> | undefined,
  closings: readonly Drop[] | undefined,
): string | undefined {
  const { ending } = drop;
  if (ending.kind === 'blackhole' && ending.kernel === undefined)
    return sides?.size === 1 ? [...sides][0] : undefined;
  if (isOpen(ending) && closings !== undefined) return closingBeside(drop, closings);
  return undefined;
}

/** True when what is open about it does not matter: it is a RST, or a FIN of a known kind. */
export function isDecided(ending: Ending): boolean {
  return ending.kind === 'rst' || (ending.kind === 'fin' && !isOpen(ending));
}

function isOpen(ending: Ending): boolean {
  return (
    ending.kind === 'fin' && (ending.maybeReset === true || ending.closeNotify === 'undecidable')
  );
}

/** How those closed that closed in the same instant, if all of them closed in one way that it may be. */
function closingBeside(drop: Drop, closings: readonly Drop[]): string | undefined {
  let found: string | undefined;
  for (
    let index = firstFrom(closings, drop.atMs - INSTANT_MS);
    index < closings.length && closings[index]!.atMs <= drop.atMs + INSTANT_MS;
    index += 1
  ) {
    const { ending } = closings[index]!;
    if (!mayBe(drop.ending, ending)) return undefined;
    const key = endingKey(ending);
    if (found !== undefined && found !== key) return undefined;
    found = key;
  }
  return found;
}

function mayBe(open: Ending, known: Ending): boolean {
  if (open.kind !== 'fin') return false;
  if (known.kind !== 'fin') return open.maybeReset === true;
  return open.closeNotify === 'undecidable' || open.closeNotify === known.closeNotify;
}
