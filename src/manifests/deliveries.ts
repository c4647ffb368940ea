import type { StrangeKind } from '../objects/stranger.ts';

/** An object that only says where others come from: what it delivers has to be rendered before it can be read. */
interface Delivery {
  readonly kind: string;
  readonly groups: readonly string[];
  /** The command whose output soak reads. */
  readonly render: string;
}

const DELIVERIES: readonly Delivery[] = [
  // argo-cd.readthedocs.io, user-guide/commands/argocd_app_manifests
  {
    kind: 'Application',
    groups: ['argoproj.io'],
    render: 'argocd app manifests NAME | soak check -',
  },
  {
    kind: 'ApplicationSet',
    groups: ['argoproj.io'],
    render: 'argocd app manifests NAME | soak check -',
  },
  // fluxcd.io/flux/cmd/flux_build_kustomization
  {
    kind: 'Kustomization',
    groups: ['kustomize.toolkit.fluxcd.io'],
    render: 'flux build kustomization NAME --path FOLDER | soak check -',
  },
  {
    kind: 'HelmRelease',
    groups: ['helm.toolkit.fluxcd.io', 'helm.fluxcd.io'],
    render: 'helm template CHART --values FILE | soak check -',
  },
  // docs.k3s.io/helm
  {
    kind: 'HelmChart',
    groups: ['helm.cattle.io'],
    render: 'helm template CHART --values FILE | soak check -',
  },
  {
    kind: 'Kustomization',
    groups: ['kustomize.config.k8s.io'],
    render: 'kubectl kustomize FOLDER | soak check -',
  },
];

/** How to render what objects of this kind deliver; undefined for any other kind. */
export function renderingOf({ kind, group }: StrangeKind): string | undefined {
  return DELIVERIES.find((one) => one.kind === kind && one.groups.includes(group))?.render;
}
