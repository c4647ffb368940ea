import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainedAlone } from '../../testing/explain/explained-alone.ts';
import {
  catalogued,
  hop,
  ingress,
  pathOf,
  pod,
  silentDrop,
  target,
  world,
} from '../../testing/explain/fixtures.ts';
import type { PathEventMark } from '../drop.ts';

const CADDY = pathOf(hop('caddy', 'custom', 'load-balancer'), pod());
const RELOAD = { atMs: 99_800, label: 'reload', hop: 'caddy', event: 'reload' };

/** What is said of a Close frame at 100 s of the run, with this text. */
function said(path = CADDY, events: readonly PathEventMark[] = [], reason = '') {
  const drop = silentDrop(77_000, {
    ending: { kind: 'close-frame', code: 1001, reason },
    atMs: 100_000,
  });
  const { certainty, causes } = explainedAlone(
    drop,
    world(path, target('wss', 'wss', path), { events }),
  );
  return `${certainty}: ${causes.map(({ hop: id, setting }) => `${id} ${setting}`).join(', ')}`;
}

test('a Close frame is the backend for certain only where no other hop may write frames', () => {
  assert.equal(said(pathOf(ingress(), pod())), 'certain: pod Close frame 1001');
  assert.equal(said(), 'possible: caddy Close frame 1001, pod Close frame 1001');
  const cdn = pathOf(catalogued('cdn', 'cloudflare'), pod());
  assert.equal(said(cdn), 'possible: cdn Close frame 1001, pod Close frame 1001');
});

test('an event at a hop that may write frames explains a Close frame at that moment', () => {
  assert.equal(said(CADDY, [RELOAD]), 'likely: caddy reload');
  const before = { ...RELOAD, atMs: 90_000 };
  assert.match(said(CADDY, [before]), /^possible: caddy Close frame 1001, pod/);
  const elsewhere = { ...RELOAD, target: 'another' };
  assert.match(said(CADDY, [elsewhere]), /^possible: /, 'it hit the connections of another target');
});

test('the text of a Close frame may name the hop that wrote it, and never the backend', () => {
  const cdn = pathOf(catalogued('cdn', 'cloudflare'), pod());
  assert.equal(
    said(cdn, [], 'CloudFlare WebSocket proxy restarting'),
    'likely: cdn Close frame 1001',
  );
  assert.match(said(cdn, [], 'pod going down'), /^possible: /);
  const proxy = pathOf(hop('proxy', 'custom', 'ingress'), pod());
  assert.match(said(proxy, [], 'proxy going away'), /^possible: /, 'a word that anybody may say');
});
