import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { end, Lines } from './processes.mjs';

const SOURCES = path.resolve(import.meta.dirname, '../floor');

/** Compiles the C programs into `folder`; gives why not where there is no compiler or no OpenSSL to link. */
export function compileFloor(folder) {
  const programs = {};
  for (const name of ['server', 'client']) {
    const program = path.join(folder, name);
    const args = ['-O2', '-o', program, path.join(SOURCES, `${name}.c`), '-lssl', '-lcrypto'];
    try {
      execFileSync('gcc', args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
    } catch (error) {
      const why = error.code === 'ENOENT' ? 'gcc is not installed' : error.stderr.split('\n')[0];
      return { why: `${why}: apt-get install gcc libssl-dev` };
    }
    programs[name] = program;
  }
  return { programs };
}

/** The other end of a bench: the C server, told what to do over its standard input. */
export class FloorServer {
  #child;
  #lines;
  ports = [];

  static async start({ program, transport, identity, ports = 1, address = '127.0.0.1' }) {
    const server = new FloorServer();
    const kind = isWebSocket(transport) ? 'ws' : 'stream';
    const files = isSecure(transport) ? [identity.cert, identity.key] : [];
    server.#child = spawn(program, [kind, address, '0', String(ports), ...files], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    server.#lines = new Lines(server.#child, 'the floor server');
    server.ports = (await server.#lines.next()).split(' ').map(Number);
    return server;
  }

  get pid() {
    return this.#child.pid;
  }

  async held() {
    return Number(await this.#ask('count'));
  }

  /** Ends (or stops answering) so many: `fin`, `rst`, `frame`, `silence`. Gives when it began and was done. */
  async inflict(how, count) {
    const [ended, startNs, endNs] = (await this.#ask(`${how} ${count}`)).split(' ');
    return { ended: Number(ended), startNs: BigInt(startNs), endNs: BigInt(endNs) };
  }

  async recordTimes(file) {
    await this.#ask(`record ${file}`);
  }

  /** What arrived or was ended since `recordTimes`: peer port and nanoseconds of the monotonic clock. */
  async times(file) {
    await this.#ask('flush');
    const pairs = new BigUint64Array(new Uint8Array(fs.readFileSync(file)).buffer);
    const found = [];
    for (let at = 0; at + 1 < pairs.length; at += 2)
      found.push({ port: Number(pairs[at]), atNs: pairs[at + 1] });
    return found;
  }

  async stop() {
    await end(this.#child);
  }

  #ask(line) {
    this.#child.stdin.write(`${line}\n`);
    return this.#lines.next();
  }
}

export function isWebSocket(transport) {
  return transport === 'ws' || transport === 'wss';
}

export function isSecure(transport) {
  return transport === 'tls' || transport === 'wss';
}
