import readline from 'node:readline';
import { Backend } from '../../lab/backend/backend.ts';
import { Deadlines } from '../../lab/deadlines.ts';

/**
 * The backend behind a real nginx, told on standard input what to do to its connections:
 * `fin tcp 100`, `close-frame ws 100`. Answers each line with the number of connections that it hit.
 */
const backend = new Backend({
  identity: 'acceptance',
  deadlines: new Deadlines(40_000),
  connectionsMax: 19_000,
  wallMs: () => Date.now(),
});
await backend.listen({ transport: 'tcp', port: 5150, target: 'tcp' });
await backend.listen({ transport: 'ws', port: 5151, target: 'ws' });
process.stdout.write('ready\n');

for await (const line of readline.createInterface({ input: process.stdin })) {
  const [kind, target, count] = line.split(' ');
  const victims = backend.victims(target).slice(0, Number(count));
  for (const victim of victims) {
    if (kind === 'fin') victim.fin();
    else victim.closeFrame?.(1001);
  }
  process.stdout.write(`${victims.length}\n`);
}
