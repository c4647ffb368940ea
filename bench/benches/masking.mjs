import { randomBytes } from 'node:crypto';
import { median, row } from '../lib/figures.mjs';

const TEXTS = 5_000;

/** Index of all secrets of a scenario, and one text from outside; CPU, so that neighbours do not count. */
export const maskingBench = {
  name: 'masking',
  about: 'secrets in texts from outside: 1,000 secrets of 800 characters, 5,000 texts',
  async run({ rounds, say }) {
    const { echoRedactor } = await import('../../dist/scenario/text/redact.js');
    const secrets = Array.from({ length: 1_000 }, () => randomBytes(600).toString('base64'));
    const mask = echoRedactor(secrets);
    const tasks = {
      'index of 1,000 secrets': { task: () => echoRedactor(secrets), goal: 1 },
      '5,000 texts without a secret': {
        task: () => times((index) => mask(`going away: worker ${index} is shutting down`)),
        goal: 0.5,
      },
      '5,000 Close reasons that repeat a cut token': {
        task: () => times((index) => mask(`denied: ${secrets[index % 1_000].slice(50, 165)}`)),
        goal: 0.6,
      },
    };
    const rows = Object.entries(tasks).map(([what, { task, goal }]) => {
      const seconds = Array.from({ length: rounds }, () => cpuSecondsOf(task));
      say(`  ${what}`);
      return row(`${what}, CPU`, { unit: 's', figure: median(seconds), goal });
    });
    return { rows };
  },
};

function times(act) {
  for (let index = 0; index < TEXTS; index += 1) act(index);
}

function cpuSecondsOf(task) {
  const before = process.cpuUsage();
  task();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
