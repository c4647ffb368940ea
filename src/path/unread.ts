import type { Position } from '../base/problem.ts';

/** Something that was not read and may set a value. *Not known* is an answer, and this is its reason. */
export interface Unread {
  /** A noun phrase, so that "… may set it" can follow: `the controller's ConfigMap`. */
  readonly what: string;
  readonly at?: Position;
  /** On a hop: the limit without a default that it may set, in the vendor's spelling; any limit when absent. */
  readonly setting?: string;
}

/** Why a value is not known: `the controller's ConfigMap or Middleware a/b may set it`. */
export function mayBeSet(unread: readonly Unread[]): string {
  const things = [...new Set(unread.map(({ what }) => what))];
  const last = things.pop() ?? 'something that was not read';
  return `${things.length === 0 ? last : `${things.join(', ')} or ${last}`} may set it`;
}

/** Why not every limit of a hop can be stated, once for each reason. */
export function doubtsOf({ kind, role, unread = [] }: DoubtfulHop): readonly string[] {
  const whole = unread.filter(({ setting }) => setting === undefined);
  const settings = [...new Set(unread.flatMap(({ setting }) => setting ?? []))];
  const single = settings.map((setting) => {
    const own = unread.filter((one) => one.setting === setting);
    return `${setting} is not known: ${mayBeSet(own)}`;
  });
  if (whole.length === 0) return single;
  if (kind !== 'custom') return [`more limits are possible: ${mayBeSet(whole)}`, ...single];
  const what = whole.map((one) => one.what).join(', ');
  return [`unknown ${ROLE_WORDS[role] ?? role}: no limit can be stated (${what})`, ...single];
}

interface DoubtfulHop {
  readonly kind: string;
  readonly role: string;
  readonly unread?: readonly Unread[];
}

const ROLE_WORDS: Readonly<Record<string, string>> = { 'load-balancer': 'balancer' };
