import { main } from './main.ts';
import { realSystem, unheardSignal } from './system.ts';
import { watchUncaught } from './uncaught.ts';

const OUTPUTS = [process.stdout, process.stderr];

watchUncaught();
const code = await Promise.race([main(realSystem()), unheardSignal()]);
// A pipe takes 64 KiB at once and the rest in the background, so wait for the rest.
await Promise.all(
  OUTPUTS.map((output) => new Promise<void>((done) => output.write('', () => done()))),
);
// The only place where soak exits by itself: anything still open (closing sockets) must not delay it.
process.exit(code);
