import { type FarAccount, idInRequest, readLogTime } from './account.ts';

//                  client                time         request          status bytes  referer  agent   length seconds
const ACCESS =
  /^(\S{2,60}) - \S+ \[([^\]]{20,32})\] "([^"]{0,8000})" (\d{3}) \d+ "[^"]*" "[^"]*"(?: \d+ (\d+(?:\.\d+)?)\b)?/;

/** A line of an nginx access log, a JSON line of soak's own format, or a line of its error log. */
export function readNginxLine(line: string): FarAccount | undefined {
  if (line.startsWith('{')) return readJsonLine(line);
  return readAccessLine(line) ?? readErrorLine(line);
}

/**
 * nginx's `combined` format, and that of ingress-nginx, which goes on with the request's length and seconds. It
 * writes the line when the connection has ended, and does not say which side ended it.
 */
function readAccessLine(line: string): FarAccount | undefined {
  const match = ACCESS.exec(line);
  if (match === null || match[4] !== '101') return undefined;
  const endedAtMs = readLogTime(match[2]!);
  if (Number.isNaN(endedAtMs)) return undefined;
  return ended({ endedAtMs, request: match[3]!, seconds: match[5], client: '' });
}

/**
 * The format that this tool documents:
 *
 *     log_format soak escape=json '{"msec":$msec,"client":"$remote_addr:$remote_port",'
 *       '"uri":"$request_uri","status":$status,"request_time":$request_time}';
 */
function readJsonLine(line: string): FarAccount | undefined {
  let fields: Readonly<Record<string, unknown>>;
  try {
    // A line that starts with a brace and is JSON is an object.
    fields = JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const { msec, client, uri, status, request_time: seconds } = fields;
  const endedAtMs = Number(msec) * 1_000;
  if (!(endedAtMs > 0) || Number(status) !== 101) return undefined;
  return ended({
    endedAtMs,
    request: typeof uri === 'string' ? uri : '',
    seconds: seconds === undefined ? undefined : String(seconds),
    client: typeof client === 'string' ? client.slice(0, 60) : '',
  });
}

interface Ended {
  readonly endedAtMs: number;
  readonly request: string;
  readonly seconds: string | undefined;
  readonly client: string;
}

function ended({ endedAtMs, request, seconds, client }: Ended): FarAccount {
  const ageMs = Number(seconds ?? Number.NaN) * 1_000;
  return {
    id: idInRequest(request),
    client,
    endedAtMs,
    openedAtMs: ageMs >= 0 ? endedAtMs - ageMs : undefined,
    closedBy: 'unknown',
    ending: '101',
  };
}

const ERROR =
  /^(\d{4})\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d) \[\w+\] \d+#\d+: \*\d+ (.{1,200}?) while proxying upgraded connection, client: (\S{2,60}), .{0,2000}?request: "([^"]{0,8000})"/;

/** With `error_log … info` nginx says why it ended an upgraded connection; its time has no zone. */
function readErrorLine(line: string): FarAccount | undefined {
  const match = ERROR.exec(line);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  const words = match[7]!;
  return {
    id: idInRequest(match[9]!),
    client: '',
    endedAtMs: Date.UTC(year!, month! - 1, day!, hour!, minute!, second!),
    openedAtMs: undefined,
    ...ofWords(words),
    ending: words.replace(/ \(\d+: .*$/, '').slice(0, 60),
  };
}

function ofWords(words: string): Pick<FarAccount, 'closedBy' | 'means'> {
  // It says the same of proxy-read-timeout and proxy-send-timeout, and "client timed out" of the other side.
  if (words.includes('client timed out'))
    return { closedBy: 'self', means: 'its timeout towards the client' };
  if (words.includes('timed out'))
    return { closedBy: 'self', means: 'its timeout towards the backend' };
  if (words.includes('upstream')) return { closedBy: 'server-side' };
  return { closedBy: words.includes('client') ? 'client-side' : 'unknown' };
}
