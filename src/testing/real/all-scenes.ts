import { BACKEND_SCENES } from './cases-backend.ts';
import { IDLE_SCENES } from './cases-idle.ts';
import { LOSS_SCENES } from './cases-loss.ts';
import { NAT_SCENES } from './cases-nat.ts';
import { OWN_SCENES } from './cases-own.ts';
import { PROXY_SCENES } from './cases-proxies.ts';
import { REFUSED_SCENES } from './cases-refused.ts';
import type { Scene } from './scene.ts';

/** What `npm run test:real` does. A new scene is an entry in one of the tables. */
export const SCENES: readonly Scene[] = [
  ...IDLE_SCENES,
  ...PROXY_SCENES,
  ...BACKEND_SCENES,
  ...NAT_SCENES,
  ...LOSS_SCENES,
  ...OWN_SCENES,
  ...REFUSED_SCENES,
];
