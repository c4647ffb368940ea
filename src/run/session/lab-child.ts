import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { labOptionsOf } from '../../lab/from-scenario.ts';
import type { LabAddress } from '../../lab/lab.ts';
import type { LabReply, LabRequest } from '../../lab/messages.ts';
import type { LabEvent } from '../../lab/schedule.ts';
import { isSecure } from '../../path/transport.ts';
import type { Address, Scenario, Target } from '../../scenario/scenario.ts';

/** In a target's address: the embedded lab, built from the scenario's own path. */
const LAB_HOST = 'lab';

/** How long a lab may take to say goodbye before it is ended. */
const STOP_GRACE_MS = 2_000;

/** A lab as a process of its own, so that its proxies and the connections under test share no event loop. */
export class LabChild {
  readonly #child: ChildProcess;
  readonly #onEvent: (event: LabEvent) => void;
  addresses: readonly LabAddress[] = [];
  ca: string | undefined;

  private constructor(onEvent: (event: LabEvent) => void) {
    this.#onEvent = onEvent;
    this.#child = fork(fileURLToPath(new URL('../../lab/lab-process.js', import.meta.url)), [], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
  }

  /** Builds the lab of a scenario. Rejects with the lab's own words when it cannot be built. */
  static async start(scenario: Scenario, onEvent: (event: LabEvent) => void): Promise<LabChild> {
    const lab = new LabChild(onEvent);
    const targets = scenario.targets.filter(({ address }) => address.host === LAB_HOST);
    const { names = [], ...options } = labOptionsOf({ ...scenario, targets });
    lab.#send({ kind: 'build', options: { ...options, names: [LAB_HOST, ...names] } });
    await lab.#ready();
    return lab;
  }

  /** Starts its faults, on the run's clock. */
  begin(epochMs: number): void {
    this.#send({ kind: 'start', epochMs });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const exited = once(this.#child, 'exit');
    this.#send({ kind: 'stop' });
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_GRACE_MS);
    await exited;
    clearTimeout(timer);
  }

  #ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#child.on('message', (reply: LabReply) => {
        if (reply.kind === 'failed') reject(new Error(reply.message));
        if (reply.kind === 'event') this.#onEvent(reply.event);
        if (reply.kind !== 'ready') return;
        this.addresses = reply.addresses;
        this.ca = reply.ca;
        resolve();
      });
      this.#child.once('exit', (code) =>
        reject(new Error(`the lab ended by itself (exit code ${code})`)),
      );
    });
  }

  #send(request: LabRequest): void {
    if (this.#child.connected) this.#child.send(request);
  }
}

/** The scenario with its lab's real addresses, and the lab's authority for TLS. */
export function aimAtLab(scenario: Scenario, lab: Pick<LabChild, 'addresses' | 'ca'>): Scenario {
  return { ...scenario, targets: scenario.targets.map((target) => aimed(target, lab)) };
}

function aimed(target: Target, { addresses, ca }: Pick<LabChild, 'addresses' | 'ca'>): Target {
  const found = addresses.find((listener) => listener.target === target.name);
  if (found === undefined) return target;
  const { host, port } = found.address;
  const address: Address = { ...target.address, host, port };
  const { transport } = target.address;
  if (!isSecure(transport)) return { ...target, address };
  const serverName = target.tls?.serverName ?? LAB_HOST;
  const insecure = target.tls?.insecure ?? false;
  return {
    ...target,
    address,
    tls: { ...target.tls, serverName, insecure, ...(ca !== undefined && { ca }) },
  };
}
