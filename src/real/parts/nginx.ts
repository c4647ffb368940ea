import { isSecure } from '../../path/transport.ts';
import { settingMs } from '../limits.ts';
import type { Forward, HostPlan } from '../topology.ts';

export interface NginxOptions {
  /** Default 1. */
  readonly workers?: number;
  /** Default 10,000. */
  readonly workerConnections?: number;
  /** More `location` blocks of every HTTP server. */
  readonly locations?: string;
}

/** Files besides the connections of both sides that `worker_connections` counts: logs, listeners, channels. */
const FILES_OF_ITS_OWN = 100;

const STREAM_MODULE = '/usr/lib/nginx/modules/ngx_stream_module.so';

/** nginx in the foreground: `nginx -c FILE`, reloaded by SIGHUP. */
export function nginxConfiguration(
  host: HostPlan,
  { folder, options = {} }: { readonly folder: string; readonly options?: NginxOptions },
): string {
  const { workers = 1, workerConnections = 10_000 } = options;
  const isStream = host.kind === 'nginx-stream';
  const shutdownMs = settingMs(host.hop, 'worker-shutdown-timeout');
  return `${isStream ? `load_module ${STREAM_MODULE};\n` : ''}daemon off;
user root;
worker_processes ${workers};
worker_rlimit_nofile ${workerConnections + FILES_OF_ITS_OWN};
${directive('worker_shutdown_timeout', shutdownMs)}pid ${folder}/nginx.pid;
error_log ${folder}/error.log info;
events { multi_accept on; worker_connections ${workerConnections}; }
${isStream ? streamBlock(host) : httpBlock(host, { folder, options })}`;
}

function streamBlock({ hop, forwards }: HostPlan): string {
  const idleMs = settingMs(hop, 'proxy-timeout') ?? settingMs(hop, 'proxy-stream-timeout');
  const servers = forwards.map(
    ({ port, toAddress, toPort }) =>
      `  server { listen ${port}; proxy_pass ${toAddress}:${toPort}; ${directive('proxy_timeout', idleMs)}}\n`,
  );
  return `stream {\n${servers.join('')}}\n`;
}

/** What ingress-nginx renders for a WebSocket location, as far as it matters to a connection. */
function httpBlock(
  { hop, forwards }: HostPlan,
  { folder, options }: { readonly folder: string; readonly options: NginxOptions },
): string {
  return `http {
  access_log ${folder}/access.log;
  reset_timedout_connection on;
  keepalive_timeout 75s;
  ${directive('send_timeout', settingMs(hop, 'send-timeout'))}
  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
${forwards.map((forward) => server(forward, { hop, folder, options })).join('')}}
`;
}

function server(
  { port, transport, toAddress, toPort }: Forward,
  {
    hop,
    folder,
    options,
  }: Pick<HostPlan, 'hop'> & { readonly folder: string; readonly options: NginxOptions },
): string {
  const isTls = isSecure(transport);
  const tls = `    ssl_certificate ${folder}/cert.pem;\n    ssl_certificate_key ${folder}/key.pem;\n    ssl_protocols TLSv1.2 TLSv1.3;\n`;
  return `  server {
    listen ${port}${isTls ? ' ssl' : ''} backlog=4096;
${isTls ? tls : ''}    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header Upgrade $http_upgrade;
    proxy_set_header Connection $connection_upgrade;
    proxy_buffering off;
    proxy_request_buffering off;
    proxy_connect_timeout 5s;
    ${directive('proxy_read_timeout', settingMs(hop, 'proxy-read-timeout') ?? FOR_EVER_MS)}
    ${directive('proxy_send_timeout', settingMs(hop, 'proxy-send-timeout') ?? FOR_EVER_MS)}
    location / { proxy_pass http://${toAddress}:${toPort}; }
${options.locations ?? ''}  }
`;
}

/** nginx has no value for "never". */
const FOR_EVER_MS = 7 * 86_400_000;

function directive(name: string, ms: number | undefined): string {
  return ms === undefined ? '' : `${name} ${ms}ms; `;
}
