// One capture's bytes without label values and arguments, whatever its form; refuses what it cannot read.
import { gunzipSync, gzipSync } from 'node:zlib';
import { CollectError } from '../collect-error.ts';
import { redactPprof } from './redact-pprof.ts';
import { redactMetrics, redactText, redactVars } from './redact-text.ts';

export type RedactableForm = 'profile' | 'metrics' | 'vars';

/** Most that a gzip profile may become. */
const maxPlain = 512 * 1024 ** 2;

/** Redacted bytes, compressed again where they were; throws `CollectError` `collect/not-redactable`. */
export function redactCapture(bytes: Uint8Array, form: RedactableForm): Uint8Array {
  const text = () => new TextDecoder().decode(bytes);
  const encode = (s: string) => new TextEncoder().encode(s);
  if (form === 'metrics') return encode(redactMetrics(text()));
  if (form === 'vars') {
    const vars = redactVars(text());
    if (vars === undefined) throw new CollectError('collect/not-redactable', 'the variables are no JSON');
    return encode(vars);
  }
  // Sniffed, not believed: `?debug=-1` says text/plain and sends the profile.
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    let plain: Uint8Array;
    try {
      plain = gunzipSync(bytes, { maxOutputLength: maxPlain });
    } catch (error) {
      throw new CollectError('collect/not-redactable', 'the compressed profile is damaged', error);
    }
    return gzipSync(redactPprof(plain));
  }
  return encode(redactText(text()));
}
