import type { Field } from '../../../objects/field.ts';
import type { Ingress } from '../../../objects/ingress.ts';
import type { Snippet, Written } from '../nginx/snippet.ts';
import { configOf, type NginxController } from './controller.ts';

/** nginx.tmpl of v1.15.1 writes these itself, lines 47 and 1333 to 1361. */
export const WRITTEN: readonly Written[] = [
  ...['proxy_read_timeout', 'grpc_read_timeout'].map((directive) => ({
    directive,
    key: 'proxy-read-timeout',
    context: 'location' as const,
  })),
  ...['proxy_send_timeout', 'grpc_send_timeout'].map((directive) => ({
    directive,
    key: 'proxy-send-timeout',
    context: 'location' as const,
  })),
  { directive: 'worker_shutdown_timeout', key: 'worker-shutdown-timeout', context: 'main' },
];

/** It writes this one nowhere. */
export const FREE: readonly Written[] = [
  { directive: 'send_timeout', key: 'send-timeout', context: 'location' },
  { directive: 'client_body_timeout', key: 'client-body-timeout', context: 'location' },
];

/** The snippets that become part of the way through an Ingress. */
export function snippetsOf({
  ingress,
  controller,
}: {
  ingress: Ingress;
  controller: NginxController;
}): readonly Snippet[] {
  const annotated = (name: string) => ingress.annotations.get(`${controller.prefix}/${name}`);
  const config = (name: string) => configOf(controller, name);
  return [
    ...snippet('configuration-snippet', 'location', annotated),
    ...snippet('location-snippet', 'location', config),
    ...snippet('server-snippet', 'server', annotated),
    ...snippet('server-snippet', 'server', config),
    ...snippet('http-snippet', 'http', config),
    ...snippet('main-snippet', 'main', config),
  ];
}

function snippet(
  name: string,
  context: Snippet['context'],
  find: (name: string) => Field | undefined,
): readonly Snippet[] {
  const field = find(name);
  return field?.text === undefined ? [] : [{ name, field, context }];
}
