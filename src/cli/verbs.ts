import type { Command } from './command.ts';

/** A verb as `soak --help` shows it. The command itself is loaded when it is used. */
export interface Verb {
  /** As yargs writes it: `run <scenario>`. */
  readonly usage: string;
  readonly summary: string;
  load(): Promise<Command>;
}

/** Every verb. A new one is a file in `commands/` and an entry here. */
export const VERBS: readonly Verb[] = [
  {
    usage: 'init [file]',
    summary: 'Write a scenario to start from',
    load: async () => (await import('./commands/init.ts')).command,
  },
  {
    usage: 'check [paths..]',
    summary: 'What is wrong in manifests',
    load: async () => (await import('./commands/check.ts')).command,
  },
  {
    usage: 'plan <scenario>',
    summary: 'The path, its limits, and what a run will prove',
    load: async () => (await import('./commands/plan.ts')).command,
  },
  {
    usage: 'doctor <scenario>',
    summary: 'Can this machine and this path take a run?',
    load: async () => (await import('./commands/doctor.ts')).command,
  },
  {
    usage: 'run <scenario>',
    summary: 'Open connections, hold them, explain drops',
    load: async () => (await import('./commands/run.ts')).command,
  },
  {
    usage: 'status [run]',
    summary: 'How it stands with a run, or with all',
    load: async () => (await import('./commands/status.ts')).command,
  },
  {
    usage: 'attach <run>',
    summary: 'The live screen of a run, from any terminal',
    load: async () => (await import('./commands/attach.ts')).command,
  },
  {
    usage: 'mark <run> <label>',
    summary: 'Something happened: put it on the timeline',
    load: async () => (await import('./commands/mark.ts')).command,
  },
  {
    usage: 'stop <run>',
    summary: 'End a run in order, with its report',
    load: async () => (await import('./commands/stop.ts')).command,
  },
  {
    usage: 'report <run>',
    summary: 'Report a run again, from its journals',
    load: async () => (await import('./commands/report.ts')).command,
  },
  {
    usage: 'compare <before> <after>',
    summary: 'Did the second run drop more than the first?',
    load: async () => (await import('./commands/compare.ts')).command,
  },
  {
    usage: 'merge <runs..>',
    summary: 'Several machines’ runs as one',
    load: async () => (await import('./commands/merge.ts')).command,
  },
  {
    usage: 'catalogue [kind]',
    summary: 'Every timeout that soak knows, with its source',
    load: async () => (await import('./commands/catalogue.ts')).command,
  },
  {
    usage: 'lab <scenario>',
    summary: 'The path of a scenario on this machine',
    load: async () => (await import('./commands/lab.ts')).command,
  },
  {
    usage: 'serve',
    summary: 'The reference backend: TCP and WebSocket',
    load: async () => (await import('./commands/serve.ts')).command,
  },
  {
    usage: 'schema',
    summary: 'The JSON Schema of scenarios, for editors',
    load: async () => (await import('./commands/schema.ts')).command,
  },
];
