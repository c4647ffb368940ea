import { type FarAccount, idInRequest, readLogTime } from './account.ts';

//                client ip  port   accepted           frontend backend timers        (status) bytes
const LINE =
  /(\S{2,60}):(\d{1,5}) \[(\d\d\/\w{3}\/\d{4}:[\d:.]{8,12})\] \S+ \S+ (?:-?\d+\/){2,4}\+?(\d+) (?:-?\d+ )?\+?\d+ (?:\S+ \S+ )?([A-Za-z-]{2}|[A-Za-z-]{4}) \d+\/\d+\/\d+\/\d+\/\+?\d+ /;

/**
 * A line of HAProxy's `option tcplog` or `option httplog`, with or without a syslog header. Its time is that of
 * the accept, in the local zone of that machine; the last timer is the whole session.
 */
export function readHaproxyLine(line: string): FarAccount | undefined {
  const match = LINE.exec(line);
  if (match === null) return undefined;
  const [, address, port, accepted, totalMs, state] = match;
  const openedAtMs = readLogTime(accepted!);
  if (Number.isNaN(openedAtMs)) return undefined;
  return {
    id: idInRequest(line),
    client: `${address}:${port}`,
    openedAtMs,
    endedAtMs: openedAtMs + Number(totalMs),
    ...ofState(state!),
    ending: state!.slice(0, 2),
  };
}

/** The first letter of a termination state: https://docs.haproxy.org/3.0/configuration.html#8.5 */
function ofState(state: string): Pick<FarAccount, 'closedBy' | 'means'> {
  switch (state[0]) {
    case 'C':
      return { closedBy: 'client-side' };
    case 'S':
      return { closedBy: 'server-side' };
    // Both sides were closed in order; it does not say which began.
    case '-':
      return { closedBy: 'unknown' };
    default:
      return { closedBy: 'self', means: OWN_DOING[state[0]!] ?? 'closed by itself' };
  }
}

const OWN_DOING: Readonly<Record<string, string>> = {
  c: 'its timeout towards the client',
  s: 'its timeout towards the server',
  K: 'closed by its operator',
  D: 'its server was taken for dead',
  U: 'moved to its first server',
  P: 'refused by its own rules',
  R: 'out of its own resources',
  I: 'failed its own check',
  L: 'answered by itself',
};
