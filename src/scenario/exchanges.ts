import type { Exchange, Target } from './scenario.ts';

/**
 * Everything that a target's connection can send, by index: the login in order, then the beats, then the final
 * probe. Engine and transports share this numbering.
 *
 *     0 … onOpen-1 | beats | final probe, if there is one
 */
export function exchangesOf(target: Target): readonly Exchange[] {
  const { onOpen, beats } = target.traffic;
  const probe = target.finalProbe.kind === 'ask' ? [target.finalProbe.ask] : [];
  return [...onOpen, ...beats, ...probe];
}

export function firstBeatOf(target: Target): number {
  return target.traffic.onOpen.length;
}

/** When a connection that owes this reply is given up. */
export function giveUpMsOf({ withinMs, giveUpMs }: Exchange): number {
  return giveUpMs ?? withinMs;
}

/** The number of the first answer to a message of the peer; answers are no exchanges, and follow them. */
export function firstAnswerOf(target: Target): number {
  return exchangesOf(target).length;
}

/** The index of the final probe, or -1. */
export function finalProbeOf(target: Target): number {
  const { onOpen, beats } = target.traffic;
  return target.finalProbe.kind === 'ask' ? onOpen.length + beats.length : -1;
}
