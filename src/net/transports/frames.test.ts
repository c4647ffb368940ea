import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import WebSocket from 'ws';
import { clientClose, clientFrame, FrameReader, NO_CODE, OPCODE } from './frames.ts';
import { collect, collectWithWs, frame, type Heard, text } from './testing/frames.ts';

const SEED = 20_261_123;
const MESSAGE_BYTES_MAX = 64 * 1024;
const { continuation, binary, close, ping, pong } = OPCODE;

/** RFC 6455, in the order of the chapters of its usual test suite: what a server sends, and what is heard. */
const CASES: readonly (readonly [name: string, frames: readonly Buffer[], heard: Heard])[] = [
  ...[0, 125, 126, 127, 128, 65_535, 65_536].map(
    (bytes) =>
      [
        `a text of ${bytes} bytes`,
        [text('*'.repeat(bytes))],
        [`message ${hexOf('*'.repeat(bytes))}`],
      ] as const,
  ),
  ['a binary message', [frame(binary, 'fe00ff')], ['message fe00ff']],
  ['an empty ping', [frame(ping, '')], ['ping ']],
  ['a ping with 125 bytes', [frame(ping, 'fe'.repeat(125))], [`ping ${'fe'.repeat(125)}`]],
  ['a ping with 126 bytes', [frame(ping, 'fe'.repeat(126))], ['fault 1002']],
  ['an unsolicited pong', [frame(pong, 'aa'), frame(ping, 'bb')], ['pong aa', 'ping bb']],
  ['ten pings', Array.from({ length: 10 }, () => frame(ping, '01')), Array(10).fill('ping 01')],
  ...[0x40, 0x20, 0x10].flatMap((bit) => [
    [`a reserved bit ${bit}`, [frame(0x1, '61', { bits: bit })], ['fault 1002']] as const,
    [`a ping with bit ${bit}`, [frame(ping, '', { bits: bit })], ['fault 1002']] as const,
  ]),
  [
    'a good text before a reserved bit',
    [text('a'), frame(1, '', { bits: 0x40 })],
    ['message 61', 'fault 1002'],
  ],
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map(
    (opcode) => [`opcode ${opcode}`, [frame(opcode, '')], ['fault 1002']] as const,
  ),
  [
    'a text in two fragments',
    [frame(1, '61', { isFinal: false }), frame(continuation, '62')],
    ['message 6162'],
  ],
  [
    'a text in fragments with a ping between',
    [frame(1, '61', { isFinal: false }), frame(ping, '70'), frame(continuation, '62')],
    ['ping 70', 'message 6162'],
  ],
  [
    'a fragmented ping',
    [frame(ping, '', { isFinal: false }), frame(continuation, '')],
    ['fault 1002'],
  ],
  ['a fragmented pong', [frame(pong, '', { isFinal: false })], ['fault 1002']],
  ['a continuation of nothing', [frame(continuation, '61')], ['fault 1002']],
  [
    'an open continuation of nothing',
    [frame(continuation, '61', { isFinal: false })],
    ['fault 1002'],
  ],
  [
    'a second continuation after the last',
    [frame(1, '61', { isFinal: false }), frame(continuation, '62'), frame(continuation, '63')],
    ['message 6162', 'fault 1002'],
  ],
  [
    'a message inside of a fragmented one',
    [frame(1, '61', { isFinal: false }), frame(1, '62')],
    ['fault 1002'],
  ],
  [
    'an empty text in three fragments',
    [frame(1, '', { isFinal: false }), frame(0, '', { isFinal: false }), frame(0, '')],
    ['message '],
  ],
  [
    'UTF-8 split inside of a character',
    [frame(1, 'ce', { isFinal: false }), frame(0, 'ba')],
    ['message ceba'],
  ],
  ['text that is not UTF-8', [frame(1, 'ceba80ff')], ['fault 1007']],
  ['UTF-8 of a surrogate', [frame(1, 'eda080')], ['fault 1007']],
  ['overlong UTF-8', [frame(1, 'c0af')], ['fault 1007']],
  ['UTF-8 above U+10FFFF', [frame(1, 'f4908080')], ['fault 1007']],
  [
    'UTF-8 that ends too soon, in fragments',
    [frame(1, 'ce', { isFinal: false }), frame(0, '')],
    ['fault 1007'],
  ],
  [
    'binary that is not UTF-8',
    [frame(binary, 'ff', { isFinal: false }), frame(0, 'ff')],
    ['message ffff'],
  ],
  ['a Close without a code', [frame(close, '')], [`close ${NO_CODE} `]],
  ['a Close with half a code', [frame(close, '03')], ['fault 1002']],
  ['a Close with a reason', [frame(close, `03e8${hexOf('bye')}`)], ['close 1000 bye']],
  [
    'a Close with 123 bytes of reason',
    [frame(close, `03e8${'61'.repeat(123)}`)],
    [`close 1000 ${'a'.repeat(123)}`],
  ],
  ['a Close with 124 bytes of reason', [frame(close, `03e8${'61'.repeat(124)}`)], ['fault 1002']],
  ['a Close whose reason is not UTF-8', [frame(close, '03e8ceff')], ['fault 1007']],
  ['a fragmented Close', [frame(close, '03e8', { isFinal: false })], ['fault 1002']],
  ['frames after a Close', [frame(close, '03e8'), frame(ping, ''), text('late')], ['close 1000 ']],
  ...[
    1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999,
  ].map((code) => [`Close code ${code}`, [closeWith(code)], [`close ${code} `]] as const),
  ...[0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535].map(
    (code) => [`Close code ${code}`, [closeWith(code)], ['fault 1002']] as const,
  ),
  ['a masked frame', [Buffer.from('818161626364', 'hex')], ['fault 1002']],
  ['a frame of 2^63 bytes', [Buffer.from('827f8000000000000000', 'hex')], ['fault 1009']],
  ['a message over the limit', [Buffer.from('827f0000000000010001', 'hex')], ['fault 1009']],
  [
    'a ping inside of the largest message',
    [frame(2, '00'.repeat(65_536), { isFinal: false }), frame(ping, '01'), frame(0, '')],
    ['ping 01', `message ${'00'.repeat(65_536)}`],
  ],
  [
    'fragments over the limit',
    [frame(2, '00'.repeat(60_000), { isFinal: false }), frame(0, '00'.repeat(10_000))],
    ['fault 1009'],
  ],
  [
    'a message in too many fragments',
    [
      frame(2, '', { isFinal: false }),
      ...Array.from({ length: 1_024 }, () => frame(0, '', { isFinal: false })),
    ],
    ['fault 1009'],
  ],
];

const payloads = fc.oneof(
  fc.string({ maxLength: 40 }).map((words) => Buffer.from(words)),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
);

/** More often good than bad, so that streams get long. */
const anyFrame = fc.oneof(
  fc
    .tuple(fc.constantFrom(0x81, 0x82, 0x01, 0x02, 0x80, 0x00, 0x89, 0x8a), payloads)
    .map(([first, payload]) => headed(first, payload)),
  fc
    .tuple(fc.constantFrom(0x81, 0x82, 0x01, 0x02, 0x80, 0x00, 0x89, 0x8a), payloads)
    .map(([first, payload]) => headed(first, payload)),
  fc.tuple(fc.nat(255), payloads).map(([first, payload]) => headed(first, payload)),
  fc
    .tuple(fc.integer({ min: 990, max: 1020 }), payloads)
    .map(([code, reason]) => headed(0x88, Buffer.concat([codeBytes(code), reason]))),
  fc.uint8Array({ maxLength: 12 }).map((bytes) => Buffer.from(bytes)),
);

for (const [name, frames, expected] of CASES) {
  test(`FrameReader reads ${name} the same however it is cut into pieces`, () => {
    const bytes = Buffer.concat(frames);
    for (const pieceBytes of [bytes.length, 1, 2, 3, 7, 997]) {
      if (bytes.length / pieceBytes > 100_000) continue;
      assert.deepEqual(
        collect(bytes, { pieceBytes, max: MESSAGE_BYTES_MAX }),
        expected,
        `${pieceBytes}`,
      );
    }
  });
}

test('FrameReader keeps nothing of a connection between whole frames', () => {
  const reader = new FrameReader(100);
  const receiver = {
    isListening: true,
    onMessage,
    onPing: onMessage,
    onPong: onMessage,
    onCloseFrame: () => undefined,
    onViolation: () => undefined,
  };
  function onMessage(): void {}
  assert.equal(reader.read(receiver, Buffer.concat([text('a'), text('b')]), undefined), undefined);
  const unfinished = reader.read(receiver, text('abc').subarray(0, 3), undefined);
  assert.equal(unfinished?.frame?.length, 3);
  assert.equal(reader.read(receiver, text('abc').subarray(3), unfinished), undefined);
});

test(`FrameReader reads what \`ws\` reads of anything that looks like frames (seed ${SEED})`, async () => {
  const streams = fc.array(anyFrame, { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(streams, fc.integer({ min: 1, max: 400 }), async (parts, pieceBytes) => {
      const bytes = Buffer.concat(parts);
      const options = { pieceBytes, max: MESSAGE_BYTES_MAX };
      const theirs = await collectWithWs(bytes, options);
      assert.deepEqual(collect(bytes, options), theirs, bytes.toString('hex'));
    }),
    { seed: SEED, numRuns: Number(process.env.SOAK_FUZZ_RUNS ?? 2_000) },
  );
});

for (const bytes of [0, 1, 125, 126, 65_535, 65_536]) {
  test(`clientFrame() of ${bytes} bytes is read back by \`ws\``, async () => {
    const payload = Buffer.alloc(bytes, 'soak');
    const sent = clientFrame(binary, payload);
    const heard = await collectWithWs(sent, {
      pieceBytes: sent.length,
      max: 100_000,
      isServer: true,
    });
    assert.deepEqual(heard, [`message ${payload.toString('hex')}`]);
  });
}

test('clientFrame() uses another masking key for each frame', () => {
  const keys = new Set(
    Array.from({ length: 5_000 }, () => clientFrame(ping, Buffer.alloc(0)).toString('hex')),
  );
  assert.ok(keys.size > 4_900, `${keys.size}`);
});

test('clientClose() says its code, or nothing', async () => {
  for (const [code, expected] of [
    [1000, 'close 1000 '],
    [NO_CODE, `close ${NO_CODE} `],
  ] as const) {
    const sent = clientClose(code);
    assert.deepEqual(await collectWithWs(sent, { pieceBytes: 99, max: 99, isServer: true }), [
      expected,
    ]);
  }
});

test('`ws` calls setSocket() once an upgrade is good, which is where we take over', () => {
  assert.equal(typeof (WebSocket.prototype as { setSocket?: unknown }).setSocket, 'function');
});

/** A frame of a server with these first eight bits. */
function headed(first: number, payload: Buffer): Buffer {
  return frame(first & 0x0f, payload.toString('hex'), {
    bits: first & 0x70,
    isFinal: first >= 0x80,
  });
}

function closeWith(code: number): Buffer {
  return headed(0x80 | close, codeBytes(code));
}

function codeBytes(code: number): Buffer {
  return Buffer.from([code >> 8, code & 0xff]);
}

function hexOf(words: string): string {
  return Buffer.from(words).toString('hex');
}
