import { isOwnDoing } from '../cause.ts';
import type { Group } from '../grouping/group.ts';
import { extent, revised } from '../grouping/group.ts';
import { OWN_HOST } from '../own/own-host.ts';
import { counted } from '../words.ts';
import type { RunPass } from './pass.ts';

const id = 'own-host-fate';

/** Of a group, as many must have been waiting for an answer while nothing of ours left. */
const SHARE = 0.9;

/** The kernel of one connection speaks for all that were silent meanwhile: they leave through the same host. */
export const ownHostFate: RunPass = {
  id,
  concludes:
    'connections that fell silent while the bytes of others never left this host, and of which the kernel tells nothing else, share that cause',
  refutedBy: 'the kernel of one of them, if its bytes were sent again or acknowledged',
  apply(groups) {
    const own = groups.filter(({ conclusion }) =>
      conclusion.candidates.some(({ setting }) => setting === OWN_HOST.setting),
    );
    if (own.length === 0) return groups;
    const span = {
      fromMs: Math.min(...own.map((group) => silenceOf(group).fromMs)),
      toMs: Math.max(...own.map((group) => silenceOf(group).toMs)),
    };
    const known = own.reduce((sum, { cases }) => sum + cases.length, 0);
    return groups.map((group) => (sharesIt(group, span) ? shared(group, known) : group));
  },
};

/** From the first last answer on, to the last that was given up. */
function silenceOf({ cases }: Group): { readonly fromMs: number; readonly toMs: number } {
  return {
    fromMs: extent(cases, ({ drop }) => drop.atMs - drop.sinceReceivedMs).toMs,
    toMs: extent(cases, ({ drop }) => drop.atMs).toMs,
  };
}

function sharesIt(
  { cases, conclusion }: Group,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): boolean {
  if (isOwnDoing({ causes: conclusion.candidates })) return false;
  const silent = cases.filter(({ drop: { ending, atMs, sinceReceivedMs } }) => {
    if (ending.kind === 'unreachable') return atMs >= fromMs && atMs <= toMs;
    if (ending.kind !== 'blackhole' || ending.kernel !== undefined) return false;
    return atMs >= fromMs && atMs - sinceReceivedMs <= toMs;
  });
  return silent.length >= SHARE * cases.length;
}

function shared(group: Group, known: number): Group {
  const found = `the bytes of ${counted(known)} others did not leave this host meanwhile`;
  return revised(id, group, {
    found,
    conclusion: {
      axis: 'wall',
      basis: 'own',
      certainty: 'likely',
      candidates: [OWN_HOST],
      reason: found,
    },
    reason: found,
    orTimeout: false,
  });
}
