import type { RealOptions } from '../../real/real-lab.ts';
import type { Expected } from './expected.ts';
import type { Stage } from './stage.ts';

/** One lab and one run: several cases together, with the groups beside them that nothing may happen to. */
export interface Scene {
  readonly name: string;
  /** Hops of the scenario's `path`, each a line of YAML. */
  readonly path: readonly string[];
  readonly lab?: RealOptions;
  readonly cases: readonly Case[];
  /** Lines of the scenario's `events`. */
  readonly events?: readonly string[];
  /** What is done, from the start of the hold on. */
  readonly act?: (stage: Stage) => Promise<void>;
  /** What is done before soak is started, such as stopping the backend. */
  readonly before?: (stage: Stage) => Promise<void>;
  readonly holdS: number;
  /** Opening is spread over so long, when not as usual. */
  readonly rampS?: number;
}

/** A target of the run, and what has to become of it. */
export interface Case {
  readonly target: string;
  /** What was done to it, for the table. */
  readonly done: string;
  /** The target in YAML, without its count: `tcp: slb.test:80, silent: true`. */
  readonly is: string;
  readonly connections?: number;
  readonly expected: Expected;
}

/**
 * Opening is spread over so long; an event of a scenario counts from its begin. Longer than two heartbeats: of
 * connections that open together a clock and an event look the same.
 */
export const RAMP_S = 4;

const CONNECTIONS = 10;

/** How many connections a case has. */
export function connectionsOf({ connections = CONNECTIONS }: Case): number {
  return connections;
}

/** The scenario of a scene, as a user would have written it. */
export function scenarioText(scene: Scene): string {
  const { name, path, cases, events = [], holdS, rampS = RAMP_S } = scene;
  return `soak: 1
name: ${name}
path:
  - { hop: client, kind: generator }
${path.map((hop) => `  - { ${hop} }\n`).join('')}targets:
${cases.map((one) => `  ${one.target}: { ${one.is}, connections: ${connectionsOf(one)} }\n`).join('')}load: { ramp: ${rampS}s, hold: ${holdS}s, drain: 500ms }
${events.length === 0 ? '' : `events:\n${events.map((event) => `  - { ${event} }\n`).join('')}`}`;
}
