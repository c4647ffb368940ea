import { goDurationMs } from '../../../objects/durations.ts';
import type { Field } from '../../../objects/field.ts';
import type { Inventory } from '../../../objects/inventory.ts';
import { readInner } from '../../../objects/yaml-document.ts';
import type { Unread } from '../../unread.ts';
import { type Installation, installationsOf } from '../installation.ts';
import { mountedFiles } from '../mounted-files.ts';

export const TRAEFIK_IMAGE =
  /(^|\/)(traefik|traefik\/traefik|traefikee|rancher\/mirrored-library-traefik)([:@]|$)/;

/** The static configuration of Traefik, as far as the manifests show it. */
export interface StaticConfiguration {
  readonly installation: Installation | undefined;
  /** Values by their path in lower case: `entrypoints.web.address`. */
  readonly values: ReadonlyMap<string, Field>;
  /** Names of the entry points, as they are written. */
  readonly entryPoints: readonly string[];
  /** What may say otherwise; empty when everything was read. */
  readonly unread: readonly Unread[];
}

const FOUND = new WeakMap<Inventory, StaticConfiguration>();

/** The first installation's; nothing but the doubt when there is none. */
export function staticOf(inventory: Inventory): StaticConfiguration {
  const known = FOUND.get(inventory) ?? find(inventory);
  FOUND.set(inventory, known);
  return known;
}

/** A time in Go's notation; a bare number is in seconds (paerser's Duration). */
export function traefikTimeMs(text: string): number | undefined {
  return /^\d{1,10}$/.test(text) ? Number(text) * 1_000 : goDurationMs(text);
}

/** What a setting of one entry point says. */
export function ofEntryPoint(
  { values }: StaticConfiguration,
  { name, way }: { name: string; way: string },
): Field | undefined {
  return values.get(`entrypoints.${name}.${way}`.toLowerCase());
}

function find(inventory: Inventory): StaticConfiguration {
  const installation = installationsOf(inventory, TRAEFIK_IMAGE)[0];
  const chart = fromChart(inventory);
  if (installation === undefined && chart.size === 0)
    return {
      installation,
      values: chart,
      entryPoints: [],
      unread: [{ what: 'the static configuration of Traefik, which is not among the manifests,' }],
    };
  const own = installation === undefined ? undefined : fromInstallation(installation, inventory);
  const values = new Map([...(own?.values ?? []), ...chart]);
  const unread = own?.unread ?? [];
  return { installation, values, entryPoints: entryPointsIn(values), unread };
}

/** A file comes first, then flags, then the environment: the first that exists is read alone (cmd/traefik/traefik.go). */
function fromInstallation(
  installation: Installation,
  inventory: Inventory,
): Pick<StaticConfiguration, 'values' | 'unread'> {
  const { flags, container } = installation;
  const flagged = new Map(
    [...flags].map(([key, { value, field }]) => [key.toLowerCase(), field.holding(value)]),
  );
  const named = flagged.get('configfile')?.text;
  const files = mountedFiles(installation, inventory);
  const file = files.find(({ path }) =>
    named === undefined ? /^\/etc\/traefik\/traefik\.(ya?ml|toml)$/.test(path) : path === named,
  );
  if (file !== undefined && /\.ya?ml$/.test(file.path)) {
    const root = readInner(file.field);
    return { values: root === undefined ? new Map() : flat(root), unread: [] };
  }
  const unread =
    file === undefined && named === undefined
      ? []
      : [
          {
            what: `the file ${named ?? file?.path} of Traefik`,
            at: file?.field.at ?? container.field.at,
          },
        ];
  if (flagged.size > 0) return { values: flagged, unread };
  const env = container.field
    .get('env')
    .items()
    .flatMap((one) => {
      const name = /^TRAEFIK_(.+)$/i.exec(one.get('name').text ?? '')?.[1];
      return name === undefined
        ? []
        : [[name.replaceAll('_', '.').toLowerCase(), one.get('value')] as const];
    });
  return { values: new Map(env), unread };
}

/** Every scalar of a document by its path. */
function flat(root: Field, prefix = ''): ReadonlyMap<string, Field> {
  return new Map(
    root.entries().flatMap(([key, field]): (readonly [string, Field])[] => {
      const way = `${prefix}${key}`.toLowerCase();
      return field.text === undefined ? [[way, field], ...flat(field, `${way}.`)] : [[way, field]];
    }),
  );
}

/** Values of the chart that k3s and RKE2 install: HelmChartConfig traefik. */
function fromChart(inventory: Inventory): ReadonlyMap<string, Field> {
  const field = ['HelmChartConfig', 'HelmChart']
    .flatMap((kind) => inventory.of(kind))
    .filter(({ name }) => /traefik/.test(name))
    .map(({ root }) => root.get('spec').get('valuesContent'))
    .find(({ exists }) => exists);
  const values = field === undefined ? undefined : readInner(field);
  if (values === undefined) return new Map();
  const ports = values
    .get('ports')
    .entries()
    .flatMap(([name, port]) => [
      [`entrypoints.${name}`.toLowerCase(), port] as const,
      ...flat(port.get('transport'), `entrypoints.${name}.transport.`),
    ]);
  const flags = ['globalArguments', 'additionalArguments']
    .flatMap((key) => values.get(key).items())
    .flatMap((item) => {
      const [, key = '', value = 'true'] = /^--([^=]+)=?(.*)$/s.exec(item.text ?? '') ?? [];
      return key === '' ? [] : [[key.toLowerCase(), item.holding(value)] as const];
    });
  return new Map([...ports, ...flags]);
}

function entryPointsIn(values: ReadonlyMap<string, Field>): readonly string[] {
  const names = [...values.keys()].flatMap((key) => /^entrypoints\.([^.]+)/.exec(key)?.[1] ?? []);
  return [...new Set(names)];
}
