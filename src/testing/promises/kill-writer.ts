import { JournalWriter, openJournalFile } from '../../journal/writer.ts';

/** More would only take longer to read back, the slower the more of them the reader lets us write. */
const RECORDS_MAX = 4_000;

/** Writes records, and says how many are on the disk whenever the disk has said so. Ends by kill -9 only. */
const file = openJournalFile(process.argv[2]!);
let appended = 0;
let confirmed = 0;
const writer = new JournalWriter(
  {
    ...file,
    sync: (done) => {
      const asked = appended;
      file.sync((error) => {
        done(error);
        if (error === null) confirmed = asked;
        process.stdout.write(`${confirmed}\n`);
      });
    },
  },
  () => 0,
);

function turn(): void {
  if (appended >= RECORDS_MAX) return;
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
// Until it is killed, whatever number of confirmations is waited for.
setInterval(() => process.stdout.write(`${confirmed}\n`), 20);
