import type { Ending, HttpAnswer, Refusal } from '../outcome/ending.ts';
import type { JournalRecord, NoteRecord } from './record.ts';

/**
 * A record whose texts from outside are masked: Close reason, HTTP status text, Location, words of the TLS library,
 * certificate and backend names, output of commands, labels. A server may repeat a secret in any of them. What soak
 * itself made up (kinds, codes, figures) stays as it is.
 */
export function maskRecord<R extends JournalRecord>(record: R, mask: (text: string) => string): R {
  return maskedOf(record, mask) as R;
}

function maskedOf(record: JournalRecord, mask: (text: string) => string): JournalRecord {
  switch (record.type) {
    case 'opened':
      return record.backend === undefined ? record : { ...record, backend: mask(record.backend) };
    case 'refused': {
      const refusal = maskRefusal(record.refusal, mask);
      return refusal === record.refusal ? record : { ...record, refusal };
    }
    case 'ended': {
      const ending = maskEnding(record.ending, mask);
      const { backend } = record;
      if (ending === record.ending && backend === undefined) return record;
      return { ...record, ending, ...(backend !== undefined && { backend: mask(backend) }) };
    }
    case 'note':
      return maskNote(record, mask);
    case 'run':
    case 'interval':
    case 'done':
      return record;
  }
}

function maskRefusal(refusal: Refusal, mask: (text: string) => string): Refusal {
  const { detail, reply, http } = refusal;
  if (detail === undefined && reply === undefined && http === undefined) return refusal;
  return {
    ...refusal,
    ...(detail !== undefined && { detail: mask(detail) }),
    ...(reply !== undefined && { reply: mask(reply) }),
    ...(http !== undefined && { http: maskAnswer(http, mask) }),
  };
}

function maskAnswer(answer: HttpAnswer, mask: (text: string) => string): HttpAnswer {
  const masked = Object.entries(answer).map(([name, text]) => [name, mask(text)]);
  return Object.fromEntries(masked);
}

function maskEnding(ending: Ending, mask: (text: string) => string): Ending {
  switch (ending.kind) {
    case 'close-frame':
      return ending.reason === '' ? ending : { ...ending, reason: mask(ending.reason) };
    case 'other-reply':
      return { ...ending, reply: mask(ending.reply) };
    case 'protocol-error':
      return { ...ending, what: mask(ending.what) };
    case 'fin':
    case 'rst':
    case 'tls-alert':
    case 'blackhole':
    case 'unreachable':
    case 'local-fault':
    case 'local-close':
      return ending;
  }
}

function maskNote(note: NoteRecord, mask: (text: string) => string): NoteRecord {
  switch (note.kind) {
    case 'warning':
      return { ...note, message: mask(note.message) };
    case 'event': {
      const { label, ended } = note;
      if (ended === undefined) return { ...note, label: mask(label) };
      return { ...note, label: mask(label), ended: { ...ended, output: mask(ended.output) } };
    }
    case 'phase':
    case 'stall':
    case 'clock-step':
      return note;
  }
}
