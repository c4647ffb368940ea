import { once } from 'node:events';
import net from 'node:net';
import { LineBuffer } from './line-buffer.ts';
import { type ControlReply, type ControlRequest, parseLine, REPLY } from './protocol.ts';
import { socketOf } from './socket-place.ts';

/** A run answers at once, or it stands still. */
const ANSWER_WITHIN_MS = 5_000;

const REPLY_BYTES_MAX = 1024 * 1024;

/** Why nobody answers: the run is over, or it was killed and left its socket, or it belongs to another user. */
export type Silence = 'no-socket' | 'nobody-listens' | 'not-allowed' | 'no-answer';

/** A run that answered; everything that it says follows in `replies`, until it ends or we hang up. */
export interface Conversation {
  readonly replies: AsyncGenerator<ControlReply, void>;
  hangUp(): void;
}

/** Asks the run in a folder. Answers with why not when nobody does. */
export async function askRun(
  folder: string,
  request: ControlRequest,
): Promise<Conversation | Silence> {
  const place = socketOf(folder);
  if (place === undefined) return 'no-socket';
  const socket = net.connect(place);
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  } catch (error) {
    socket.destroy();
    return silenceOf(error as NodeJS.ErrnoException);
  }
  socket.write(`${JSON.stringify(request)}\n`);
  return { replies: repliesFrom(socket), hangUp: () => socket.destroy() };
}

/** The one answer to a question. */
export async function askOnce(
  folder: string,
  request: ControlRequest,
): Promise<ControlReply | Silence> {
  const conversation = await askRun(folder, request);
  if (typeof conversation === 'string') return conversation;
  const timer = setTimeout(() => conversation.hangUp(), ANSWER_WITHIN_MS);
  const first = await conversation.replies.next();
  clearTimeout(timer);
  conversation.hangUp();
  return first.done === true ? 'no-answer' : first.value;
}

async function* repliesFrom(socket: net.Socket): AsyncGenerator<ControlReply, void> {
  const buffer = new LineBuffer(REPLY_BYTES_MAX);
  try {
    for await (const piece of socket) {
      const lines = buffer.push(piece as Buffer);
      if (lines === undefined) return;
      for (const line of lines) {
        const reply = parseLine(line, REPLY);
        // A newer soak may say more than this one knows.
        if (reply !== undefined) yield reply;
      }
    }
  } catch (error) {
    // Cut off in the middle, by its death or by us: there is nothing more to hear.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  }
}

function silenceOf({ code, name }: NodeJS.ErrnoException): Silence {
  if (code === 'EACCES' || code === 'EPERM') return 'not-allowed';
  if (code === 'ENOENT') return 'no-socket';
  return name === 'AbortError' ? 'no-answer' : 'nobody-listens';
}
