import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import type { Conversation, Silence } from '../../run/control/ask-run.ts';
import type { ControlReply } from '../../run/control/protocol.ts';
import { readRun } from '../../run/journals/read-run.ts';
import { printFinal } from '../commands/report.ts';
import type { System } from '../system.ts';
import { shortPath } from './find-run.ts';

/** How following a run ended: we detached, it ended with a report, or it died without one. */
type Followed = { readonly kind: 'left' | 'gone' } | { readonly kind: 'end'; exitCode: number };

/** Follows a run until its end; Ctrl-C detaches. */
export async function follow(
  { replies, hangUp }: Conversation,
  { system, onReply }: { system: System; onReply: (reply: ControlReply) => void },
): Promise<Followed> {
  let hasLeft = false;
  const ignore = system.onSignal(() => {
    hasLeft = true;
    hangUp();
  });
  try {
    for await (const reply of replies) {
      if (reply.tell === 'end') return { kind: 'end', exitCode: reply.exitCode };
      onReply(reply);
    }
    return { kind: hasLeft ? 'left' : 'gone' };
  } finally {
    ignore();
    hangUp();
  }
}

/** The final screen of a run that has ended, and its exit code. */
export async function showEnd(
  folder: string,
  { system, exitCode }: { system: System; exitCode?: number },
): Promise<ExitCode> {
  const found = readRun(folder);
  if (!found.ok) {
    system.stderr.write(`soak: ${found.message}\n`);
    return EXIT.invalid;
  }
  await printFinal(found.analysis, { folder: shortPath(folder, system), system });
  return (exitCode ?? found.analysis.summary.exitCode) as ExitCode;
}

/** Prints why a run cannot be reached. */
export function explainSilence(folder: string, silence: Silence, system: System): ExitCode {
  const why = {
    'no-socket': 'it has ended, or it has only just started',
    'nobody-listens': 'it was killed',
    'not-allowed': 'it belongs to another user',
    'no-answer': 'it does not answer',
  }[silence];
  const short = shortPath(folder, system);
  system.stderr.write(`soak: Cannot reach the run ${short}: ${why}\n  soak status ${short}\n`);
  return EXIT.invalid;
}
