import net from 'node:net';
import tls from 'node:tls';
import { isSecure } from '../../path/transport.ts';
import { isWebSocketAddress, type Target } from '../../scenario/scenario.ts';
import type { Rehearsed } from './trial-dial.ts';

/** Version 1 for "nothing is known of the client": https://www.haproxy.org/download/2.8/doc/proxy-protocol.txt section 2.1 */
const HEADER = 'PROXY UNKNOWN\r\n';

const ANSWER_WAIT_MS = 2_000;

/**
 * Whether the same dial is answered when a PROXY header comes first: one more connection, for a target that was cut
 * off after its first bytes. Undefined where that would show nothing.
 */
export async function wantsProxyHeader(
  target: Target,
  tried: Rehearsed,
): Promise<boolean | undefined> {
  if (!isCutOff(tried)) return undefined;
  const first = firstBytesOf(target);
  const { host, port, transport } = target.address;
  if (!isSecure(transport) && first === undefined) return undefined;
  const socket = net.connect({ host, port });
  socket.write(HEADER);
  try {
    return isSecure(transport) ? await handshakes(socket, target) : await replies(socket, first!);
  } finally {
    socket.destroy();
  }
}

function isCutOff({ refused, opened, ended }: Rehearsed): boolean {
  if (opened !== undefined) return ended?.ending.kind === 'fin' || ended?.ending.kind === 'rst';
  const { phase, code } = refused?.refusal ?? {};
  const isLate = phase === 'tls' || phase === 'upgrade' || phase === 'login';
  return isLate && (code === 'fin' || code === 'rst');
}

function firstBytesOf({ address, traffic, finalProbe }: Target): Buffer | undefined {
  if (isWebSocketAddress(address))
    return Buffer.from(`GET ${address.path} HTTP/1.1\r\nHost: ${address.host}\r\n\r\n`);
  const asked = finalProbe.kind === 'ask' ? [finalProbe.ask] : [];
  const said = [...traffic.onOpen, ...traffic.beats, ...asked].find(
    ({ say }) => say.kind === 'bytes',
  );
  // What each connection fills in is not known here, and half a login shows nothing.
  const isWhole = said?.say.kind === 'bytes' && said.say.template === undefined;
  return isWhole ? Buffer.from(said.say.hex, 'hex') : undefined;
}

/** A handshake over it, whatever the certificate says. */
function handshakes(socket: net.Socket, { tls: plan, address }: Target): Promise<boolean> {
  const serverName = plan?.serverName ?? address.host;
  const secured = tls.connect({
    socket,
    rejectUnauthorized: false,
    ...(net.isIP(serverName) === 0 ? { servername: serverName } : {}),
  });
  return firstOf(secured, 'secureConnect', () => true);
}

/** A reply that is not only the complaint of a server that cannot read the header. */
function replies(socket: net.Socket, first: Buffer): Promise<boolean> {
  socket.write(first);
  return firstOf(socket, 'data', (bytes) => !/^HTTP\/1\.[01] 400/.test(String(bytes)));
}

function firstOf(
  socket: net.Socket,
  event: 'secureConnect' | 'data',
  judge: (bytes: unknown) => boolean,
): Promise<boolean> {
  return new Promise((resolve) => {
    socket.setTimeout(ANSWER_WAIT_MS);
    socket.once(event, (bytes: unknown) => resolve(judge(bytes)));
    // Closed or silent: the header changed nothing.
    for (const end of ['end', 'error', 'close', 'timeout'])
      socket.on(end, () => {
        socket.destroy();
        resolve(false);
      });
  });
}
