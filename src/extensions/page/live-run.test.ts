import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IntervalRecord } from '../../journal/record.ts';
import { LiveState } from '../../report/live/state.ts';
import type { FollowedRun } from '../../run/extension.ts';
import { scenarioOf, targetOf } from '../../testing/scenarios.ts';
import { LiveRun } from './live-run.ts';

const HOSTILE = '<img src=x onerror=alert(1)>';

function liveRun(): { live: LiveRun; second(open: number, dropped: number): void } {
  const path = { hops: [] };
  const scenario = scenarioOf({ path, targets: [targetOf(path, { name: HOSTILE })] });
  const state = new LiveState(scenario);
  const run = { scenario, state, startedAtMs: 0, folder: { id: 'run-1' } };
  const live = new LiveRun(run as unknown as FollowedRun);
  let atMs = 0;
  return {
    live,
    second(open, dropped) {
      atMs += 1_000;
      const target = { opening: 0, unproven: 0, opened: open, refused: 0, sent: 0, received: 0 };
      const targets = [{ ...target, open, dropped, idleMsMax: 900 }];
      const generator = { lagMs: 1, cpuMs: 1, rssBytes: 1, openFiles: 1 };
      const record: IntervalRecord = { type: 'interval', atMs, targets, generator };
      state.add(record, 0);
      live.add(record, 0);
    },
  };
}

/** The messages of a stream, by event. */
function messagesIn(stream: string): { event: string; data: unknown }[] {
  return stream
    .split('\n\n')
    .filter((text) => text !== '')
    .map((text) => {
      const [, event = '', data = ''] = /^event: (.*)\ndata: (.*)$/.exec(text) ?? [];
      return { event, data: JSON.parse(data) };
    });
}

function htmlOf(stream: string, id: string): string | undefined {
  const places = messagesIn(stream).filter(({ event }) => event === 'html');
  return places
    .map(({ data }) => data as { id: string; html: string })
    .find((place) => place.id === id)?.html;
}

test('a new viewer gets all that the others have', () => {
  const { live, second } = liveRun();
  second(60, 0);
  live.explain({ atMs: 900, found: [{ id: 'path', html: 'P' }] });
  const all = live.all();
  assert.deepEqual(
    messagesIn(all).map(({ event }) => event),
    ['about', 'marks', 'plots', 'html', 'html', 'html', 'html'],
  );
  assert.equal(htmlOf(all, 'path'), 'P');
  assert.match(htmlOf(all, 'now')!, /60 of 100 connections open, no unexpected drop/);
});

test('what has not changed is not sent again', () => {
  const { live, second } = liveRun();
  second(60, 0);
  const explained = { found: [{ id: 'path', html: 'P' }] };
  live.explain({ ...explained, atMs: 900 });
  live.latest();
  assert.equal(htmlOf(live.latest(), 'now'), undefined);
  assert.equal(htmlOf(live.explain({ ...explained, atMs: 2_900 }), 'path'), undefined);
  second(60, 3);
  assert.match(htmlOf(live.latest(), 'now')!, /60 of 100 connections open, 3 dropped/);
});

test('names stay text', () => {
  const { live, second } = liveRun();
  second(60, 0);
  live.add({ type: 'note', kind: 'event', atMs: 5, label: HOSTILE, source: 'mark' }, -1);
  const places = messagesIn(live.all()).filter(({ event }) => event === 'html');
  assert.ok(places.length > 0);
  for (const { data } of places) assert.doesNotMatch(JSON.stringify(data), /<img/);
});
