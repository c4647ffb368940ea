import type http from 'node:http';
import type { HttpAnswer, Refusal } from '../../outcome/ending.ts';
import { tame } from '../hostile-text.ts';
import { withDetail } from '../socket-ending.ts';

/** The first line of a page of an error is within its first KiB. */
const BODY_BYTES_MAX = 1_024;

/** A body that takes longer says nothing that the status does not. */
const BODY_WAIT_MS = 300;

const TEXT_MAX = 120;

/** Reads an HTTP response that opened no WebSocket: its status, the headers that say why, the start of its body. */
export function readAnswer(
  response: http.IncomingMessage,
  onRead: (refusal: Refusal) => void,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const done = (): void => {
    clearTimeout(timer);
    response.off('data', onData);
    onRead(refusalOf(response, Buffer.concat(chunks).subarray(0, BODY_BYTES_MAX)));
  };
  const onData = (chunk: Buffer): void => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= BODY_BYTES_MAX) done();
  };
  const timer = setTimeout(done, BODY_WAIT_MS);
  response.on('data', onData);
  // `close` follows `end`, and comes alone when the connection breaks off.
  response.once('close', done);
  // The socket reports what broke it; here it only ends the reading.
  response.on('error', done);
}

function refusalOf(response: http.IncomingMessage, body: Buffer): Refusal {
  const answer = answerOf(response.headers, body);
  const code = String(response.statusCode ?? 0);
  const refusal = withDetail('upgrade', code, answer.location ?? response.statusMessage ?? '');
  return Object.keys(answer).length === 0 ? refusal : { ...refusal, http: answer };
}

function answerOf(headers: http.IncomingHttpHeaders, body: Buffer): HttpAnswer {
  const texts = {
    server: headers.server,
    // Its query may hold a token.
    location: headers.location?.replace(/[?#].*$/s, '?…'),
    retryAfter: headers['retry-after'],
    authenticate: headers['www-authenticate'],
    body: firstLineOf(body.toString('utf8')),
  };
  const said = Object.entries(texts)
    .map(([name, text = '']) => [name, tame(String(text), TEXT_MAX)] as const)
    .filter(([, text]) => text !== '');
  return Object.fromEntries(said);
}

/** The first line that a reader would see of it. */
function firstLineOf(body: string): string {
  const text = body
    .replace(/<(script|style)\b[^>]*>[\s\S]*?(<\/\1>|$)/gi, ' ')
    .replace(/<[^>]*(>|$)/g, '\n');
  return text.split(/[\r\n]+/).find((line) => line.trim() !== '') ?? '';
}
