import net from 'node:net';
import type { Analysis } from '../../analysis/analyze.ts';
import { sanitize } from '../../base/text.ts';
import type { IntervalRecord, NoteRecord } from '../../journal/record.ts';
import { isPathEvent, PATH_EVENTS } from '../../path/path.ts';
import type { FollowedRun, RunExtension } from '../extension.ts';
import { ControlClient } from './control-client.ts';
import type { ControlReply, ControlRequest } from './protocol.ts';
import { statusOf } from './run-status.ts';
import { listenIn } from './socket-place.ts';

/** Who comes after these is turned away. */
const CLIENTS_MAX = 16;

/** Marks of one run: enough for one every minute of a day. */
const MARKS_MAX = 1_500;

const LABEL_CHARACTERS_MAX = 200;

/** A screen is sent at most so often. */
const STATUS_EVERY_MS = 900;

/** The control socket of a run: `soak status`, `attach`, `stop` and `mark` from other terminals. */
export async function openControl(run: FollowedRun): Promise<RunExtension> {
  const control = new ControlServer(run);
  try {
    await control.listen();
  } catch (error) {
    const { message } = error as Error;
    throw new Error(
      `Cannot open the control socket, so soak attach, mark and stop cannot reach this run: ${message}`,
    );
  }
  return control;
}

class ControlServer implements RunExtension {
  readonly #run: FollowedRun;
  readonly #server: net.Server;
  readonly #clients = new Set<ControlClient>();
  #markCount = 0;
  #toldAtMs = Number.NEGATIVE_INFINITY;
  #remove = () => {};

  constructor(run: FollowedRun) {
    this.#run = run;
    this.#server = net.createServer((socket) => this.#onConnection(socket));
    this.#server.maxConnections = CLIENTS_MAX;
  }

  async listen(): Promise<void> {
    this.#remove = await listenIn(this.#run.folder.path, this.#server);
    // An accept that fails (no file left for it) costs a client, never the run.
    this.#server.on('error', () => undefined);
  }

  onRecord(record: IntervalRecord | NoteRecord): void {
    if (record.type === 'note') this.#tellAll({ tell: 'note', note: record });
    else this.#tellStatus();
  }

  #tellStatus(): void {
    const nowMs = this.#run.host.wallMs();
    // A wall clock that was set back starts again at once.
    if (Math.abs(nowMs - this.#toldAtMs) < STATUS_EVERY_MS || !this.#hasFollowers()) return;
    this.#toldAtMs = nowMs;
    this.#tellAll(this.#status());
  }

  async onEnd(_view: Analysis, exitCode: number): Promise<void> {
    for (const client of this.#clients) client.finish({ tell: 'end', exitCode });
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    for (const client of this.#clients) client.finish();
    await closed;
    this.#remove();
  }

  #onConnection(socket: net.Socket): void {
    const client: ControlClient = new ControlClient(socket, {
      onRequest: (request) => this.#answer(client, request),
      onClose: () => this.#clients.delete(client),
    });
    this.#clients.add(client);
  }

  #answer(client: ControlClient, request: ControlRequest): void {
    switch (request.ask) {
      case 'status':
        client.finish(this.#status());
        return;
      case 'watch':
        client.follow(this.#status());
        return;
      case 'stop':
        client.follow({ tell: 'done', atMs: this.#run.state.atMs });
        this.#run.stop('interrupted');
        return;
      case 'mark':
        client.finish(this.#mark(request));
        return;
    }
  }

  #mark(request: Extract<ControlRequest, { ask: 'mark' }>): ControlReply {
    const { hop, event } = request;
    const label = sanitize(request.label, LABEL_CHARACTERS_MAX);
    const why = this.#whyNot({ label, hop, event });
    if (why !== undefined) return { tell: 'refused', why };
    this.#markCount += 1;
    return { tell: 'done', atMs: this.#run.mark(label, { hop, event }) };
  }

  #whyNot(mark: { label: string; hop?: string | undefined; event?: string | undefined }) {
    const { label, hop, event } = mark;
    const hops = this.#run.scenario.path.hops.map(({ id }) => id);
    if (label === '') return 'A mark needs a label';
    if (hop !== undefined && !hops.includes(hop))
      return `The path has no such hop; it has ${hops.join(', ') || 'none'}`;
    if (event !== undefined && !isPathEvent(event))
      return `There is no such event; there are ${PATH_EVENTS.join(', ')}`;
    if (this.#markCount >= MARKS_MAX) return `A run takes ${MARKS_MAX} marks, and it has them`;
    return undefined;
  }

  #status(): ControlReply {
    return { tell: 'status', status: statusOf(this.#run, process.pid) };
  }

  #hasFollowers(): boolean {
    return [...this.#clients].some(({ isFollowing }) => isFollowing);
  }

  #tellAll(reply: ControlReply): void {
    for (const client of this.#clients) if (client.isFollowing) client.tell(reply);
  }
}
