import { quoted } from '../../base/units.ts';
import { allowsSetting, UPGRADE_SETTINGS } from '../../path/transport.ts';
import type { Address } from '../scenario.ts';
import type { WrittenTarget } from '../schema/target.ts';
import type { Findings } from '../text/findings.ts';
import type { Step } from '../text/source-text.ts';

/** A token of RFC 9110 section 5.6.2. */
const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,256}$/;

/** Set by the handshake itself (RFC 6455 section 4.1). */
const OWN = new Map([
  ['connection', 'leave it out'],
  ['upgrade', 'leave it out'],
  ['sec-websocket-key', 'leave it out'],
  ['sec-websocket-version', 'leave it out'],
  ['sec-websocket-extensions', 'leave it out: soak compresses nothing'],
  ['sec-websocket-protocol', 'subprotocols: [ … ]'],
  ['content-length', 'leave it out'],
  ['transfer-encoding', 'leave it out'],
]);

/** Checks the keys of a target that are only for an upgrade request. */
export function checkHeaders(
  written: WrittenTarget,
  {
    address,
    path,
    findings,
  }: { readonly address: Address; readonly path: readonly Step[]; readonly findings: Findings },
): void {
  for (const key of UPGRADE_SETTINGS) {
    if (allowsSetting(address.transport, key) || written[key] === undefined) continue;
    const message = `${key} are for the WebSocket upgrade, and ${address.transport} has none`;
    findings.addAtKey([...path, key], message, 'use ws: or wss: for the address');
  }
  const seen = new Set<string>();
  for (const name of Object.keys(written.headers ?? {})) {
    const place = [...path, 'headers', name];
    const lower = name.toLowerCase();
    const own = OWN.get(lower);
    if (!NAME.test(name)) {
      const message = `Cannot send a header ${quoted(name)}: it is not a valid header name`;
      findings.addAtKey(place, message, 'letters, digits and -');
    } else if (own !== undefined) {
      findings.addAtKey(place, `soak itself sets the header ${name}`, own);
    } else if (seen.has(lower)) {
      findings.addAtKey(
        place,
        `The header ${name} appears twice`,
        'header names are case-insensitive',
      );
    }
    seen.add(lower);
  }
}
