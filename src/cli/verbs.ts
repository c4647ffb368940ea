import type { Command } from './command.ts';

/** A verb as `soak --help` shows it. The command itself is loaded on use. */
export interface Verb {
  /** In yargs syntax: `run <scenario>`. */
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
    summary: 'Find mistakes in manifests',
    load: async () => (await import('./commands/check.ts')).command,
  },
  {
    usage: 'migrate <old> [new]',
    summary: 'Compare two sets of manifests, way by way',
    load: async () => (await import('./commands/migrate.ts')).command,
  },
  {
    usage: 'plan <scenario>',
    summary: 'Show the path, its limits and what a run proves',
    load: async () => (await import('./commands/plan.ts')).command,
  },
  {
    usage: 'doctor <scenario>',
    summary: 'Check that this machine can take the run',
    load: async () => (await import('./commands/doctor.ts')).command,
  },
  {
    usage: 'run <scenario>',
    summary: 'Open connections, hold them, explain drops',
    load: async () => (await import('./commands/run.ts')).command,
  },
  {
    usage: 'status [run]',
    summary: 'Show the status of one run, or of all',
    load: async () => (await import('./commands/status.ts')).command,
  },
  {
    usage: 'attach <run>',
    summary: 'Show the live screen of a run',
    load: async () => (await import('./commands/attach.ts')).command,
  },
  {
    usage: 'mark <run> <label>',
    summary: "Mark an event on a run's timeline",
    load: async () => (await import('./commands/mark.ts')).command,
  },
  {
    usage: 'stop <run>',
    summary: 'Stop a run cleanly and write its report',
    load: async () => (await import('./commands/stop.ts')).command,
  },
  {
    usage: 'report <run>',
    summary: 'Report a run again, from its journals',
    load: async () => (await import('./commands/report.ts')).command,
  },
  {
    usage: 'history [folder]',
    summary: 'Show all runs, and what changed when',
    load: async () => (await import('./commands/history.ts')).command,
  },
  {
    usage: 'compare <before> <after>',
    summary: 'Compare the drops of two runs',
    load: async () => (await import('./commands/compare.ts')).command,
  },
  {
    usage: 'merge <runs..>',
    summary: 'Merge the runs of several machines into one',
    load: async () => (await import('./commands/merge.ts')).command,
  },
  {
    usage: 'catalogue [kind]',
    summary: 'List every timeout that soak knows',
    load: async () => (await import('./commands/catalogue.ts')).command,
  },
  {
    usage: 'lab <scenario>',
    summary: 'Build the path of a scenario on this machine',
    load: async () => (await import('./commands/lab.ts')).command,
  },
  {
    usage: 'serve',
    summary: 'Run the reference backend: TCP and WebSocket',
    load: async () => (await import('./commands/serve.ts')).command,
  },
  {
    usage: 'schema',
    summary: 'Print the JSON Schema of scenarios, for editors',
    load: async () => (await import('./commands/schema.ts')).command,
  },
];
