/** What has to become of the connections of a case. */
export type Expected =
  /** All are proven alive at the end. */
  | { readonly kind: 'held' }
  /** All are open at the end; nobody could be asked. */
  | { readonly kind: 'open' }
  /**
   * All of them, or so many, end so. `by` is what was done; it has to be named, alone or among `others`, which no
   * evidence that a client has can exclude.
   */
  | {
      readonly kind: 'dropped';
      readonly count?: number | 'some';
      readonly ending: RegExp;
      /** Undefined: it has to say that it cannot tell. */
      readonly by: string | undefined;
      readonly others: readonly string[];
      /** The kernel is not asked about every silent connection; without its answer nothing may be said. */
      readonly orUnexplained?: boolean;
    }
  /** None opens, or some do not. */
  | {
      readonly kind: 'refused';
      readonly phase: string;
      readonly code: RegExp;
      readonly count?: 'some';
      /** The hop that has to be among the causes. */
      readonly by: string;
    };

export const HELD: Expected = { kind: 'held' };

export const OPEN: Expected = { kind: 'open' };

export function dropped(ending: RegExp, by: string, ...others: readonly string[]): Expected {
  return { kind: 'dropped', ending, by, others };
}

/** Found silent at the end, perhaps without the kernel's word on where its bytes are. */
export function foundSilent(by: string): Expected {
  const others = ['unlisted a timeout that is not listed'];
  return { kind: 'dropped', ending: /^silent/, by, others, orUnexplained: true };
}

/** Nothing that a client sees tells where it happened. */
export function droppedSomewhere(ending: RegExp): Expected {
  return { kind: 'dropped', ending, by: undefined, others: [] };
}

export function refused(phase: string, code: RegExp, by: string): Expected {
  return { kind: 'refused', phase, code, by };
}
