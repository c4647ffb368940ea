import type { Exchange, Scenario, Target } from '../../scenario/scenario.ts';

/** IPv4 and TCP headers with timestamps: 20 + 32 bytes. */
const SEGMENT_BYTES = 52;
/** Data, its answer with the acknowledgement, and the last acknowledgement. */
const SEGMENTS_PER_EXCHANGE = 3;
/** A TLS 1.3 record: header 5, type 1, tag 16 (RFC 8446, 5.2). */
const TLS_RECORD_BYTES = 22;
/** A short WebSocket frame of a client: header 2, mask 4; of a server: header 2 (RFC 6455, 5.2). */
const FRAME_BYTES = 8;
/** SYN, SYN-ACK, ACK, and two FINs with their acknowledgements. */
const OPEN_CLOSE_BYTES = 7 * SEGMENT_BYTES;
/** A TLS 1.3 handshake with a chain of 2.7 KB. */
const TLS_OPEN_BYTES = 4_500;
/** Request and answer of an upgrade with a few headers. */
const UPGRADE_BYTES = 700;

/** Bytes on the wire in both directions, headers included. An estimate: retransmissions are not known. */
export interface ExpectedTraffic {
  readonly totalBytes: number;
  /** While all connections are held. */
  readonly bitsPerSecond: number;
}

/** What a scenario will send and receive if every connection opens and lives. */
export function trafficOf(scenario: Scenario): ExpectedTraffic {
  const { stages } = scenario.load;
  // The area under the trapezoids of the stages: connection-milliseconds per connection.
  const heldMs = stages.reduce((sum, { durationMs, share }, index) => {
    const before = stages[index - 1]?.share ?? 0;
    return sum + (durationMs * (share + before)) / 2;
  }, 0);
  const share = Math.max(0, ...stages.map((stage) => stage.share));
  let totalBytes = 0;
  let bytesPerSecond = 0;
  for (const target of scenario.targets) {
    const rate = target.connections * bytesPerSecondOf(target);
    totalBytes += target.connections * openBytesOf(target) * share + (rate * heldMs) / 1_000;
    bytesPerSecond += rate * share;
  }
  return { totalBytes, bitsPerSecond: bytesPerSecond * 8 };
}

function bytesPerSecondOf({ traffic, address }: Target): number {
  return traffic.beats.reduce(
    (sum, beat) => sum + (exchangeBytes(beat, address.transport) * 1_000) / beat.everyMs,
    0,
  );
}

function openBytesOf({ traffic, address }: Target): number {
  const { transport } = address;
  const isTls = transport === 'tls' || transport === 'wss';
  const isWebSocket = transport === 'ws' || transport === 'wss';
  const login = traffic.onOpen.reduce((sum, line) => sum + exchangeBytes(line, transport), 0);
  return (
    OPEN_CLOSE_BYTES + (isTls ? TLS_OPEN_BYTES : 0) + (isWebSocket ? UPGRADE_BYTES : 0) + login
  );
}

function exchangeBytes({ say, expect }: Exchange, transport: string): number {
  const said =
    say.kind === 'bytes' ? say.hex.length / 2 : say.kind === 'message' ? say.sizeBytes : 0;
  const heard = expect.kind === 'bytes' ? expect.hex.length / 2 : expect.kind === 'none' ? 0 : said;
  const framed = transport === 'ws' || transport === 'wss' ? FRAME_BYTES : 0;
  const sealed = transport === 'tls' || transport === 'wss' ? 2 * TLS_RECORD_BYTES : 0;
  return said + heard + framed + sealed + SEGMENTS_PER_EXCHANGE * SEGMENT_BYTES;
}
