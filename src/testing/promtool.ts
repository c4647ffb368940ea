import { spawnSync } from 'node:child_process';
import { outsideTool } from './outside-tool.ts';

/** What Debian's `promtool check metrics` has against a text; nothing when it accepts it. */
export function promtoolFindings(text: string): string {
  const args = ['check', 'metrics'];
  const { status, stdout, stderr } = spawnSync(outsideTool('promtool')!, args, {
    input: text,
    encoding: 'utf8',
  });
  return status === 0 ? '' : `${stdout}${stderr}` || `exit ${status}`;
}
