import { spawn } from 'node:child_process';
import { EXIT, type ExitCode } from '../base/exit-codes.ts';
import { whyNoRealLab } from '../real/needs.ts';
import { removeNetwork } from '../real/network.ts';
import { RealLab } from '../real/real-lab.ts';
import { describePart } from '../real/real-part.ts';
import { isOwned, readStates } from '../real/state.ts';
import { CannotBuild } from '../real/topology.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { loadFile } from './load-file.ts';
import type { LabArguments } from './options/lab-options.ts';
import type { System } from './system.ts';

/** `soak lab --real`: a scenario's path built from real parts, until a signal or for one command. */
export async function realLab(args: LabArguments, system: System): Promise<ExitCode> {
  const reason = whyNoRealLab();
  if (reason !== undefined) return refuse(`soak lab --real ${reason}`, system);
  if (args.scenario === 'down') return await down(args.all === true, system);
  const loaded = loadFile(args.scenario, system, args);
  if (loaded === undefined) return EXIT.invalid;
  const command = commandOf(args);
  const signals = catchSignals(system);
  try {
    const lab = await RealLab.start(loaded.scenario);
    try {
      if (command.length > 0) return await runInside(lab, { command, system });
      system.stdout.write(describeLab(lab, loaded.scenario));
      await signals.first;
      return EXIT.passed;
    } finally {
      await lab.stop();
    }
  } catch (error) {
    if (error instanceof CannotBuild)
      return refuse(`Cannot build the path: ${error.message}`, system);
    return refuse(`Cannot start the lab: ${(error as Error).message}`, system);
  } finally {
    signals.ignore();
  }
}

/** The command after `--`. */
function commandOf({ '--': words = [] }: LabArguments): readonly string[] {
  return words.map(String);
}

/** Removes what dead labs left behind; with `all`, also labs that still run. */
async function down(all: boolean, system: System): Promise<ExitCode> {
  const states = readStates();
  const dead = states.filter((state) => all || !isOwned(state));
  for (const state of dead) {
    await removeNetwork(state);
    system.stdout.write(`Removed lab ${state.id}: ${Object.keys(state.namespaces).join(', ')}\n`);
  }
  const alive = states.filter((state) => !dead.includes(state));
  for (const { id, owner } of alive)
    system.stdout.write(
      `Lab ${id} is still running (pid ${owner.pid}); --all removes it as well\n`,
    );
  if (states.length === 0) system.stdout.write('No labs to remove\n');
  return EXIT.passed;
}

/** Runs a command in the client host, and passes on its exit code if soak uses that code too. */
async function runInside(
  lab: RealLab,
  { command, system }: { readonly command: readonly string[]; readonly system: System },
): Promise<ExitCode> {
  const child = spawn('ip', ['netns', 'exec', lab.client.namespace, ...command], {
    cwd: system.cwd,
    // curl, openssl and Node each use their own variable.
    env: {
      ...system.env,
      NODE_EXTRA_CA_CERTS: lab.caFile,
      SSL_CERT_FILE: lab.caFile,
      CURL_CA_BUNDLE: lab.caFile,
    },
    stdio: 'inherit',
  });
  // Ctrl-C reaches the command directly; a signal sent only to us is passed on.
  const ignore = system.onSignal((signal) => child.kill(signal));
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (exitCode) => resolve(exitCode ?? EXIT.terminated));
    });
    const known = Object.values(EXIT).find((one) => one === code);
    if (known === undefined) system.stderr.write(`soak: ${command[0]} ended with ${code}\n`);
    return known ?? EXIT.failed;
  } finally {
    ignore();
  }
}

function describeLab({ topology, state, client, caFile }: RealLab, { name }: Scenario): string {
  const ids = Object.keys(state.namespaces);
  const idWidth = Math.max(...ids.map((id) => id.length));
  const spaceWidth = Math.max(...Object.values(state.namespaces).map((space) => space.length));
  const line = (id: string, what: string) =>
    `  ${id.padEnd(idWidth)}  ${state.namespaces[id]!.padEnd(spaceWidth)}  ${what}\n`;
  const hops = topology.hosts.map(({ hop, kind, forwards, backendPorts }) => {
    const ports = [...forwards, ...backendPorts].map(({ port }) => port).join(', ');
    return line(hop.id, `${describePart(kind)}: ${ports}`);
  });
  return [
    `The path of ${name}, with one host per hop\n`,
    line(topology.client, 'your commands'),
    ...hops,
    `Its certificates are signed by ${caFile}\n`,
    `Run something in it: ip netns exec ${client.namespace} COMMAND\n`,
    'Stop it with Ctrl-C.\n',
  ].join('');
}

function catchSignals(system: System) {
  let onFirst: () => void = () => undefined;
  const first = new Promise<void>((resolve) => {
    onFirst = resolve;
  });
  return { first, ignore: system.onSignal(() => onFirst()) };
}

function refuse(message: string, system: System): ExitCode {
  system.stderr.write(`error: ${message}\n`);
  return EXIT.preflight;
}
