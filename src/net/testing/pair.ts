import { createIdentity } from './certificate.ts';
import { type DialOptions, Heard } from './heard.ts';
import { type LoopbackOptions, LoopbackServer, type Peer } from './loopback-server.ts';

/** Made once per test process: openssl takes a few milliseconds. */
export const identity = createIdentity('DNS:localhost', 'IP:127.0.0.1');

const TRUST = { serverName: 'localhost', ca: identity.cert, insecure: false };

/** Both ends of a connection that is open. */
interface Pair {
  readonly heard: Heard;
  readonly peer: Peer;
}

/** Servers and connections of a test, so that nothing is left behind. */
export class Loopback {
  readonly #servers: LoopbackServer[] = [];
  readonly #heard: Heard[] = [];

  async listen(options: LoopbackOptions): Promise<LoopbackServer> {
    const server = await LoopbackServer.listen({ identity, ...options });
    this.#servers.push(server);
    return server;
  }

  dial(options: DialOptions): Heard {
    const heard = new Heard({ tls: TRUST, ...options });
    this.#heard.push(heard);
    return heard;
  }

  /** A server, and one connection that it has accepted. */
  async open(options: LoopbackOptions, dial: Partial<DialOptions> = {}): Promise<Pair> {
    let accept: (peer: Peer) => void = () => undefined;
    const accepted = new Promise<Peer>((resolve) => {
      accept = resolve;
    });
    const onPeer = (peer: Peer): void => {
      options.onPeer?.(peer);
      accept(peer);
    };
    const { port } = await this.listen({ ...options, onPeer });
    const heard = this.dial({ transport: options.transport, port, ...dial });
    const [peer] = await Promise.all([accepted, heard.opened()]);
    return { heard, peer };
  }

  async cleanUp(): Promise<void> {
    for (const heard of this.#heard.splice(0)) heard.wire.destroy();
    for (const server of this.#servers.splice(0)) await server.close();
  }
}
