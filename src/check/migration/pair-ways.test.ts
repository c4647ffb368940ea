import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Route } from '../../manifests/route.ts';
import type { TransportKind } from '../../path/transport.ts';
import { pairWays } from './pair-ways.ts';

/** `wss chat.example.com:443/socket chat`. */
function way(text: string): Route {
  const [transport, address = '', backend = ''] = text.split(' ');
  const { host, port, path } = /^(?<host>[^:]*):(?<port>\d+)(?<path>.*)$/.exec(address)!.groups!;
  return {
    name: text,
    transport: transport as TransportKind,
    host: host === '' ? undefined : host,
    port: Number(port),
    path: path === '' ? undefined : path,
    backend,
  } as Route;
}

function paired(old: readonly string[], fresh: readonly string[]): readonly string[] {
  const { pairs, gone, added } = pairWays(old.map(way), fresh.map(way));
  return [
    ...pairs.map((pair) => `${pair.old.name} = ${pair.new.name} (${pair.by})`),
    ...gone.map(({ name }) => `- ${name}`),
    ...added.map(({ name }) => `+ ${name}`),
  ];
}

test('ways are paired by host and path before anything else', () => {
  assert.deepEqual(
    paired(
      ['wss a.example:443/chat one', 'wss b.example:443/chat one'],
      ['wss b.example:443/chat two', 'wss a.example:443/chat two'],
    ),
    [
      'wss a.example:443/chat one = wss a.example:443/chat two (host and path)',
      'wss b.example:443/chat one = wss b.example:443/chat two (host and path)',
    ],
  );
});

test('a path is the same prefix however a controller writes it', () => {
  for (const path of ['/chat/', '/chat(/|$)(.*)', '/chat/.*', '^/chat'])
    assert.deepEqual(paired([`wss a:443${path} one`], ['wss A:443/chat two']), [
      `wss a:443${path} one = wss A:443/chat two (host and path)`,
    ]);
  assert.equal(paired(['wss a:443/chat one'], ['wss a:443/chats two']).length, 2);
});

test('the way with TLS is replaced by the one with TLS, and the other is new', () => {
  assert.deepEqual(paired(['wss a:443/ one'], ['ws a:80/ one', 'wss a:443/ one']), [
    'wss a:443/ one = wss a:443/ one (host and path)',
    '+ ws a:80/ one',
  ]);
  // Where it is the only one left, it is compared, so that the loss of TLS is reported.
  assert.deepEqual(paired(['wss a:443/ one'], ['ws a:80/ one']), [
    'wss a:443/ one = ws a:80/ one (host and path)',
  ]);
});

test('a way under another address is found by its Service; WebSocket is never paired with raw TCP', () => {
  assert.deepEqual(paired(['tcp :80 one', 'tcp :90 one'], ['tcp :90 one', 'tcp :81 one']), [
    'tcp :80 one = tcp :81 one (backend)',
    'tcp :90 one = tcp :90 one (port and backend)',
  ]);
  assert.deepEqual(paired(['wss a:443/ one'], ['tls a:443 one']), [
    '- wss a:443/ one',
    '+ tls a:443 one',
  ]);
});
