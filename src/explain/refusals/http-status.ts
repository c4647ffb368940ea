import type { Refusal } from '../../outcome/ending.ts';
import { isSecure } from '../../path/transport.ts';
import type { Way } from '../../path/way.ts';
import type { Cause } from '../cause.ts';
import {
  atHops,
  httpProxies,
  httpSpeakers,
  oneOf,
  type RefusalExplanation,
  type RefusalRule,
} from './refusal-rule.ts';

export const httpStatus: RefusalRule = {
  id: 'http-status',
  concludes: 'an HTTP server answered the upgrade with a status other than 101',
  refutedBy: 'the access log of the proxy shows that it sent another status, or none',
  explain(refusal, way) {
    const { code } = refusal;
    // 101 without the headers of a WebSocket is a reply that the protocol does not allow.
    if (!/^\d{3}$/.test(code) || code === '101') return undefined;
    const explanation = ofStatus(refusal, way);
    return { ...explanation, reason: `${explanation.reason}${quoted(refusal)}` };
  },
};

/** `; nginx said "404 Not Found"`: who answered, and in which words. */
function quoted({ http }: Refusal): string {
  if (http === undefined) return '';
  const { server, body } = http;
  if (body === undefined) return server === undefined ? '' : `; the server calls itself ${server}`;
  return `; ${server ?? 'the server'} said ${JSON.stringify(body)}`;
}

const TO_DECIDE = 'the access log of the proxy: did it pass the request on?';

function ofStatus(refusal: Refusal, way: Way): RefusalExplanation {
  const status = Number(refusal.code);
  const setting = `HTTP ${status}`;
  const backend = [way.stations.at(-1)!.id];
  const body = refusal.http?.body ?? '';
  // Only a proxy sends 502 and 504, on behalf of what is behind it.
  if (status === 502)
    return atHops(backend, setting, {
      reason: 'a proxy answered 502: the backend refused the connection, or closed it at once',
      remedy: 'check that the port of the Service is the one that the pod listens on',
    });
  if (status === 504)
    return atHops(backend, setting, {
      reason: 'a proxy answered 504: the backend did not accept or answer in time',
      remedy: 'dial the pod itself: does it answer the upgrade, and how fast?',
    });
  if (status === 503) return unavailable(refusal, way);
  if (status === 400 && /HTTP request.*HTTPS|speaking plain HTTP/i.test(body))
    return atHops(httpSpeakers(way), 'TLS expected', {
      reason: 'HTTP 400 instead of 101: the port expects TLS',
      evidenceNeeded: 'which listener of which hop has this port',
      remedy: 'dial it as wss://',
    });
  const { words, remedy } = meaningOf(refusal, isSecure(way.target.address.transport));
  return atHops(httpSpeakers(way), setting, {
    reason: `HTTP ${status} instead of 101: ${words}`,
    evidenceNeeded: TO_DECIDE,
    remedy,
  });
}

/** nginx answers 503 without endpoints, and as well when limit-connections or limit-rps is exceeded. */
function unavailable({ http }: Refusal, way: Way): RefusalExplanation {
  const backend = way.stations.at(-1)!.id;
  const proxies = httpProxies(way);
  // https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/response_code_details
  if (/reset reason: overflow/.test(http?.body ?? ''))
    return oneOf(
      proxies.map((hop) => ({ hop, setting: 'circuit breaker' })),
      {
        reason: 'HTTP 503 instead of 101: the circuit breaker of a proxy is open',
        evidenceNeeded: 'which proxy: upstream_cx_overflow of each',
        remedy: 'raise max_connections, max_requests and max_pending_requests of its cluster',
      },
    );
  const limits = proxies.map((hop): Cause => ({ hop, setting: 'HTTP 503: a limit on clients' }));
  const after = http?.retryAfter === undefined ? '' : ` (Retry-After: ${http.retryAfter})`;
  const isEmpty = /no healthy upstream|no available server/i.test(http?.body ?? '');
  const noEndpoint = { hop: backend, setting: 'HTTP 503: no endpoint is ready' };
  return oneOf(isEmpty ? [noEndpoint] : [noEndpoint, ...limits], {
    reason: isEmpty
      ? `HTTP 503 instead of 101: the proxy has no endpoint that is ready${after}`
      : `HTTP 503 instead of 101: no endpoint is ready, or a proxy limits its clients${after}`,
    evidenceNeeded: 'the EndpointSlices, and "limiting" in the error log of the proxy',
    remedy: 'kubectl get endpointslices: is a pod of the Service ready?',
  });
}

/** What a status says about the request, and what to change in it. */
interface Meaning {
  readonly words: string;
  readonly remedy: string;
}

function meaningOf({ code, http }: Refusal, isTls: boolean): Meaning {
  const status = Number(code);
  if (status >= 300 && status < 400) return redirected(http?.location, isTls);
  if (status === 401) return unauthorized(http?.authenticate);
  if (status === 429) return tooMany(http?.retryAfter);
  return MEANINGS[status] ?? (status < 300 ? ANSWERED : REFUSED);
}

function redirected(location: string | undefined, isTls: boolean): Meaning {
  const to = location === undefined ? '' : ` to ${location}`;
  const toTls = !isTls && /^(https|wss):/i.test(location ?? '');
  return {
    words: `a redirect${to}; soak does not follow it`,
    remedy: toTls
      ? 'dial it as wss://: the server sends plain HTTP away to TLS'
      : 'write the address that it redirects to into the target; a login page means that credentials are missing',
  };
}

function unauthorized(authenticate: string | undefined): Meaning {
  const asks = authenticate === undefined ? '' : `, it asks for ${authenticate}`;
  return {
    words: `not authenticated${asks}`,
    remedy: 'send credentials: headers: { Authorization: … } in the target',
  };
}

function tooMany(retryAfter: string | undefined): Meaning {
  const after = retryAfter === undefined ? '' : ` (Retry-After: ${retryAfter})`;
  return {
    words: `too many requests${after}: a limit on the rate of a client`,
    remedy: 'dial more slowly (max-rate), or raise the limit for the address of soak',
  };
}

const ANSWERED: Meaning = {
  words: 'answered as a plain request, so the upgrade got lost or is not known there',
  remedy: 'check the path, and that each proxy passes Upgrade and Connection on',
};

const REFUSED: Meaning = {
  words: 'the server refused',
  remedy: 'the error log of what answered says why',
};

const MEANINGS: Readonly<Record<number, Meaning>> = {
  400: {
    words: 'not accepted as an upgrade to WebSocket',
    remedy: 'check subprotocols and headers, and that each proxy passes Upgrade and Connection on',
  },
  403: {
    words: 'not allowed',
    remedy: 'check the Origin header, lists of allowed addresses, and the rules of a firewall',
  },
  404: {
    words: 'no such host or path',
    remedy: 'check the path of the target, and the host and path rules of the Ingress or route',
  },
  405: {
    words: 'the method is not allowed there, so it is not the path of the WebSocket',
    remedy: 'check the path of the target',
  },
  421: {
    words: 'this server is not responsible for the host',
    remedy: 'check the host of the target and its server-name (SNI)',
  },
  426: {
    words: 'it asks for an upgrade, so Upgrade and Connection got lost before it',
    remedy: 'make each proxy on the way pass Upgrade and Connection on, and speak HTTP/1.1',
  },
};
