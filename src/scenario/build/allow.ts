import { quoted } from '../../base/units.ts';
import type { Findings } from '../text/findings.ts';
import { isIpAddress } from './ip-address.ts';

const HOST = /^(\*\.)?[\p{L}\p{N}_]([\p{L}\p{N}_.-]{0,252})$/u;

/** `allow:`, with every entry in a form that a target can be matched against. */
export function buildAllow(written: readonly string[], findings: Findings): readonly string[] {
  for (const [index, entry] of written.entries()) {
    if (isSubnet(entry) || isIpAddress(entry) || HOST.test(entry)) continue;
    const message = `Cannot allow ${quoted(entry)}: it is not a host name, address or subnet`;
    findings.add(['allow', index], message, 'slb.example.com, *.example.com or 203.0.113.0/24');
  }
  return written;
}

function isSubnet(entry: string): boolean {
  const [address = '', prefix = '', ...rest] = entry.split('/');
  const bitsMax = address.includes(':') ? 128 : 32;
  return (
    rest.length === 0 &&
    isIpAddress(address) &&
    /^\d{1,3}$/.test(prefix) &&
    Number(prefix) <= bitsMax
  );
}
