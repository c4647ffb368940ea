import type { Way } from '../../path/way.ts';
import type { Cause, Explanation } from '../cause.ts';
import { atHops, httpProxies, oneOf, type RefusalRule } from './refusal-rule.ts';

export const httpStatus: RefusalRule = {
  id: 'http-status',
  concludes: 'an HTTP server answered the upgrade with a status other than 101',
  refutedBy: 'the access log of the proxy shows that it sent another status, or none',
  explain({ code }, way) {
    // 101 without the headers of a WebSocket is a reply that the protocol does not allow.
    return /^\d{3}$/.test(code) && code !== '101' ? ofStatus(Number(code), way) : undefined;
  },
};

function ofStatus(status: number, way: Way): Explanation {
  const proxies = httpProxies(way);
  const backend = way.stations.at(-1)!.id;
  const setting = `HTTP ${status}`;
  const evidenceNeeded = 'the access log of the proxy: did it pass the request on?';
  // Only a proxy sends 502 and 504, on behalf of what is behind it.
  if (status === 502)
    return atHops([backend], setting, {
      reason: 'a proxy answered 502: the backend refused the connection, or closed it at once',
    });
  if (status === 504)
    return atHops([backend], setting, {
      reason: 'a proxy answered 504: the backend did not accept or answer in time',
    });
  if (status === 503) return unavailable(backend, proxies);
  return atHops(proxies.length === 0 ? [backend] : [backend, ...proxies], setting, {
    reason: `HTTP ${status} instead of 101: ${statusWords(status)}`,
    evidenceNeeded,
  });
}

/** nginx answers 503 without endpoints, and as well when limit-connections or limit-rps is exceeded. */
function unavailable(backend: string, proxies: readonly string[]): Explanation {
  const limits = proxies.map((hop): Cause => ({ hop, setting: 'HTTP 503: a limit on clients' }));
  return oneOf([{ hop: backend, setting: 'HTTP 503: no endpoint is ready' }, ...limits], {
    reason: 'HTTP 503 instead of 101: no endpoint is ready, or a proxy limits its clients',
    evidenceNeeded: 'the EndpointSlices, and "limiting" in the error log of the proxy',
  });
}

function statusWords(status: number): string {
  if (status >= 300 && status < 400) return 'a redirect; soak does not follow it';
  if (status === 401 || status === 403) return 'not allowed';
  if (status === 404) return 'no such host or path';
  if (status === 400 || status === 426) return 'not accepted as an upgrade to WebSocket';
  if (status === 429) return 'too many requests';
  return 'the server refused';
}
