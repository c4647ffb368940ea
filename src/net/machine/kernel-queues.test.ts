import assert from 'node:assert/strict';
import fs from 'node:fs';
import { test } from 'node:test';
import { createFakeRoot } from '../testing/fake-root.ts';
import { readKernelQueues } from './kernel-queues.ts';

const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';

test('readKernelQueues() reads IPv4 and IPv6 lines, over the cuts of its buffer', (context) => {
  const filler =
    '   1: 0100007F:1000 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  0 0 1\n';
  const v4 = `${HEAD}\n${filler.repeat(3000)}   2: 0100007F:9C40 0A00000A:0050 01 000001F4:0000000A 01:00000019 00000003  0 0 1\n`;
  const zeros = '0'.repeat(24);
  const v6 = `${HEAD}\n   0: ${zeros}01000000:9C41 ${zeros}02000000:01BB 01 00000000:00000007 00:00000000 00000000  0 0 1\n`;
  const listening = `   3: 00000000:9C42 00000000:0000 0A 00000005:00000000 00:00000000 00000000  0 0 1\n`;
  const root = createFakeRoot({ tcp: v4 + listening, tcp6: v6 });
  context.after(() => fs.rmSync(root, { recursive: true }));
  const ports = new Set([40000, 40001, 40002, 40003]);
  const queues = readKernelQueues(ports, [`${root}tcp`, `${root}tcp6`, `${root}none`]);
  assert.deepEqual(
    [...queues],
    [
      [40000, { sendQueue: 500, receiveQueue: 10, retransmits: 3, timer: 1 }],
      [40001, { sendQueue: 0, receiveQueue: 7, retransmits: 0, timer: 0 }],
    ],
  );
});
