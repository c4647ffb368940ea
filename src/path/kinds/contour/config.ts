import type { Field } from '../../../objects/field.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import type { Workload } from '../../../objects/workload.ts';
import { readInner } from '../../../objects/yaml-document.ts';
import type { Setting } from '../../setting.ts';
import { deployedSettings } from '../envoy/deployed.ts';
import { inertTime, WAITS_FOR_STREAMS } from '../envoy/times.ts';
import { writtenTime } from './time.ts';

/** Most sets of manifests are those of an application, and Contour's own are elsewhere. */
const UNREAD = {
  key: 'stream-idle-timeout',
  unread: { what: "Contour's ConfigMap or ContourConfiguration" },
};

/** Where the times of Contour's own configuration are: in the file of its ConfigMap, or in a ContourConfiguration. */
const TIMES = [
  { key: 'stream-idle-timeout', inFile: 'stream-idle-timeout', inObject: 'streamIdleTimeout' },
] as const;

const INERT_TIMES = [
  {
    inFile: 'request-timeout',
    inObject: 'requestTimeout',
    why: 'the time to receive a request; the answer to the handshake ends it',
  },
  {
    inFile: 'max-connection-duration',
    inObject: 'maxConnectionDuration',
    why: WAITS_FOR_STREAMS,
  },
] as const;

/** The pods with the shutdown-manager beside Envoy (examples/contour/03-envoy.yaml). */
const ENVOY = {
  isEnvoy: ({ containers }: Workload) =>
    containers.some(
      ({ image, field }) =>
        /(^|\/)contour[:@]/.test(image) &&
        field
          .get('args')
          .items()
          .some(({ text }) => text === 'shutdown-manager'),
    ),
  what: "the DaemonSet of Contour's Envoy",
};

/** What Contour's own configuration says about every connection. */
export function configured(inventory: Inventory): readonly Setting[] {
  const { file, object } = configOf(inventory);
  const fieldOf = ({ inFile, inObject }: { inFile: string; inObject: string }): Field | undefined =>
    [file?.get('timeouts').get(inFile), object?.get('timeouts').get(inObject)].find(
      (field) => field?.exists === true,
    );
  return [
    ...TIMES.flatMap((time) => writtenTime(time.key, fieldOf(time))),
    ...INERT_TIMES.flatMap((time) =>
      inertTime(`timeouts.${time.inFile}`, { field: fieldOf(time), why: time.why }),
    ),
    ...(file === undefined && object === undefined ? [UNREAD] : []),
    ...deployedSettings(inventory, ENVOY),
  ];
}

interface Config {
  /** The root of contour.yaml. */
  readonly file: Field | undefined;
  /** `spec.envoy` of a ContourConfiguration, or of a ContourDeployment's `runtimeSettings`. */
  readonly object: Field | undefined;
}

function configOf(inventory: Inventory): Config {
  const file = inventory
    .of('ConfigMap')
    .map(({ root }) => root.get('data').get('contour.yaml'))
    .find(({ exists }) => exists);
  const [object] = inventory.of('ContourConfiguration').map(({ root }) => root.get('spec'));
  const [deployment] = inventory
    .of('ContourDeployment')
    .map(({ root }) => root.get('spec').get('runtimeSettings'));
  return {
    file: file === undefined ? undefined : readInner(file),
    object: (object ?? deployment)?.get('envoy'),
  };
}
