// A reader of .zip files for one purpose, with every byte of them hostile: stored and deflated
// files, no encryption, no parts, no 64-bit fields, no two files in the same place.

const MAX_ZIP_FILES = 500000;
const MAX_DIRECTORY = 1 << 26;
const END_LENGTH = 22;
const SEAL = bytesOf("countercheck-export sha256=");
const SEAL_LENGTH = SEAL.length + 64;
const PIECE = 1 << 22;

/** Thrown where an archive cannot be read at all. */
class ZipDamaged extends Error {}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n;
});

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ CRC_TABLE[(crc ^ byte) & 0xff];
  return (crc ^ 0xffffffff) >>> 0;
}

/** A whole archive up to this length is kept in memory: hundreds of small reads take longer. */
const SMALL_ARCHIVE = 1 << 27;

async function piece(blob, from, to) {
  return new Uint8Array(await blob.slice(from, to).arrayBuffer());
}

/** The files of an archive. */
class ZipFiles {
  constructor(blob, kept, places) {
    this.blob = blob;
    this.kept = kept;
    this.places = places;
  }

  /** Reads the directory of an archive. Throws ZipDamaged. */
  static async open(blob) {
    const tail = await piece(blob, Math.max(0, blob.size - 65535 - END_LENGTH), blob.size);
    const view = new DataView(tail.buffer);
    let end = tail.length - END_LENGTH;
    while (end >= 0 && !(view.getUint32(end) === 0x504b0506 && end + END_LENGTH + view.getUint16(end + 20, true) === tail.length)) end--;
    if (end < 0) throw new ZipDamaged();
    const [count, length, from] = [view.getUint16(end + 10, true), view.getUint32(end + 12, true), view.getUint32(end + 16, true)];
    const whole = view.getUint32(end + 4) === 0 && view.getUint16(end + 8, true) === count;
    const fits = from + length === blob.size - tail.length + end;
    if (!whole || !fits || count === 0xffff || count > MAX_ZIP_FILES || length > MAX_DIRECTORY) throw new ZipDamaged();
    const kept = blob.size <= SMALL_ARCHIVE ? await piece(blob, 0, blob.size) : null;
    return new ZipFiles(blob, kept, directory(await piece(blob, from, from + length), count, from));
  }

  has(path) {
    return this.places.has(path);
  }

  /** Paths of all files. */
  paths() {
    return [...this.places.keys()];
  }

  piece(from, to) {
    return this.kept ? this.kept.subarray(from, to) : piece(this.blob, from, to);
  }

  /** A whole file of at most `limit` bytes; null when it is missing, longer or damaged. */
  async whole(path, limit) {
    const place = this.places.get(path);
    if (!place || place.size > limit || place.flags & 1) return null;
    const head = await this.piece(place.at, place.at + 30);
    const view = new DataView(head.buffer, head.byteOffset, head.length);
    if (head.length < 30 || view.getUint32(0) !== 0x504b0304) return null;
    const from = place.at + 30 + view.getUint16(26, true) + view.getUint16(28, true);
    if (from + place.packed > place.limit) return null;
    const packed = await this.piece(from, from + place.packed);
    let bytes = null;
    if (place.method === 0) bytes = place.packed === place.size ? packed : null;
    if (place.method === 8) bytes = await inflate(packed, place.size);
    return bytes !== null && bytes.length === place.size && crc32(bytes) === place.crc ? bytes : null;
  }
}

/** Reads the directory: name → where it stands. */
function directory(bytes, count, dataEnd) {
  const view = new DataView(bytes.buffer);
  const places = new Map();
  let at = 0;
  for (let n = 0; n < count; n++) {
    if (at + 46 > bytes.length || view.getUint32(at) !== 0x504b0102) throw new ZipDamaged();
    const nameEnd = at + 46 + view.getUint16(at + 28, true);
    const name = textOf(bytes.subarray(at + 46, nameEnd));
    const place = {
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      at: view.getUint32(at + 42, true),
      limit: dataEnd,
    };
    at = nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    // Two files of one name: which is meant would be the reader's choice.
    if (name === null || at > bytes.length || places.has(name)) throw new ZipDamaged();
    places.set(name, place);
  }
  // Files that share bytes are how a small archive unpacks to a huge one.
  const inOrder = [...places.values()].sort((a, b) => a.at - b.at);
  inOrder.forEach((place, n) => (place.limit = inOrder[n + 1]?.at ?? dataEnd));
  if (at !== bytes.length || inOrder.some((place) => place.at + 30 + place.packed > place.limit)) throw new ZipDamaged();
  return places;
}

/** Unpacks, and gives up as soon as more comes out than was announced. */
async function inflate(packed, size) {
  const stream = new DecompressionStream("deflate-raw");
  const [writer, reader] = [stream.writable.getWriter(), stream.readable.getReader()];
  // What goes wrong is met by the reader.
  writer.write(packed).catch(() => {});
  writer.close().catch(() => {});
  const out = new Uint8Array(size);
  let at = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return at === size ? out : null;
      if (at + value.length > size) {
        await reader.cancel();
        return null;
      }
      out.set(value, at);
      at += value.length;
    }
  } catch {
    return null;
  }
}

/**
 * What is wrong with the archive as a file: null, `zip_end` or `zip_bytes`. Its comment holds the
 * digest of everything before it, to tell damage from forgery; one without was packed by another program.
 */
async function zipDamage(blob) {
  const tail = await piece(blob, Math.max(0, blob.size - END_LENGTH - SEAL_LENGTH), blob.size);
  const bare = tail.subarray(-END_LENGTH);
  const ends = tail.length >= END_LENGTH && tail[tail.length - 1] === 0 && tail[tail.length - 2] === 0;
  if (ends && sameBytes(bare.subarray(0, 4), bytesOf("PK\x05\x06"))) return null;
  const comment = tail.subarray(-SEAL_LENGTH);
  if (!sameBytes(comment.subarray(0, SEAL.length), SEAL)) return "zip_end";
  const hash = new Sha256();
  const end = blob.size - SEAL_LENGTH;
  for (let at = 0; at < end; at += PIECE) hash.update(await piece(blob, at, Math.min(at + PIECE, end)));
  return sameBytes(bytesOf(hexOf(hash.digest())), comment.subarray(SEAL.length)) ? null : "zip_bytes";
}
