import { z } from 'zod';
import { PATH_EVENTS } from '../../path/path.ts';
import { count, duration, text } from './fields.ts';
import { chosen, described, listOf, strict } from './shapes.ts';

const COMMAND_LENGTH_MAX = 4_096;
const EVENTS_MAX = 1_000;

/** Equalities only, as `kubectl get pods -l` takes them. */
const SELECTOR = /^[\w./-]+==?[\w.-]+(,[\w./-]+==?[\w.-]+)*$/;

const event = strict(
  'Something that happens meanwhile: { at: 30m, label: rollout, run: kubectl rollout restart deployment/link }',
  {
    at: duration('From the start of the run'),
    label: text('What it is'),
    hop: text('Id of the hop to which it happens, or backend').optional(),
    event: chosen(PATH_EVENTS, {
      reload: 'a proxy takes a new configuration, its old workers drain',
      shutdown: 'a proxy is told to stop',
      'backend-stop': 'a backend is told to stop',
      'backend-removed': 'a backend is taken out of service',
    }).optional(),
    run: text(
      'A command that does it, for sh -c, with the environment of soak and SOAK_RUN; when it fails the run goes on',
      { max: COMMAND_LENGTH_MAX, pattern: /^[^\0]*$/ },
    ).optional(),
    timeout: duration('The command is ended after so long (default 60s)', { min: 1 }).optional(),
    repeat: strict('Again and again', {
      every: duration('From one to the next', { min: 1_000 }),
      times: count('How many in all', { min: 2, max: EVENTS_MAX }),
    }).optional(),
  },
);

export type WrittenEvent = z.output<typeof event>;

/** `events:` of a scenario. */
export const eventsSchema = listOf(
  'What will happen meanwhile; drops are held against it',
  event,
  EVENTS_MAX,
);

/** `events-from:` of a scenario. */
export const eventsFromSchema = strict('Who else tells what happens meanwhile', {
  kubernetes: described(
    'Watches pods, endpoints, ingresses, ConfigMaps and deployments through the user’s own kubectl; what happens to pods dates drops only with namespace or pods',
    z.union([
      z.boolean(),
      strict('Which cluster, and what of it', {
        context: text('One of kubectl’s contexts (default the current one)').optional(),
        namespace: text('All namespaces unless given').optional(),
        pods: text('Labels of the backend’s pods: app=link,tier=prod', {
          max: 1_000,
          pattern: SELECTOR,
        }).optional(),
      }),
    ]),
  ).optional(),
});

export type WrittenEventsFrom = z.output<typeof eventsFromSchema>;
