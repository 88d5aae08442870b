// gzip in one call, for what is small: a stream costs threads and buffers of its own, more than a profile takes to decode.

/** Larger outputs are left to the stream, which hands on what it has and can be stopped. */
const maxOutput = 64 * 1024 ** 2;
/** The length in the trailer (RFC 1952, ISIZE) is the writer's word: room for more than this is not made on it. */
const maxTrusted = 16 * 1024 ** 2;

/**
 * The plain bytes of one or more gzip members; undefined when they are damaged or become too large, which the caller
 * finds out again, and says, by reading them as a stream.
 */
export function gunzipWhole(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length < 18) return undefined;
  const { gunzipSync } = process.getBuiltinModule('node:zlib');
  const end = bytes.length;
  const told = bytes[end - 4] + bytes[end - 3] * 2 ** 8 + bytes[end - 2] * 2 ** 16 + bytes[end - 1] * 2 ** 24;
  // One buffer of the right size instead of a list of 16 KiB ones that are then joined.
  const chunkSize = Math.min(Math.max(told + 64, 16_384), maxTrusted);
  try {
    return gunzipSync(bytes, { chunkSize, maxOutputLength: maxOutput });
  } catch {
    return undefined;
  }
}
