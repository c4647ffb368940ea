import { isWebSocket } from '../../../path/transport.ts';
import type { Address, Answer } from '../../scenario.ts';
import type { Payload } from '../../schema/fields.ts';
import type { WrittenTarget } from '../../schema/target.ts';
import type { Findings } from '../../text/findings.ts';
import type { Step } from '../../text/source-text.ts';

interface AnswerContext {
  readonly address: Address;
  /** Of the target. */
  readonly path: readonly Step[];
  readonly findings: Findings;
  /** What is sent, read at its place. */
  readonly sayOf: (payload: Payload, path: readonly Step[]) => Answer['say'];
}

/** The answers of a target to messages of its peers. */
export function buildAnswers(
  written: WrittenTarget,
  { address, path, findings, sayOf }: AnswerContext,
): readonly Answer[] | undefined {
  const lines = written['on-message'];
  if (lines === undefined) return undefined;
  if (!isWebSocket(address.transport)) {
    const message = `on-message answers messages, and ${address.transport} has none`;
    findings.addAtKey([...path, 'on-message'], message, 'ws: or wss:, or expect in a heartbeat');
    return undefined;
  }
  return lines.flatMap(({ when, is, say }, index) => {
    const place = [...path, 'on-message', index];
    const asked = when ?? is;
    if (asked === undefined || (when !== undefined && is !== undefined)) {
      const found = asked === undefined ? 'neither when nor is' : 'both when and is';
      const message = `An answer needs to know what it answers: found ${found}`;
      findings.add(place, message, 'is: "2" for the whole message, or when: for a part of it');
      return [];
    }
    return [{ hex: asked.hex, isWhole: is !== undefined, say: sayOf(say, place) }];
  });
}
