import type { Family } from '../../family.ts';

/** Hops that a scenario cannot name, but whose defaults are met in the field. */
export const elsewhereFamily: Family = {
  kinds: [],
  catalogue: [],
  known: [
    {
      setting: 'the router of Heroku',
      afterMs: 55_000,
      axis: 'idle',
      reference: 'devcenter.heroku.com/articles/http-routing',
      isVerified: false,
    },
    {
      setting: 'the default IdleConnTimeout of Go proxies',
      afterMs: 90_000,
      axis: 'idle',
      reference: 'pkg.go.dev/net/http#DefaultTransport',
      isVerified: false,
    },
    {
      setting: 'a firewall of half an hour (common, no single vendor)',
      afterMs: 1_800_000,
      axis: 'idle',
      reference: 'vendor manuals differ',
      isVerified: false,
    },
  ],
};
