import { firstAnswerOf } from '../../scenario/exchanges.ts';
import type { Target } from '../../scenario/scenario.ts';
import type { Template } from '../../scenario/text/template.ts';
import type { Filled, Filling } from './filling.ts';

/** An answer, prepared once per target. */
interface Prepared {
  readonly when: Buffer;
  readonly isWhole: boolean;
  readonly payload: Buffer;
  readonly isText: boolean;
  readonly template: Template | undefined;
  /** Its number behind the exchanges, for what counts how often it was sent. */
  readonly number: number;
}

/** What a target answers to messages of its peers. */
export class Answers {
  readonly #answers: readonly Prepared[];

  constructor(target: Target) {
    const first = firstAnswerOf(target);
    this.#answers = (target.traffic.answers ?? []).map(({ hex, isWhole, say }, index) => ({
      when: Buffer.from(hex, 'hex'),
      isWhole,
      payload: Buffer.from(say.hex, 'hex'),
      isText: say.text,
      template: say.template,
      number: first + index,
    }));
  }

  /** The answer to a message, if there is one. */
  answerTo(
    message: Buffer,
    { filling, filled }: { filling: Filling | undefined; filled: Filled | undefined },
  ): { readonly payload: Buffer; readonly isText: boolean } | undefined {
    const found = this.#answers.find(({ when, isWhole }) =>
      isWhole ? when.equals(message) : message.includes(when),
    );
    if (found?.template === undefined || filling === undefined) return found;
    const payload = filling.messageOf(found.template, filled!, found.number);
    return { payload, isText: found.isText };
  }
}
