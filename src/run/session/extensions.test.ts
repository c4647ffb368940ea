import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunView } from '../../analysis/analyze.ts';
import type { NoteRecord } from '../../journal/record.ts';
import type { FollowedRun, OpenExtension } from '../extension.ts';
import { Extensions } from './extensions.ts';

const NOTE: NoteRecord = { type: 'note', kind: 'phase', phase: 'hold', atMs: 5 };

function fakeRun(): { run: FollowedRun; said: string[] } {
  const said: string[] = [];
  const tell = (message: string) => void said.push(message);
  return { run: { tell } as unknown as FollowedRun, said };
}

test('an extension hears what was reported before it opened, once', async () => {
  const heard: number[] = [];
  const open: OpenExtension = async () => ({
    onRecord: (record) => heard.push(record.atMs),
    close: async () => {},
  });
  const extensions = new Extensions([open]);
  extensions.add(NOTE, 0);
  await extensions.begin(fakeRun().run);
  extensions.add({ ...NOTE, atMs: 6 }, 0);
  assert.deepEqual(heard, [5, 6]);
});

test('an extension that cannot open is reported, and the others continue', async () => {
  const ends: string[] = [];
  const refuse: OpenExtension = () => Promise.reject(new Error('Cannot listen on 127.0.0.1:1'));
  const open: OpenExtension = async () => ({
    onEnd: async () => void ends.push('end'),
    close: async () => void ends.push('close'),
  });
  const { run, said } = fakeRun();
  const extensions = new Extensions([refuse, open]);
  await extensions.begin(run);
  await extensions.end({} as RunView, 0);
  await extensions.close();
  assert.deepEqual(said, ['Cannot listen on 127.0.0.1:1']);
  assert.deepEqual(ends, ['end', 'close']);
});

test('an extension with a fault is removed with a message, and the others continue', async () => {
  const heard: string[] = [];
  const faulty: OpenExtension = async () => ({
    onRecord: () => assert.fail('a fault'),
    onEnd: async () => void heard.push('the faulty one at the end'),
    close: async () => void heard.push('the faulty one is closed'),
  });
  const sound: OpenExtension = async () => ({
    onRecord: ({ atMs }) => void heard.push(`${atMs}`),
    onEnd: () => Promise.reject(new Error('another fault')),
    close: async () => {},
  });
  const { run, said } = fakeRun();
  const extensions = new Extensions([faulty, sound]);
  await extensions.begin(run);
  extensions.add(NOTE, 0);
  extensions.add({ ...NOTE, atMs: 6 }, 0);
  await extensions.end({} as RunView, 0);
  await extensions.close();
  assert.deepEqual(heard, ['the faulty one is closed', '5', '6']);
  assert.match(said[0]!, /^a run extension failed and was removed: .*a fault/);
  assert.match(said[1]!, /^a run extension failed at the end of the run: .*another fault/);
  assert.equal(said.length, 2);
});
