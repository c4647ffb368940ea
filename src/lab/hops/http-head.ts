/** What nginx allows by default: large_client_header_buffers 4 x 8k; one is enough for an upgrade. */
export const HEAD_BYTES_MAX = 8_192;
const END = Buffer.from('\r\n\r\n');

/** The head of an HTTP/1.1 message that arrived, and the bytes behind it. */
export interface Head {
  /** Request or status line. */
  readonly first: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly raw: Buffer;
  readonly rest: Buffer;
}

/** Splits what arrived so far: a head, `undefined` while it is incomplete, `'bad'` when it cannot be one. */
export function readHead(received: Buffer): Head | undefined | 'bad' {
  const end = received.indexOf(END);
  if (end === -1) return received.length > HEAD_BYTES_MAX ? 'bad' : undefined;
  if (end > HEAD_BYTES_MAX) return 'bad';
  const [first = '', ...lines] = received.toString('latin1', 0, end).split('\r\n');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) return 'bad';
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  const bodyAt = end + END.length;
  return { first, headers, raw: received.subarray(0, bodyAt), rest: received.subarray(bodyAt) };
}

/** The path of an upgrade request, or the HTTP status for any other request. */
export function upgradePathOf({ first, headers }: Head): string | 400 | 426 {
  const [method, path, version] = first.split(' ');
  if (method === undefined || path === undefined || !path.startsWith('/')) return 400;
  if (version !== 'HTTP/1.1') return 400;
  const upgrades = headers.get('upgrade')?.toLowerCase() === 'websocket';
  const asked = headers.get('connection')?.toLowerCase().includes('upgrade') === true;
  return method === 'GET' && upgrades && asked ? path : 426;
}

/** The status of a response's head; 0 when there is none. */
export function statusOf({ first }: Head): number {
  const status = /^HTTP\/1\.[01] (\d{3})( |$)/.exec(first)?.[1];
  return status === undefined ? 0 : Number(status);
}

const REASONS = {
  400: 'Bad Request',
  404: 'Not Found',
  426: 'Upgrade Required',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
} as const;

/** A whole short answer, after which the connection is closed. */
export function shortAnswer(status: keyof typeof REASONS): string {
  const body = `${status} ${REASONS[status]}\n`;
  return (
    `HTTP/1.1 ${status} ${REASONS[status]}\r\nContent-Type: text/plain\r\n` +
    `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`
  );
}
