import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunView } from '../analysis/analyze.ts';
import type { NoteRecord } from '../journal/record.ts';
import type { ObservedRun, OpenObserver } from './observer.ts';
import { Observers } from './observers.ts';

const NOTE: NoteRecord = { type: 'note', kind: 'phase', phase: 'hold', atMs: 5 };

function fakeRun(): { run: ObservedRun; said: string[] } {
  const said: string[] = [];
  const tell = (message: string) => void said.push(message);
  return { run: { tell } as unknown as ObservedRun, said };
}

test('an observer hears what was told before it stood, once', async () => {
  const heard: number[] = [];
  const open: OpenObserver = async () => ({
    onRecord: (record) => heard.push(record.atMs),
    close: async () => {},
  });
  const observers = new Observers([open]);
  observers.add(NOTE, 0);
  await observers.begin(fakeRun().run);
  observers.add({ ...NOTE, atMs: 6 }, 0);
  assert.deepEqual(heard, [5, 6]);
});

test('an observer that cannot open is told, and the others go on', async () => {
  const ends: string[] = [];
  const refuse: OpenObserver = () => Promise.reject(new Error('Cannot listen on 127.0.0.1:1'));
  const open: OpenObserver = async () => ({
    onEnd: async () => void ends.push('end'),
    close: async () => void ends.push('close'),
  });
  const { run, said } = fakeRun();
  const observers = new Observers([refuse, open]);
  await observers.begin(run);
  await observers.end({} as RunView, 0);
  await observers.close();
  assert.deepEqual(said, ['Cannot listen on 127.0.0.1:1']);
  assert.deepEqual(ends, ['end', 'close']);
});

test('an observer with a fault is let go with a word, and the others go on', async () => {
  const heard: string[] = [];
  const faulty: OpenObserver = async () => ({
    onRecord: () => assert.fail('a fault'),
    onEnd: async () => void heard.push('the faulty one at the end'),
    close: async () => void heard.push('the faulty one is closed'),
  });
  const sound: OpenObserver = async () => ({
    onRecord: ({ atMs }) => void heard.push(`${atMs}`),
    onEnd: () => Promise.reject(new Error('another fault')),
    close: async () => {},
  });
  const { run, said } = fakeRun();
  const observers = new Observers([faulty, sound]);
  await observers.begin(run);
  observers.add(NOTE, 0);
  observers.add({ ...NOTE, atMs: 6 }, 0);
  await observers.end({} as RunView, 0);
  await observers.close();
  assert.deepEqual(heard, ['the faulty one is closed', '5', '6']);
  assert.match(said[0]!, /^a follower of this run failed and is let go: .*a fault/);
  assert.match(said[1]!, /^a follower of this run failed at its end: .*another fault/);
  assert.equal(said.length, 2);
});
