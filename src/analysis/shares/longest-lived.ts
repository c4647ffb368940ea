import { livedOn, READINGS, type ReadingName } from '../../explain/grouping/clock-readings.ts';
import type { Connection } from '../../journal/connection.ts';

/** The longest that any connection of a target lived on a clock; counted when it is first asked for. */
export function longestLived(
  connections: Iterable<Connection>,
): (reading: ReadingName, target: number) => number {
  let longest: Map<string, number> | undefined;
  return (reading, target) => {
    longest ??= counted(connections);
    return longest.get(`${reading} ${target}`) ?? 0;
  };
}

function counted(connections: Iterable<Connection>): Map<string, number> {
  const longest = new Map<string, number>();
  for (const { target, ended } of connections) {
    if (ended === undefined) continue;
    for (const reading of READINGS) {
      const livedMs = livedOn(reading, ended);
      if (livedMs === undefined) continue;
      const key = `${reading.name} ${target}`;
      longest.set(key, Math.max(longest.get(key) ?? 0, livedMs));
    }
  }
  return longest;
}
