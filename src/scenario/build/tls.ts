import { quoted } from '../../base/units.ts';
import { isSecure, isWebSocket, TLS_SETTINGS } from '../../path/transport.ts';
import type { Address, TlsPlan } from '../scenario.ts';
import type { WrittenTarget } from '../schema/target.ts';
import type { Findings } from '../text/findings.ts';
import type { Surroundings } from '../text/references.ts';
import type { Step } from '../text/source-text.ts';

interface TlsContext {
  readonly address: Address;
  readonly path: readonly Step[];
  readonly findings: Findings;
  readonly surroundings: Surroundings;
}

/** The TLS settings of a target; on a target without TLS they are problems. */
export function buildTls(written: WrittenTarget, context: TlsContext): TlsPlan {
  const { address, path, findings } = context;
  if (!isSecure(address.transport)) {
    for (const key of TLS_SETTINGS) {
      if (written[key] === undefined) continue;
      const message = `${key} is for TLS, and ${address.transport} has none`;
      findings.addAtKey([...path, key], message, 'use tls: or wss: for the address');
    }
    return { serverName: address.host, insecure: false };
  }
  const ca = pem('ca', written, context);
  const certificate = pem('cert', written, context);
  const key = pem('key', written, context);
  if ((written.cert === undefined) !== (written.key === undefined)) {
    const [present, missing] = written.cert === undefined ? ['key', 'cert'] : ['cert', 'key'];
    const message = `A client certificate needs cert and key: found only ${present}`;
    findings.addAtKey([...path, present], message, `add ${missing}`);
  }
  const plan = {
    serverName: written['server-name'] ?? address.host,
    ...(ca !== undefined && { ca }),
    ...(certificate !== undefined && { certificate }),
    ...(key !== undefined && { key }),
    ...(written['tls-min'] !== undefined && { versionMin: written['tls-min'] }),
    ...(written.alpn !== undefined && { alpn: written.alpn }),
    ...(written.resume === true && { resume: true }),
    insecure: written.insecure ?? false,
  };
  if (isWebSocket(address.transport) && written.alpn?.includes('http/1.1') === false) {
    const message = 'A WebSocket opens over HTTP/1.1, which alpn does not offer';
    findings.add([...path, 'alpn'], message, 'alpn: [http/1.1]');
  }
  checkPlan(plan, context);
  return plan;
}

/** PEM armour alone does not make a certificate: the TLS library has the last word, first on each part, then on all. */
function checkPlan(plan: TlsPlan, { path, findings, surroundings }: TlsContext): void {
  const { serverName, insecure, ca, certificate, key } = plan;
  const parts = [
    ['ca', ca === undefined ? undefined : { ca }],
    ['cert', certificate === undefined ? undefined : { certificate }],
    ['key', key === undefined ? undefined : { key }],
    ['key', certificate === undefined || key === undefined ? undefined : { certificate, key }],
  ] as const;
  for (const [name, part] of parts) {
    if (part === undefined) continue;
    const reason = surroundings.refusedTls?.({ serverName, insecure, ...part });
    if (reason === undefined) continue;
    const message = `Cannot use ${name}: ${reason}`;
    findings.add([...path, name], message, 'whole PEM files, with a key that fits the certificate');
    return;
  }
}

const PEM = /^\s*-----BEGIN [A-Z0-9 ]+-----/m;
const PEM_LENGTH_MAX = 1024 * 1024;

/** PEM as written, or from the named file. */
function pem(
  key: 'ca' | 'cert' | 'key',
  written: WrittenTarget,
  { path, findings, surroundings: { readFile } }: TlsContext,
): string | undefined {
  const text = written[key];
  if (text === undefined || PEM.test(text)) return text;
  const name = text.length > 200 || text.includes('\n') ? undefined : text;
  const content = name === undefined ? undefined : readOrUndefined(name, readFile);
  if (content !== undefined && content.length <= PEM_LENGTH_MAX && PEM.test(content))
    return content;
  const found = name === undefined ? 'the text' : `the file ${quoted(name)}`;
  const what = content === undefined && name !== undefined ? 'cannot be read' : 'is not PEM';
  const hint = 'a PEM file, named relative to the scenario, that starts with -----BEGIN';
  findings.add([...path, key], `Cannot use ${key}: ${found} ${what}`, hint);
  return undefined;
}

function readOrUndefined(name: string, readFile: (name: string) => string): string | undefined {
  try {
    return readFile(name);
  } catch {
    // Whatever the reason, the file cannot be used; the caller names it.
    return undefined;
  }
}
