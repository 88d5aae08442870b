// Decodes the index page of net/http/pprof (`/debug/pprof/`): which profiles the service has and how much they hold.
//
//   <tr><td>208</td><td><a href='goroutine?debug=1'>goroutine</a></td></tr>      Go >= 1.11
//   <tr><td align=right>208<td><a href="goroutine?debug=1">goroutine</a>         before
import type { Provenance } from '../../model/capture.ts';
import { type Decoded, emptyDecoded } from '../../model/decoded.ts';
import { DecodeError } from '../../model/problem.ts';
import { ProblemTally } from '../problem-tally.ts';
import { withoutControls } from './sample-builder.ts';

const row =
  /<td[^>]{0,100}>\s{0,20}(\d{1,15})\s{0,20}(?:<\/td>)?\s{0,20}<td[^>]{0,100}>\s{0,20}<a href=["']([^"'>\s]{1,300})["']/gi;

/**
 * A sample with `goroutines` and one `index:NAME` for each profile. A `goroutineleak` count of 0 gives problem
 * `index/stale-count`: it stays 0 until somebody takes that profile (golang/go#80311).
 * Throws `DecodeError` when the page lists no profiles.
 */
export function decodeIndexPage(bytes: Uint8Array, provenance: Provenance): Decoded {
  const problems = new ProblemTally(provenance.name);
  const text = new TextDecoder('utf-8').decode(bytes);
  const counts = new Map<string, number>();
  for (const [, count, href] of text.matchAll(row)) {
    const name = profileNameOf(href);
    if (name !== '') counts.set(name, Number(count));
  }
  if (counts.size === 0)
    throw new DecodeError(
      'index/no-profiles',
      'This is a web page, not a profile and not the index of net/http/pprof (a login page?).',
      0,
    );
  if (!/<\/table>/i.test(text))
    problems.add('index/truncated', 'The table of profiles has no end: profiles may be missing.');
  const leaks = counts.get('goroutineleak');
  if (leaks === 0)
    problems.add(
      'index/stale-count',
      'The index page counts 0 leaked goroutines; that says nothing until the goroutineleak profile itself is taken.',
    );
  const goroutines = counts.get('goroutine');
  return {
    ...emptyDecoded('metrics', bytes.length),
    metrics: [
      {
        provenance,
        ...(provenance.takenAt === undefined ? {} : { takenAt: provenance.takenAt }),
        ...(goroutines === undefined ? {} : { goroutines }),
        other: Object.fromEntries([...counts].map(([name, count]) => [`index:${name}`, count])),
      },
    ],
    problems: problems.list(),
  };
}

/** `goroutine?debug=1` → `goroutine`; net/http/pprof escapes names as URLs inside HTML. */
function profileNameOf(href: string): string {
  const path = href.split('?')[0].replaceAll('&amp;', '&').replaceAll('&#39;', "'");
  let name = path;
  try {
    name = decodeURIComponent(path);
  } catch {
    // A name with a lone % stays as written.
  }
  return withoutControls(name);
}
