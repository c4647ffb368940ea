/** Files that a shard process needs for itself: journal, channel, libraries, and air. */
const OWN_FILES = 200;

/** One process holds at most so many, whatever its file limit: a storm of them is recorded within 2 s. */
const CONNECTIONS_MAX = 15_000;

/** Below this, a second process costs more than it helps. */
const WORTH_ANOTHER = 2_000;

/**
 * How many shard processes a run needs: as many as the open-file limit asks for, and as many as the cores
 * can use when there is enough to share. `filesMax` is the limit of one process, read from the system.
 */
export function shardCountFor(
  connections: number,
  machine: { readonly filesMax: number; readonly cores: number },
): number {
  const perShard = Math.max(1, Math.min(CONNECTIONS_MAX, machine.filesMax - OWN_FILES));
  const needed = Math.ceil(connections / perShard);
  const useful = Math.min(machine.cores, Math.ceil(connections / WORTH_ANOTHER));
  return Math.max(1, needed, useful);
}
