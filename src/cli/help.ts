import { VERBS } from './verbs.ts';

/**
 * What `soak` and `soak --help` print. Written by hand, because loading the argument parser takes longer
 * (100 ms) than starting Node; the help of each verb comes from the parser.
 */
export function topHelp(): string {
  const verbs = [
    ...VERBS,
    { usage: 'completion', summary: 'Print a completion script for bash or zsh' },
  ];
  const width = Math.max(...verbs.map(({ usage }) => usage.length));
  const lines = verbs.map(({ usage, summary }) => `  soak ${usage.padEnd(width)}  ${summary}`);
  return `soak <command>

Holds long-lived TCP and WSS connections and explains every drop.

${lines.join('\n')}

  soak <command> --help     options and examples of a command
  soak --version

Exit codes: 0 passed, 1 failed, 2 usage or scenario error, 3 preflight,
4 inconclusive, 5 bug in soak, 130 and 143 interrupted (the report is
still written).
Start with: soak init scenario.yaml && soak run scenario.yaml
`;
}
