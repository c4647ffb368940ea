import { execFile } from 'node:child_process';
import fs from 'node:fs';

/** What a process costs, read from outside, so that all contestants are measured alike. */
export function costOf(pid) {
  const tasks = fs.readdirSync(`/proc/${pid}/task`);
  let ranNs = 0;
  let waitedNs = 0;
  for (const task of tasks) {
    const [ran, waited] = readOrEmpty(`/proc/${pid}/task/${task}/schedstat`).split(' ');
    ranNs += Number(ran || 0);
    waitedNs += Number(waited || 0);
  }
  return { cpuUs: ranNs / 1e3, waitedUs: waitedNs / 1e3, residentBytes: residentOf(pid) };
}

/** Anonymous resident memory: what the process itself wrote, without files mapped in. */
export function residentOf(pid) {
  const kilobytes = /^RssAnon:\s+(\d+)/m.exec(readOrEmpty(`/proc/${pid}/status`))?.[1];
  return Number(kilobytes ?? 0) * 1024;
}

function readOrEmpty(file) {
  try {
    return fs.readFileSync(file, 'latin1');
  } catch {
    // The task ended between the listing and the read.
    return '';
  }
}

export function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** CPU and waiting of a process over a span of wall time. */
export async function costOver(pid, ms) {
  const before = costOf(pid);
  const startMs = performance.now();
  await sleep(ms);
  return difference(before, costOf(pid), performance.now() - startMs);
}

export function difference(before, after, wallMs) {
  return {
    cpuUs: after.cpuUs - before.cpuUs,
    waitedUs: after.waitedUs - before.waitedUs,
    residentBytes: after.residentBytes,
    wallMs,
  };
}

/** Lines of a child's output, one `next()` each; rejects when the child ends first. */
export class Lines {
  #lines = [];
  #waiting = [];
  #rest = '';
  #ended = false;

  constructor(child, name) {
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text) => this.#take(text));
    child.once('exit', (code, signal) => {
      this.#ended = true;
      for (const { reject } of this.#waiting.splice(0))
        reject(new Error(`${name} ended: ${signal ?? code}`));
    });
  }

  next() {
    if (this.#lines.length > 0) return Promise.resolve(this.#lines.shift());
    if (this.#ended) return Promise.reject(new Error('no more lines'));
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #take(text) {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop();
    for (const line of lines) {
      const waiter = this.#waiting.shift();
      if (waiter === undefined) this.#lines.push(line);
      else waiter.resolve(line);
    }
  }
}

/** Ends a child of ours and waits for it. */
export async function end(child, signal = 'SIGKILL') {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await exited;
}

/** Output of a command, or undefined when it is not installed. */
export function outputOf(command, args) {
  return new Promise((resolve) => {
    execFile(command, args, { encoding: 'utf8' }, (error, stdout) =>
      resolve(error === null ? stdout : undefined),
    );
  });
}
