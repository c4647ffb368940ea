import { goDurationMs } from '../objects/durations.ts';
import type { Field } from '../objects/field.ts';
import type { Inventory } from '../objects/inventory.ts';
import type { Workload } from '../objects/workload.ts';
import { readInner } from '../objects/yaml-document.ts';
import type { Hop } from '../path/path.ts';
import { hopOf, type Setting } from './hop.ts';

/** What translates addresses on the nodes, as far as the manifests show. */
export interface DataPlane {
  readonly kind: 'conntrack' | 'kube-proxy-ipvs' | 'cilium' | 'calico-ebpf';
  readonly settings: readonly Setting[];
  /** The setting that shows it; absent if none does and kube-proxy with iptables is assumed. */
  readonly field?: Field;
}

/** The data plane of the cluster. */
export function dataPlaneOf(inventory: Inventory): DataPlane {
  return cilium(inventory) ?? calico(inventory) ?? kubeProxy(inventory);
}

/** IPVS has its own table in front of conntrack; the others have a single table. */
export function nodeHops({ kind, settings }: DataPlane): readonly Hop[] {
  if (kind !== 'kube-proxy-ipvs') return [hopOf({ id: 'node', kind, settings })];
  return [
    hopOf({ id: 'node-ipvs', kind, settings }),
    hopOf({ id: 'node', kind: 'conntrack', settings }),
  ];
}

function cilium(inventory: Inventory): DataPlane | undefined {
  const config = inventory.of('ConfigMap').find(({ name }) => name === 'cilium-config');
  const field = config?.root.get('data').get('kube-proxy-replacement');
  if (config === undefined || field === undefined) return undefined;
  if (!['true', 'strict'].includes(field.text ?? '')) return undefined;
  const timeout = config.root.get('data').get('bpf-ct-timeout-service-tcp');
  return { kind: 'cilium', field, settings: durationSetting(timeout, 'ct-timeout') };
}

function calico(inventory: Inventory): DataPlane | undefined {
  const config = inventory.of('FelixConfiguration').find(({ name }) => name === 'default');
  const field = config?.root.get('spec').get('bpfEnabled');
  if (config === undefined || field === undefined || field.value !== true) return undefined;
  const timeout = config.root.get('spec').get('bpfConntrackTimeouts').get('tcpEstablished');
  return { kind: 'calico-ebpf', field, settings: durationSetting(timeout, 'tcp-established') };
}

function kubeProxy(inventory: Inventory): DataPlane {
  const [own] = [...configurations(inventory), ...flags(inventory)];
  if (own === undefined) return { kind: 'conntrack', settings: [] };
  const settings = [
    ...durationSetting(own.conntrack, 'established-timeout'),
    ...durationSetting(own.ipvs, 'ipvs-tcp-timeout'),
  ];
  return own.mode?.text === 'ipvs'
    ? { kind: 'kube-proxy-ipvs', settings, ...(own.mode === undefined ? {} : { field: own.mode }) }
    : { kind: 'conntrack', settings, ...(own.mode === undefined ? {} : { field: own.mode }) };
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

/** 0 keeps the kernel's own value, so it sets nothing. */
function durationSetting(field: Field | undefined, key: string): readonly Setting[] {
  const ms = field?.text === undefined ? undefined : goDurationMs(field.text);
  return field === undefined || ms === undefined || ms === 0 ? [] : [{ key, ms, at: field.at }];
}
