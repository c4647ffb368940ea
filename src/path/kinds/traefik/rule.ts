/** What a rule of a router says about where it is dialled. */
export interface RulePlace {
  /** Undefined for any host. */
  readonly host: string | undefined;
  readonly path: string;
  /** It is a pattern, or something else decides too, so that the place alone may not lead there. */
  readonly isPattern: boolean;
}

/** A rule may be as long as its author likes; no real one has more places. */
const PLACES_MAX = 50;

/**
 * The places that a rule names: every host with every path.
 *
 *     Host(`a.example.com`) && (PathPrefix(`/ws`) || PathPrefix(`/events`))
 *
 * Both spellings are read: one value for each matcher (v3), and several (v2). What is said with `!` is left out.
 */
export function placesOf(rule: string): readonly RulePlace[] {
  const matchers = [...rule.matchAll(MATCHER)].flatMap(([, not, name = '', list = '']) =>
    not === '!' ? [] : [{ name, values: valuesIn(list) }],
  );
  const of = (...names: readonly string[]) =>
    matchers.filter(({ name }) => names.includes(name)).flatMap(({ values }) => values);
  const hosts = of('Host', 'HostHeader', 'HostSNI').filter((host) => host !== '*');
  const paths = of('Path', 'PathPrefix');
  const hasPattern = of('HostRegexp', 'HostSNIRegexp', 'PathRegexp').length > 0;
  const places = (hosts.length > 0 ? hosts : [undefined]).flatMap((host) =>
    (paths.length > 0 ? paths : ['/']).map((path) => ({
      host,
      path: path.startsWith('/') ? path : `/${path}`,
      isPattern: hasPattern || /[{}]/.test(`${host}${path}`),
    })),
  );
  return places.slice(0, PLACES_MAX);
}

const MATCHER = /(!?)\s*\b(\w+)\(\s*((?:(?:`[^`]*`|"[^"]*")\s*,?\s*)*)\)/g;

function valuesIn(list: string): readonly string[] {
  return [...list.matchAll(/`([^`]*)`|"([^"]*)"/g)].map(([, tick, quote]) => tick ?? quote ?? '');
}
