import { formatSeconds } from '../../base/units.ts';
import { restartWords } from '../../check/wording.ts';
import { canEnd, type Doubt, decisive, type FatedTimer } from '../../path/fate.ts';
import type { Sight } from '../../path/sight.ts';
import { isAge } from '../../path/way.ts';
import type { Target } from '../../scenario/scenario.ts';
import { type FatedLimit, limitName } from './fate.ts';

/** What a limit does in this run, in a few words, with a mark. */
export function fateWords({
  fate,
  isExpected,
}: FatedLimit): ['good' | 'bad' | 'faint' | 'warning', mark: string, words: string] {
  switch (fate.kind) {
    case 'restarted':
      return ['good', '✓', `every ${formatSeconds(fate.everyMs)}`];
    case 'ends':
    case 'may-end': {
      if (fate.on !== undefined) return ['good', '✓', `from ${formatSeconds(fate.firstMs)}`];
      if (fate.kind === 'may-end') return ['warning', '?', 'may close it'];
      return isExpected ? ['good', '✓', 'expected drop'] : ['bad', '✗', 'closes it'];
    }
    case 'beyond':
      return ['faint', '·', 'not reached'];
    case 'preceded':
      return ['faint', '·', 'later'];
    case 'waits':
      return ['faint', '·', 'not planned'];
    case 'not-known':
      return ['warning', '?', 'not known'];
  }
}

/** How long the connections of a target live, in a sentence. */
export function conclusionOf(
  { expectDrop }: Target,
  { limits, isOpen }: { limits: readonly FatedLimit[]; isOpen: boolean },
): string {
  const one = decisive(limits);
  if (isOpen && (one === undefined || !canEnd(one.fate)))
    return 'not known: not every limit on their path can be stated';
  if (one === undefined) return 'these connections reach no limit on their path in this run';
  const name = limitName(one, formatSeconds);
  const { fate } = one;
  if (fate.kind === 'ends' || fate.kind === 'may-end') {
    const dies = fate.kind === 'ends' ? 'dies' : 'may die';
    const why = fate.kind === 'may-end' ? `: ${DOUBTS[fate.why]}` : `: ${axisOf(one)} reaches it`;
    return `${dies} at ${name}${one.isExpected ? ', as expected' : why}; the client sees ${sightsOf(one)}`;
  }
  const event = listenerUpdateOn(limits);
  if (event !== undefined) return event;
  if (fate.kind !== 'restarted') return '';
  const missing = expectDrop === undefined ? '' : ', although it expects to be dropped';
  return `lives${missing}: the tightest limit is ${name}, and ${restartWords(fate, formatSeconds)} restarts it`;
}

/** A planned change of an Envoy ends what is left on the old listener, whatever traffic there is. */
function listenerUpdateOn(limits: readonly FatedLimit[]): string | undefined {
  const one = limits.find(({ limit, fate }) => limit.event === 'listener-update' && canEnd(fate));
  if (one === undefined || (one.fate.kind !== 'ends' && one.fate.kind !== 'may-end'))
    return undefined;
  const verb = one.fate.kind === 'ends' ? 'dies' : 'may die';
  const from = `from ${formatSeconds(one.fate.firstMs)} on, when the drain after the planned ${one.fate.on === 'listener-update' ? 'listener update' : 'event'} is over`;
  return `${verb} at ${limitName(one, formatSeconds)}, ${from}; a changed route alone ends nothing`;
}

function axisOf(one: FatedTimer): string {
  return isAge(one) ? 'its age' : 'its silence';
}

const DOUBTS: Readonly<Record<Doubt, string>> = {
  pause: 'the pauses in its traffic come too close to it',
  terminator: 'it is not known whether TCP keep-alive gets that far',
  hold: 'the hold ends at about that time',
  event: 'it is not known which connections the event affects',
};

function sightsOf({ sights }: FatedTimer): string {
  const words = sights.map(({ shape, noticed }) => SIGHTS[shape][noticed]);
  return [...new Set(words)].join(', or ');
}

const NOTHING = 'no reply to its next message';
const SIGHTS: Readonly<Record<Sight['shape'], Readonly<Record<Sight['noticed'], string>>>> = {
  fin: { 'at-once': 'a FIN', 'next-packet': 'a FIN once it sends' },
  'close-notify': {
    'at-once': 'close_notify and a FIN',
    'next-packet': 'close_notify and a FIN once it sends',
  },
  rst: { 'at-once': 'a RST', 'next-packet': 'a RST once it sends' },
  'close-frame': { 'at-once': 'a Close frame', 'next-packet': 'a Close frame' },
  silent: { 'at-once': NOTHING, 'next-packet': NOTHING },
};
