import type { Path } from '../../path/path.ts';
import type { Host } from '../../run/host.ts';
import type { WatchedCluster } from '../../scenario/scenario.ts';
import {
  type ClusterChange,
  ClusterChanges,
  WATCHED_KINDS,
  type WatchedKind,
} from './cluster-changes.ts';
import { KindWatch } from './kind-watch.ts';
import type { Watched } from './watched-object.ts';

/** A roll-out of 500 pods is told whole; a cluster that never rests is not told for ever. */
const CHANGES_AT_ONCE_MAX = 500;
const CHANGES_PER_SECOND_MAX = 1;

interface ClusterWatchOptions {
  readonly cluster: WatchedCluster;
  readonly path: Path;
  readonly host: Host;
  readonly onChange: (change: ClusterChange) => void;
  readonly onWarning: (message: string) => void;
}

/** What happens in the cluster meanwhile, through the user's own kubectl; a watch that fails ends nothing. */
export class ClusterWatch {
  readonly #options: ClusterWatchOptions;
  readonly #changes: ClusterChanges;
  readonly #watches: readonly KindWatch[];
  #allowance = CHANGES_AT_ONCE_MAX;
  #allowedAtMs: number;
  #leftOut = 0;
  #isAbsent = false;

  constructor(options: ClusterWatchOptions) {
    const { cluster, path, host } = options;
    this.#options = options;
    this.#allowedAtMs = host.wallMs();
    this.#changes = new ClusterChanges(cluster, { path, startedAtMs: host.wallMs() });
    this.#watches = WATCHED_KINDS.map(
      (kind) =>
        new KindWatch(kind, {
          cluster,
          host,
          onWatched: (of, watched) => this.#take(of, watched),
          onBlind: (of, why) =>
            options.onWarning(`${of} of the cluster are not watched for now: ${why}`),
          onAbsent: () => this.#onAbsent(),
        }),
    );
  }

  async stop(): Promise<void> {
    await Promise.all(this.#watches.map((watch) => watch.stop()));
    if (this.#leftOut > 0)
      this.#options.onWarning(
        `${this.#leftOut} changes of the cluster were left out: there were too many`,
      );
  }

  #take(kind: WatchedKind, watched: Watched): void {
    const change = this.#changes.take(kind, watched);
    if (change === undefined) return;
    const nowMs = this.#options.host.wallMs();
    const earned = (Math.max(0, nowMs - this.#allowedAtMs) / 1_000) * CHANGES_PER_SECOND_MAX;
    this.#allowance = Math.min(CHANGES_AT_ONCE_MAX, this.#allowance + earned);
    this.#allowedAtMs = nowMs;
    if (this.#allowance < 1) {
      this.#leftOut += 1;
      return;
    }
    this.#allowance -= 1;
    this.#options.onChange(change);
  }

  #onAbsent(): void {
    if (this.#isAbsent) return;
    this.#isAbsent = true;
    this.#options.onWarning('the cluster is not watched: kubectl is not in PATH');
  }
}
