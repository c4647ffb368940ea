import { closeFrame } from './close-frame.ts';
import type { FaultKind } from './fault-kind.ts';
import { fin } from './fin.ts';
import { listenerUpdate } from './listener-update.ts';
import { loseState } from './lose-state.ts';
import { refuse } from './refuse.ts';
import { reload } from './reload.ts';
import { rst } from './rst.ts';
import { silence } from './silence.ts';
import { stall } from './stall.ts';

/** Every fault that a scenario can name, in the order in which they are documented. A new one is a file and a line here. */
const FAULTS = [
  reload,
  listenerUpdate,
  fin,
  rst,
  stall,
  refuse,
  closeFrame,
  loseState,
  silence,
] as const;

export type FaultName = (typeof FAULTS)[number]['name'];

/** The kind of fault with its name. */
type NamedFault = FaultKind & { readonly name: FaultName };

export const FAULT_KINDS: readonly NamedFault[] = FAULTS;

/** A fault by its name; undefined for a word that is none, such as an event that a person marked. */
export function faultKind(name: string): NamedFault | undefined {
  return FAULT_KINDS.find((kind) => kind.name === name);
}
