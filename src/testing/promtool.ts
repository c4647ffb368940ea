import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { outsideTool } from './outside-tool.ts';

/** What Debian's `promtool check metrics` has against a text; nothing when it accepts it. */
export function promtoolFindings(text: string): string {
  return findingsOf(['check', 'metrics'], text);
}

/** Likewise `promtool check rules`, of a file of alerting or recording rules. */
export function ruleFindings(text: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-rules-'));
  try {
    const file = path.join(folder, 'rules.yaml');
    fs.writeFileSync(file, text);
    return findingsOf(['check', 'rules', file], '');
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

function findingsOf(args: readonly string[], input: string): string {
  const { status, stdout, stderr } = spawnSync(outsideTool('promtool')!, args, {
    input,
    encoding: 'utf8',
  });
  return status === 0 ? '' : `${stdout}${stderr}` || `exit ${status}`;
}
