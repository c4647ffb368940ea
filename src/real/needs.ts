import fs from 'node:fs';
import path from 'node:path';

const PACKAGES: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  ss: 'iproute2',
  nft: 'nftables',
  conntrack: 'conntrack',
  nginx: 'nginx',
  haproxy: 'haproxy',
};

/** Why a path of real parts cannot be built here; undefined when it can. */
export function whyNoRealLab(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'needs Linux and root';
  const missing = Object.keys(PACKAGES).filter((command) => !isOnPath(command));
  if (missing.length === 0) return undefined;
  const packages = [...new Set(missing.map((command) => PACKAGES[command]!))];
  return `not installed: ${missing.join(', ')} (Debian: apt-get install ${packages.join(' ')} libnginx-mod-stream)`;
}

function isOnPath(command: string): boolean {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.some((folder) => fs.existsSync(path.join(folder, command)));
}
