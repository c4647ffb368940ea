import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { attempt, execute } from './command.ts';
import type { LabState } from './state.ts';
import { removeFolder } from './state.ts';
import type { Topology, Wire } from './topology.ts';
import { farAddress, nearAddress } from './topology.ts';

/** Files of this folder replace those of /etc inside of a namespace (ip-netns(8)). */
const NETNS_ETC = '/etc/netns';

/** Makes the namespaces, the veth pairs between them and the names that the client knows. */
export async function makeNetwork(state: LabState, topology: Topology): Promise<void> {
  const { namespaces } = state;
  const lines = [
    ...Object.values(namespaces).map((name) => `netns add ${name}`),
    ...topology.wires.map(
      (wire) =>
        `link add to-${wire.number} netns ${namespaces[wire.near]} type veth ` +
        `peer name to-${wire.number} netns ${namespaces[wire.far]}`,
    ),
  ];
  await execute('ip', ['-batch', '-'], lines.join('\n'));
  for (const [host, name] of Object.entries(namespaces)) {
    await execute('ip', ['-n', name, '-batch', '-'], addressLines(host, topology).join('\n'));
  }
  writeNames(namespaces[topology.client]!, topology.names);
}

/** Configures a host's end of each veth pair; a link that was down needs its routes again. */
export function addressLines(host: string, { wires, hosts, aliases }: Topology): readonly string[] {
  const routes = hosts.find(({ hop }) => hop.id === host)?.routes ?? [];
  return [
    'link set lo up',
    ...wires.flatMap((wire) => endOf(host, wire)),
    ...[...aliases].flatMap(([address, wire]) => aliasAt(host, { address, wire })),
    ...routes.map(({ network, gateway }) => `route replace ${network} via ${gateway}`),
  ];
}

/** The first hop gets the address, and the client the route to it. */
function aliasAt(
  host: string,
  { address, wire }: { readonly address: string; readonly wire: Wire },
): readonly string[] {
  if (wire.far === host) return [`addr replace ${address}/32 dev lo`];
  return wire.near === host ? [`route replace ${address}/32 via ${farAddress(wire)}`] : [];
}

function endOf(host: string, wire: Wire): readonly string[] {
  if (wire.near !== host && wire.far !== host) return [];
  const address = wire.near === host ? nearAddress(wire) : farAddress(wire);
  const device = `to-${wire.number}`;
  return [`addr replace ${address}/24 dev ${device}`, `link set ${device} up`];
}

function writeNames(namespace: string, names: Topology['names']): void {
  const folder = path.join(NETNS_ETC, namespace);
  fs.mkdirSync(folder, { recursive: true });
  const lines = ['127.0.0.1 localhost', ...[...names].map(([name, at]) => `${at} ${name}`)];
  fs.writeFileSync(path.join(folder, 'hosts'), `${lines.join('\n')}\n`);
}

const GONE_POLL_MS = 20;
const GONE_DEADLINE_MS = 5_000;

/** Ends every process in the namespaces, removes them, their names and the folder. */
export async function removeNetwork(state: LabState): Promise<void> {
  const names = Object.values(state.namespaces).filter((name) =>
    fs.existsSync(path.join('/run/netns', name)),
  );
  await endAll(names);
  for (const name of names) await execute('ip', ['netns', 'del', name]);
  for (const name of Object.values(state.namespaces))
    fs.rmSync(path.join(NETNS_ETC, name), { recursive: true, force: true });
  if (fs.existsSync(NETNS_ETC) && fs.readdirSync(NETNS_ETC).length === 0) fs.rmdirSync(NETNS_ETC);
  removeFolder(state);
}

/** Repeats until none is left: a process may have started another one meanwhile. */
async function endAll(namespaces: readonly string[]): Promise<void> {
  const deadline = performance.now() + GONE_DEADLINE_MS;
  while (performance.now() < deadline) {
    const found = await Promise.all(
      namespaces.map((name) => attempt('ip', ['netns', 'pids', name])),
    );
    const pids = found.flatMap(({ stdout }) => stdout.split('\n').filter(Boolean).map(Number));
    if (pids.length === 0) return;
    for (const pid of pids) killHard(pid);
    await delay(GONE_POLL_MS);
  }
  throw new Error(`processes in ${namespaces.join(', ')} do not exit`);
}

function killHard(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It has just exited.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
