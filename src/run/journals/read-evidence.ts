import { EvidenceJoin } from '../../analysis/evidence/evidence.ts';
import { BACKEND } from '../../analysis/evidence/evidence-groups.ts';
import type { RunFold } from '../../analysis/fold.ts';
import { LINE_LENGTH_MAX } from '../../explain/accounts/account.ts';
import { readBackendLine } from '../../explain/accounts/backend-line.ts';
import { readHaproxyLine } from '../../explain/accounts/haproxy-line.ts';
import { readNginxEvent } from '../../explain/accounts/log-event.ts';
import { readNginxLine } from '../../explain/accounts/nginx-line.ts';
import { readLines } from '../../journal/reader.ts';

/** A log of another party: of the backend, or of the hop that is named. */
export interface LogFile {
  readonly party: string;
  readonly file: string;
}

/** Reads the logs line by line; several files of one party are one log. Throws what the file system throws. */
export function readEvidence(logs: readonly LogFile[], fold: RunFold): readonly EvidenceJoin[] {
  const joins = new Map<string, EvidenceJoin>();
  for (const { party, file } of logs) {
    let join = joins.get(party);
    if (join === undefined) {
      join = new EvidenceJoin(party, fold);
      joins.set(party, join);
    }
    for (const line of readLines(file)) takeLine(join, line);
  }
  for (const join of joins.values()) join.noteEvents();
  return [...joins.values()];
}

function takeLine(join: EvidenceJoin, line: string): void {
  const { counts, party } = join;
  counts.lines += 1;
  if (line.length > LINE_LENGTH_MAX) {
    counts.unreadable += 1;
  } else if (party === BACKEND) {
    const read = readBackendLine(line);
    if (read === undefined) counts.unreadable += 1;
    else if (read !== 'opened') join.add(read.account, read.backend);
  } else {
    const account = readHaproxyLine(line) ?? readNginxLine(line);
    const event = account === undefined ? readNginxEvent(line) : undefined;
    if (account !== undefined) join.add(account, party);
    else if (event !== undefined) join.addEvent(event);
    else counts.unreadable += 1;
  }
}
