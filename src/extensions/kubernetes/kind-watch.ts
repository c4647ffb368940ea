import { type ChildProcess, spawn } from 'node:child_process';
import { sanitize } from '../../base/text.ts';
import type { Host } from '../../run/host.ts';
import type { WatchedCluster } from '../../scenario/scenario.ts';
import type { WatchedKind } from './cluster-changes.ts';
import { JsonDocuments } from './json-documents.ts';
import { WATCHED, type Watched } from './watched-object.ts';

/** etcd takes no object of more than 1.5 MiB; indented it may be more. */
const OBJECT_BYTES_MAX = 4 * 1024 * 1024;

const RETRY_MS_MIN = 1_000;
const RETRY_MS_MAX = 60_000;
const STDERR_CHARACTERS_MAX = 4_096;

/** Between asking kubectl to end and ending it. */
const TERM_GRACE_MS = 2_000;

interface KindWatchOptions {
  readonly cluster: WatchedCluster;
  readonly host: Host;
  readonly onWatched: (kind: WatchedKind, watched: Watched) => void;
  /** It does not see anything now, and why. */
  readonly onBlind: (kind: WatchedKind, why: string) => void;
  /** There is no kubectl. */
  readonly onAbsent: () => void;
}

/** One kind of objects through one kubectl (it watches one kind only), which is started again when it ends. */
export class KindWatch {
  readonly #kind: WatchedKind;
  readonly #options: KindWatchOptions;
  #child: ChildProcess | undefined;
  #exited: Promise<void> = Promise.resolve();
  #retryTimer: NodeJS.Timeout | undefined;
  #retryMs = RETRY_MS_MIN;
  #isBlind = false;
  #isStopped = false;

  constructor(kind: WatchedKind, options: KindWatchOptions) {
    this.#kind = kind;
    this.#options = options;
    this.#start();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#retryTimer);
    this.#child?.kill('SIGTERM');
    const timer = setTimeout(() => this.#child?.kill('SIGKILL'), TERM_GRACE_MS);
    await this.#exited;
    clearTimeout(timer);
  }

  #start(): void {
    const { env, cwd } = this.#options.host;
    const child = spawn('kubectl', this.#words(), {
      env,
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ctrl-C is for soak, which ends it at the end.
      detached: true,
    });
    this.#child = child;
    const documents = new JsonDocuments(OBJECT_BYTES_MAX);
    let said = '';
    child.stdout.on('data', (piece: Buffer) => {
      for (const document of documents.push(piece)) this.#take(document);
    });
    child.stderr.on('data', (piece: Buffer) => {
      said = (said + String(piece)).slice(-STDERR_CHARACTERS_MAX);
    });
    this.#exited = new Promise((resolve) => {
      child.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') this.#options.onAbsent();
        else this.#ended(error.message);
        resolve();
      });
      child.once('close', (code, signal) => {
        // A server ends a watch after a while, and kubectl then ends well.
        if (code === 0) this.#ended(undefined);
        else if (child.pid !== undefined) this.#ended(why(said, signal ?? `exit code ${code}`));
        resolve();
      });
    });
  }

  #words(): readonly string[] {
    const { context, namespace } = this.#options.cluster;
    return [
      'get',
      this.#kind,
      // Old events are not news; for the rest, changes are relative to the first listing.
      this.#kind === 'events' ? '--watch-only' : '--watch',
      '--output-watch-events',
      '--output=json',
      namespace === undefined ? '--all-namespaces' : `--namespace=${namespace}`,
      ...(context === undefined ? [] : [`--context=${context}`]),
    ];
  }

  #take(document: string): void {
    let json: unknown;
    try {
      json = JSON.parse(document);
    } catch {
      // Cut off by its end: the next listing tells it again.
      return;
    }
    this.#isBlind = false;
    this.#retryMs = RETRY_MS_MIN;
    const watched = WATCHED.safeParse(json);
    if (watched.success) this.#options.onWatched(this.#kind, watched.data);
  }

  #ended(failure: string | undefined): void {
    if (this.#isStopped) return;
    if (failure !== undefined && !this.#isBlind) {
      this.#isBlind = true;
      this.#options.onBlind(this.#kind, failure);
    }
    this.#retryTimer = setTimeout(() => this.#start(), this.#retryMs);
    this.#retryMs = Math.min(RETRY_MS_MAX, this.#retryMs * 2);
  }
}

/** The last line says it; those before are for programmers. */
function why(said: string, end: string): string {
  const last = said.trim().split('\n').at(-1) ?? '';
  return last === '' ? end : sanitize(last, 200);
}
