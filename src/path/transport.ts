/** IPv4 and TCP headers with timestamps: 20 + 32 bytes. */
const SEGMENT_BYTES = 52;
/** Data, its answer with the acknowledgement, and the last acknowledgement. */
const EXCHANGE_BYTES = 3 * SEGMENT_BYTES;
/** SYN, SYN-ACK, ACK, and two FINs with their acknowledgements. */
const OPEN_CLOSE_BYTES = 7 * SEGMENT_BYTES;
/** A TLS 1.3 record in each direction: header 5, type 1, tag 16 (RFC 8446, 5.2). */
const TLS_RECORDS_BYTES = 2 * 22;
/** A TLS 1.3 handshake with a chain of 2.7 KB. */
const TLS_OPEN_BYTES = 4_500;
/** A short WebSocket frame of a client: header 2, mask 4; of a server: header 2 (RFC 6455, 5.2). */
const FRAMES_BYTES = 8;
/** Request and answer of an upgrade with a few headers. */
const UPGRADE_BYTES = 700;

/** Settings of a target that only some transports can have. */
export const TLS_SETTINGS = [
  'server-name',
  'ca',
  'cert',
  'key',
  'tls-min',
  'alpn',
  'resume',
  'insecure',
] as const;
export const UPGRADE_SETTINGS = ['headers', 'subprotocols'] as const;
export const FRAME_SETTINGS = ['ping', 'message', 'payload'] as const;

/** What soak knows of a transport. The keys of `TRANSPORTS` are the words for it in a scenario. */
interface Descriptor {
  /** For people, and for the schema of the address. */
  readonly title: string;
  readonly isSecure: boolean;
  /** What its payload travels in, and how its address is written: `host:port`, or a URL. */
  readonly framing: 'raw' | 'websocket';
  /** The port of a URL that names none (RFC 6455, 3); absent when the port must be written. */
  readonly defaultPort?: number;
  /** Where `soak serve` offers it beside the others. */
  readonly servePort: number;
  /** What proves that a backend is there: a balancer accepts TCP and TLS for a dead one. */
  readonly provenBy: 'answer' | 'open';
  /** What remains of it behind a hop that ends TLS. */
  readonly behindTls: string;
  readonly settings: readonly string[];
  /** Resident memory of one connection, generously; 60 KB of TLS with a long chain (measured). */
  readonly memoryBytes: number;
  /** On the wire, headers included: opening and closing. */
  readonly openBytes: number;
  /** On the wire, beside the payload: a message and its answer. */
  readonly exchangeBytes: number;
}

/** Every transport, once. A new one is an entry here, and a connection of its framing in `net` and `lab`. */
export const TRANSPORTS = {
  tcp: {
    title: 'Plain TCP',
    isSecure: false,
    framing: 'raw',
    servePort: 5150,
    provenBy: 'answer',
    behindTls: 'tcp',
    settings: [],
    memoryBytes: 4_096,
    openBytes: OPEN_CLOSE_BYTES,
    exchangeBytes: EXCHANGE_BYTES,
  },
  tls: {
    title: 'TLS',
    isSecure: true,
    framing: 'raw',
    servePort: 5152,
    provenBy: 'answer',
    behindTls: 'tcp',
    settings: TLS_SETTINGS,
    memoryBytes: 61_440,
    openBytes: OPEN_CLOSE_BYTES + TLS_OPEN_BYTES,
    exchangeBytes: EXCHANGE_BYTES + TLS_RECORDS_BYTES,
  },
  ws: {
    title: 'WebSocket',
    isSecure: false,
    framing: 'websocket',
    defaultPort: 80,
    servePort: 5151,
    provenBy: 'open',
    behindTls: 'ws',
    settings: [...UPGRADE_SETTINGS, ...FRAME_SETTINGS],
    memoryBytes: 8_192,
    openBytes: OPEN_CLOSE_BYTES + UPGRADE_BYTES,
    exchangeBytes: EXCHANGE_BYTES + FRAMES_BYTES,
  },
  wss: {
    title: 'WebSocket over TLS',
    isSecure: true,
    framing: 'websocket',
    defaultPort: 443,
    servePort: 5153,
    provenBy: 'open',
    behindTls: 'ws',
    settings: [...TLS_SETTINGS, ...UPGRADE_SETTINGS, ...FRAME_SETTINGS],
    memoryBytes: 65_536,
    openBytes: OPEN_CLOSE_BYTES + TLS_OPEN_BYTES + UPGRADE_BYTES,
    exchangeBytes: EXCHANGE_BYTES + TLS_RECORDS_BYTES + FRAMES_BYTES,
  },
} as const satisfies Readonly<Record<string, Descriptor>>;

export type TransportKind = keyof typeof TRANSPORTS;

type Framed<Framing> = {
  [Kind in TransportKind]: (typeof TRANSPORTS)[Kind]['framing'] extends Framing ? Kind : never;
}[TransportKind];

/** Transports whose payload is a bare byte stream. */
export type RawTransport = Framed<'raw'>;
export type WebSocketTransport = Framed<'websocket'>;

/** In the order in which they are listed to people. */
export const TRANSPORT_KINDS = Object.keys(TRANSPORTS) as [TransportKind, ...TransportKind[]];

export const WEBSOCKET_TRANSPORTS: readonly WebSocketTransport[] =
  TRANSPORT_KINDS.filter(isWebSocket);

export function isRaw(transport: TransportKind): transport is RawTransport {
  return TRANSPORTS[transport].framing === 'raw';
}

export function isWebSocket(transport: TransportKind): transport is WebSocketTransport {
  return TRANSPORTS[transport].framing === 'websocket';
}

/** Whether TLS protects it. */
export function isSecure(transport: TransportKind): boolean {
  return TRANSPORTS[transport].isSecure;
}

/** Whether a word is one of them. */
export function isTransport(word: string): word is TransportKind {
  return TRANSPORT_KINDS.some((kind) => kind === word);
}

/** Whether a target with this transport may have the setting, such as `headers` or `ca`. */
export function allowsSetting(transport: TransportKind, setting: string): boolean {
  const { settings }: Descriptor = TRANSPORTS[transport];
  return settings.includes(setting);
}
