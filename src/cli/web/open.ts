import type { ListenAddress } from '../listen-address.ts';
import type { OpenObserver } from '../observer.ts';

/** A port that nothing well known has. */
export const WEB_PORT = 7474;

/** The live page; a run without one does not load it. */
export function webObserver(address: ListenAddress): OpenObserver {
  return async (run) => {
    const { observeOnWeb } = await import('./observe.ts');
    return observeOnWeb(run, address);
  };
}
