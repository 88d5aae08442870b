// Problems of reading what the bytes mean: dumps, profiles, metrics, bundles. One thing: a table of texts.
import { pagesOf } from './problem-page.ts';

const rest = 'The rest is read; the limit decode-problems stands in the result.';

export const decodeProblems = [
  ...pagesOf('decode', [
    ['empty', 'no bytes', 'The source is empty, which proves nothing.', 'Take the capture again.'],
    [
      'nothing-known',
      'nothing that Parkwatch reads',
      'The bytes are of no known form: no dump, no profile, no metrics, no bundle.',
      'parkwatch explain forms lists what is read.',
    ],
    [
      'trace-here',
      'an execution trace',
      'A trace holds what goroutines did, not where all of them are.',
      'parkwatch trace FILE',
    ],
    [
      'trace-v1',
      'an execution trace of Go 1.21 or older',
      'Its format is another one, and nothing here reads it.',
      'Take the trace with Go 1.22 or later.',
    ],
    ['source-here', 'Go source', 'Source is read by another command.', 'parkwatch lint ./...'],
    [
      'result-here',
      'a result of Parkwatch',
      'This is what a check printed, not a capture.',
      'Give the capture that it was made from.',
    ],
    ['zip-here', 'a zip archive', 'Zip archives are not read.', 'Unpack it and name the files, or make a .tgz.'],
    ['tar-here', 'a tar archive without its ending', 'A bundle is recognised by .tgz, .tar.gz or .tar.', 'Rename it.'],
    [
      'internal',
      'the decoder failed',
      'A bug of Parkwatch: it should have said what is wrong with the input.',
      'Please report it, with the input if you may.',
      'reserved',
    ],
  ]),
  ...pagesOf('dump', [
    [
      'truncated',
      'the dump is cut',
      'It ends inside a record, or at the 64 MiB where the runtime stops. Goroutines are missing: what is found counts, what is absent proves nothing.',
      'Take debug=0 as well (parkwatch capture does): it holds every stack once.',
    ],
    [
      'line-too-long',
      'a line is too long',
      `A line above the limit was cut. ${rest}`,
      'Look at the line that is named.',
    ],
    [
      'foreign-line',
      'a line that belongs to no goroutine',
      `Text of something else stands inside a record: logs that were mixed in. ${rest}`,
      'Capture standard error alone, or take the dump over HTTP.',
    ],
    [
      'id-too-large',
      'an id above 2^53',
      'The id is printed as text and is not used to follow the goroutine.',
      'Nothing to do.',
    ],
    [
      'bad-header',
      'a header that cannot be read',
      `The record is kept with what could be read. ${rest}`,
      'parkwatch explain HEADER shows how a header is built.',
      'reserved',
    ],
    [
      'no-goroutines',
      'no goroutine in the text',
      'The text looks like a dump and holds no record.',
      'Check that the dump was not cut off before it began.',
      'reserved',
    ],
  ]),
  ...pagesOf('debug1', [
    [
      'no-profile',
      'no debug=1 profile',
      'The text does not begin as `NAME profile: total N`.',
      'Fetch /debug/pprof/goroutine?debug=1.',
    ],
    [
      'truncated',
      'the profile is cut',
      'Fewer goroutines are listed than its header says, or it ends inside a record.',
      'Fetch it again; prefer debug=0.',
    ],
    ['unknown-line', 'a line that belongs to no record', rest, 'Look at the line that is named.'],
    [
      'empty',
      'a profile without records',
      'Zero goroutines are listed. That is no proof of health.',
      'For goroutineleak that is the usual answer; see parkwatch explain runtime-proof.',
    ],
    [
      'no-cycles',
      'the heap trailer lacks its counts',
      'The part `# runtime.MemStats` is missing or cut, so there are no memory figures.',
      'Fetch /debug/pprof/heap?debug=1 again.',
    ],
  ]),
  ...pagesOf('pprof', [
    [
      'no-profile',
      'no pprof profile',
      'The bytes are no profile.proto message.',
      'Fetch /debug/pprof/goroutine without parameters, with curl -f.',
    ],
    [
      'compressed',
      'compressed once more',
      'The profile inside is compressed in a way that is not expected here.',
      'Decompress it first.',
    ],
    [
      'too-large',
      'a profile above the limit',
      'It is larger than any profile of a real process.',
      'Check where it comes from.',
    ],
    ['truncated', 'the profile is cut', `A field reaches beyond the end. ${rest}`, 'Fetch it again.'],
    [
      'empty',
      'a profile without samples',
      'Zero samples are no proof of health.',
      'See parkwatch explain empty-profile.',
    ],
    [
      'concatenated',
      'several profiles in one',
      'Two messages were joined; their samples are read as one profile.',
      'Give them as files of their own.',
    ],
    ['no-strings', 'no string table', 'Without names nothing can be said of its stacks.', 'Fetch it again.'],
    [
      'string-table',
      'the string table does not begin with an empty string',
      `The format asks for it; names may be shifted. ${rest}`,
      'Check what wrote the profile.',
    ],
    ['missing-string', 'a name that is not in the table', rest, 'Check what wrote the profile.'],
    ['missing-function', 'a function that is not in the table', rest, 'Check what wrote the profile.'],
    ['missing-location', 'a location that is not in the table', rest, 'Check what wrote the profile.'],
    ['bad-function', 'a function that cannot be read', rest, 'Check what wrote the profile.'],
    ['bad-location', 'a location that cannot be read', rest, 'Check what wrote the profile.'],
    ['bad-sample', 'a sample that cannot be read', rest, 'Check what wrote the profile.'],
    ['bad-stack', 'a stack that cannot be read to its end', rest, 'Check what wrote the profile.'],
    ['duplicate-id', 'an id is used twice', 'The first one counts.', 'Check what wrote the profile.'],
    [
      'value-count',
      'a sample with too few or too many values',
      'It does not fit the sample types; it is left out or cut.',
      'Check what wrote the profile.',
    ],
    ['large-value', 'a value above 2^53', 'It is read as the nearest number and is not exact.', 'Nothing to do.'],
  ]),
  ...pagesOf('metrics', [
    ['no-series', 'no metrics', 'The text holds no series.', 'Fetch /metrics or /debug/vars.'],
    ['bad-line', 'a line that is no series', rest, 'Look at the line that is named.'],
    ['bad-json', 'JSON that cannot be read', 'The text of /debug/vars is cut or no JSON.', 'Fetch it again.'],
    ['too-deep', 'JSON that is nested too deeply', 'Parts below the limit of depth are left out.', 'Nothing to do.'],
    [
      'too-many-series',
      'more series than are kept',
      'Series beyond the limit are counted and dropped; goroutine and memory counts are kept.',
      'Nothing to do.',
    ],
    [
      'several-series',
      'the same count several times',
      'Several processes or targets in one text; the first one counts.',
      'Ask one target.',
    ],
    ['truncated', 'the text is cut', 'It ends inside a line.', 'Fetch it again.'],
  ]),
  ...pagesOf('index', [
    ['no-profiles', 'no list of profiles', 'The page is not the index of /debug/pprof/.', 'Check the path.'],
    [
      'stale-count',
      'the count on the index page is stale',
      'The number beside goroutineleak is that of the last time the profile was taken, 0 until then. It is not used.',
      'Take the profile itself: /debug/pprof/goroutineleak (golang/go#80311).',
    ],
    ['truncated', 'the index page is cut', 'Profiles at its end may be missing.', 'Fetch it again.'],
  ]),
  ...pagesOf('bundle', [
    [
      'bad-manifest',
      'the manifest cannot be read',
      'manifest.json is no JSON of the schema parkwatch/bundle/1. The files are read without it; their times and target are not known.',
      'Make the bundle again: parkwatch capture host:6060 -o case.tgz',
    ],
    [
      'unknown-version',
      'a bundle of a newer Parkwatch',
      'Its schema is newer than this program; what is understood is read.',
      'Update Parkwatch.',
    ],
    [
      'missing-file',
      'a file of the manifest is missing',
      'The manifest names a capture that is not in the bundle.',
      'Copy the bundle again.',
    ],
    [
      'damaged',
      'the bundle is damaged',
      'The archive ends early or fails its check; whole files before that are read.',
      'Copy the bundle again.',
    ],
  ]),
  ...pagesOf('gotest', [
    ['bad-json', 'a line of go test -json cannot be read', rest, 'Look at the line that is named.', 'reserved'],
  ]),
  ...pagesOf('crash', [
    [
      'no-goroutines',
      'a crash without stacks',
      'Only the message was printed (GOTRACEBACK=none, or the log was cut).',
      'Run with GOTRACEBACK=all.',
      'reserved',
    ],
  ]),
];
