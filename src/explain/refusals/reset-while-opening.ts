import { atHops, type RefusalRule, upToFirstTerminator } from './refusal-rule.ts';

export const resetWhileOpening: RefusalRule = {
  id: 'reset-while-opening',
  concludes:
    'the first hop that terminates TCP, or one before it, reset the connection: out of worker connections, or killed',
  refutedBy: 'a capture shows that the RST comes from behind the first hop that terminates TCP',
  explain({ code }, way) {
    if (code !== 'rst') return undefined;
    return atHops(upToFirstTerminator(way), 'reset while opening', {
      reason:
        'RST while opening: out of worker connections, or killed; it cannot come from behind the first hop that terminates TCP',
      evidenceNeeded: 'the error log of the first hop that terminates TCP',
      remedy: 'the error log of the first hop that terminates TCP',
    });
  },
};
