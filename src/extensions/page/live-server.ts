import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { ListenAddress } from '../listen-address.ts';
import { Access } from './access.ts';
import { type Asset, readAssets } from './assets.ts';
import { Viewers } from './viewers.ts';

/** Whoever takes longer to ask is cut off. */
const PATIENCE_MS = 10_000;

/** A viewer has one for its stream, and some while the page loads. */
const CONNECTIONS_MAX = 64;

/** How long the last words may take. */
const GOODBYE_MS = 2_000;

/** Only what this server sends, and no script that stands in the page. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HEADERS = {
  'content-security-policy': POLICY,
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

interface Options {
  readonly address: ListenAddress;
  readonly page: string;
  /** What a new viewer has to hear first. */
  readonly first: () => string;
}

/** Serves one page and its stream of events, to be read only. */
export class LiveServer {
  readonly viewers = new Viewers();
  readonly #options: Options;
  readonly #server: http.Server;
  readonly #assets: ReadonlyMap<string, Asset> = readAssets();
  #access: Access | undefined;

  private constructor(options: Options) {
    this.#options = options;
    this.#server = http.createServer(
      { requestTimeout: PATIENCE_MS, headersTimeout: PATIENCE_MS, maxHeaderSize: 8_192 },
      (request, response) => this.#answer(request, response),
    );
    this.#server.maxConnections = CONNECTIONS_MAX;
    this.#server.on('connection', socketOnConnection);
  }

  /** Rejects with what the system says when it cannot listen. */
  static async listen(options: Options): Promise<LiveServer> {
    const live = new LiveServer(options);
    live.#server.listen(options.address);
    await once(live.#server, 'listening');
    // An accept that fails (no file left for it) costs a viewer, never the run.
    live.#server.on('error', () => undefined);
    live.#server.unref();
    live.#access = new Access({ host: options.address.host, port: live.port });
    return live;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** What stands behind the address, to get in. */
  get query(): string {
    return this.#access?.query ?? '';
  }

  /** Tells all viewers the last, and waits for them for a short time only. */
  async sayGoodbye(text: string): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, GOODBYE_MS);
    });
    await Promise.race([this.viewers.end(text), patience]);
    clearTimeout(timer);
  }

  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  #answer(request: http.IncomingMessage, response: http.ServerResponse): void {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    const entry = this.#access!.entryFor(request);
    switch (entry.kind) {
      case 'refused':
        sendText(response, entry.status, `${entry.why}\n`);
        return;
      case 'welcome':
        response.writeHead(302, { location: '/', 'set-cookie': entry.cookie }).end();
        return;
      case 'let-in':
        this.#show(request.url?.split('?')[0] ?? '/', response);
        return;
    }
  }

  #show(path: string, response: http.ServerResponse): void {
    const { page, first } = this.#options;
    const asset = this.#assets.get(path);
    if (asset !== undefined) {
      response.writeHead(200, { 'content-type': asset.type }).end(asset.text);
    } else if (path === '/') {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
    } else if (path !== '/events') {
      sendText(response, 404, 'not here\n');
    } else if (this.viewers.isFull) {
      sendText(response, 503, 'too many viewers\n');
    } else {
      this.viewers.add(response, first());
    }
  }
}

function sendText(response: http.ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
}

/** A viewer does not keep the run alive. */
function socketOnConnection(socket: Socket): void {
  socket.unref();
}
