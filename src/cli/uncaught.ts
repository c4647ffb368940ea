import { EXIT } from '../base/exit-codes.ts';
import { isOfOwnModule } from '../run/load/own-modules.ts';

/**
 * Errors that nobody waits for. One of a reporter or an extension of the user's own costs no run of many hours; any other is a
 * bug in soak, and must not look like a failed run: Node.js itself would exit with 1.
 */
export function watchUncaught(): void {
  process.on('uncaughtException', (error) => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    if (isOfOwnModule(error)) {
      process.stderr.write(`soak: a module of your own failed; the run continues: ${text}\n`);
      return;
    }
    process.stderr.write(`soak: this is a bug in soak itself, please report it\n${text}\n`);
    process.exit(EXIT.bug);
  });
}
