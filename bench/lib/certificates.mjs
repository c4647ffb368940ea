import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const RUN = { stdio: ['ignore', 'pipe', 'pipe'] };

/** A self-signed ECDSA leaf of about 400 bytes: the cheapest a server can show. */
export function shortLeaf(folder) {
  const [cert, key] = [path.join(folder, 'leaf.pem'), path.join(folder, 'leaf.key')];
  execFileSync(
    'openssl',
    `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 7 -subj /CN=localhost
     -addext subjectAltName=DNS:localhost -keyout ${key} -out ${cert}`.split(/\s+/),
    RUN,
  );
  return { cert, key, ca: cert };
}

/** As a public authority issues them: an RSA-2048 leaf below an RSA-4096 intermediate, about 2.7 KB of DER. */
export function realChain(folder) {
  const file = (name) => path.join(folder, name);
  const make = (command) => execFileSync('openssl', command.split(/\s+/), RUN);
  make(`req -x509 -newkey rsa:4096 -nodes -days 7 -subj /CN=root
        -keyout ${file('root.key')} -out ${file('root.pem')}`);
  fs.writeFileSync(file('ca.ext'), 'basicConstraints=critical,CA:TRUE\n');
  fs.writeFileSync(file('leaf.ext'), `subjectAltName=${names()}\n`);
  sign({ name: 'intermediate', by: 'root', bits: 4096, extension: 'ca.ext' }, { file, make });
  sign({ name: 'chained', by: 'intermediate', bits: 2048, extension: 'leaf.ext' }, { file, make });
  const cert = file('chain.pem');
  fs.writeFileSync(
    cert,
    fs.readFileSync(file('chained.pem')) + fs.readFileSync(file('intermediate.pem')),
  );
  return { cert, key: file('chained.key'), ca: file('root.pem') };
}

/** Public leaves name several hosts and carry policies; these bring ours to the same length. */
function names() {
  return ['localhost', ...Array.from({ length: 16 }, (_, index) => `host-${index}.soak.test`)]
    .map((name) => `DNS:${name}`)
    .join(',');
}

function sign({ name, by, bits, extension }, { file, make }) {
  make(`req -newkey rsa:${bits} -nodes -subj /CN=${name}
        -keyout ${file(`${name}.key`)} -out ${file(`${name}.csr`)}`);
  make(`x509 -req -in ${file(`${name}.csr`)} -CA ${file(`${by}.pem`)} -CAkey ${file(`${by}.key`)}
        -CAcreateserial -days 7 -extfile ${file(extension)} -out ${file(`${name}.pem`)}`);
}
