import { TRANSPORTS, type TransportKind } from '../../path/transport.ts';
import type { Exchange, Scenario, Target } from '../../scenario/scenario.ts';

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

function openBytesOf({ traffic, address: { transport } }: Target): number {
  const login = traffic.onOpen.reduce((sum, line) => sum + exchangeBytes(line, transport), 0);
  return TRANSPORTS[transport].openBytes + login;
}

function exchangeBytes({ say, expect }: Exchange, transport: TransportKind): number {
  const said =
    say.kind === 'bytes' ? say.hex.length / 2 : say.kind === 'message' ? say.sizeBytes : 0;
  const heard = expect.kind === 'bytes' ? expect.hex.length / 2 : expect.kind === 'none' ? 0 : said;
  return said + heard + TRANSPORTS[transport].exchangeBytes;
}
