import { spawnSync } from 'node:child_process';
import { failed, ok, type Problem, type Result } from '../../base/problem.ts';
import type { Host } from '../host.ts';

/** Which cluster, as kubectl's own options say it. */
interface ClusterChoice {
  readonly context?: string | undefined;
  /** All of them if absent. */
  readonly namespace?: string | undefined;
}

/** What soak asks for. Secrets are never among it. */
const RESOURCES = [
  'services',
  'configmaps',
  'pods',
  'deployments.apps',
  'statefulsets.apps',
  'daemonsets.apps',
  'ingresses.networking.k8s.io',
  'ingressclasses.networking.k8s.io',
  'gateways.gateway.networking.k8s.io',
  'gatewayclasses.gateway.networking.k8s.io',
  'httproutes.gateway.networking.k8s.io',
  'tcproutes.gateway.networking.k8s.io',
  'tlsroutes.gateway.networking.k8s.io',
  'clienttrafficpolicies.gateway.envoyproxy.io',
  'backendtrafficpolicies.gateway.envoyproxy.io',
  'backendconfigs.cloud.google.com',
  'albconfigs.alibabacloud.com',
  'felixconfigurations.crd.projectcalico.org',
];

const OUTPUT_BYTES_MAX = 128 * 1024 * 1024;
const TIMEOUT_MS = 120_000;

/**
 * The objects of a cluster as JSON, through the user's own kubectl and credentials.
 *
 * It is asked first which kinds exist there, because asking for one that does not fails as a whole.
 */
export function readCluster(choice: ClusterChoice, host: Host): Result<string> {
  const known = kubectl(['api-resources', '--verbs=list', '-o', 'name'], { choice, host });
  if (!known.ok) return known;
  const names = new Set(known.value.split('\n').map((name) => name.trim()));
  const wanted = RESOURCES.filter((name) => names.has(name)).join(',');
  if (wanted === '') return failed([problem('Cannot find Services in the cluster', known.value)]);
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
