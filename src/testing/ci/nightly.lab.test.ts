import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { waitUntil } from '../wait-until.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const SCRIPT = path.join(ROOT, 'scenarios/ci/nightly.sh');

const SCENARIO = `
soak: 1
name: night
path: [{ hop: client, kind: generator }, { hop: pod, kind: pod }]
lab: true
targets: { a: { tcp: "lab:80", connections: 5, heartbeat: { every: 300ms, expect: any } } }
load: { ramp: 100ms, hold: HOLD, drain: 100ms }
`;

/** A folder with `soak` on its path, as the image has it. */
class Image {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-night-'));
  readonly reports = path.join(this.folder, 'reports');

  constructor(hold: string) {
    const bin = path.join(this.folder, 'bin');
    fs.mkdirSync(bin);
    fs.symlinkSync(path.join(ROOT, 'bin/soak.js'), path.join(bin, 'soak'));
    fs.writeFileSync(path.join(this.folder, 'night.yaml'), SCENARIO.replace('HOLD', hold));
  }

  get options() {
    const bin = `${this.folder}/bin:${path.dirname(process.execPath)}:${process.env.PATH}`;
    const env = { ...process.env, PATH: bin, SOAK_KEEP: '1', NO_COLOR: '1' };
    return { cwd: this.folder, env } as const;
  }

  night() {
    const args = [SCRIPT, 'night.yaml', 'reports', '--no-preflight'];
    return spawnSync('sh', args, { ...this.options, encoding: 'utf8' });
  }

  get runs(): readonly string[] {
    return fs.readdirSync(this.reports).filter((name) => name !== 'latest');
  }

  get latest(): readonly string[] {
    return fs.readdirSync(path.join(this.reports, 'latest'));
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

test('the second night is compared with the first, and only the last ones are kept', () => {
  const image = new Image('500ms');
  try {
    const first = image.night();
    assert.equal(first.status, 0, first.stdout + first.stderr);
    assert.ok(image.latest.includes('junit.xml') && image.latest.includes('metrics.txt'));
    assert.ok(!image.latest.some((name) => /ndjson$|^compare/.test(name)));
    const second = image.night();
    assert.equal(second.status, 0, second.stdout + second.stderr);
    assert.ok(image.latest.includes('compare.txt'));
    const compared = fs.readFileSync(path.join(image.reports, 'latest/compare.txt'), 'utf8');
    assert.ok(second.stdout.endsWith(compared));
    assert.equal(image.runs.length, 1);
  } finally {
    image.remove();
  }
});

test('a scenario that cannot be read is told by its exit code, and nothing is kept', () => {
  const image = new Image('soon');
  try {
    const { status, stderr } = image.night();
    assert.equal(status, 2);
    assert.match(stderr, /soak-nightly: nothing was run/);
  } finally {
    image.remove();
  }
});

test('a night that is ended by SIGTERM still has its report', async () => {
  const image = new Image('60s');
  try {
    const args = [SCRIPT, 'night.yaml', 'reports', '--no-preflight'];
    const night = spawn('sh', args, { ...image.options, stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    night.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    await waitUntil(() => /Z hold /.test(text));
    night.kill('SIGTERM');
    const [code] = (await once(night, 'close')) as [number];
    assert.equal(code, 143, text);
    assert.ok(image.latest.includes('summary.json'));
  } finally {
    image.remove();
  }
});

test('a runtime that allows too few open files is told by the preflight, before anything is opened', () => {
  const image = new Image('500ms');
  try {
    const scenario = path.join(image.folder, 'night.yaml');
    fs.writeFileSync(
      scenario,
      SCENARIO.replace('HOLD', '1s').replace('connections: 5', 'connections: 900'),
    );
    const command = `ulimit -n 200; exec sh ${SCRIPT} night.yaml reports --shards 1`;
    const { status, stdout } = spawnSync('sh', ['-c', command], {
      ...image.options,
      encoding: 'utf8',
    });
    assert.equal(status, 3, stdout);
    assert.match(stdout, /✗ open files +900 needed/);
  } finally {
    image.remove();
  }
});
