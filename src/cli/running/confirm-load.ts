import dns from 'node:dns/promises';
import net from 'node:net';
import readline from 'node:readline';
import { isAllowed, isPublicAddress } from '../../net/public-address.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { System } from '../system.ts';

/** This many connections harm no load balancer by mistake. */
const UNASKED_MAX = 10_000;

/** All addresses of a name; empty if it has none. */
type FindAddresses = (host: string) => Promise<readonly string[]>;

interface PublicHost {
  readonly host: string;
  readonly addresses: readonly string[];
  readonly connections: number;
}

/**
 * Asks for confirmation before a load that could harm someone else: more than 10,000 connections to addresses that are neither private
 * nor in the scenario's `allow:`. Without a terminal the answer is no, with a hint what to add.
 */
export async function confirmLoad(
  scenario: Scenario,
  { system, findAddresses = lookUp }: { system: System; findAddresses?: FindAddresses },
): Promise<boolean> {
  const hosts = await publicHosts(scenario, findAddresses);
  const total = hosts.reduce((sum, { connections }) => sum + connections, 0);
  if (total <= UNASKED_MAX) return true;
  const where = hosts.map(describeHost).join('\n');
  const count = total.toLocaleString('en-US');
  if (system.stdin.isTTY === true && system.stdout.isTTY) {
    system.stdout.write(`  ${count} connections go to public addresses:\n${where}\n`);
    return await ask(system, '  Are you allowed to load these addresses? [y/N] ');
  }
  const names = hosts.map(({ host }) => host).join(', ');
  system.stderr.write(
    `soak: ${count} connections to public addresses need a confirmation, and there is no terminal:\n` +
      `${where}\n  To confirm: --yes, or allow: [${names}] in the scenario\n`,
  );
  return false;
}

async function publicHosts(
  scenario: Scenario,
  findAddresses: FindAddresses,
): Promise<readonly PublicHost[]> {
  const hosts: PublicHost[] = [];
  for (const [host, connections] of connectionsByHost(scenario)) {
    const addresses = net.isIP(host) === 0 ? await findAddresses(host) : [host];
    if (addresses.length > 0 && !addresses.some(isPublicAddress)) continue;
    if (isAllowed(host, { allow: scenario.allow ?? [], addresses })) continue;
    hosts.push({ host, addresses, connections });
  }
  return hosts;
}

/** The lab's host is not a DNS name: it is on this machine. A small run looks up nothing. */
function connectionsByHost({ targets, load, lab }: Scenario): ReadonlyMap<string, number> {
  const share = Math.max(0, ...load.stages.map((stage) => stage.share));
  const sums = new Map<string, number>();
  for (const { address, connections } of targets) {
    if (lab !== undefined && address.host === 'lab') continue;
    sums.set(address.host, (sums.get(address.host) ?? 0) + Math.floor(connections * share));
  }
  const total = [...sums.values()].reduce((sum, count) => sum + count, 0);
  return total > UNASKED_MAX ? sums : new Map();
}

function describeHost({ host, addresses, connections }: PublicHost): string {
  const found = addresses.filter((address) => address !== host).slice(0, 4);
  const more = found.length > 0 ? ` (${found.join(', ')})` : '';
  return `    ${connections.toLocaleString('en-US').padStart(9)} to ${host}${more}`;
}

async function lookUp(host: string): Promise<readonly string[]> {
  try {
    return (await dns.lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    // The preflight reports a name that is not found; until then it counts as public.
    return [];
  }
}

async function ask({ stdin, stdout }: System, question: string): Promise<boolean> {
  stdout.write(question);
  const lines = readline.createInterface({ input: stdin });
  try {
    for await (const line of lines) return /^y(es)?$/i.test(line.trim());
    return false;
  } finally {
    lines.close();
  }
}
