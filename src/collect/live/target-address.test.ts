import { describe, expect, it } from 'vitest';
import { parseTargetAddress } from './target-address.ts';

const cases: {
  name: string;
  give: string;
  prefix?: string;
  want: { name: string; origin: string; prefix: string; single?: string; basicAuth?: string };
}[] = [
  {
    name: 'host and port take the default prefix',
    give: 'localhost:6060',
    want: { name: 'localhost:6060', origin: 'http://localhost:6060', prefix: '/debug/pprof/' },
  },
  {
    name: 'a port alone is this machine',
    give: ':6060',
    want: { name: ':6060', origin: 'http://localhost:6060', prefix: '/debug/pprof/' },
  },
  {
    name: 'IPv6 in brackets',
    give: '[::1]:6060',
    want: { name: '[::1]:6060', origin: 'http://[::1]:6060', prefix: '/debug/pprof/' },
  },
  {
    name: 'a URL without a path takes the default prefix',
    give: 'https://pay.example/',
    want: { name: 'https://pay.example', origin: 'https://pay.example', prefix: '/debug/pprof/' },
  },
  {
    name: 'a path is the prefix',
    give: 'http://h:1/admin/pprof',
    want: { name: 'http://h:1/admin/pprof', origin: 'http://h:1', prefix: '/admin/pprof/' },
  },
  {
    name: 'the index page is the prefix',
    give: 'http://h:1/debug/pprof/',
    want: { name: 'http://h:1/debug/pprof', origin: 'http://h:1', prefix: '/debug/pprof/' },
  },
  {
    name: '--path-prefix wins over the default',
    give: 'h:1',
    prefix: 'internal/prof',
    want: { name: 'h:1', origin: 'http://h:1', prefix: '/internal/prof/' },
  },
  {
    name: 'a profile with its query is one capture',
    give: 'http://h:1/debug/pprof/goroutine?debug=2',
    want: {
      name: 'http://h:1/debug/pprof/goroutine?debug=2',
      origin: 'http://h:1',
      prefix: '/debug/pprof/',
      single: '/debug/pprof/goroutine?debug=2',
    },
  },
  {
    name: 'a profile of the program itself is one capture',
    give: 'h:1/debug/pprof/connections',
    want: {
      name: 'h:1/debug/pprof/connections',
      origin: 'http://h:1',
      prefix: '/debug/pprof/',
      single: '/debug/pprof/connections',
    },
  },
  {
    name: 'credentials leave the name',
    give: 'http://bob:s%40cret@h:1/x/pprof/',
    want: { name: 'http://h:1/x/pprof', origin: 'http://h:1', prefix: '/x/pprof/', basicAuth: 'bob:s@cret' },
  },
];

describe('parseTargetAddress', () => {
  it.each(cases)('$name', ({ give, prefix, want }) => {
    expect(parseTargetAddress(give, prefix)).toEqual({ single: undefined, basicAuth: undefined, ...want });
  });
  it('refuses what is no address, without showing the password', () => {
    expect(() => parseTargetAddress('http://bob:secret@[x/')).toThrow(/is no address/);
    expect(() => parseTargetAddress('ftp://bob:secret@h/')).toThrow(/ftp: is not spoken/);
    for (const bad of ['http://bob:secret@[x/', 'ftp://bob:secret@h/'])
      try {
        parseTargetAddress(bad);
      } catch (error) {
        expect(String(error)).not.toContain('secret');
      }
  });
});
