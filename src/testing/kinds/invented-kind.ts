import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** A run of the lab holds for a few seconds; a busy machine takes longer to start it. */
const COMMAND_MS_MAX = 90_000;

/** All that is known of a gateway that nobody sells: one file, as somebody would add it. */
const KIND_FILE = `
import { annotation } from '../place.js';
import { limitFrom } from '../limit-from.js';
import { WHOLE_SECONDS } from '../notation.js';

const REST = {
  id: 'pigeon-rest-timeout',
  hop: 'ingress',
  component: 'Pigeon Gateway',
  setting: 'rest_timeout',
  configuredIn: [{ where: 'Ingress annotation', key: 'pigeon.example.com/rest-timeout' }],
  default: '45 s',
  defaultMs: 45000,
  rangeMs: [1000, 600000],
  kind: 'idle-bidirectional',
  measures: 'how long a pigeon sits on the roof',
  resetBy: { clientBytes: 'yes', serverBytes: 'yes', tcpKeepalive: 'no', webSocketPing: 'yes' },
  endsAs: { tcp: 'FIN' },
  appliesTo: ['ws', 'wss-terminated'],
  verified: 'documentation',
  sources: ['pigeon.example.com/manual'],
};

const pigeonFamily = {
  kinds: [
    {
      kind: 'pigeon',
      title: 'Pigeon Gateway',
      role: 'ingress',
      carries: ['ws', 'wss'],
      terminates: 'yes',
      speaks: ['tcp', 'tls', 'http'],
      catalogue: ['pigeon-'],
      limits: [
        limitFrom(REST, {
          key: 'rest-timeout',
          effects: ['close-notify'],
          place: annotation('ingress', 'pigeon.example.com/rest-timeout', { notation: WHOLE_SECONDS }),
        }),
      ],
      ingress: {
        controllers: ['pigeon.example.com/controller'],
        classNames: ['pigeon'],
        prefixes: ['pigeon.example.com/'],
      },
      watch: { names: /pigeon/, onIngress: 'reload' },
    },
  ],
  catalogue: [REST],
};
export { pigeonFamily };
`;

/** soak with one kind more: a copy of what was built, with a file and a line of the list. */
export class SoakWithInventedKind {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-pigeon-'));

  constructor() {
    const isNeeded = (file: string) => !/\.test\.js$/.test(file);
    for (const name of ['dist', 'bin'])
      fs.cpSync(path.join(ROOT, name), this.file(name), { recursive: true, filter: isNeeded });
    fs.copyFileSync(path.join(ROOT, 'package.json'), this.file('package.json'));
    fs.symlinkSync(path.join(ROOT, 'node_modules'), this.file('node_modules'));
    this.write('dist/path/kinds/pigeon.js', KIND_FILE);
    const list = this.file('dist/path/kinds/all.js');
    const text = fs.readFileSync(list, 'utf8');
    const withKind = text.replace(/(FAMILIES = \[)/, '$1pigeonFamily,');
    fs.writeFileSync(list, `import { pigeonFamily } from './pigeon.js';\n${withKind}`);
  }

  file(name: string): string {
    return path.join(this.folder, name);
  }

  write(name: string, text: string): void {
    fs.writeFileSync(this.file(name), text);
  }

  /** Both outputs of one command. */
  soak(...args: readonly string[]): string {
    return this.node('bin/soak.js', ...args);
  }

  node(...args: readonly string[]): string {
    const { stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: this.folder,
      env: { ...process.env, NO_COLOR: '1' },
      encoding: 'utf8',
      timeout: COMMAND_MS_MAX,
    });
    return stdout + stderr;
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
