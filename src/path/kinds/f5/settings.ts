import { nginxTimeMs } from '../../../objects/durations.ts';
import type { Field } from '../../../objects/field.ts';
import type { Ingress } from '../../../objects/ingress.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import type { IngressPlace } from '../../ownership.ts';
import type { Setting } from '../../setting.ts';
import { type ControllerConfig, configField, controllerConfigOf } from '../controller-config.ts';
import { type Snippet, snippetSettings, type Written } from '../nginx/snippet.ts';
import { podGrace } from '../proxy-pods.ts';

export const F5_IMAGE = /(^|\/)(nginx-ingress|nginx-plus-ingress)([/:@]|$)/;

export const F5_PREFIX = 'nginx.org/';

/** Its templates write these into every location and into the main block. */
const WRITTEN: readonly Written[] = [
  { directive: 'proxy_read_timeout', key: 'proxy-read-timeout', context: 'location' },
  { directive: 'proxy_send_timeout', key: 'proxy-send-timeout', context: 'location' },
];

const MAIN: readonly Written[] = [
  { directive: 'worker_shutdown_timeout', key: 'worker-shutdown-timeout', context: 'main' },
];

/** What its ConfigMap may set. */
const KEYS = ['proxy-read-timeout', 'proxy-send-timeout', 'worker-shutdown-timeout'];

/** The controller and its ConfigMap. */
export function f5Config(inventory: Inventory): ControllerConfig {
  return controllerConfigOf(inventory, {
    image: F5_IMAGE,
    flag: 'nginx-configmaps',
    names: /^nginx-config$|nginx-ingress(-controller)?(-config)?$/,
  });
}

/** What an Ingress says, its master says for it, and the ConfigMap for all, in this order. */
export function f5IngressSettings({ ingress, inventory }: IngressPlace): readonly Setting[] {
  const config = f5Config(inventory);
  const holders = [ingress, ...mastersOf(ingress, inventory)];
  const snippets = holders.flatMap(f5SnippetsOf);
  const of = (key: string) =>
    holders.map(({ annotations }) => annotations.get(`${F5_PREFIX}${key}`));
  return [
    ...snippetSettings([...snippets, ...sharedSnippets(config)], { written: WRITTEN, free: [] }),
    ...firstNginxTime('proxy-read-timeout', of('proxy-read-timeout')),
    ...firstNginxTime('proxy-send-timeout', of('proxy-send-timeout')),
    ...f5SharedSettings(config),
  ];
}

/** The snippets of an Ingress itself. */
export function f5SnippetsOf({ annotations }: Ingress): readonly Snippet[] {
  return [
    ...snippet('location', annotations.get(`${F5_PREFIX}location-snippets`)),
    ...snippet('server', annotations.get(`${F5_PREFIX}server-snippets`)),
  ];
}

/** What the ConfigMap says for all, and the pods' grace. */
export function f5SharedSettings(config: ControllerConfig): readonly Setting[] {
  const main = configField(config, 'main-snippets');
  return [
    ...KEYS.flatMap((key) => config.unread.map((unread) => ({ key, unread }))),
    ...snippetSettings(snippet('main', main), {
      written: configField(config, 'worker-shutdown-timeout') === undefined ? [] : MAIN,
      free: MAIN,
    }),
    ...KEYS.flatMap((key) => firstNginxTime(key, [configField(config, key)])),
    ...podGrace(config.installation),
  ];
}

/** Snippets of a way and those of the ConfigMap. */
export function f5SnippetSettings(
  snippets: readonly Snippet[],
  config: ControllerConfig,
): readonly Setting[] {
  return snippetSettings([...snippets, ...sharedSnippets(config)], {
    written: WRITTEN,
    free: [],
  });
}

function sharedSnippets(config: ControllerConfig): readonly Snippet[] {
  return [
    ...snippet('location', configField(config, 'location-snippets')),
    ...snippet('server', configField(config, 'server-snippets')),
    ...snippet('http', configField(config, 'http-snippets')),
  ];
}

export function snippet(context: Snippet['context'], field: Field | undefined): readonly Snippet[] {
  return field?.text === undefined ? [] : [{ name: `${context}-snippets`, field, context }];
}

/** The first of these that nginx reads as a time. */
export function firstNginxTime(
  key: string,
  fields: readonly (Field | undefined)[],
): readonly Setting[] {
  return fields
    .flatMap((field) => {
      const ms = nginxTimeMs(field?.text ?? '');
      return field === undefined || ms === undefined || ms === 0 ? [] : [{ key, ms, at: field.at }];
    })
    .slice(0, 1);
}

const MERGEABLE = `${F5_PREFIX}mergeable-ingress-type`;

function isMaster({ annotations }: Ingress): boolean {
  return annotations.get(MERGEABLE)?.text === 'master';
}

/** A minion inherits timeouts from the master of its host (annotations.go, minionInheritanceList). */
function mastersOf(ingress: Ingress, inventory: Inventory): readonly Ingress[] {
  if (ingress.annotations.get(MERGEABLE)?.text !== 'minion') return [];
  const hosts = hostsOf(ingress);
  return inventory.ingresses
    .filter((one) => isMaster(one) && hostsOf(one).some((host) => hosts.includes(host)))
    .slice(0, 1);
}

function hostsOf({ object }: Ingress): readonly (string | undefined)[] {
  return object.root
    .get('spec')
    .get('rules')
    .items()
    .map((rule) => rule.get('host').text);
}
