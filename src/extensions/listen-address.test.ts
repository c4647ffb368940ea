import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatListenAddress, readListenAddress } from './listen-address.ts';

const RIGHT: readonly (readonly [text: string, written: string])[] = [
  ['', '127.0.0.1:9464'],
  ['9000', '127.0.0.1:9000'],
  [':9000', '127.0.0.1:9000'],
  ['0.0.0.0:9464', '0.0.0.0:9464'],
  ['localhost:0', 'localhost:0'],
  ['[::1]:9464', '[::1]:9464'],
];

for (const [text, written] of RIGHT) {
  test(`${text === '' ? 'nothing' : text} is read as ${written}`, () => {
    const address = readListenAddress(text, 9464);
    assert.ok(address !== undefined);
    assert.equal(formatListenAddress(address), written);
  });
}

for (const text of ['scenario.yaml', '127.0.0.1', '1.2.3.4:70000', '::1:9464', '[nope]:1', 'a:b']) {
  test(`${text} is not a valid address to listen on`, () => {
    assert.equal(readListenAddress(text, 9464), undefined);
  });
}
