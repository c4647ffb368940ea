import { main } from './main.ts';
import { realSystem } from './system.ts';

// The only place where soak itself ends: what is still open then (sockets that say goodbye) may not delay it.
process.exit(await main(realSystem()));
