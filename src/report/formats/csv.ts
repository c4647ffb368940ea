import type { Analysis } from '../../analysis/analyze.ts';
import type { DropGroup } from '../../analysis/summary/summary.ts';
import { valueOn } from '../../explain/clocks.ts';
import type { Drop } from '../../explain/drop.ts';
import { describeEnding } from '../../outcome/ending.ts';
import { withoutControls } from '../text/strip-controls.ts';

type Cell = string | number | boolean | null | undefined;

/** A drop, the group it belongs to, and that group's number in `summary.json`, from 0. */
interface Row {
  readonly drop: Drop;
  readonly target: string;
  readonly group: DropGroup;
  readonly groupIndex: number;
  /** ms since 1970. */
  readonly startedAtMs: number;
}

const COLUMNS: readonly (readonly [name: string, of: (row: Row) => Cell])[] = [
  ['id', ({ drop }) => drop.id],
  ['target', ({ target }) => target],
  ['member', ({ drop }) => drop.member],
  ['at_ms', ({ drop }) => Math.round(drop.atMs)],
  ['at', ({ drop, startedAtMs }) => new Date(startedAtMs + drop.atMs).toISOString()],
  ['age_ms', ({ drop }) => Math.round(drop.ageMs)],
  ['idle_ms', ({ drop }) => Math.round(valueOn('idle', drop))],
  ['since_sent_ms', ({ drop }) => Math.round(drop.sinceSentMs)],
  ['since_received_ms', ({ drop }) => Math.round(drop.sinceReceivedMs)],
  ['quiet_before_last_write_ms', ({ drop }) => Math.round(drop.quietBeforeLastWriteMs)],
  ['loop_delay_ms', ({ drop }) => Math.round(drop.loopDelayMs)],
  ['proven', ({ drop }) => drop.proven],
  ['ending', ({ drop }) => describeEnding(drop.ending)],
  ['close_code', ({ drop: { ending } }) => (ending.kind === 'close-frame' ? ending.code : '')],
  ['close_reason', ({ drop: { ending } }) => (ending.kind === 'close-frame' ? ending.reason : '')],
  ['group', ({ groupIndex }) => groupIndex],
  ['hop', ({ group }) => group.hop],
  ['setting', ({ group }) => group.setting],
  ['configured_ms', ({ group }) => group.configuredMs],
  ['certainty', ({ group }) => group.certainty],
  ['expected', ({ group }) => group.expected],
  ['peer', ({ drop }) => drop.peer],
  ['local_address', ({ drop }) => drop.localAddress],
  ['backend', ({ drop }) => drop.backend],
];

/** One row per drop, in the order of the groups (RFC 4180). */
export function csvReport({ summary, groups, drops }: Analysis): string {
  const startedAtMs = Date.parse(summary.run.startedAt);
  const lines = [COLUMNS.map(([name]) => name).join(',')];
  for (const [groupIndex, { members, target }] of groups.entries()) {
    const group = summary.dropGroups[groupIndex]!;
    for (const member of members) {
      const row = { drop: drops[member]!, target, group, groupIndex, startedAtMs };
      lines.push(COLUMNS.map(([, of]) => written(of(row))).join(','));
    }
  }
  return `${lines.join('\r\n')}\r\n`;
}

function written(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'string') return String(cell);
  const harmless = withoutFormula(withoutControls(cell));
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** A spreadsheet evaluates cells that start like a formula; names and Close reasons come from servers. */
function withoutFormula(text: string): string {
  return /^[\s]*[=+\-@\t\r\uFF0B\uFF0D\uFF1D\uFF20]/.test(text) ? `'${text}` : text;
}
