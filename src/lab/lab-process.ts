import { type Lab, startLab } from './lab.ts';
import type { LabReply, LabRequest } from './messages.ts';

let lab: Lab | undefined;

process.on('message', (request: LabRequest) => {
  void obey(request);
});
process.once('disconnect', () => {
  void lab?.stop();
});
// Ctrl-C and a closed terminal reach the whole process group; the parent decides when the lab ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ignoreSignal);

async function obey(request: LabRequest): Promise<void> {
  switch (request.kind) {
    case 'build':
      await build(request);
      return;
    case 'start':
      lab?.start(request.epochMs);
      return;
    case 'ask-stats':
      if (lab !== undefined) reply({ kind: 'stats', stats: lab.stats() });
      return;
    case 'stop':
      await stop();
      return;
  }
}

async function build({ options }: Extract<LabRequest, { kind: 'build' }>): Promise<void> {
  try {
    const onEvent = (event: Extract<LabReply, { kind: 'event' }>['event']) =>
      reply({ kind: 'event', event });
    lab = await startLab({ ...options, onEvent });
    const { addresses, ca } = lab;
    reply({ kind: 'ready', addresses, ...(ca === undefined ? {} : { ca }) });
    if (!process.connected) await lab.stop();
  } catch (error) {
    reply({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
  }
}

async function stop(): Promise<void> {
  await lab?.stop();
  reply({ kind: 'stopped' });
  // Without its parent nothing keeps this process alive.
  if (process.connected) process.disconnect();
}

function reply(message: LabReply): void {
  if (process.connected) process.send?.(message);
}

/** Ignored: see above. */
function ignoreSignal(): void {}
