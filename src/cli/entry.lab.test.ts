import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { SoakFolder } from '../testing/soak-process.ts';

const SOAK = path.resolve(import.meta.dirname, '../../bin/soak.js');
const SCHEMA = path.resolve(import.meta.dirname, '../../schema/scenario.schema.json');

async function withFolder(act: (folder: SoakFolder) => Promise<void>): Promise<void> {
  const folder = new SoakFolder();
  try {
    await act(folder);
  } finally {
    folder.remove();
  }
}

/** In a shell, because only a shell's pipes are pipes: Node gives its children sockets. */
function shell(command: string) {
  const soak = `"${process.execPath}" "${SOAK}"`;
  return spawnSync('sh', ['-c', command.replace('soak', soak)], { encoding: 'utf8' });
}

test('a pipe gets all of a long output', () => {
  const { stdout } = shell('soak schema | cat');
  assert.equal(stdout.trimEnd(), fs.readFileSync(SCHEMA, 'utf8').trimEnd());
});

test('a reader that goes away is no failure', () => {
  const { stdout, stderr } = shell('{ soak schema; echo "exit $?" >&2; } | head -n 1');
  assert.equal(stdout, '{\n');
  assert.equal(stderr, 'exit 0\n');
});

test('a certificate that is none is a problem of the scenario', () =>
  withFolder(async (folder) => {
    const armour = (name: string) => `-----BEGIN ${name}-----\nAAAA\n-----END ${name}-----\n`;
    folder.write('cert.pem', armour('CERTIFICATE'));
    folder.write('key.pem', armour('PRIVATE KEY'));
    const target = '{ tls: "127.0.0.1:9", cert: cert.pem, key: key.pem }';
    folder.write('x.yaml', `soak: 1\nname: x\ntargets: { a: ${target} }\nload: { hold: 1s }\n`);
    const run = folder.start(['run', 'x.yaml']);
    assert.equal(await run.exitCode(), 2);
    assert.match(run.stderr, /x\.yaml:3:43\n {2}Cannot use cert: /);
  }));
