import { parseDuration, quoted } from '../../base/units.ts';
import { type ListenAddress, readListenAddress } from '../../extensions/listen-address.ts';
import { isHttpUrl } from '../../scenario/build/report.ts';
import { UsageError } from './usage-error.ts';

/*
 * The options that verbs have: `.option(...wholeNumber('shards', { … }))`. Each reads its text once, into a value that
 * cannot be wrong, and yargs infers the type of the arguments from it. What cannot be read is a usage error, with what
 * was found and what would be right.
 */

interface Described {
  readonly describe: string;
}

/** Any text. */
export function text<Name extends string>(name: Name, { describe }: Described) {
  const coerce = reader((given): string => filled(name, given));
  return [name, { type: 'string', describe, coerce }] as const;
}

/** Any text, or none: an empty one means something, too. */
export function textOrEmpty<Name extends string>(name: Name, { describe }: Described) {
  const coerce = reader((given): string => String(once(name, given)));
  return [name, { type: 'string', describe, coerce }] as const;
}

/** A text with a default. */
export function textOr<Name extends string>(
  name: Name,
  options: Described & { readonly default: string },
) {
  const coerce = reader((given): string => filled(name, given));
  return [name, { ...options, type: 'string', requiresArg: true, coerce }] as const;
}

/** A text that has to be there. */
export function requiredText<Name extends string>(
  name: Name,
  options: Described & { readonly alias?: string },
) {
  const coerce = reader((given): string => filled(name, given));
  return [name, { ...options, type: 'string', demandOption: true, coerce }] as const;
}

/** Any text, as often as wanted. */
export function texts<Name extends string>(name: Name, { describe }: Described) {
  const coerce = reader((given): readonly string[] => listed(given));
  return [
    name,
    { type: 'string', array: true, nargs: 1, requiresArg: true, describe, coerce },
  ] as const;
}

/** Texts that `read` understands, as often as wanted; undefined is what it does not. */
export function textsAs<Name extends string, Value>(
  name: Name,
  options: Described & {
    read(text: string): Value | undefined;
    readonly expected: string;
    readonly alias?: string;
  },
) {
  const { read, expected, ...rest } = options;
  const coerce = reader((given): readonly Value[] =>
    listed(given).map((word) => {
      const value = read(word);
      if (value === undefined) throw cannotRead(name, word, expected);
      return value;
    }),
  );
  return [
    name,
    { ...rest, type: 'string', array: true, nargs: 1, requiresArg: true, coerce },
  ] as const;
}

/** On when it is given. */
export function flag<Name extends string>(name: Name, { describe }: Described) {
  const coerce = reader((given): boolean => once(name, given) === true);
  return [name, { type: 'boolean', describe, coerce }] as const;
}

/** On unless `--no-NAME` is given. */
export function flagOn<Name extends string>(name: Name, { describe }: Described) {
  const coerce = reader((given): boolean => once(name, given) === true);
  return [name, { type: 'boolean', describe, default: true, coerce }] as const;
}

/** One of a few words. */
export function choice<Name extends string, const Choice extends string>(
  name: Name,
  options: Described & { readonly choices: readonly Choice[]; readonly default: Choice },
) {
  // yargs checks choices itself, so a mistake may not travel in place of one.
  const coerce = (given: unknown): Choice => readChoice(name, given, options.choices);
  return [name, { ...options, type: 'string', requiresArg: true, coerce }] as const;
}

/** One of a few words, or nothing. */
export function optionalChoice<Name extends string, const Choice extends string>(
  name: Name,
  options: Described & { readonly choices: readonly Choice[] },
) {
  // yargs checks choices itself, so a mistake may not travel in place of one.
  const coerce = (given: unknown): Choice => readChoice(name, given, options.choices);
  return [name, { ...options, type: 'string', coerce }] as const;
}

interface Whole extends Described {
  readonly min: number;
  readonly max: number;
  /** For the message. */
  readonly example: number;
}

/** A whole number within limits. */
export function wholeNumber<Name extends string>(name: Name, { describe, ...limits }: Whole) {
  const coerce = reader((given): number => readWhole(name, given, limits));
  return [name, { type: 'string', describe, coerce }] as const;
}

/** A whole number within limits, with a default. */
export function wholeNumberOr<Name extends string>(
  name: Name,
  { describe, default: fallback, ...limits }: Omit<Whole, 'example'> & { readonly default: number },
) {
  const coerce = reader((given): number =>
    readWhole(name, given, { ...limits, example: fallback }),
  );
  return [
    name,
    { type: 'string', describe, default: fallback, requiresArg: true, coerce },
  ] as const;
}

/** A number greater than 0; fractions are allowed. */
export function positiveNumber<Name extends string>(
  name: Name,
  { describe, example }: Described & { readonly example: number },
) {
  const coerce = reader((given): number => {
    const word = String(once(name, given));
    const value = /^\d+(\.\d+)?$/.test(word) ? Number(word) : 0;
    if (!(value > 0)) throw cannotRead(name, word, `a number greater than 0, such as ${example}`);
    return value;
  });
  return [name, { type: 'string', describe, coerce }] as const;
}

const PORT_MAX = 65_535;

/** A port to listen on; without a value the default one, where there is one. 0 lets the system choose. */
export function port<Name extends string>(
  name: Name,
  { describe, fallback }: Described & { readonly fallback: number | undefined },
) {
  const coerce = reader((given): number => {
    const word = String(once(name, given));
    if (word === '' && fallback !== undefined) return fallback;
    return readWhole(name, word, { min: 0, max: PORT_MAX, example: fallback ?? 8_443 }, 'a port');
  });
  return [name, { type: 'string', describe, coerce }] as const;
}

/** A duration with its unit, in ms. */
export function duration<Name extends string>(name: Name, { describe }: Described) {
  const coerce = reader((given): number => readDuration(name, given));
  return [name, { type: 'string', describe, coerce }] as const;
}

/** A duration with its unit, in ms, with a default. */
export function durationOr<Name extends string>(
  name: Name,
  options: Described & { readonly default: string },
) {
  const coerce = reader((given): number => readDuration(name, given));
  return [name, { ...options, type: 'string', requiresArg: true, coerce }] as const;
}

/** Where to listen: a port, or an address with one; without a value the default port on loopback. */
export function listenAddress<Name extends string>(
  name: Name,
  { describe, defaultPort }: Described & { readonly defaultPort: number },
) {
  const coerce = reader((given): ListenAddress => {
    const word = String(once(name, given));
    const address = readListenAddress(word, defaultPort);
    if (address !== undefined) return address;
    throw cannotRead(name, word, `a port or an address with one, such as 127.0.0.1:${defaultPort}`);
  });
  return [name, { type: 'string', describe, coerce }] as const;
}

/** Something to ask over HTTP. It is not repeated in the message: it may hold a password. */
export function httpUrl<Name extends string>(
  name: Name,
  { describe, example }: Described & { readonly example: string },
) {
  const coerce = reader((given): string => {
    const word = String(once(name, given));
    if (isHttpUrl(word)) return word;
    const hint = `such as ${example}; put credentials in the scenario`;
    throw new UsageError(`Cannot read --${name}: expected an HTTP URL, ${hint}`);
  });
  return [name, { type: 'string', describe, coerce }] as const;
}

function readChoice<Choice extends string>(
  name: string,
  given: unknown,
  choices: readonly Choice[],
): Choice {
  const word = String(once(name, given));
  const found = choices.find((one) => one === word);
  if (found === undefined) throw cannotRead(name, word, `one of ${choices.join(', ')}`);
  return found;
}

/**
 * yargs stops at the first error. So a mistake travels in place of its value, and `mistakesIn` finds all of them before
 * a verb sees any.
 */
function reader<Value>(read: (given: unknown) => Value): (given: unknown) => Value {
  return (given) => {
    try {
      return read(given);
    } catch (error) {
      if (error instanceof UsageError) return error as never;
      throw error;
    }
  };
}

/** What could not be read among the arguments. yargs has each under two names: `max-rate` and `maxRate`. */
export function mistakesIn(args: object): readonly UsageError[] {
  return [...new Set(Object.values(args))].filter((value) => value instanceof UsageError);
}

type Limits = Pick<Whole, 'min' | 'max' | 'example'>;

function readWhole(name: string, given: unknown, limits: Limits, what = 'a whole number'): number {
  const word = String(once(name, given));
  const { min, max, example } = limits;
  const value = /^\d{1,15}$/.test(word) ? Number(word) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw cannotRead(name, word, `${what} from ${min} to ${max}, such as ${example}`);
}

function readDuration(name: string, given: unknown): number {
  const word = String(once(name, given));
  const read = parseDuration(word);
  if (read.ok && read.value > 0) return read.value;
  throw cannotRead(name, word, 'a number with a unit, such as 500ms, 30s, 5m or 3h');
}

function filled(name: string, given: unknown): string {
  const word = String(once(name, given));
  if (word === '') throw cannotRead(name, word, 'a value');
  return word;
}

/** yargs makes a list of an option that is given twice. */
function once(name: string, given: unknown): unknown {
  if (!Array.isArray(given)) return given;
  throw new UsageError(`Cannot use --${name} more than once: found ${given.join(' and ')}`);
}

function listed(given: unknown): readonly string[] {
  return Array.isArray(given) ? given.map(String) : [String(given)];
}

function cannotRead(name: string, found: string, needed: string): UsageError {
  const what = found === '' ? `--${name} without a value` : `--${name} ${quoted(found)}`;
  return new UsageError(`Cannot read ${what}: expected ${needed}`);
}
