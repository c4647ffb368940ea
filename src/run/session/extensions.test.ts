import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Analysis } from '../../analysis/analyze.ts';
import type { NoteRecord } from '../../journal/record.ts';
import type { FollowedRun, OpenExtension } from '../extension.ts';
import type { Terminal } from '../host.ts';
import { Extensions } from './extensions.ts';

const NOTE: NoteRecord = { type: 'note', kind: 'phase', phase: 'hold', atMs: 5 };

/** Nothing else of a run is used before an extension opens. */
const RUN = { folder: { path: '' } } as FollowedRun;

function listener(): { stderr: Pick<Terminal, 'write'>; said: string[] } {
  const said: string[] = [];
  return { stderr: { write: (text) => void said.push(text) }, said };
}

test('an extension hears what was reported before it opened, once', async () => {
  const heard: number[] = [];
  const open: OpenExtension = async () => ({
    onRecord: (record) => heard.push(record.atMs),
    close: async () => {},
  });
  const extensions = new Extensions([open], listener());
  extensions.add(NOTE, 0);
  await extensions.begin(RUN);
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
  const { stderr, said } = listener();
  const extensions = new Extensions([refuse, open], { stderr });
  await extensions.begin(RUN);
  await extensions.end({} as Analysis, 0);
  await extensions.close();
  assert.deepEqual(said, ['soak: Cannot listen on 127.0.0.1:1\n']);
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
  const { stderr, said } = listener();
  const extensions = new Extensions([faulty, sound], { stderr });
  await extensions.begin(RUN);
  extensions.add(NOTE, 0);
  extensions.add({ ...NOTE, atMs: 6 }, 0);
  await extensions.end({} as Analysis, 0);
  await extensions.close();
  assert.deepEqual(heard, ['the faulty one is closed', '5', '6']);
  assert.match(said[0]!, /^soak: a run extension failed and was removed: .*a fault/);
  assert.match(said[1]!, /^soak: a run extension failed at the end of the run: .*another fault/);
  assert.equal(said.length, 2);
});

test('messages go to the extensions that show them, and to standard error when none does', async () => {
  const { stderr, said } = listener();
  const shown: string[] = [];
  const open: OpenExtension = async () => ({
    onMessage: ({ kind, text }) => void shown.push(`${kind} ${text}`),
    close: async () => {},
  });
  const extensions = new Extensions([open], { stderr });
  extensions.say({ kind: 'status', text: 'before' });
  await extensions.begin(RUN);
  extensions.say({ kind: 'notice', text: 'meanwhile' });
  await extensions.close();
  extensions.say({ kind: 'notice', text: 'after' });
  assert.deepEqual(shown, ['notice meanwhile']);
  assert.deepEqual(said, ['soak: before\n', 'soak: after\n']);
});

test('an extension that fails while it shows a message is removed, and standard error gets both', async () => {
  const { stderr, said } = listener();
  const open: OpenExtension = async () => ({
    onMessage: () => assert.fail('a fault'),
    close: async () => {},
  });
  const extensions = new Extensions([open], { stderr });
  await extensions.begin(RUN);
  extensions.say({ kind: 'notice', text: 'something' });
  assert.deepEqual(
    said.map((text) => text.split('\n')[0]),
    [
      'soak: a run extension failed and was removed: AssertionError [ERR_ASSERTION]: a fault',
      'soak: something',
    ],
  );
});

test('whoever waits for an extension is told so', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  let finish = () => {};
  const open: OpenExtension = async () => ({
    onEnd: async () => await new Promise<void>((resolve) => (finish = resolve)),
    close: async () => {},
  });
  const { stderr, said } = listener();
  const extensions = new Extensions([open], { stderr });
  await extensions.begin(RUN);
  const ended = extensions.end({} as Analysis, 0);
  context.mock.timers.tick(9_999);
  assert.deepEqual(said, []);
  context.mock.timers.tick(1);
  assert.deepEqual(said, ['soak: waiting for a run extension to finish, for at most 120 s\n']);
  finish();
  await ended;
});
