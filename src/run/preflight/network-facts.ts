import { execFile } from 'node:child_process';
import dns from 'node:dns/promises';
import net from 'node:net';
import { sanitize } from '../../base/text.ts';
import { formatDuration } from '../../base/units.ts';
import { certificateOf } from '../../net/certificate.ts';
import type { Scenario, Target } from '../../scenario/scenario.ts';
import type { Check } from './machine.ts';

/** Addresses that are listed; the rest is counted. */
const ADDRESSES_MAX = 3;

/** What lies outside of this process: names, certificates, the clock. */
export async function checkOutside(scenario: Scenario, wallMs: number): Promise<readonly Check[]> {
  const distinct = (key: (target: Target) => string) => [
    ...new Map(scenario.targets.map((target) => [key(target), target])).values(),
  ];
  const named = distinct(({ address }) => address.host).filter(
    ({ address }) => net.isIP(address.host) === 0,
  );
  const secured = distinct(
    ({ address, tls }) => `${address.host}:${address.port} ${tls?.serverName}`,
  ).filter(({ tls }) => tls !== undefined);
  const found = await Promise.all([
    ...named.map(({ address }) => checkName(address.host)),
    ...secured.map((target) => checkCertificate(target, scenario, wallMs)),
    checkClock(),
  ]);
  return found.filter((check) => check !== undefined);
}

async function checkName(host: string): Promise<Check | undefined> {
  const name = 'dns';
  try {
    const addresses = (await dns.lookup(host, { all: true })).map(({ address }) => address);
    const shown = addresses.slice(0, ADDRESSES_MAX).join(', ');
    const more =
      addresses.length > ADDRESSES_MAX ? ` and ${addresses.length - ADDRESSES_MAX} more` : '';
    return { name, state: 'ok', found: `${host} is ${shown}${more}; asked once for the whole run` };
  } catch {
    // Dialling finds the same, and tells it with the target.
    return undefined;
  }
}

/** A certificate that ends during the run ends no open connection, but every redial after it fails. */
async function checkCertificate(
  target: Target,
  { load }: Scenario,
  wallMs: number,
): Promise<Check | undefined> {
  const certificate = await certificateOf(target);
  if (certificate === undefined) return undefined;
  const name = 'certificate';
  const { untilMs, subject } = certificate;
  const runMs = load.stages.reduce((sum, { durationMs }) => sum + durationMs, 0) + load.drainMs;
  const until = `${new Date(untilMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const whose = sanitize(subject === '' ? target.address.host : subject, 40);
  const insecure = target.tls?.insecure === true ? ', not verified (insecure)' : '';
  const found = `${whose} valid until ${until}${insecure}`;
  if (untilMs < wallMs) return { name, state: 'warning', found: `${whose} expired at ${until}` };
  if (untilMs < wallMs + runMs)
    return { name, state: 'warning', found: `${found}: expires during the run` };
  if (insecure !== '') return { name, state: 'warning', found };
  const leftMs = untilMs - wallMs;
  return { name, state: 'ok', found: `${found} (${formatDays(leftMs)} left)` };
}

function formatDays(ms: number): string {
  const days = Math.floor(ms / 86_400_000);
  return days > 0 ? `${days} d` : formatDuration(ms);
}

/** Whether the wall clock follows a reference, where systemd knows: it dates events and logs, not drops. */
function checkClock(): Promise<Check | undefined> {
  const words = ['show', '--property=NTPSynchronized', '--value'];
  return new Promise((resolve) => {
    execFile('timedatectl', words, { timeout: 2_000 }, (error, stdout) => {
      const name = 'clock';
      if (error === null && stdout.trim() === 'yes')
        resolve({ name, state: 'ok', found: 'synchronised' });
      else if (error === null && stdout.trim() === 'no')
        resolve({
          name,
          state: 'warning',
          found: "not synchronised: times of other machines' logs may be off",
        });
      else resolve(undefined);
    });
  });
}
