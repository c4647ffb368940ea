import net from 'node:net';

/** Not reachable from the Internet, so a mistake stays within one's own network. */
const PRIVATE = new net.BlockList();
for (const [address, prefix, family] of [
  // RFC 1122, 1918, 3927, 6598 (shared by a provider's own machines), 2544 (benchmarks).
  ['127.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  // RFC 4291, 4193.
  ['::1', 128, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
] as const)
  PRIVATE.addSubnet(address, prefix, family);

/** Whether the address may belong to someone else on the Internet. Text that is not an address counts as one. */
export function isPublicAddress(address: string): boolean {
  return !isListed(PRIVATE, address);
}

/** True when a host, or every one of its addresses, is among the entries of the scenario's `allow:`. */
export function isAllowed(
  host: string,
  {
    allow,
    addresses,
  }: { readonly allow: readonly string[]; readonly addresses: readonly string[] },
): boolean {
  const name = host.toLowerCase();
  const isNamed = allow.some((entry) => {
    const wanted = entry.toLowerCase();
    return wanted.startsWith('*.') ? name.endsWith(wanted.slice(1)) : name === wanted;
  });
  if (isNamed) return true;
  const listed = new net.BlockList();
  for (const entry of allow) addEntry(listed, entry);
  return addresses.length > 0 && addresses.every((address) => isListed(listed, address));
}

function addEntry(list: net.BlockList, entry: string): void {
  const [address = '', prefix] = entry.split('/');
  const family = net.isIP(address);
  if (family === 0) return;
  const bits = prefix === undefined ? (family === 6 ? 128 : 32) : Number(prefix);
  list.addSubnet(address, bits, family === 6 ? 'ipv6' : 'ipv4');
}

function isListed(list: net.BlockList, address: string): boolean {
  const family = net.isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}
