import type { Step } from './source-text.ts';

/** Keys of a target whose texts may differ from one connection to the next. */
const TEXTS: readonly Step[] = ['ws', 'wss', 'headers', 'subprotocols', 'server-name'];
const SAID: readonly Step[] = ['heartbeat', 'on-open', 'on-message', 'final-probe'];
const SAID_TEXTS: readonly Step[] = ['send', 'expect', 'say', 'text'];

/** Whether the value at this place of a scenario may be filled in for each connection. */
export function isTemplatePlace(path: readonly Step[]): boolean {
  const [section, , key] = path;
  if (section !== 'targets' || key === undefined) return false;
  if (TEXTS.includes(key)) return true;
  return SAID.includes(key) && SAID_TEXTS.includes(path.at(-1)!);
}
