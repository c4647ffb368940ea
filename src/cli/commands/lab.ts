import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { EXIT, type ExitCode } from '../../base/exit-codes.ts';
import { labOptionsOf, withSharedPorts } from '../../lab/from-scenario.ts';
import { type Lab, startLab } from '../../lab/lab.ts';
import type { LabEvent } from '../../lab/schedule.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { commandOf } from '../command.ts';
import { loadFile } from '../load-file.ts';
import { configureLab, type LabArguments } from '../options/lab-options.ts';
import type { System } from '../system.ts';

const PORT_MAX = 65_535;

/** `soak lab`: the path of a scenario on real loopback sockets. */
export const command = commandOf({ configure: configureLab, run });

async function run(args: LabArguments, system: System): Promise<ExitCode> {
  if (args.real === true) return await (await import('../real-lab.ts')).realLab(args, system);
  const loaded = loadFile(args.scenario, system, args);
  return loaded === undefined ? EXIT.invalid : await runLab(loaded.scenario, { args, system });
}

/** Starts the lab of a scenario and keeps it until a signal. */
export async function runLab(
  scenario: Scenario,
  { args, system }: { readonly args: LabArguments; readonly system: System },
): Promise<ExitCode> {
  const portOffset = args['port-offset'];
  const options = withSharedPorts(labOptionsOf(scenario));
  const highest = Math.max(0, ...options.listeners.map(({ port }) => port)) + portOffset;
  if (highest > PORT_MAX) {
    system.stderr.write(
      `error: --port-offset ${portOffset} results in port ${highest}; the highest is ${PORT_MAX}\n`,
    );
    return EXIT.invalid;
  }
  let lab: Lab;
  try {
    lab = await startLab({
      ...options,
      faults: args.faults ? options.faults : [],
      host: args.host,
      portOffset,
      onEvent: (event) => system.stdout.write(eventLine(event)),
    });
  } catch (error) {
    system.stderr.write(`error: cannot start the lab: ${wordsOf(error)}\n`);
    return EXIT.preflight;
  }
  await hold(lab, { args, system, scenario });
  return EXIT.passed;
}

/** Runs until a signal. */
async function hold(
  lab: Lab,
  { args, system, scenario }: { args: LabArguments; system: System; scenario: Scenario },
): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-lab-'));
  let ignore: () => void = () => {};
  try {
    const signalled = new Promise<void>((resolve) => {
      ignore = system.onSignal(() => resolve());
    });
    const caFile = writeCa(lab, { args, system, folder });
    system.stdout.write(describeLab(lab, { scenario, caFile }));
    lab.start(system.wallMs());
    await signalled;
  } finally {
    ignore();
    await lab.stop();
    fs.rmSync(folder, { recursive: true });
  }
}

function writeCa(
  { ca }: Lab,
  { args, system, folder }: { args: LabArguments; system: System; folder: string },
): string | undefined {
  if (ca === undefined) return undefined;
  const asked = args['ca-out'];
  const file = asked === undefined ? path.join(folder, 'ca.pem') : path.resolve(system.cwd, asked);
  fs.writeFileSync(file, ca);
  return file;
}

function describeLab(
  lab: Lab,
  { scenario, caFile }: { scenario: Scenario; caFile: string | undefined },
): string {
  const width = Math.max(...lab.addresses.map(({ target }) => target.length));
  const lines = lab.addresses.map(({ target, address, port }) => {
    const transport = scenario.targets.find(({ name }) => name === target)?.address.transport ?? '';
    const where = `${address.host}:${address.port}`;
    return `  ${target.padEnd(width)}  ${transport.padEnd(4)} ${where}  (port ${port})\n`;
  });
  const trust = caFile === undefined ? '' : `Its certificates are signed by ${caFile}\n`;
  return `The lab of ${scenario.name} listens on\n${lines.join('')}${trust}Stop it with Ctrl-C.\n`;
}

function eventLine({ atMs, label }: LabEvent): string {
  return `${(atMs / 1_000).toFixed(1).padStart(8)} s  ${label}\n`;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
