// The shape of what a log puts before each line, learnt from one line and taken off the next ones:
//   `2026-11-21T10:00:00.123Z `   `Nov 21 10:00:00 host svc[123]: `   `svc-1  | `   `[pod/x/y] `
// Times and free-standing numbers may differ from line to line; all else must be equal, so two containers are two shapes.

/** Takes the surroundings off one line of a stream. */
export interface LineShape {
  readonly identity: string;
  /** The line without its surroundings; undefined when it has others. */
  strip(text: string): string | undefined;
}

const months = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const days = 'Mon|Tue|Wed|Thu|Fri|Sat|Sun';
/** Times, numbers that stand alone (not `svc-1`, not a pid in brackets), blanks. */
const tokens = new RegExp(
  [
    '(\\d{4}[-/]\\d\\d[-/]\\d\\d(?:[T ]\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d+)?)?)?(?: ?(?:Z|[+-]\\d\\d:?\\d\\d))?)',
    `((?:(?:${days}),? )?(?:(?:${months}) +\\d{1,2}|\\d{1,2} (?:${months}))(?: \\d{4})?,? \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?)`,
    '(\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?)',
    '((?<![\\w.\\-[])\\d+(?![\\w-]))',
    '([ \\t]+)',
  ].join('|'),
  'g',
);
const sources = [
  '\\d{4}[-/]\\d\\d[-/]\\d\\d(?:[T ]\\d\\d:\\d\\d(?::\\d\\d(?:[.,]\\d+)?)?)?(?: ?(?:Z|[+-]\\d\\d:?\\d\\d))?',
  `(?:(?:${days}),? )?(?:(?:${months}) +\\d{1,2}|\\d{1,2} (?:${months}))(?: \\d{4})?,? \\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?`,
  '\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?',
  '\\d+',
  '[ \\t]+',
];

/** Longest prefix that is looked at. */
const longest = 300;

/** The shape of a prefix; undefined when there is none (blanks only) or it is too long. */
export function prefixShape(prefix: string): LineShape | undefined {
  const body = prefix.trimEnd();
  if (body === '' || prefix.length > longest) return undefined;
  const tail = prefix.slice(body.length);
  let pattern = '^';
  let from = 0;
  for (const match of body.matchAll(tokens)) {
    pattern +=
      escaped(body.slice(from, match.index)) + sources[match.slice(1).findIndex((group) => group !== undefined)];
    from = match.index + match[0].length;
  }
  pattern += escaped(body.slice(from));
  const regexp = new RegExp(pattern);
  return {
    identity: pattern + tail,
    strip(text) {
      const match = regexp.exec(text.length > 2 * longest ? text.slice(0, 2 * longest) : text);
      if (!match) return undefined;
      const end = match[0].length;
      if (text.startsWith(tail, end)) return text.slice(end + tail.length);
      return text.length - end < 64 && text.slice(end).trim() === '' ? '' : undefined;
    },
  };
}

/** Whether a prefix is only a time, a container's name or a bracket, so that what follows begins a line of its own. */
export function isLogPrefix(prefix: string): boolean {
  if (prefix.length > longest) return false;
  // Marks of Markdown and quotes, as people paste.
  if (/^[`*~>"'“‘]+ ?$/.test(prefix)) return true;
  let times = 0;
  const rest = prefix.replace(tokens, (found, iso, syslog, clock) => {
    if (iso || syslog || clock) times++;
    return iso || syslog || clock ? '' : found;
  });
  // `Nov 21 10:00:00 host svc[123]: `
  if (times > 0 && /^ [\w.-]+ [\w./-]+\[\d+\]: ?$/.test(rest)) return true;
  return /^(?:[\w./-]+ *\| ?|\[[^\]]*\] ?| )*$/.test(rest) && (times > 0 || /[|\]]/.test(rest));
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
