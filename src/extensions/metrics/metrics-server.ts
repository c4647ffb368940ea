import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ListenAddress } from '../listen-address.ts';

/** Scrapers at once; a run has other uses for its files. */
const CONNECTIONS_MAX = 16;

/** A scraper that is slower than this is cut off. */
const PATIENCE_MS = 10_000;

/** What it shows. */
interface Shown {
  readonly contentType: string;
  text(): Promise<string>;
}

interface Options {
  readonly address: ListenAddress;
  readonly shown: Shown;
  readonly nowMs: () => number;
}

/** Serves `/metrics`. The text is made at most once a second, however many ask. */
export class MetricsServer {
  readonly #server: http.Server;
  readonly #options: Options;
  #text: Promise<string> | undefined;
  #madeAtMs = 0;

  private constructor(options: Options) {
    this.#options = options;
    this.#server = http.createServer(
      { requestTimeout: PATIENCE_MS, headersTimeout: PATIENCE_MS, maxHeaderSize: 8_192 },
      (request, response) => void this.#answer(request, response),
    );
    this.#server.maxConnections = CONNECTIONS_MAX;
    this.#server.timeout = PATIENCE_MS;
  }

  /** Rejects with what the system says when it cannot listen. */
  static async listen(options: Options): Promise<MetricsServer> {
    const metrics = new MetricsServer(options);
    metrics.#server.listen(options.address);
    await once(metrics.#server, 'listening');
    // An accept that fails (no file left for it) costs a scrape, never the run.
    metrics.#server.on('error', () => undefined);
    return metrics;
  }

  get address(): ListenAddress {
    const { address, port } = this.#server.address() as AddressInfo;
    return { host: address, port };
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { method, url = '' } = request;
    const isMetrics = url.split('?')[0] === '/metrics';
    if (method !== 'GET' && method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
    } else if (isMetrics) {
      await this.#show(response);
    } else {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('see /metrics\n');
    }
  }

  /** A fault in here costs a scrape, never the run. */
  async #show(response: http.ServerResponse): Promise<void> {
    try {
      const text = await this.#fresh();
      response.writeHead(200, { 'content-type': this.#options.shown.contentType }).end(text);
    } catch (error) {
      response
        .writeHead(500, { 'content-type': 'text/plain' })
        .end(`${(error as Error).message}\n`);
    }
  }

  #fresh(): Promise<string> {
    const nowMs = this.#options.nowMs();
    if (this.#text === undefined || nowMs - this.#madeAtMs >= 1_000) {
      this.#text = this.#options.shown.text();
      this.#madeAtMs = nowMs;
    }
    return this.#text;
  }
}
