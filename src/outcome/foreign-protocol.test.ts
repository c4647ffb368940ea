import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foreignProtocolOf } from './foreign-protocol.ts';

/** Replies as they came, with the escapes of the journal, and what has to be recognized. */
const REPLIES: readonly (readonly [reply: string, what: RegExp | undefined])[] = [
  ['\\x15\\x03\\x01\\x00\\x02\\x02F', /TLS/],
  ['\\x00\\x00\\x12\\x04\\x00\\x00\\x00\\x00\\x00\\x00\\x03', /HTTP\/2/],
  ['\\x00\\x00$\\x04\\x00\\x00\\x00\\x00\\x00', /HTTP\/2/],
  ['HTTP/1.1 400 Bad Request\\r\\nServer: nginx\\r\\n', /an HTTP response/],
  ['HTTP/1.0 400 Bad Request\\r\\n\\r\\nClient sent an HTTP request to an HTTPS server.\\n', /TLS/],
  ['SSH-2.0-OpenSSH_9.2p1\\r\\n', /SSH/],
  ['220 mail.example.com ESMTP\\r\\n', /SMTP or FTP/],
  ['-NOAUTH Authentication required.\\r\\n', /Redis/],
  ['J\\x00\\x00\\x00\\n8.0.32\\x00', /MySQL/],
  [' \\x02\\x00\\x05', /MQTT/],
  ['ERR unknown command\\n', /an error of the application/],
  [' \\x02\\x00\\x00', undefined],
  ['hello', undefined],
];

test('foreignProtocolOf() knows protocols by their first bytes', () => {
  for (const [reply, what] of REPLIES) {
    const found = foreignProtocolOf(reply)?.what;
    if (what === undefined) assert.equal(found, undefined, reply);
    else assert.match(found ?? 'nothing', what, reply);
  }
});
