// Reads an export into the verifier, as src/ledger/export/read.rs does.

const MAX_SMALL = 65536;
const MAX_MANIFEST = 1 << 20;
const MAX_BUNDLE = 256 * (2 + MAX_LEAF);
const MAX_LINE = 8 << 20;
const MAX_FIELDS = 1000;
const MAX_LINES_FILE = 1 << 29;
/** The page keeps every leaf to show it; a longer register is for the program. */
const MAX_KEPT = 1 << 30;
const SEALED_FILES = ["README.txt", "checkpoint", "checkpoints.jsonl", "disclosed.jsonl", "log.vkey", "verifier.html"];

/** Thrown where the register is longer than the page can hold. */
class TooLong extends Error {}

/** JSON lines, read one ahead. */
class Lines {
  constructor(bytes, form) {
    this.bytes = bytes;
    this.form = form;
    this.at = 0;
    this.wrong = null;
    this.ahead = null;
  }

  /** The next line where it fits; one that is not of its form ends the reading. */
  takeIf(fits) {
    if (this.ahead === null) this.ahead = this.next();
    if (this.ahead === null || !fits(this.ahead)) return null;
    const taken = this.ahead;
    this.ahead = null;
    return taken;
  }

  next() {
    if (this.bytes === null || this.wrong !== null || this.at >= this.bytes.length) return null;
    const end = this.bytes.indexOf(10, this.at);
    if (end < 0 || end - this.at >= MAX_LINE) {
      this.wrong = "line_no_end";
      return null;
    }
    const line = this.bytes.subarray(this.at, end);
    this.at = end + 1;
    try {
      const value = this.form(parseJson(line));
      if (value !== null) return value;
    } catch (e) {
      if (!(e instanceof JsonError)) throw e;
    }
    this.wrong = "line_malformed";
    return null;
  }

  /** What is wrong when all leaves have been read: lines must be used up by then. */
  rest() {
    if (this.ahead === null) this.ahead = this.next();
    return this.wrong ?? (this.ahead === null ? null : "line_stray");
  }
}

function members(value, names) {
  const fits = value instanceof Map && value.size === names.length && names.every((name) => value.has(name));
  return fits ? names.map((name) => value.get(name)) : null;
}

function disclosureOf(value) {
  const [index, label, salt, text] = members(value, ["index", "label", "salt", "value"]) ?? [];
  const fits = isU64(index) && [label, salt, text].every((part) => typeof part === "string");
  return fits ? { index, label, salt, value: text } : null;
}

function storedOf(value) {
  const [size, note] = members(value, ["size", "note"]) ?? [];
  return isU64(size) && typeof note === "string" ? { size, note } : null;
}

/** Lets the browser draw. */
function breathe() {
  return new Promise((done) => setTimeout(done));
}

/** The key that an export names as its log's; null when it names none. */
async function keyOf(files, works) {
  const text = textOf((await files.whole("log.vkey", MAX_SMALL)) ?? new Uint8Array());
  const key = text?.endsWith("\n") ? NoteKey.parse(text.slice(0, -1), works) : null;
  return key?.algorithm === ALGORITHM_ED25519 ? key : null;
}

/** Size of a log as its checkpoint says it; null when it is not the log's. */
async function sizeOf(newest, key, works) {
  if (!works) return uncheckedCheckpoint(newest)?.size ?? null;
  return (await openCheckpoint(newest, key)).checkpoint?.size ?? null;
}

/** What a manifest claims: `{v, epochs}`; null when it cannot be read. */
function claimedBy(manifest) {
  try {
    const all = manifest && parseJson(manifest);
    const epochs = all?.get("epochs") ?? [];
    return isU64(all?.get("v")) && Array.isArray(epochs) && epochs.every(isU64) ? { v: all.get("v"), epochs } : null;
  } catch {
    return null;
  }
}

/** One register (the present epoch, or an earlier one) under verification. */
class Register {
  /** `options`: works, held, cited, carry, blobs (where pictures lie), progress, tolerant (runs what may throw CannotVerify). */
  constructor(files, options) {
    this.files = files;
    this.options = options;
    this.tiles = [];
    this.kept = 0;
  }

  /** Verifies all of it; what is found stands in the result. Throws TooLong. */
  async verify() {
    const hopeless = (code) => ({ audit: null, findings: [{ index: null, code, args: {} }], size: null, key: null });
    const newest = await this.files.whole("checkpoint", MAX_NOTE);
    if (newest === null) return hopeless("no_checkpoint");
    const key = await keyOf(this.files, this.options.works);
    if (key === null) return hopeless("no_key");
    const audit = new Audit(key, this.options);
    this.audit = audit;
    await this.options.tolerant(() => this.options.held.begin(key, audit.finding));
    const size = await sizeOf(newest, key, this.options.works);
    const fields = await this.lines("disclosed.jsonl", disclosureOf);
    const notes = await this.lines("checkpoints.jsonl", storedOf);
    await this.bundles(size, fields, notes);
    for (const [lines, name] of [[fields, "disclosed.jsonl"], [notes, "checkpoints.jsonl"]]) {
      const wrong = lines.rest();
      if (wrong !== null) audit.finding(null, wrong, { name });
    }
    await this.pictures();
    await this.manifest();
    await this.options.tolerant(() => audit.signatures((part) => this.options.progress("signatures", part)));
    const checkpoint = await this.options.tolerant(() => audit.finish(newest));
    return { audit, findings: audit.findings, size: checkpoint?.size ?? null, key, newest };
  }

  async lines(name, form) {
    const bytes = this.files.has(name) ? await this.files.whole(name, MAX_LINES_FILE) : null;
    const lines = new Lines(bytes, form);
    if (bytes === null && this.files.has(name)) lines.wrong = "line_unreadable";
    return lines;
  }

  async bundles(size, fields, notes) {
    const rows = new TileRows((path, bytes) => this.tiles.push([path, bytes]));
    for (let n = 0; ; n++) {
      const width = size === null ? this.present(n) : tileWidth(n, size);
      if (width === 0) break;
      const bundle = await this.files.whole(bundlePath(n, width), MAX_BUNDLE);
      const leaves = bundle && leavesOf(bundle);
      if (leaves === null || leaves.length !== width) {
        this.audit.finding(null, "entries_missing", { from: n * TILE_WIDTH });
        break;
      }
      this.kept += bundle.length;
      if (this.kept > MAX_KEPT) throw new TooLong();
      const hashes = await this.files.whole(hashTile(0, n, width), 32 * TILE_WIDTH);
      leaves.forEach((leaf, i) => this.leaf(leaf, recordedAt(hashes, i), fields, notes, rows));
      await this.compareTiles();
      if (n % 8 === 7) {
        this.options.progress("entries", size ? Math.min((n * TILE_WIDTH) / size, 1) : 0);
        await breathe();
      }
    }
    rows.finish();
    await this.compareTiles();
  }

  leaf(bytes, recorded, fields, notes, rows) {
    const { audit } = this;
    const index = audit.size;
    const disclosed = [];
    for (;;) {
      const field = fields.takeIf((field) => field.index === index);
      if (field === null) break;
      disclosed.push(field);
      if (disclosed.length > MAX_FIELDS) {
        audit.finding(index, "too_many_fields");
        break;
      }
    }
    audit.leaf(bytes, recorded, disclosed, (level, hash) => rows.node(level, hash));
    const stored = notes.takeIf((stored) => stored.size === audit.size);
    if (stored !== null) audit.checkpoint(stored.note);
  }

  /** Width of bundle `n` as far as it is there: full, or the widest partial one. */
  present(n) {
    for (let width = TILE_WIDTH; width > 0; width--) if (this.files.has(bundlePath(n, width))) return width;
    return 0;
  }

  /** Every disclosed picture must lie in the export, with the bytes that its value names. */
  async pictures() {
    for (const { index, disclosed } of this.audit.rows) {
      for (const { value } of disclosed.filter(({ label }) => isPicture(label))) {
        const bytes = /^[0-9a-f]{64}$/.test(value) ? await this.options.blobs.whole(`blobs/${value}`, MAX_BLOB) : null;
        if (bytes === null) this.audit.finding(index, "picture_missing");
        else if (hexOf(sha256(bytes)) !== value) this.audit.finding(index, "picture_other");
      }
    }
  }

  async compareTiles() {
    for (const [path, bytes] of this.tiles.splice(0)) {
      const found = await this.files.whole(path, bytes.length);
      if (!sameBytes(found, bytes)) this.audit.finding(null, "tile_other", { path });
    }
  }

  async manifest() {
    const digests = {};
    for (const name of SEALED_FILES) {
      const bytes = await this.files.whole(name, MAX_LINES_FILE);
      if (bytes !== null) digests[name] = hexOf(sha256(bytes));
    }
    const found = await this.files.whole("manifest.json", MAX_MANIFEST);
    const claimed = claimedBy(found);
    const { audit } = this;
    const [origin, entries, root] = [audit.key.name, audit.size, hexOf(audit.frontier.root())];
    const later = claimed !== null && claimed.v !== 1;
    const expected = { format: "countercheck-export", v: later ? 2 : 1, origin, entries, root, files: digests };
    if (later) expected.epochs = claimed.epochs.map(Number);
    if (!sameBytes(found, bytesOf(`${JSON.stringify(expected, null, 2)}\n`))) audit.finding(null, "manifest_other");
  }
}

function recordedAt(hashes, i) {
  return hashes !== null && hashes.length >= 32 * (i + 1) ? hashes.subarray(32 * i, 32 * i + 32) : null;
}
