// SHA-256 (FIPS 180-4) in plain TypeScript, for identities in the pure rooms, where there is no node:crypto.
// One `Sha256` keeps its buffers, so that hashing a hundred thousand short texts allocates only the answers.

const roundConstants = new Int32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
]);

const initialState = new Int32Array([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);

const schedule = new Int32Array(64);

/** Mixes the 64 bytes of `bytes` from `at` into `state`. */
function compress(state: Int32Array, bytes: Uint8Array, at: number): void {
  const w = schedule;
  const k = roundConstants;
  for (let i = 0, p = at; i < 16; i++, p += 4) {
    w[i] = (bytes[p] << 24) | (bytes[p + 1] << 16) | (bytes[p + 2] << 8) | bytes[p + 3];
  }
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15];
    const y = w[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
  }
  // One round a turn: written out eightfold it is a tenth faster once compiled, and takes twice as long until then, which
  // is all that a check of one dump sees of it.
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + (g ^ (e & (f ^ g))) + k[i] + w[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (c & (a ^ b)))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  state[0] = (state[0] + a) | 0;
  state[1] = (state[1] + b) | 0;
  state[2] = (state[2] + c) | 0;
  state[3] = (state[3] + d) | 0;
  state[4] = (state[4] + e) | 0;
  state[5] = (state[5] + f) | 0;
  state[6] = (state[6] + g) | 0;
  state[7] = (state[7] + h) | 0;
}

const encoder = new TextEncoder();
const hexPairs: readonly string[] = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));

/** A hasher with buffers of its own. `hexOf…` hash one whole message; `begin`, `add` …, `end` one made of pieces. */
export class Sha256 {
  readonly #state = new Int32Array(8);
  #message = new Uint8Array(4096);
  #length = 0;

  /** Starts a message of pieces; what was added before is forgotten. */
  begin(): void {
    this.#length = 0;
  }

  /** Adds `bytes` to the message. */
  add(bytes: Uint8Array): void {
    const at = this.#length;
    this.#widen(at + bytes.length);
    this.#message.set(bytes, at);
    this.#length = at + bytes.length;
  }

  /** Adds one byte to the message. */
  addByte(byte: number): void {
    this.#widen(this.#length + 1);
    this.#message[this.#length++] = byte;
  }

  /** First `hexDigits` (at most 64) hex digits of the SHA-256 of what was added since `begin`. */
  end(hexDigits = 64): string {
    return this.#finish(this.#length, hexDigits);
  }

  /** First `hexDigits` (at most 64) hex digits of the SHA-256 of the UTF-8 bytes of `text`. */
  hexOfText(text: string, hexDigits = 64): string {
    const n = text.length;
    this.#room(n);
    const message = this.#message;
    for (let i = 0; i < n; i++) {
      const c = text.charCodeAt(i);
      if (c > 127) {
        const bytes = encoder.encode(text);
        this.#room(bytes.length);
        this.#message.set(bytes);
        return this.#finish(bytes.length, hexDigits);
      }
      message[i] = c;
    }
    return this.#finish(n, hexDigits);
  }

  /** First `hexDigits` (at most 64) hex digits of the SHA-256 of `bytes`. */
  hexOfBytes(bytes: Uint8Array, hexDigits = 64): string {
    this.#room(bytes.length);
    this.#message.set(bytes);
    return this.#finish(bytes.length, hexDigits);
  }

  /** As `#room`, keeping what the buffer holds. */
  #widen(length: number): void {
    if (length + 72 <= this.#message.length) return;
    const wider = new Uint8Array(length * 2 + 128);
    wider.set(this.#message.subarray(0, this.#length));
    this.#message = wider;
  }

  /** Makes the buffer hold a message of `length` bytes and its padding. */
  #room(length: number): void {
    if (length + 72 > this.#message.length) this.#message = new Uint8Array(length * 2 + 128);
  }

  #finish(length: number, hexDigits: number): string {
    const message = this.#message;
    const end = ((length + 8) >>> 6) * 64 + 64;
    message[length] = 0x80;
    message.fill(0, length + 1, end);
    // The length in bits, 64 bits big-endian; a message never reaches 2^53 bits here.
    const high = Math.floor(length / 0x20000000);
    const low = (length << 3) >>> 0;
    for (let i = 0; i < 4; i++) {
      message[end - 5 - i] = (high >>> (8 * i)) & 255;
      message[end - 1 - i] = (low >>> (8 * i)) & 255;
    }
    const state = this.#state;
    state.set(initialState);
    for (let at = 0; at < end; at += 64) compress(state, message, at);
    let hex = '';
    for (let i = 0; hex.length < hexDigits && i < 8; i++) {
      const word = state[i];
      hex +=
        hexPairs[word >>> 24] + hexPairs[(word >>> 16) & 255] + hexPairs[(word >>> 8) & 255] + hexPairs[word & 255];
    }
    return hex.length > hexDigits ? hex.slice(0, hexDigits) : hex;
  }
}

const shared = new Sha256();

/** SHA-256 of a text (as UTF-8) or of bytes, as 64 hex digits, or the first `hexDigits` of them. */
export function sha256Hex(of: string | Uint8Array, hexDigits = 64): string {
  return typeof of === 'string' ? shared.hexOfText(of, hexDigits) : shared.hexOfBytes(of, hexDigits);
}
