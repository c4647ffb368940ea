import type { Field } from './field.ts';
import type { Workload } from './workload.ts';

/** The longest sleep of a preStop among the containers; undefined when none sleeps. */
export function longestSleepOf({ containers }: Workload): { ms: number; field: Field } | undefined {
  const sleeps = containers.map(({ field }) => {
    const preStop = field.get('lifecycle').get('preStop');
    return { ms: sleepSeconds(preStop) * 1_000, field: preStop };
  });
  const longest = sleeps.sort((a, b) => b.ms - a.ms)[0];
  return longest === undefined || longest.ms === 0 ? undefined : longest;
}

/** `sleep: { seconds: 15 }`, or a command that sleeps. */
function sleepSeconds(preStop: Field): number {
  const own = preStop.get('sleep').get('seconds').number;
  const words = preStop
    .get('exec')
    .get('command')
    .items()
    .map(({ text }) => text ?? '');
  return own ?? Number(/\bsleep (\d{1,6})\b/.exec(words.join(' '))?.[1] ?? 0);
}
