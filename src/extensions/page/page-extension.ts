import os from 'node:os';
import type { Analysis } from '../../analysis/analyze.ts';
import type { IntervalRecord, NoteRecord } from '../../journal/record.ts';
import { livePage } from '../../report/html/live-page.ts';
import { reportBody } from '../../report/html/page.ts';
import type { DigestPlan, Explained } from '../../run/explaining/digest.ts';
import type { FollowedRun, RunExtension } from '../../run/extension.ts';
import { formatListenAddress, type ListenAddress } from '../listen-address.ts';
import { LiveRun } from './live-run.ts';
import { LiveServer } from './live-server.ts';
import type { LiveSection } from './sections-digest.ts';
import { message } from './viewers.ts';

const TICK_MS = 1_000;

/** Addresses of a machine that mean all of them, and that no browser can go to. */
const EVERYWHERE = ['0.0.0.0', '::'];

/** Serves a page of the run for as long as it is running. */
export async function openPage(
  run: FollowedRun,
  address: ListenAddress,
): Promise<RunExtension<readonly LiveSection[]>> {
  const extension = new PageExtension(run);
  await extension.listen(address);
  return extension;
}

/** The page, its counts once a second, and its explanations when there are some. */
class PageExtension implements RunExtension<readonly LiveSection[]> {
  readonly digest: DigestPlan = {
    module: new URL('./sections-digest.js', import.meta.url).href,
    needsTimes: true,
  };
  readonly #run: FollowedRun;
  readonly #live: LiveRun;
  readonly #timer: NodeJS.Timeout;
  #server: LiveServer | undefined;

  constructor(run: FollowedRun) {
    this.#run = run;
    this.#live = new LiveRun(run);
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#timer.unref();
  }

  /** Rejects with a message for the user. */
  async listen(address: ListenAddress): Promise<void> {
    const { scenario } = this.#run;
    try {
      this.#server = await LiveServer.listen({
        address,
        page: livePage(scenario),
        first: () => this.#live.all(),
      });
    } catch (error) {
      clearInterval(this.#timer);
      const { code, message: why } = error as NodeJS.ErrnoException;
      const where = formatListenAddress(address);
      throw new Error(
        `Cannot serve a page on ${where} (${code ?? why}); the run continues without it`,
      );
    }
    this.#run.notify(`watch the run at ${urlOf(address, this.#server)}`);
  }

  onRecord(record: IntervalRecord | NoteRecord, shard: number): void {
    this.#live.add(record, shard);
  }

  /** Nobody looks: nothing needs to be explained. */
  wantsExplained(): boolean {
    return (this.#server?.viewers.count ?? 0) > 0;
  }

  onExplained(explained: Explained<readonly LiveSection[]>): void {
    this.#send(this.#live.explain(explained));
  }

  onExplainFailed(why: string): void {
    this.#send(this.#live.cannotExplain(why));
  }

  async onEnd(view: Analysis): Promise<void> {
    if (this.#server === undefined || this.#server.viewers.count === 0) return;
    const title = `${view.summary.verdict.toUpperCase()} – soak: ${view.summary.run.name}`;
    await this.#server.sayGoodbye(message('over', { title, html: reportBody(view).text }));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#server?.close();
  }

  #tick(): void {
    if ((this.#server?.viewers.count ?? 0) > 0) this.#send(this.#live.latest());
  }

  #send(text: string): void {
    if (text !== '') this.#server?.viewers.send(text);
  }
}

/** Where a browser finds it. */
function urlOf({ host }: ListenAddress, { port, query }: LiveServer): string {
  const reachable = EVERYWHERE.includes(host) ? os.hostname() : host;
  return `http://${formatListenAddress({ host: reachable, port })}/${query}`;
}
