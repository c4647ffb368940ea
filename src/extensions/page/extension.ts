import type { OpenExtension } from '../../run/extension.ts';
import type { ListenAddress } from '../listen-address.ts';
import type { LiveSection } from './sections-digest.ts';

/** A port that nothing well known has. */
export const WEB_PORT = 7474;

/** The live page; a run without one does not load it. */
export function pageExtension(address: ListenAddress): OpenExtension<readonly LiveSection[]> {
  return async (run) => {
    const { openPage } = await import('./page-extension.ts');
    return openPage(run, address);
  };
}
