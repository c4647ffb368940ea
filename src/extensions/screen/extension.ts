import type { LiveCause } from '../../report/live/causes.ts';
import type { OpenExtension } from '../../run/extension.ts';
import { Display } from './display.ts';

/** Shows the run in the terminal: a screen that is drawn again and again, or lines for a log. */
export function screenExtension({
  live,
}: {
  readonly live: boolean;
}): OpenExtension<readonly LiveCause[]> {
  return async (run) => {
    const { state, host, startedAtMs, folder, soakVersion } = run;
    const onInterrupt = 'stop and report';
    const display = new Display(state, {
      ...{ host, live, startedAtMs, folder, soakVersion, onInterrupt },
    });
    let explained = 0;
    return {
      digest: { module: new URL('./causes-digest.js', import.meta.url).href, needsTimes: false },
      onRecord: (record) => display.add(record),
      onMessage: (message) => display.show(message),
      // A run without drops never asks for an explanation.
      wantsExplained: () => state.unwanted > explained,
      onExplained: ({ found: causes }) => {
        if (causes === undefined) return;
        explained = causes.reduce((sum, { count }) => sum + count, 0);
        display.explain(causes);
      },
      onExplainFailed: (why) => run.notify(`drops are explained in the report only: ${why}`),
      onHeld: async () => display.close(),
      close: async () => display.close(),
    };
  };
}
