import type { LabAddress, LabOptions, LabStats } from './lab.ts';
import type { LabEvent } from './schedule.ts';

/** What the parent sends to the process that runs a lab. */
export type LabRequest =
  | { readonly kind: 'build'; readonly options: LabPlainOptions }
  /** The run began at this time, in milliseconds since 1970. */
  | { readonly kind: 'start'; readonly epochMs: number }
  | { readonly kind: 'ask-stats' }
  | { readonly kind: 'stop' };

/** Options that can be sent to another process. */
export type LabPlainOptions = Omit<LabOptions, 'onEvent' | 'onAccount'>;

/** What it answers. */
export type LabReply =
  | { readonly kind: 'ready'; readonly addresses: readonly LabAddress[]; readonly ca?: string }
  /** It could not be built: a port is in use, or no file descriptors are left. */
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'event'; readonly event: LabEvent }
  | { readonly kind: 'stats'; readonly stats: LabStats }
  | { readonly kind: 'stopped' };
