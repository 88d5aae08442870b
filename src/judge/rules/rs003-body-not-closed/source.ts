// A path of the function returns without closing the body of a response that it asked for.
import { ownedValues, unendedPath } from '../../../analyse/source/owned-values.ts';
import { defineSourceRule } from '../../source/source-rule.ts';
import { shortName, unendedFinding } from '../../source/unended-finding.ts';

/** Calls whose response holds a connection until its body is closed. HEAD has none. */
const makers = new Set(
  ['Get', 'Post', 'PostForm', 'Client.Do', 'Client.Get', 'Client.Post', 'Client.PostForm', 'Transport.RoundTrip'].map(
    (name) => `net/http.${name}`,
  ),
);

/** What reads a part of a body and leaves its end to the caller; all others may close it. Who reads to the end (io.ReadAll,
 * io.Copy) gives the connection back without a Close (net/http, body.readLocked, onHitEOF). Source: Go 1.27. */
const borrowers = new Set([
  'io.CopyN',
  'io.ReadFull',
  'io.ReadAtLeast',
  'io.LimitReader',
  'io.TeeReader',
  'bufio.NewReader',
  'bufio.NewReaderSize',
  'bufio.NewScanner',
  'encoding/json.NewDecoder',
  'encoding/xml.NewDecoder',
  'encoding/csv.NewReader',
  'encoding/gob.NewDecoder',
  'compress/gzip.NewReader',
  'net/http/httputil.DumpResponse',
  'fmt.Println',
  'fmt.Printf',
  'fmt.Errorf',
  'log.Println',
  'log.Printf',
]);

const ownership = { ends: new Set(['Body.Close']), parts: new Set(['Body']), borrowers };

export const sourceRule = defineSourceRule({
  id: 'RS003',
  stage: 'stable',
  level: 'leak',
  imports: ['net/http'],
  run(facts, { report }) {
    for (const value of ownedValues(facts, (callee) => (makers.has(callee) ? 0 : undefined))) {
      const { variable, callee } = value;
      const unended = unendedPath(facts, value, ownership);
      if (!unended) continue;
      const name = variable?.name ?? 'the response';
      report(
        unendedFinding(value, unended, {
          level: unended.borrowed ? 'suspect' : 'leak',
          ...(unended.borrowed ? { assumption: 'what is read of the body is not all of it' } : {}),
          message: variable
            ? `${name}.Body is not closed ${unended.never ? 'anywhere' : 'on every path'}: its connection and two goroutines stay`
            : 'the response is thrown away and its body never closed: its connection and two goroutines stay',
          reasons: [
            `${shortName(callee)} gives back a body that its caller must close, also when it is not read`,
            variable && !unended.never
              ? `${name}.Body is closed on other paths, not on this one`
              : `nothing in ${shortName(value.fn.name)} closes it or hands it on`,
          ],
          symbol: name,
        }),
      );
    }
  },
});
