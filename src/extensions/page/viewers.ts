import type { ServerResponse } from 'node:http';

/** More would cost the run; a browser that is refused tries again. */
const VIEWERS_MAX = 16;

/** Who takes its bytes more slowly than they come is cut off; it gets all of it when it comes again. */
const WAITING_BYTES_MAX = 4 * 1024 * 1024;

/** A browser waits so long before it comes again. */
const RETRY_MS = 3_000;

/** One message of a stream of server-sent events. */
export function message(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** Everybody who looks at a run. None of them can hold it up, and none of them keeps it alive. */
export class Viewers {
  readonly #viewers = new Set<ServerResponse>();

  get count(): number {
    return this.#viewers.size;
  }

  get isFull(): boolean {
    return this.#viewers.size >= VIEWERS_MAX;
  }

  add(response: ServerResponse, first: string): void {
    this.#viewers.add(response);
    response.on('close', () => this.#viewers.delete(response));
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`retry: ${RETRY_MS}\n\n${first}`);
  }

  send(text: string): void {
    for (const viewer of this.#viewers) {
      viewer.write(text);
      if (viewer.writableLength > WAITING_BYTES_MAX) viewer.destroy();
    }
  }

  /** Says the last words, and is done when everybody has them. */
  async end(text: string): Promise<void> {
    const ends = [...this.#viewers].map(
      (viewer) =>
        new Promise<void>((resolve) => {
          viewer.on('close', resolve);
          viewer.end(text);
        }),
    );
    await Promise.all(ends);
  }
}
