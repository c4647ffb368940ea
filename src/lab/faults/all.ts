import { closeFrame } from './close-frame.ts';
import { fin } from './fin.ts';
import type { FaultKind } from './kind.ts';
import { loseState } from './lose-state.ts';
import { refuse } from './refuse.ts';
import { reload } from './reload.ts';
import { rst } from './rst.ts';
import { silence } from './silence.ts';
import { stall } from './stall.ts';

/** Every fault that a scenario can name. A new one is a file and a line here. */
export const FAULT_KINDS: readonly FaultKind[] = [
  closeFrame,
  fin,
  loseState,
  refuse,
  reload,
  rst,
  silence,
  stall,
];
