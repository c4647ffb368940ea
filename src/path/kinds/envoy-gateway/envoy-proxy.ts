import { goDurationMs } from '../../../objects/durations.ts';
import type { GatewayRoute } from '../../../objects/gateway.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import { describeObject, type ManifestObject } from '../../../objects/object.ts';
import type { Setting } from '../../setting.ts';
import { idleSetting } from '../envoy/idle-setting.ts';
import { GROUP } from './policies.ts';

/** The two limits that the drain time is: after a changed listener, and when the pod stops. */
const DRAINS = ['drain-time', 'drain-timeout'];

/** What the EnvoyProxy of a Gateway, or of its class, says about draining. */
export function proxySettings({ gateway }: GatewayRoute, inventory: Inventory): readonly Setting[] {
  const own = gateway.root.get('spec').get('infrastructure').get('parametersRef');
  const className = gateway.root.get('spec').get('gatewayClassName').text;
  const gatewayClass = inventory.of('GatewayClass').find(({ name }) => name === className);
  const ofClass = gatewayClass?.root.get('spec').get('parametersRef');
  const ref = own.exists ? own : ofClass;
  if (ref?.exists === true) {
    const name = ref.get('name').text ?? '';
    const namespace = (own.exists ? gateway.namespace : ref.get('namespace').text) ?? 'default';
    const proxy = inventory.object({ kind: 'EnvoyProxy', namespace, name, group: GROUP });
    if (proxy !== undefined) return ofProxy(proxy);
    return doubt(
      `EnvoyProxy ${namespace}/${name}, which ${describeObject(gateway)} or its class names`,
    );
  }
  return gatewayClass === undefined ? doubt(`the EnvoyProxy of GatewayClass ${className}`) : [];
}

function doubt(what: string): readonly Setting[] {
  return DRAINS.map((key) => ({ key, unread: { what } }));
}

/** `shutdown.drainTimeout` is also Envoy's --drain-time-s, and what extraArgs say comes after it (proxy_args.go). */
function ofProxy(proxy: ManifestObject): readonly Setting[] {
  const spec = proxy.root.get('spec');
  const field = spec.get('shutdown').get('drainTimeout');
  const ms = goDurationMs(field.text ?? '');
  const args = spec.get('extraArgs').items();
  const isPatched =
    spec.get('bootstrap').exists || args.some(({ text }) => /drain/.test(text ?? ''));
  return [
    ...(isPatched
      ? [
          {
            key: 'drain-time',
            unread: { what: `extraArgs or bootstrap of ${describeObject(proxy)}`, at: spec.at },
          },
        ]
      : []),
    ...DRAINS.flatMap((key) => idleSetting(key, { ms, field })),
  ];
}
