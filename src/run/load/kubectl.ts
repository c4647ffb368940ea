import { spawnSync } from 'node:child_process';
import { failed, ok, type Problem, type Result } from '../../base/problem.ts';
import { isRead } from '../../manifests/read.ts';
import { groupOf, isKnownKind, KUBERNETES_KINDS } from '../../objects/known-kinds.ts';
import { isWayLike } from '../../objects/stranger.ts';
import type { Host } from '../host.ts';

/** Which cluster, as kubectl's own options say it. */
interface ClusterChoice {
  readonly context?: string | undefined;
  /** All of them if absent. */
  readonly namespace?: string | undefined;
}

const OUTPUT_BYTES_MAX = 128 * 1024 * 1024;
const TIMEOUT_MS = 120_000;

/**
 * The objects of a cluster as JSON, through the user's own kubectl and credentials: every kind that soak reads, and what
 * may be a way of a kind that it does not know. Secrets are never among them.
 *
 * It is asked first which kinds exist there, because asking for one that does not fails as a whole.
 */
export function readCluster(choice: ClusterChoice, host: Host): Result<string> {
  const known = kubectl(['api-resources', '--verbs=list', '--no-headers'], { choice, host });
  if (!known.ok) return known;
  const resources = known.value.split('\n').flatMap(resourceIn);
  const own = resources.filter(({ isOwn }) => isOwn);
  if (own.length === 0)
    return failed([problem('Cannot find Services in the cluster', known.value)]);
  const all = get(resources, { choice, host });
  if (all.ok || own.length === resources.length) return all;
  // Credentials that may not read the resources of a product still read the rest.
  const rest = get(own, { choice, host });
  if (rest.ok) {
    const left = resources.filter(({ isOwn }) => !isOwn).map(({ name }) => name);
    host.stderr.write(
      `soak: ${all.problems[0]?.message ?? 'kubectl failed'}; read without ${left.join(', ')}, so what they say is not known\n`,
    );
  }
  return rest;
}

interface Resource {
  /** As kubectl takes it: `gateways.gateway.networking.k8s.io`. */
  readonly name: string;
  /** One of Kubernetes itself. */
  readonly isOwn: boolean;
}

/** One line of `kubectl api-resources`: NAME, SHORTNAMES (may be empty), APIVERSION, NAMESPACED, KIND. */
function resourceIn(line: string): readonly Resource[] {
  const words = line.trim().split(/\s+/);
  const [plural] = words;
  const [apiVersion, , kind] = words.slice(-3);
  if (plural === undefined || apiVersion === undefined || kind === undefined) return [];
  // A Deployment says what its ReplicaSets say, and keeps ten of them.
  if (kind === 'ReplicaSet' || !isWanted({ kind, apiVersion })) return [];
  const group = groupOf(apiVersion);
  const name = group === '' ? plural : `${plural}.${group}`;
  return [{ name, isOwn: isKnownKind(KUBERNETES_KINDS, { kind, apiVersion }) }];
}

function isWanted(one: { kind: string; apiVersion: string }): boolean {
  return isRead(one) || isWayLike({ kind: one.kind, group: groupOf(one.apiVersion) });
}

function get(
  resources: readonly Resource[],
  { choice, host }: { choice: ClusterChoice; host: Host },
): Result<string> {
  const wanted = resources.map(({ name }) => name).join(',');
  const space =
    choice.namespace === undefined ? ['--all-namespaces'] : [`--namespace=${choice.namespace}`];
  return kubectl(['get', wanted, '-o', 'json', ...space], { choice, host });
}

function kubectl(
  words: readonly string[],
  { choice, host }: { choice: ClusterChoice; host: Host },
): Result<string> {
  const context = choice.context === undefined ? [] : [`--context=${choice.context}`];
  // Nothing else goes on before the cluster is known, and Ctrl-C ends both.
  const { stdout, stderr, status, error } = spawnSync('kubectl', [...words, ...context], {
    env: host.env,
    cwd: host.cwd,
    maxBuffer: OUTPUT_BYTES_MAX,
    timeout: TIMEOUT_MS,
    encoding: 'utf8',
  });
  if (error === undefined && status === 0) return ok(stdout);
  return failed([failure((error as NodeJS.ErrnoException)?.code ?? status, stderr)]);
}

function failure(code: string | number | null, stderr: string): Problem {
  if (code === 'ENOENT') {
    const hint =
      'install kubectl, or pipe what another one says: kubectl get … -o json | soak check -';
    return { ...problem('Cannot start kubectl: there is none in PATH', ''), hint };
  }
  if (code === 'ENOBUFS')
    return problem(
      'Cannot take what kubectl says: it is more than 128 MiB; name a --namespace',
      '',
    );
  if (code === 'ETIMEDOUT')
    return problem(
      `Cannot wait for kubectl any longer: no answer in ${TIMEOUT_MS / 1_000} s`,
      stderr,
    );
  return problem(`Cannot read the cluster: kubectl ended with ${String(code)}`, stderr);
}

/** What kubectl says comes from a server too, so it is capped, and printed on one line. */
function problem(message: string, detail: string): Problem {
  // Lines of klog (E1123 05:54:40 …) repeat for programmers what the last line says for people.
  const lines = detail
    .trim()
    .split('\n')
    .filter((line) => !/^[IWE]\d{4} /.test(line));
  const words = lines.slice(0, 3).join(' ').slice(0, 300);
  const at = { file: 'kubectl', line: 0, column: 0 };
  return { at, message: words === '' ? message : `${message}: ${words}` };
}
