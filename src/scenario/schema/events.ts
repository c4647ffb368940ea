import { z } from 'zod';
import { PATH_EVENTS } from '../../path/path.ts';
import { count, duration, text } from './fields.ts';
import { chosen, described, listOf, strict } from './shapes.ts';

const COMMAND_LENGTH_MAX = 4_096;
const EVENTS_MAX = 1_000;

/** Equality only, as in `kubectl get pods -l`. */
const SELECTOR = /^[\w./-]+==?[\w.-]+(,[\w./-]+==?[\w.-]+)*$/;

const event = strict(
  'Something that happens during the run: { at: 30m, label: rollout, run: kubectl rollout restart deployment/link }',
  {
    at: duration('From the start of the run'),
    label: text('Name of the event in reports'),
    hop: text('Id of the hop where it happens, or backend').optional(),
    event: chosen(PATH_EVENTS, {
      reload: 'a proxy loads a new configuration and its old workers drain',
      'listener-update': 'an Envoy gets a changed listener and drains the old one',
      shutdown: 'a proxy is told to stop',
      'backend-stop': 'a backend is told to stop',
      'backend-removed': 'a backend is taken out of service',
      'backend-unhealthy': 'a backend fails its health check',
    }).optional(),
    run: text(
      'A command that causes it, run with sh -c in the environment of soak plus SOAK_RUN; if it fails, the run continues',
      { max: COMMAND_LENGTH_MAX, pattern: /^[^\0]*$/ },
    ).optional(),
    timeout: duration('Kill the command after this time (default 60s)', { min: 1 }).optional(),
    repeat: strict('Repeat the event', {
      every: duration('Interval between repetitions', { min: 1_000 }),
      times: count('Total number of occurrences', { min: 2, max: EVENTS_MAX }),
    }).optional(),
  },
);

export type WrittenEvent = z.output<typeof event>;

/** `events:` of a scenario. */
export const eventsSchema = listOf(
  'Events during the run; drops can be attributed to them',
  event,
  EVENTS_MAX,
);

/** `events-from:` of a scenario. */
export const eventsFromSchema = strict('Other sources of events during the run', {
  kubernetes: described(
    'Watches pods, endpoints, ingresses, ConfigMaps and deployments through your own kubectl; pod events date drops only if namespace or pods is set',
    z.union([
      z.boolean(),
      strict('Which cluster, and what to watch in it', {
        context: text('A kubectl context (default: the current one)').optional(),
        namespace: text('Namespace (default: all)').optional(),
        pods: text("Labels of the backend's pods: app=link,tier=prod", {
          max: 1_000,
          pattern: SELECTOR,
        }).optional(),
      }),
    ]),
  ).optional(),
});

export type WrittenEventsFrom = z.output<typeof eventsFromSchema>;
