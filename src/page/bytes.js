// Bytes and their texts. Every decoder answers null rather than guessing: what cannot be read
// exactly is not what was signed.

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const HEX = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, "0"));

/** The UTF-8 bytes of a text. */
function bytesOf(text) {
  return ENCODER.encode(text);
}

/** The text of UTF-8 bytes; null when they are not UTF-8. */
function textOf(bytes) {
  try {
    return DECODER.decode(bytes);
  } catch {
    return null;
  }
}

/** Lower-case hexadecimal digits. */
function hexOf(bytes) {
  let out = "";
  for (const byte of bytes) out += HEX[byte];
  return out;
}

/** The bytes of lower-case hexadecimal digits; null for anything else. */
function unhex(text) {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) return null;
  return Uint8Array.from({ length: text.length / 2 }, (_, n) => parseInt(text.slice(2 * n, 2 * n + 2), 16));
}

/** Standard base64, padded. */
function base64Of(bytes) {
  let out = "";
  for (const byte of bytes) out += String.fromCharCode(byte);
  return btoa(out);
}

const SIX_BITS = new Map([..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].map((c, n) => [c.charCodeAt(0), n]));

/** The bytes of standard, padded base64 in its one spelling; null for any other. */
function unbase64(text) {
  if (text.length % 4 !== 0) return null;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const out = new Uint8Array((text.length / 4) * 3 - padding);
  let [bits, held, at] = [0, 0, 0];
  for (let i = 0; i < text.length - padding; i++) {
    const six = SIX_BITS.get(text.charCodeAt(i));
    if (six === undefined) return null;
    held = ((held << 6) | six) & 0x3fff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out[at++] = held >>> bits;
  }
  // Bits that no byte takes must be zero: else one value would have several spellings.
  return (held & ((1 << bits) - 1)) === 0 ? out : null;
}

/** One array of several. */
function joined(...parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Whether two arrays hold the same bytes. */
function sameBytes(a, b) {
  if (a === null || b === null || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Eight bytes, most significant first. A number beyond 2^53 loses digits, and no register is that long. */
function u64Of(number) {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setBigUint64(0, BigInt(number));
  return out;
}

/** The number in the eight bytes at `at`. */
function readU64(bytes, at) {
  return Number(new DataView(bytes.buffer, bytes.byteOffset + at, 8).getBigUint64(0));
}
