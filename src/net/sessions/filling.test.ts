import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { MemberRows } from '../../scenario/data/member-rows.ts';
import { type Template, templateOf } from '../../scenario/text/template.ts';
import { Filling } from './filling.ts';

const CELLS = ['a"b', 'k3y'];

function rows(): MemberRows {
  const ends = new Uint32Array(2);
  ends[0] = CELLS[0]!.length;
  ends[1] = CELLS.join('').length;
  return new MemberRows({
    columns: ['token', 'key'],
    secret: [0, 1],
    cells: Buffer.from(CELLS.join('')).toString('base64'),
    ends: Buffer.from(ends.buffer).toString('base64'),
    first: 4,
    step: 6,
  });
}

function filling(seed = 1): Filling {
  return new Filling({
    rows: rows(),
    run: 'r1',
    seed,
    wallMs: () => 1_795_000_000_123,
    exchanges: 2,
  });
}

const ABOUT = { slot: 3, member: 4, attempt: 2 };

function said(text: string, by = filling(), exchange = 0): string {
  return by.messageOf(templateOf(text) as Template, ABOUT, exchange).toString();
}

test('a template is filled in for its member, through its encoders', () => {
  const key = createHmac('sha256', 'k3y').update('a"b').digest('hex');
  const cases = {
    '<${data.token}>': '<a"b>',
    '${data.token|json}': 'a\\"b',
    '${data.token|url}': 'a%22b',
    '${data.token|base64}': 'YSJi',
    '${data.token|base64|from-base64|hex}': '612262',
    '${data.token|hmac-sha256:data.key|hex}': key,
    '${member} ${attempt} ${run}': '4 2 r1',
    '${now} ${now|s}': '1795000000123 1795000000',
    '${now|iso}': '2026-11-18T11:06:40.123Z',
    '$${member} ${member}': '${member} 4',
  };
  for (const [text, expected] of Object.entries(cases)) assert.equal(said(text), expected, text);
});

test('each message counts for itself, and the expectation sees the number that was sent', () => {
  const by = filling();
  assert.deepEqual(
    [said('${seq}', by), said('${seq}', by), said('${seq}', by, 1)],
    ['1', '2', '1'],
  );
  const expected = by.expectedOf(templateOf('ack ${seq}') as Template, ABOUT, 0);
  assert.equal(expected.toString(), 'ack 2');
});

test('random digits follow the seed, the member and the dial, and nothing else', () => {
  assert.equal(said('${random|4} ${uuid}'), said('${random|4} ${uuid}'));
  assert.notEqual(said('${uuid}'), said('${uuid}', filling(2)));
  assert.match(said('${uuid}'), /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  assert.equal(said('${random|16}').length, 32);
});
