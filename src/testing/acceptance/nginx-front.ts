import type { Host } from './host.ts';

const TCP_PORT = 5080;
const WSS_PORT = 5443;

/** Debian's nginx before the backend: plain TCP on 5080, TLS and WebSocket on 5443. Not ours, not patched. */
export function startNginx(host: Host): void {
  host.exec('openssl', [
    ...[
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
    ],
    ...['-subj', '/CN=soak.test', '-addext', 'subjectAltName=DNS:soak.test'],
    ...['-keyout', 'key.pem', '-out', 'cert.pem'],
  ]);
  host.write('nginx.conf', configuration(host.folder));
  host.spawn('nginx', ['-c', `${host.folder}/nginx.conf`]);
}

function configuration(folder: string): string {
  return `
load_module /usr/lib/nginx/modules/ngx_stream_module.so;
daemon off;
user root;
worker_processes 2;
worker_rlimit_nofile 20000;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log info;
events { worker_connections 19000; }
stream {
  server { listen 127.0.0.1:${TCP_PORT} reuseport backlog=4096; proxy_pass 127.0.0.1:5150; proxy_timeout 1h; }
}
http {
  access_log off;
  map $http_upgrade $connection_upgrade { default upgrade; '' close; }
  server {
    listen 127.0.0.1:${WSS_PORT} ssl reuseport backlog=4096;
    ssl_certificate ${folder}/cert.pem;
    ssl_certificate_key ${folder}/key.pem;
    location / {
      proxy_pass http://127.0.0.1:5151;
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_read_timeout 3600s;
      proxy_send_timeout 3600s;
    }
  }
}
`;
}

/** The local ports of the first `count` connections to one of nginx's ports. */
export function clientPorts(
  host: Host,
  { to, count }: { to: 'tcp' | 'wss'; count: number },
): readonly number[] {
  const port = to === 'tcp' ? TCP_PORT : WSS_PORT;
  const lines = host
    .exec('ss', ['-tnH', 'state', 'established', 'dport', '=', `:${port}`])
    .trim()
    .split('\n');
  return lines.slice(0, count).map((line) => Number(/:(\d+)\s+\S+:\d+\s*$/.exec(line)![1]));
}

/** Client ports of each of nginx's ports: the kernel gives one number to connections of both. */
interface Picked {
  readonly tcp: readonly number[];
  readonly wss: readonly number[];
}

/** From here on the kernel answers these connections' packets with RST, or loses them in both directions. */
export function inflict(host: Host, { reset, lose }: { reset: Picked; lose: Picked }): void {
  const rules = ([port, key]: readonly [number, keyof Picked]) => `
    tcp dport ${port} tcp sport { ${reset[key].join(', ')} } reject with tcp reset
    tcp dport ${port} tcp sport { ${lose[key].join(', ')} } drop
    tcp sport ${port} tcp dport { ${lose[key].join(', ')} } drop`;
  const both = (
    [
      [TCP_PORT, 'tcp'],
      [WSS_PORT, 'wss'],
    ] as const
  )
    .map(rules)
    .join('');
  host.exec(
    'nft',
    ['-f', '-'],
    `table inet soak {
  chain input {
    type filter hook input priority 0;${both}
  }
}
`,
  );
}
