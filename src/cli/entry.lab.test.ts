import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { SoakFolder } from '../testing/soak-process.ts';

const SCHEMA = path.resolve(import.meta.dirname, '../../schema/scenario.schema.json');

async function withFolder(act: (folder: SoakFolder) => Promise<void>): Promise<void> {
  const folder = new SoakFolder();
  try {
    await act(folder);
  } finally {
    folder.remove();
  }
}

test('a pipe gets all of a long output', () =>
  withFolder(async (folder) => {
    const run = folder.start(['schema']);
    assert.equal(await run.exitCode(), 0);
    assert.equal(run.stdout.trimEnd(), fs.readFileSync(SCHEMA, 'utf8').trimEnd());
  }));

test('a reader that goes away is no failure', () =>
  withFolder(async (folder) => {
    const run = folder.start(['schema']);
    run.child.stdout!.destroy();
    assert.equal(await run.exitCode(), 0, run.stderr);
  }));

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
