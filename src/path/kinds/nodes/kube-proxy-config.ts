import { goDurationMs } from '../../../objects/durations.ts';
import type { Field } from '../../../objects/field.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import type { Workload } from '../../../objects/workload.ts';
import { readInner } from '../../../objects/yaml-document.ts';
import type { Change } from '../../change.ts';
import { GO_DURATION } from '../../notation.ts';
import type { NodeClaim } from '../../ownership.ts';
import type { Setting } from '../../setting.ts';

/** What kube-proxy's configuration or flags say, and in which mode it is; undefined when nothing says. */
export function kubeProxyOf(
  inventory: Inventory,
): (NodeClaim & { readonly isIpvs: boolean }) | undefined {
  const [own] = [...configurations(inventory), ...flags(inventory)];
  if (own === undefined) return undefined;
  const { mode } = own;
  return {
    isIpvs: mode?.text === 'ipvs',
    settings: [
      ...durationSetting(own.conntrack, 'established-timeout'),
      ...durationSetting(own.ipvs, 'ipvs-tcp-timeout'),
    ],
    ...(mode === undefined ? {} : { field: mode }),
  };
}

/** 0 keeps the kernel's own value, so it sets nothing. */
export function durationSetting(field: Field | undefined, key: string): readonly Setting[] {
  const ms = field?.text === undefined ? undefined : goDurationMs(field.text);
  return field === undefined || ms === undefined || ms === 0 ? [] : [{ key, ms, at: field.at }];
}

/** Writes a time into kube-proxy's configuration. */
export function kubeProxyChange(section: string, name: string): (ms: number) => Change {
  return (ms) => ({
    where: 'KubeProxyConfiguration',
    key: `${section}.${name}`,
    text: [`${section}:`, `  ${name}: ${GO_DURATION.write(ms)}`],
    manifest: { kind: 'KubeProxyConfiguration', under: [] },
  });
}

interface KubeProxy {
  readonly mode: Field | undefined;
  readonly conntrack: Field | undefined;
  readonly ipvs: Field | undefined;
}

/** The object itself, or the file `config.conf` in kube-proxy's ConfigMap. */
function configurations(inventory: Inventory): readonly KubeProxy[] {
  const files = inventory
    .of('ConfigMap')
    .filter(({ name }) => name === 'kube-proxy')
    .map(({ root }) => readInner(root.get('data').get('config.conf')));
  return [...inventory.of('KubeProxyConfiguration').map(({ root }) => root), ...files]
    .filter((root) => root !== undefined)
    .map((root) => ({
      mode: root.get('mode'),
      conntrack: root.get('conntrack').get('tcpEstablishedTimeout'),
      ipvs: root.get('ipvs').get('tcpTimeout'),
    }));
}

function flags(inventory: Inventory): readonly KubeProxy[] {
  return inventory.workloads
    .filter(({ object }) => object.name === 'kube-proxy')
    .map((workload) => ({
      mode: flagOf(workload, 'proxy-mode'),
      conntrack: flagOf(workload, 'conntrack-tcp-timeout-established'),
      ipvs: flagOf(workload, 'ipvs-tcp-timeout'),
    }))
    .filter(({ mode }) => mode !== undefined);
}

function flagOf({ containers }: Workload, name: string): Field | undefined {
  const flag = containers.map((container) => container.flags.get(name)).find((found) => !!found);
  return flag?.field.holding(flag.value);
}
