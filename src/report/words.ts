// The words of every report: verdicts, limits, exit codes, and how names, numbers and places are written.
import type { Frame } from '../model/stack.ts';
import type { EvidenceClass, GroupWhy, RunLimit, Verdict } from '../model/verdict.ts';

export const verdictWords: Readonly<Record<Verdict, string>> = {
  leak: 'LEAK',
  suspect: 'SUSPECT',
  'cannot-tell': 'CANNOT TELL',
  clean: 'CLEAN',
};

/** Each limit of DESIGN §5 as one clause: what the run could not see. */
export const limitWords: Readonly<Record<RunLimit, string>> = {
  'one-moment': 'one moment: growth, age and identity over time are not visible',
  'few-moments': 'fewer than six moments: growth cannot be tested',
  'short-series': 'the series is shorter than the age threshold',
  'trace-window':
    'a trace shows only what ran while it was recorded; slow growth and what blocked before it are not visible',
  truncated: 'the input was cut: goroutines are missing',
  sampled: 'a sample of the goroutines, not all of them',
  'single-goroutine': 'only the failing goroutine was printed (GOTRACEBACK=single)',
  'bubble-only': 'only the goroutines of the synctest bubble were printed',
  'leaked-only': 'only goroutines that the runtime proves leaked are in the profile',
  delta: 'a difference of two moments (?seconds=), not a state',
  'hidden-frames': 'debug=1 text hides which channel operation blocks',
  'no-ids': 'a profile has no goroutine ids: nothing can be followed by identity',
  'depth-limited': 'deep stacks are cut at the root',
  filtered: 'only some goroutines were printed',
  'no-leak-profile': 'the runtime’s own leak proof was not available',
  'empty-profile': 'a profile without samples, which proves nothing',
  'stale-count': 'the count on the pprof index page is not up to date',
  'wrong-content': 'an answer was not what was asked for',
  'debug2-skipped': 'too many goroutines for a full dump: no ids, no wait times',
  'no-goroutines': 'no usable goroutine was found in the input',
  interrupted: 'interrupted: this is what was known by then',
  'decode-problems': 'some records could not be read',
  'unknown-side': 'connections grow, and nothing tells whether clients or this process opens them',
  'open-streams': 'streams grow, and nothing tells whether their clients are still there',
  'few-rises': 'counts rose in a few goes, and without ids nothing tells new goroutines from old ones',
  sleepers: 'sleepers grow: they wake by themselves, and without ids nothing tells whether they then end',
  'small-rise':
    'something rose by a few goroutines to the end and never fell: too few to tell from a set that fills up',
  'trace-not-joined': 'dump and trace do not seem to be of one process',
};

/** Why a series left a group open although it grew; the first thing to say of a run that cannot tell. */
export const growsUntold: ReadonlySet<GroupWhy | RunLimit> = new Set<GroupWhy & RunLimit>([
  'unknown-side',
  'open-streams',
  'few-rises',
  'sleepers',
  'small-rise',
]);

export const whyWords: Readonly<Record<GroupWhy, string>> = {
  runtime: 'belongs to the runtime',
  self: 'takes the profile',
  'one-moment': 'seen at one moment only',
  'no-sign': 'no sign',
  'idle-pool': 'idle pool',
  'known-benign': 'known to be benign',
  'lifetime-singleton': 'lives as long as the process',
  'connection-bound': 'bound to a connection',
  plateau: 'does not grow',
  coupled: 'moves with traffic',
  progress: 'makes progress',
  'unknown-side': 'grows with connections that clients or this process may have opened',
  'open-streams': 'streams whose clients may still be there',
  'few-rises': 'rose in a few goes; no ids',
  sleepers: 'sleepers that may still end; no ids',
  'small-rise': 'rose by a few',
  finding: 'part of a finding',
  incomplete: 'input incomplete',
  ignored: 'ignored by the ignore file',
};

export const classWords: Readonly<Record<EvidenceClass, string>> = {
  certain: 'certain',
  strong: 'strong',
  supporting: 'support',
  against: 'against',
};

/** What an exit code of DESIGN §1 says. */
export function exitWords(code: number): string {
  switch (code) {
    case 0:
      return 'nothing at or above --fail-on';
    case 1:
      return 'findings at or above --fail-on';
    case 2:
      return 'bad usage or configuration';
    case 3:
      return 'could not tell';
    case 4:
      return 'time limit reached with nothing to say';
    case 130:
      return 'interrupted';
    default:
      return 'unknown';
  }
}

/** `1234567` as `1,234,567`; fractions keep at most two digits. */
export function formatCount(value: number): string {
  if (!Number.isFinite(value)) return '?';
  const [whole, part] = (Number.isInteger(value) ? String(value) : value.toFixed(2).replace(/0+$/, '')).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return part ? `${grouped}.${part}` : grouped;
}

/** `1 goroutine`, `740 goroutines`. */
export function plural(count: number, word: string, many = `${word}s`): string {
  return `${formatCount(count)} ${count === 1 ? word : many}`;
}

/** Bytes with a binary unit: `73 KiB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value >= 10 || unit === 0 ? Math.round(value) : Number(value.toFixed(1))} ${units[unit]}`;
}

/** Minutes as the runtime counts them: `3 min`, `2 h 5 min`, `4 d 2 h`. */
export function formatMinutes(minutes: number): string {
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A wait range: `3 to 61 min`, `4 h`. */
export function formatWaits(waits: { readonly min: number; readonly max: number }): string {
  if (waits.min === waits.max) return formatMinutes(waits.max);
  if (waits.max < 60) return `${waits.min} to ${waits.max} min`;
  return `${formatMinutes(waits.min)} to ${formatMinutes(waits.max)}`;
}

/** Milliseconds as `45 s`, `12 min`, `3 h 20 min`. */
export function formatSpan(ms: number): string {
  return ms < 90_000 ? `${Math.round(ms / 1000)} s` : formatMinutes(Math.round(ms / 60_000));
}

/** Where the last part of the import path begins; a major version such as `v2` is not a name by itself. */
function tailStart(name: string): number {
  const stop = name.search(/[([]/);
  const end = stop < 0 ? name.length : stop;
  const slash = name.lastIndexOf('/', end);
  if (slash > 0 && /^v\d+\./.test(name.slice(slash + 1))) return name.lastIndexOf('/', slash - 1) + 1;
  return slash + 1;
}

/** `example.com/app/jobs.(*Pool).Submit.func1` as `jobs.(*Pool).Submit.func1`. */
export function shortName(name: string): string {
  return name.slice(tailStart(name));
}

/** The package path of a symbol: `example.com/app/jobs`; `gopkg.in/yaml.v3` keeps its version. */
export function packageOf(name: string): string {
  const match = /^[^.([]*(?:\.v\d+(?=\.))?/.exec(name.slice(tailStart(name)));
  return name.slice(0, tailStart(name)) + (match ? match[0] : '');
}

/** The last `parts` parts of a path, whatever its slashes; empty when there is none. */
export function pathTail(file: string, parts = 1): string {
  return file.split(/[/\\]/).slice(-parts).join('/');
}

/** `pool.go:88`, `pool.go`, or nothing. */
export function placeOf(frame: Pick<Frame, 'file' | 'line'>, parts = 1): string {
  if (!frame.file) return '';
  const name = pathTail(frame.file, parts);
  return frame.line === undefined ? name : `${name}:${frame.line}`;
}

/** `key=value key=value`. */
export function formatLabels(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
}

/** ISO time without its fractions: `2026-11-21 11:05:35Z`; other text stays. */
export function formatTime(iso: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(iso);
  return match ? `${match[1]} ${match[2]}${match[3]}` : iso;
}
