import fs from 'node:fs';
import type { Stage } from './stage.ts';

/** Signals the process of a hop: nginx's or HAProxy's master, or the backend. */
export function signal(hop: string, name: NodeJS.Signals): (stage: Stage) => void {
  return ({ lab }) => {
    lab.process(hop).kill(name);
  };
}

/** Signals the children of a hop's process, or the first `count` of them. */
export function signalWorkers(
  hop: string,
  { name, count = Infinity }: { readonly name: NodeJS.Signals; readonly count?: number },
): (stage: Stage) => void {
  return ({ lab }) => {
    const { pid } = lab.process(hop);
    const children = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    for (const child of children.slice(0, count)) process.kill(Number(child), name);
  };
}

/** Packets of these rules vanish in a host, on their way in and out; `heal` brings them back. */
export async function lose(
  { lab }: Stage,
  { host, incoming = [], outgoing = [] }: Losses,
): Promise<void> {
  const chain = (hook: string, rules: readonly string[]) =>
    rules.length === 0
      ? ''
      : `  chain ${hook} {\n    type filter hook ${hook} priority raw;\n${rules.map((rule) => `    ${rule} drop\n`).join('')}  }\n`;
  await lab
    .host(host)
    .rules(`table ip lost {\n${chain('prerouting', incoming)}${chain('postrouting', outgoing)}}\n`);
}

interface Losses {
  readonly host: string;
  readonly incoming?: readonly string[];
  readonly outgoing?: readonly string[];
}

/** Runs these at their times after the begin of the hold. */
export function acting(
  ...deeds: readonly (readonly [atMs: number, deed: (stage: Stage) => unknown])[]
): (stage: Stage) => Promise<void> {
  return async (stage) => {
    for (const [atMs, deed] of deeds) {
      await stage.at(atMs);
      await deed(stage);
    }
  };
}
