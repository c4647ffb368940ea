import type { Trace } from '../explain/trace.ts';
import { traceOf } from '../explain/trace.ts';
import type { Analysis } from './analyze.ts';
import { fateOf } from './connections.ts';

/** The answer to "why": of a group as the reports number it, or of one connection in its group. */
export type Why =
  | { readonly ok: true; readonly of: string; readonly group: number; readonly trace: Trace }
  | { readonly ok: false; readonly message: string };

/** `2`, a group as numbered in the report, or `connection=1234`. */
export function whyOf(view: Analysis, asked: string): Why {
  if (/^[1-9]\d{0,8}$/.test(asked)) return whyGroup(view, Number(asked));
  const connection = /^connection=(\d{1,12})$/.exec(asked)?.[1];
  if (connection !== undefined) return whyConnection(view, Number(connection));
  return { ok: false, message: 'give the number of a group (2) or a connection (connection=1234)' };
}

/** The trace of a group, by its number; undefined where the report has no such group. */
export function traceOfGroup(view: Analysis, number: number): Trace | undefined {
  const group = view.groups[number - 1];
  return group === undefined ? undefined : traceOf(group, view.drops, view.context);
}

function whyGroup(view: Analysis, number: number): Why {
  const trace = traceOfGroup(view, number);
  if (trace !== undefined) return { ok: true, of: `group ${number}`, group: number, trace };
  const { length } = view.groups;
  const known = length === 0 ? 'the report has no drops' : `the report has ${length}`;
  return { ok: false, message: `no group ${number}: ${known}` };
}

function whyConnection(view: Analysis, id: number): Why {
  const index = view.connections.dropIndexOf(id);
  if (index === undefined) {
    const fate = fateIn(view, id);
    return { ok: false, message: `connection ${id} did not drop: ${fate}` };
  }
  const place = view.groups.findIndex(({ members }) => members.includes(index));
  const trace = traceOf(view.groups[place]!, view.drops, view.context, [index]);
  return { ok: true, of: `connection ${id}`, group: place + 1, trace };
}

function fateIn({ connections }: Analysis, id: number): string {
  for (const connection of connections) if (connection.id === id) return FATES[fateOf(connection)];
  return 'it is not a connection of this run';
}

const FATES = {
  unknown: 'nothing is known of its end',
  dropped: 'it is in no group',
  proven: 'it answered at the end',
  unverified: 'it was open at the end',
  'local-fault': 'the load generator itself failed',
} as const;
