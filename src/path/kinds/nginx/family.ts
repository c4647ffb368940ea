import type { Family } from '../../family.ts';
import { NGINX_HTTP } from './http.ts';
import { NGINX, nginx } from './nginx.ts';
import { NGINX_STREAM, nginxStream } from './stream.ts';

export const nginxFamily: Family = {
  kinds: [nginx, nginxStream],
  catalogue: [...NGINX, ...NGINX_HTTP, ...NGINX_STREAM],
};
