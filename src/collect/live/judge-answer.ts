// Says whether an HTTP answer is what was asked for, or what it is instead: a code, words, and the lines to add.
import { CollectError } from '../collect-error.ts';
import type { HttpAnswer } from './http-client.ts';

/** A failed answer with the commands or lines that would help, most useful first. */
export class AnswerError extends CollectError {
  readonly next: readonly string[];
  constructor(code: string, message: string, next: readonly string[] = []) {
    super(code, message);
    this.name = 'AnswerError';
    this.next = next;
  }
}

/** What a program without pprof handlers must add. */
export const pprofLines = [
  'add to main.go: import _ "net/http/pprof"',
  'and start it:   go func() { log.Println(http.ListenAndServe("localhost:6060", nil)) }()',
];

/** Where a flight recorder of Go 1.25 and later is handed out (runtime/trace, `FlightRecorder.WriteTo`). */
const recorderLines = (path: string) => [
  'start one in main.go: recorder := trace.NewFlightRecorder(trace.FlightRecorderConfig{}); recorder.Start()',
  `and hand it out: http.HandleFunc("${path}", func(w http.ResponseWriter, r *http.Request) { recorder.WriteTo(w) })`,
];

const leakLines = [
  'build with Go 1.27, or with Go 1.26 and GOEXPERIMENT=goroutineleakprofile, to serve /debug/pprof/goroutineleak',
];

/**
 * Throws `AnswerError` unless the answer is a 200 with something that may be a profile. `profile` is the pprof name
 * asked for, `flight` what a flight recorder holds. Header facts: reference/goroutine-dumps.md §1.3, query table (`X-Go-Pprof: 1` marks net/http/pprof).
 */
export function assertAnswer(answer: HttpAnswer, name: string, path: string, profile: string): void {
  const { status } = answer;
  const text = startOf(answer.body);
  const fail = (slug: string, message: string, next: readonly string[] = []) => {
    throw new AnswerError(`collect/${slug}`, message, next);
  };
  const quote = text ? `: ${text}` : '';
  if (status === 401)
    fail(
      'unauthorized',
      `${name} asks for credentials (401)${scheme(answer)}; give --user or --bearer-file, or set PARKWATCH_USER or PARKWATCH_BEARER_TOKEN`,
    );
  if (status === 403)
    fail(
      'forbidden',
      `${name} refuses ${path} to this caller (403)${quote}; other credentials, or ask from an allowed host`,
    );
  if (status === 404 && answer.headers['x-go-pprof'] === '1')
    fail(
      'profile-unknown',
      profile === 'goroutineleak'
        ? `${name} has no profile goroutineleak (404 of net/http/pprof): it comes with Go 1.27, in Go 1.26 only with GOEXPERIMENT=goroutineleakprofile`
        : `${name} has no profile ${profile} (404 of net/http/pprof)`,
      profile === 'goroutineleak' ? leakLines : [],
    );
  if (status === 404 && profile === 'flight')
    fail('no-recorder', `${name} answers, but has no flight recorder at ${path} (404)`, recorderLines(path));
  if (status === 404)
    fail(
      'no-pprof',
      `${name} answers, but not at ${path} (404): it does not serve pprof there; --path-prefix names another place, else add the handlers`,
      pprofLines,
    );
  if (status === 400 && /HTTP request to an HTTPS server/i.test(text))
    fail('http-to-tls', `${name} speaks TLS on this port; write https:// in front of it`);
  if (status === 400) fail('bad-request', `${name} cannot serve ${path} (400)${quote}`);
  if (status === 429 || status === 503)
    fail('overloaded', `${name} is too busy to answer ${path} (${status})${quote}; try again later`);
  if (status >= 500) fail('server-error', `${name} failed on ${path} (${status})${quote}`);
  if (status !== 200) fail('http-status', `${name} answers ${path} with status ${status}${quote}`);
  if (answer.body.length === 0)
    fail(
      'empty-answer',
      `${name} answers ${path} with 200 and no bytes; something between here and the service may drop them`,
    );
  if (isHtml(answer))
    fail(
      'html-instead',
      `${name} answers ${path} with a web page instead of a profile; a login page, a proxy or a single-page app? --path-prefix names the place of the pprof handlers`,
      pprofLines.slice(0, 1),
    );
}

function scheme(answer: HttpAnswer): string {
  const word = /^[A-Za-z]+/.exec(answer.headers['www-authenticate'] ?? '')?.[0];
  return word ? `, scheme ${word}` : '';
}

function isHtml(answer: HttpAnswer): boolean {
  return /^\s*<(!doctype html|html|head|body)\b/i.test(startOf(answer.body, 200));
}

/** The first line of a text answer, at most 160 characters. */
function startOf(body: Uint8Array, most = 160): string {
  if (body.length > 0 && body[0] === 0x1f) return '';
  const text = new TextDecoder().decode(body.subarray(0, 1024)).trim();
  const line = most === 160 ? text.split('\n')[0] : text;
  return line.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ').slice(0, most);
}
