import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { outsideTool } from '../outside-tool.ts';

const SCHEMA = path.resolve(import.meta.dirname, '../../../src/testing/report/junit.xsd');

/** What Debian's xmllint has against a JUnit file by the schema; nothing when it is valid. */
export function junitFindings(xml: string): string {
  const args = ['--noout', '--schema', SCHEMA, '-'];
  const { status, stderr } = spawnSync(outsideTool('xmllint')!, args, {
    input: xml,
    encoding: 'utf8',
  });
  return status === 0 ? '' : stderr;
}
