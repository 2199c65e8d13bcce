// RFC 6962 Merkle tree, and where its hashes and leaves stand (C2SP tlog-tiles).

const TILE_WIDTH = 256;
const LEAF_MARK = new Uint8Array([0]);

/** Hash of a leaf's bytes. */
function leafHash(bytes) {
  return sha256(LEAF_MARK, bytes);
}

function nodeHash(left, right) {
  return sha256OfPair(1, left, right);
}

/** The right edge of a growing tree. */
class Frontier {
  constructor() {
    this.size = 0;
    this.peaks = [];
  }

  /** Appends a leaf by its hash; every node that it completes goes to `each(level, hash)`. */
  push(hash, each) {
    each(0, hash);
    let level = 0;
    for (let n = this.size; n % 2 === 1; n = (n - 1) / 2) {
      hash = nodeHash(this.peaks.pop(), hash);
      each(++level, hash);
    }
    this.peaks.push(hash);
    this.size++;
  }

  /** Root of the leaves so far. */
  root() {
    if (this.peaks.length === 0) return sha256();
    return this.peaks.reduceRight((right, left) => nodeHash(left, right));
  }
}

/** Path of a tile of hashes. */
function hashTile(level, n, width) {
  return `tile/${level}/${tileNumber(n, width)}`;
}

/** Path of a bundle of leaves. */
function bundlePath(n, width) {
  return `tile/entries/${tileNumber(n, width)}`;
}

/** Width of tile `n` of a row of `total`. */
function tileWidth(n, total) {
  return Math.min(Math.max(total - n * TILE_WIDTH, 0), TILE_WIDTH);
}

function tileNumber(n, width) {
  let path = String(n % 1000).padStart(3, "0");
  for (let rest = Math.floor(n / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    path = `x${String(rest % 1000).padStart(3, "0")}/${path}`;
  }
  return width < TILE_WIDTH ? `${path}.p/${width}` : path;
}

/** The leaves of a bundle; null when its lengths do not add up. */
function leavesOf(bundle) {
  const all = [];
  for (let at = 0; at < bundle.length;) {
    if (at + 2 > bundle.length) return null;
    const end = at + 2 + bundle[at] * 256 + bundle[at + 1];
    if (end > bundle.length) return null;
    all.push(bundle.subarray(at + 2, end));
    at = end;
  }
  return all;
}

/** Collects the hashes of a growing tree into tiles; `full(path, bytes)` gets each when it is complete. */
class TileRows {
  constructor(full) {
    this.rows = [];
    this.full = full;
  }

  node(level, hash) {
    if (level % 8 !== 0) return;
    const row = (this.rows[level / 8] ??= { n: 0, hashes: [] });
    row.hashes.push(hash);
    if (row.hashes.length === TILE_WIDTH) {
      this.full(hashTile(level / 8, row.n++, TILE_WIDTH), joined(...row.hashes));
      row.hashes = [];
    }
  }

  finish() {
    this.rows.forEach((row, level) => {
      if (row.hashes.length > 0) this.full(hashTile(level, row.n, row.hashes.length), joined(...row.hashes));
    });
  }
}
