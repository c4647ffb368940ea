import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { assert } from '../../base/assert.ts';
import type { StopReason } from '../../engine/shard.ts';
import type { FromShard, ToShard } from './messages.ts';
import type { Assignment, Plane, ShardListener, Start } from './plane.ts';

/**
 * V8 flags of a shard process. A small young generation keeps the resident memory of idle sockets low:
 * 2.0 KB instead of 3.45 KB per TCP connection (measured, 15,000 connections, Node 20.20).
 */
export const SHARD_FLAGS = ['--max-semi-space-size=1'];

/** Shards as child processes of this one, with Node's own channel between them. */
export class LocalPlane implements Plane {
  readonly #children: ChildProcess[] = [];
  readonly #finished = new Set<number>();
  /** The run's folder, on this machine. */
  readonly #folder: string;
  #listener: ShardListener | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async launch(assignments: readonly Assignment[], listener: ShardListener): Promise<void> {
    this.#listener = listener;
    await Promise.all(assignments.map((assignment) => this.#launchOne(assignment)));
  }

  begin(start: Start): void {
    this.#sendAll({ kind: 'begin', start });
  }

  stop(reason: StopReason): void {
    this.#sendAll({ kind: 'stop', reason });
  }

  abandon(): void {
    for (const child of this.#children) child.kill('SIGKILL');
  }

  #launchOne(assignment: Assignment): Promise<void> {
    const { index } = assignment.shard;
    const child = fork(
      fileURLToPath(new URL('./shard-process.js', import.meta.url)),
      [this.#folder],
      {
        execArgv: SHARD_FLAGS,
        serialization: 'json',
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      },
    );
    this.#children[index] = child;
    const message: ToShard = { kind: 'assign', assignment };
    child.send(message);
    return new Promise((resolve, reject) => {
      child.on('message', (message: FromShard) => {
        if (message.kind === 'ready') resolve();
        else if (message.kind === 'unable') reject(new Error(message.why));
        else this.#onMessage(message, index);
      });
      child.on('exit', (code, signal) => {
        const why = signal === null ? `exit code ${code}` : `${signal}`;
        reject(new Error(`shard ${index} ended before it was ready (${why})`));
        if (this.#finished.has(index)) return;
        this.#finished.add(index);
        this.#listener?.onLost(index, why);
      });
    });
  }

  #onMessage(message: FromShard, index: number): void {
    assert(this.#listener !== undefined, 'a shard speaks before it was launched');
    if (message.kind === 'record') this.#listener.onRecord(message.record, index);
    if (message.kind === 'trace') this.#listener.onTrace(message.text, index);
    if (message.kind !== 'done') return;
    this.#finished.add(index);
    this.#listener.onDone(index, { lost: message.lost });
  }

  #sendAll(message: ToShard): void {
    for (const child of this.#children) if (child.connected) child.send(message);
  }
}
