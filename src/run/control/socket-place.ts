import { once } from 'node:events';
import fs from 'node:fs';
import type { Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';

const SOCKET = 'control.sock';
/** Where the socket is when it cannot be in the folder. */
const POINTER = 'control.sock.path';

/** sun_path has 108 bytes on Linux and 104 on macOS, with a zero at its end (unix(7)). */
const PATH_BYTES_MAX = 103;

/**
 * Opens the server in the folder of a run, for its owner only. Where the folder's path is too long for a
 * socket, or its file system has none, the socket is in a private folder of its own and a file says where.
 * Answers with what gives everything back.
 */
export async function listenIn(folder: string, server: Server): Promise<() => void> {
  const inFolder = path.join(folder, SOCKET);
  if (Buffer.byteLength(inFolder) <= PATH_BYTES_MAX && (await tried(server, inFolder)))
    return () => fs.rmSync(inFolder, { force: true });
  const elsewhere = fs.mkdtempSync(path.join(os.tmpdir(), 'soak-'));
  const pointer = path.join(folder, POINTER);
  const remove = () => {
    fs.rmSync(elsewhere, { recursive: true, force: true });
    fs.rmSync(pointer, { force: true });
  };
  try {
    await listen(server, path.join(elsewhere, SOCKET));
    fs.writeFileSync(pointer, `${path.join(elsewhere, SOCKET)}\n`, { mode: 0o600 });
    return remove;
  } catch (error) {
    remove();
    throw error;
  }
}

/** The socket of a run; undefined when it has none. A run that was killed leaves one that nobody answers. */
export function socketOf(folder: string): string | undefined {
  const inFolder = path.join(folder, SOCKET);
  if (fs.existsSync(inFolder)) return inFolder;
  const pointer = path.join(folder, POINTER);
  if (!fs.existsSync(pointer)) return undefined;
  const elsewhere = fs.readFileSync(pointer, 'utf8').trim();
  return fs.existsSync(elsewhere) ? elsewhere : undefined;
}

async function tried(server: Server, socket: string): Promise<boolean> {
  try {
    await listen(server, socket);
    return true;
  } catch {
    // A file system without sockets says so in many ways; the next place decides.
    return false;
  }
}

async function listen(server: Server, socket: string): Promise<void> {
  const listening = once(server, 'listening');
  // bind(2) happens within listen(): nobody else can connect at any moment.
  const before = process.umask(0o177);
  try {
    server.listen(socket);
  } finally {
    process.umask(before);
  }
  await listening;
}
