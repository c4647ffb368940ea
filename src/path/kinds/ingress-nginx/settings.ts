import { secondsMs } from '../../../objects/durations.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import type { Service } from '../../../objects/service.ts';
import type { IngressPlace, TcpPort } from '../../ownership.ts';
import type { Setting } from '../../setting.ts';
import { snippetSettings } from '../nginx/snippet.ts';
import { podGrace } from '../proxy-pods.ts';
import {
  configOf,
  configUnread,
  controllerFor,
  type NginxController,
  nginxControllers,
} from './controller.ts';
import { annotationTimeout, configTime, type EffectiveTimeout } from './effective.ts';
import { FREE, snippetsOf, WRITTEN } from './snippets.ts';

/** What the manifests set on an Ingress of ingress-nginx. */
export function ingressSettings({ ingress, inventory }: IngressPlace): readonly Setting[] {
  const controller = controllerFor(ingress, nginxControllers(inventory));
  const of = (key: string) => annotationTimeout({ ingress, controller }, key);
  return [
    ...snippetSettings(snippetsOf({ ingress, controller }), { written: WRITTEN, free: FREE }),
    ...written('proxy-read-timeout', of('proxy-read-timeout')),
    ...written('proxy-send-timeout', of('proxy-send-timeout')),
    ...written('worker-shutdown-timeout', configTime(controller, 'worker-shutdown-timeout')),
    ...clientBody(controller),
    ...podGraceOf(controller),
    ...unreadConfig(controller, [
      'client-body-timeout',
      'proxy-read-timeout',
      'proxy-send-timeout',
      'worker-shutdown-timeout',
    ]),
  ];
}

/** Plain seconds, in the ConfigMap only. */
function clientBody(controller: NginxController): readonly Setting[] {
  const field = configOf(controller, 'client-body-timeout');
  const ms = secondsMs(field?.text ?? '');
  return field === undefined || ms === undefined
    ? []
    : [{ key: 'client-body-timeout', ms, at: field.at }];
}

function podGraceOf({ workload }: NginxController): readonly Setting[] {
  return workload === undefined ? [] : podGrace({ workload });
}

/** What a ConfigMap that is not among the manifests may set. */
function unreadConfig(controller: NginxController, keys: readonly string[]): readonly Setting[] {
  const unread = configUnread(controller);
  return keys.flatMap((key) => (unread === undefined ? [] : [{ key, unread }]));
}

/** The Service in front of the controller that serves this Ingress. */
export function frontOf({ ingress, inventory }: IngressPlace): Service | undefined {
  return controllerFor(ingress, nginxControllers(inventory)).service;
}

/** TLS is passed through to the pod, so nginx and its timeouts do not see the connection. */
export function variantOf(place: IngressPlace): string | undefined {
  const { ingress, inventory } = place;
  const { prefix } = controllerFor(ingress, nginxControllers(inventory));
  const isPassthrough = ingress.annotations.get(`${prefix}/ssl-passthrough`)?.text === 'true';
  if (isPassthrough) return 'ingress-nginx-passthrough';
  return isGrpc(place) ? 'ingress-nginx-grpc' : undefined;
}

/** The backend speaks gRPC, so nginx passes streams of HTTP/2 and upgrades nothing. */
export function isGrpc({ ingress, inventory }: IngressPlace): boolean {
  const { prefix } = controllerFor(ingress, nginxControllers(inventory));
  return /^grpcs?$/i.test(ingress.annotations.get(`${prefix}/backend-protocol`)?.text ?? '');
}

/** The ports of every controller's `tcp-services`. */
export function tcpPorts(inventory: Inventory): readonly TcpPort[] {
  return nginxControllers(inventory).flatMap(portsOf);
}

function portsOf(controller: NginxController): readonly TcpPort[] {
  const { service, tcpServices } = controller;
  if (tcpServices === undefined) return [];
  const keys = ['proxy-stream-timeout', 'worker-shutdown-timeout'];
  const settings = [
    ...keys.flatMap((key) => written(key, configTime(controller, key))),
    ...unreadConfig(controller, keys),
    ...podGraceOf(controller),
  ];
  return tcpServices.root
    .get('data')
    .entries()
    .flatMap(([port, field]) => {
      const match = /^([^/:]+)\/([^/:]+):/.exec(field.text ?? '');
      if (match === null || !/^\d{1,5}$/.test(port)) return [];
      const [, namespace = '', name = ''] = match;
      const place = { port: Number(port), field, owner: tcpServices, namespace, name };
      return [{ ...place, kind: 'ingress-nginx-stream', settings, front: service }];
    });
}

/** A timeout as a setting, if a manifest sets it. */
function written(key: string, { ms, field }: EffectiveTimeout): readonly Setting[] {
  return field === undefined ? [] : [{ key, ms, at: field.at }];
}
