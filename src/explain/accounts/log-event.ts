import { tameWords } from './account.ts';

/** Something that happened to a hop as a whole, by its own log. */
export interface LogEvent {
  /** As the log wrote it, read as UTC: error logs name no zone. */
  readonly atMs: number;
  /** A `PathEvent`, or `kill`. */
  readonly event: string;
  /** In the log's own words. */
  readonly label: string;
}

const LINE =
  /^(\d{4})\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d) \[(?:notice|alert)\] \d+#\d+: (.{1,200})$/;

/** Whole seconds are cut off, not rounded. */
const HALF_A_SECOND_MS = 500;

/** A line of nginx's error log that tells of nginx itself, not of a connection. */
export function readNginxEvent(line: string): LogEvent | undefined {
  const match = LINE.exec(line);
  if (match === null) return undefined;
  const words = match[7]!;
  const event = eventOf(words);
  if (event === undefined) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  const atMs = Date.UTC(year!, month! - 1, day!, hour!, minute!, second!) + HALF_A_SECOND_MS;
  return { atMs, event, label: tameWords(words) };
}

/** https://github.com/nginx/nginx/blob/release-1.27.1/src/os/unix/ngx_process.c and ngx_process_cycle.c */
function eventOf(words: string): string | undefined {
  if (words === 'reconfiguring') return 'reload';
  if (/^worker process \d+ exited on signal \d+/.test(words)) return 'kill';
  if (/^signal \d+ \(SIG(?:TERM|INT)\) received.*, exiting$/.test(words)) return 'kill';
  return /^signal \d+ \(SIGQUIT\) received.*, shutting down$/.test(words) ? 'shutdown' : undefined;
}
