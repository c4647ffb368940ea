import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import { test } from 'node:test';
import { createFakeRoot } from '../testing/fake-root.ts';
import { readLimits } from './limits.ts';

test('readLimits() reads files, ports, memory and conntrack, and heeds the container', (context) => {
  const root = createFakeRoot({
    'proc/self/limits':
      'Limit  Soft  Hard  Units\nMax open files            1024                 unlimited            files\n',
    'proc/sys/net/ipv4/ip_local_port_range': '32768\t60999\n',
    'proc/meminfo': 'MemTotal: 100 kB\nMemAvailable:    4000 kB\n',
    'sys/fs/cgroup/memory.max': '2048000\n',
    'sys/fs/cgroup/memory.current': '48000\n',
    'sys/fs/cgroup/cpu.max': '100000 100000\n',
    'proc/sys/net/netfilter/nf_conntrack_max': '262144\n',
  });
  context.after(() => fs.rmSync(root, { recursive: true }));
  assert.deepEqual(readLimits(root), {
    cores: 1,
    openFilesSoft: 1024,
    openFilesHard: Number.POSITIVE_INFINITY,
    ephemeralPorts: [32768, 60999],
    memoryAvailableBytes: 2_000_000,
    conntrackMax: 262144,
    conntrackCount: undefined,
  });
});

test('readLimits() says undefined where the system does not tell', () => {
  const { cores, ...others } = readLimits('/nowhere/');
  assert.equal(cores, os.availableParallelism());
  assert.deepEqual(new Set(Object.values(others)), new Set([undefined]));
});
