import type { OpenExtension } from '../../run/extension.ts';

/** Tells on the screen why connections drop, soon after they did; a run without drops never asks. */
export const openCauses: OpenExtension = async (run) => {
  let explained = 0;
  const asked = run.explainer.subscribe({
    wantsPage: false,
    onExplained: ({ isBehind, causes }) => {
      if (isBehind) return;
      explained = causes.reduce((sum, { count }) => sum + count, 0);
      run.explain(causes);
    },
    onFailed: (why) => run.tell(`drops are explained in the report only: ${why}`),
  });
  return {
    onRecord: () => asked.want(run.state.unwanted > explained),
    close: async () => asked.want(false),
  };
};
