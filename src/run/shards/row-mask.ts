import { maskRecord } from '../../journal/mask-record.ts';
import type { JournalRecord } from '../../journal/record.ts';
import type { MemberRows } from '../../scenario/data/member-rows.ts';
import { cutTokens, echoRedactor, sharingWith } from '../../scenario/text/redact.ts';

/**
 * Masks a record against the secrets of the scenario and those of the connection's own row. A set of all rows would
 * cost gigabytes; what looks like the token of another row is cut to its first characters.
 */
export function recordMask(
  mask: (text: string) => string,
  rows: readonly (MemberRows | undefined)[],
): <R extends JournalRecord>(record: R) => R {
  const hasRows = rows.some((each) => each !== undefined);
  return (record) => {
    if (!hasRows) return maskRecord(record, mask);
    switch (record.type) {
      case 'opened':
      case 'refused':
      case 'ended': {
        const own = rows[record.target];
        if (own === undefined) return maskRecord(record, mask);
        return maskRecord(record, masksOf(record, own, mask));
      }
      case 'run':
      case 'interval':
      case 'note':
      case 'done':
        return maskRecord(record, mask);
    }
  };
}

/** Made only when there is a text to mask, which most records have not. */
function masksOf(
  { type, member }: { readonly type: string; readonly member: number },
  rows: MemberRows,
  mask: (text: string) => string,
): (text: string) => string {
  return (text) => {
    const secrets = rows.secretsOf(member);
    const masked = mayRepeat(text, secrets)
      ? echoRedactor(secrets.map((cell) => cell.toString()))(mask(text))
      : mask(text);
    // The name of a backend is often long, and tells backends apart.
    return type === 'opened' ? masked : cutTokens(masked);
  };
}

/** Shorter secrets are found as a whole, not by the runs that they share with a text. */
const RUN_BYTES = 8;
const TEXTS_MAX = 64;
/** Many connections end with the same words. */
const asked = new Map<string, ReturnType<typeof sharingWith>>();

function mayRepeat(text: string, secrets: readonly Buffer[]): boolean {
  if (secrets.some(({ length }) => length < RUN_BYTES)) return true;
  let sharesWith = asked.get(text);
  if (sharesWith === undefined) {
    if (asked.size >= TEXTS_MAX) asked.clear();
    sharesWith = sharingWith(text);
    asked.set(text, sharesWith);
  }
  return sharesWith(secrets);
}
