import type { OpenExtension } from '../../run/extension.ts';
import { Display } from './display.ts';

/** Shows the run in the terminal: a screen that is drawn again and again, or lines for a log. */
export function screenExtension({ live }: { readonly live: boolean }): OpenExtension {
  return async (run) => {
    const { state, host, startedAtMs, folder, soakVersion } = run;
    const onInterrupt = 'stop and report';
    const display = new Display(state, {
      ...{ host, live, startedAtMs, folder, soakVersion, onInterrupt },
    });
    let explained = 0;
    const explanations = run.explainer.subscribe({
      wantsPage: false,
      onExplained: ({ isBehind, causes }) => {
        if (isBehind) return;
        explained = causes.reduce((sum, { count }) => sum + count, 0);
        display.explain(causes);
      },
      onFailed: (why) => run.notify(`drops are explained in the report only: ${why}`),
    });
    return {
      onRecord: (record) => {
        display.add(record);
        // A run without drops never asks for an explanation.
        explanations.want(state.unwanted > explained);
      },
      onMessage: (message) => display.show(message),
      onHeld: async () => display.close(),
      close: async () => {
        explanations.want(false);
        display.close();
      },
    };
  };
}
