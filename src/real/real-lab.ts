import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAuthority } from '../lab/certificates.ts';
import { isSecure } from '../path/transport.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { execute } from './command.ts';
import { endProcess, RealHost } from './host.ts';
import { addressLines, makeNetwork, removeNetwork } from './network.ts';
import { serveArguments } from './parts/backend.ts';
import { type HaproxyOptions, haproxyConfiguration, RESET_RULES } from './parts/haproxy.ts';
import { type NatOptions, natRules, natSettings, nth } from './parts/nat.ts';
import { type NginxOptions, nginxConfiguration } from './parts/nginx.ts';
import { type LabState, writeState } from './state.ts';
import type { HostPlan, Topology } from './topology.ts';
import { topologyOf } from './topology.ts';

/** What a path does not specify about its real parts. */
export interface RealOptions {
  readonly haproxy?: HaproxyOptions;
  readonly nginx?: NginxOptions;
  readonly nat?: NatOptions;
  /** More arguments for `soak serve`. */
  readonly serve?: readonly string[];
  /** Another backend than `soak serve`: a command that listens on the backend's ports. */
  readonly backend?: readonly string[];
}

const SOAK = fileURLToPath(new URL('../../bin/soak.js', import.meta.url));

/** How long the parts may take to exit when the lab ends in order. */
const STOP_GRACE_MS = 500;

/** A path of real parts: every hop is a host of its own in a network namespace, connected by veth pairs. */
export class RealLab {
  readonly topology: Topology;
  readonly state: LabState;
  /** The authority of every certificate in the lab, for clients. */
  caPem = '';
  readonly #options: RealOptions;
  readonly #hosts = new Map<string, RealHost>();
  readonly #processes = new Map<string, ChildProcess>();
  readonly #issue: () => Promise<{ readonly certificate: string; readonly key: string }>;

  private constructor(
    topology: Topology,
    options: RealOptions,
    issue: () => Promise<{ readonly certificate: string; readonly key: string }>,
  ) {
    this.topology = topology;
    this.#options = options;
    this.#issue = issue;
    this.state = writeState([topology.client, ...topology.hosts.map(({ hop }) => hop.id)]);
    for (const [id, namespace] of Object.entries(this.state.namespaces))
      this.#hosts.set(id, new RealHost(namespace, path.join(this.state.folder, id)));
  }

  /** Builds the path of a scenario for its targets. Throws `CannotBuild` with the reason when it cannot. */
  static async start(
    scenario: Pick<Scenario, 'path' | 'targets'>,
    options: RealOptions = {},
  ): Promise<RealLab> {
    const topology = topologyOf(scenario);
    const authority = await createAuthority(Date.now());
    const names = scenario.targets.map(({ address, tls }) => tls?.serverName ?? address.host);
    const lab = new RealLab(topology, options, () => authority.issue([...new Set(names)]));
    lab.caPem = authority.caPem;
    try {
      lab.client.write('ca.pem', authority.caPem);
      await makeNetwork(lab.state, topology);
      // From the backend to the client, as a cluster comes up.
      for (const host of topology.hosts.toReversed()) await lab.startPart(host.hop.id);
    } catch (error) {
      await lab.stop();
      throw error;
    }
    return lab;
  }

  /** The host in which the client's commands run. */
  get client(): RealHost {
    return this.host(this.topology.client);
  }

  /** Where the authority of the certificates is, for the client. */
  get caFile(): string {
    return path.join(this.client.folder, 'ca.pem');
  }

  host(id: string): RealHost {
    return this.#hosts.get(id)!;
  }

  /** The process of a hop: nginx's or HAProxy's master, or the backend. A NAT has none. */
  process(id: string): ChildProcess {
    return this.#processes.get(id)!;
  }

  /** Configures and starts the part that a hop is built from. */
  async startPart(id: string): Promise<void> {
    const plan = this.#plan(id);
    const host = this.host(id);
    switch (plan.kind) {
      case 'nat':
      case 'nat-silent':
        return await this.#startNat(plan, host);
      case 'haproxy-reset':
        await host.rules(RESET_RULES);
        return await this.#startHaproxy(plan, host);
      case 'haproxy':
        return await this.#startHaproxy(plan, host);
      case 'nginx':
      case 'nginx-stream':
        return await this.#startNginx(plan, host);
      case 'backend':
        return await this.#startBackend(plan);
    }
  }

  /** A new certificate of the same authority in the files of a hop; it takes effect after a reload. */
  async rotateCertificate(id: string): Promise<void> {
    const { certificate, key } = await this.#issue();
    this.host(id).write('cert.pem', certificate);
    this.host(id).write('key.pem', key);
  }

  /** Restores the addresses and routes of a host after its links were down. */
  async restoreLinks(id: string): Promise<void> {
    const lines = addressLines(id, this.topology);
    await execute('ip', ['-n', this.host(id).namespace, '-batch', '-'], lines.join('\n'));
  }

  /** Leaves nothing behind: processes, namespaces, rules, files. */
  async stop(): Promise<void> {
    await Promise.all(
      [...this.#processes.values()].map((child) => endProcess(child, STOP_GRACE_MS)),
    );
    await removeNetwork(this.state);
  }

  #plan(id: string): HostPlan {
    return this.topology.hosts.find(({ hop }) => hop.id === id)!;
  }

  async #startNat(plan: HostPlan, host: RealHost): Promise<void> {
    const { endpoints = 1 } = this.#options.nat ?? {};
    await host.rules(natRules(plan, this.#options.nat));
    const settings = Object.entries(natSettings(plan, this.#options.nat));
    await host.script(settings.map(([name, value]) => `echo ${value} > /proc/sys/${name}`));
    for (const wire of this.topology.wires.filter(({ near }) => near === plan.hop.id))
      for (let index = 1; index < endpoints; index += 1)
        await this.host(wire.far).execute('ip', [
          ...['addr', 'add', `${nth(`10.71.${wire.number}.2`, index)}/24`],
          ...['dev', `to-${wire.number}`],
        ]);
  }

  async #startHaproxy(plan: HostPlan, host: RealHost): Promise<void> {
    host.write('haproxy.cfg', haproxyConfiguration(plan, this.#options.haproxy));
    await this.#startProcess(plan, ['haproxy', '-W', '-db', '-f', 'haproxy.cfg']);
  }

  async #startNginx(plan: HostPlan, host: RealHost): Promise<void> {
    await this.rotateCertificate(plan.hop.id);
    const { folder } = host;
    const options = this.#options.nginx ?? {};
    const file = host.write('nginx.conf', nginxConfiguration(plan, { folder, options }));
    await this.#startProcess(plan, ['nginx', '-c', file]);
  }

  async #startBackend(plan: HostPlan): Promise<void> {
    if (plan.backendPorts.some(({ transport }) => isSecure(transport)))
      await this.rotateCertificate(plan.hop.id);
    const { backend, serve = [] } = this.#options;
    const own = [process.execPath, SOAK, ...serveArguments(plan, serve)];
    await this.#startProcess(plan, backend ?? own);
  }

  async #startProcess({ hop, forwards, backendPorts }: HostPlan, command: readonly string[]) {
    const host = this.host(hop.id);
    const child = host.start(hop.kind, command);
    this.#processes.set(hop.id, child);
    const ports = [...forwards, ...backendPorts].map(({ port }) => port);
    await host.listening(ports, child);
  }
}
