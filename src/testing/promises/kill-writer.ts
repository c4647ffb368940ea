import { JournalWriter, openJournalFile } from '../../journal/writer.ts';

/** Writes records for ever, and says how many are on the disk whenever the disk has said so. Ends by kill -9. */
const file = openJournalFile(process.argv[2]!);
let appended = 0;
const writer = new JournalWriter(
  {
    ...file,
    sync: (done) => {
      const asked = appended;
      file.sync((error) => {
        done(error);
        if (error === null) process.stdout.write(`${asked}\n`);
      });
    },
  },
  () => 0,
);

function turn(): void {
  for (let count = 0; count < 20; count += 1) {
    const refusal = { phase: 'connect', code: 'ECONNREFUSED' } as const;
    const who = { id: appended, member: appended, target: 0 };
    writer.append({ type: 'refused', ...who, atMs: appended, tookMs: 1, refusal });
    appended += 1;
  }
  writer.flush();
  writer.sync();
  setImmediate(turn);
}
turn();
