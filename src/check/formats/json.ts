import { printDiff } from '../fix.ts';
import type { Finding } from '../rule.ts';
import type { Format } from './format.ts';

/** For programs. `format` is raised when the meaning of a field changes. */
export const json: Format = {
  name: 'json',
  print: ({ findings, accepted, problems, subject }) => {
    const ways = subject.routes.map(({ name, transport, host, port, path, backend, hops }) => ({
      name,
      transport,
      host,
      port,
      path,
      backend,
      hops: hops.hops,
    }));
    const out = {
      format: 1,
      reading: subject.reading,
      findings: findings.map(plain),
      accepted: accepted.map(plain),
      unreadable: problems,
      notes: subject.notes,
      ways,
    };
    return `${JSON.stringify(out, null, 2)}\n`;
  },
};

function plain({ fix, ...finding }: Finding): object {
  if (fix === undefined) return finding;
  const { advice, edits, snippet } = fix;
  return {
    ...finding,
    fix: { advice, diff: printDiff(edits), ...(snippet === undefined ? {} : { snippet }) },
  };
}
