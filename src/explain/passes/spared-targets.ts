import type { Group } from '../grouping/group.ts';
import { joined, revised, targetOf } from '../grouping/group.ts';
import type { Population } from '../grouping/population.ts';
import type { TargetWay } from '../target-way.ts';
import type { RunPass } from './pass.ts';

const id = 'spared-targets';

/** As many of the other target should have dropped, had it fared alike, before none is worth a word. */
const EXPECTED_LEAST = 5;

/** Much more, not a little. */
const MORE_BYTES = 4;

/** Drops without a cause in common may still depend on what their connections carry. */
export const sparedTargets: RunPass = {
  id,
  concludes:
    'drops without a clock or a moment in common, of a target beside which another on the same way lost nothing: it goes with what the target carries, not with time',
  refutedBy: 'a drop of the other target, or as many connections of a third that carries as much',
  apply(groups, { grounds, population }) {
    const ways = grounds.map(({ way }) => way);
    const lost = new Set(groups.map(targetOf));
    return groups.map((group) => {
      const { conclusion, together } = group;
      if (conclusion.basis !== 'mechanism' || together === true) return group;
      const own = ways[targetOf(group)]!;
      const spared = ways.filter(
        (way) =>
          !lost.has(way.index) &&
          isSameWay(way, own) &&
          expectedOf(way, group, population) >= EXPECTED_LEAST,
      );
      return spared.length === 0 ? group : noted(group, { own, spared });
    });
  },
};

function isSameWay({ stations, target }: TargetWay, own: TargetWay): boolean {
  const ids = (way: TargetWay) => way.stations.map(({ id: station }) => station).join(' ');
  const isTwin =
    target.address.transport === own.target.address.transport &&
    target.address.port === own.target.address.port;
  return (
    isTwin && stations.length === own.stations.length && ids(own) === ids({ ...own, stations })
  );
}

/** How many of a target would have dropped at the times of the group, at the rate of the group's own target. */
function expectedOf({ index }: TargetWay, group: Group, population: Population): number {
  const own = targetOf(group);
  return group.cases.reduce((sum, { drop: { atMs } }) => {
    const open = Math.max(1, population.openAt(own, atMs));
    return sum + population.openAt(index, atMs) / open;
  }, 0);
}

function noted(
  group: Group,
  { own, spared }: { readonly own: TargetWay; readonly spared: readonly TargetWay[] },
): Group {
  const names = spared.map(({ target }) => target.name).join(' and ');
  const ratio = bytesPerSecond(own) / Math.max(1, ...spared.map(bytesPerSecond));
  const bytes =
    ratio >= MORE_BYTES ? ', and carries far less: it goes with the bytes, not with time' : '';
  const found = `only ${own.target.name} was hit; ${names} on the same way lost nothing${bytes}`;
  return revised(id, group, { found, note: joined(group.note, found) });
}

/** What the traffic of a target says in a second, replies not counted. */
function bytesPerSecond({ target }: TargetWay): number {
  return target.traffic.beats.reduce((sum, { say, everyMs }) => {
    const bytes = say.kind === 'message' ? say.sizeBytes : PING_BYTES;
    return sum + (1_000 * (say.kind === 'bytes' ? say.hex.length / 2 : bytes)) / everyMs;
  }, 0);
}

const PING_BYTES = 6;
