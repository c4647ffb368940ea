/** What is known of a socket whose kernel gave up waiting. */
interface Waited {
  readonly keepaliveMs: number | undefined;
  readonly backlogBytes: number;
  readonly readAtMs: number;
  readonly wroteAtMs: number;
  readonly nowMs: number;
}

/** Kernel timers and our event loop may be this late. */
const PROBE_TOLERANCE_MS = 1_000;

/**
 * Which timer of the kernel raised ETIMEDOUT. Keep-alive probes stop while data is unacknowledged, and libuv
 * sends 10 of them, one per second; retransmission takes 924 s with Linux's defaults.
 */
export function silenceNoticedBy(waited: Waited): 'keepalive' | 'retransmission' {
  const { keepaliveMs, backlogBytes, readAtMs, wroteAtMs, nowMs } = waited;
  if (keepaliveMs === undefined || backlogBytes > 0) return 'retransmission';
  const probesMs = Math.max(1000, keepaliveMs) + 10_000;
  const silentMs = nowMs - Math.max(readAtMs, wroteAtMs);
  const wroteLast = wroteAtMs > readAtMs;
  return wroteLast && silentMs > probesMs + PROBE_TOLERANCE_MS ? 'retransmission' : 'keepalive';
}
