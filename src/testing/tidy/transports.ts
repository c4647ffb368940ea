import { findEach, type Source } from './source.ts';

/** Where transports are described. */
const DESCRIPTORS = 'path/transport.ts';

const COMPARED =
  /\b(\w*[tT]ransport|scheme|key) [!=]== '(tcp|tls|ws|wss)'|\['tcp', 'tls', 'ws', 'wss'\]/;

/** A transport is asked for what it is, never compared with a name. */
export function transports(sources: readonly Source[]): readonly string[] {
  return findEach(sources, function* ({ name, isForTests, lines }) {
    if (isForTests || name === DESCRIPTORS) return;
    for (const [index, line] of lines.entries())
      if (COMPARED.test(line)) yield `:${index + 1}: ask ${DESCRIPTORS} instead: ${line.trim()}`;
  });
}
