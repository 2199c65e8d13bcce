// The verifier's core, as in src/ledger/verify.rs: handed the leaves in order, it checks that each
// hashes to what is recorded, that disclosed values open their commitments, that checkpoints are
// signed and over these leaves, and that what the officer kept fits. It does not stop at the first fault.

const STEP_TOLERANCE_SECONDS = 60;

/** The verification of one log, under way; `findings` and `rows` fill up. */
class Audit {
  constructor(key, { held, cited, carry }) {
    this.key = key;
    this.held = held;
    this.cited = cited.filter((previous) => previous.origin === key.name);
    this.closures = new Closures(carry);
    this.frontier = new Frontier();
    this.findings = [];
    this.told = [];
    this.rows = [];
    this.before = null;
    this.checkpoints = [];
    this.seals = [];
    this.finding = this.finding.bind(this);
    this.note = this.note.bind(this);
  }

  get size() {
    return this.frontier.size;
  }

  /** Something that does not hold; `index` null where it is about the whole. */
  finding(index, code, args = {}) {
    this.findings.push({ index, code, args });
    if (index !== null && this.rows[index]) this.rows[index].bad = true;
  }

  /** Something remarkable that fails nothing. */
  note(index, code, args = {}) {
    if (index === null) this.told.push({ code, args });
    else this.rows[index]?.notes.push({ code, args });
  }

  /** The next leaf; every node that it completes goes to `node(level, hash)`. */
  leaf(bytes, recorded, disclosed, node) {
    const index = this.size;
    const hash = leafHash(bytes);
    const row = { index, bytes, hash, leaf: null, disclosed, notes: [], bad: false };
    this.rows.push(row);
    if (recorded !== null && !sameBytes(recorded, hash)) this.finding(index, "entry_altered");
    try {
      row.leaf = parseLeaf(bytes);
    } catch (e) {
      if (!(e instanceof LeafError)) throw e;
      this.finding(index, e.message, { name: e.name });
    }
    if (row.leaf) this.read(row);
    this.closures.leaf(row.leaf, () => this.frontier.root(), this.finding, this.note);
    this.frontier.push(hash, node);
    this.grown(index, hash);
  }

  read(row) {
    const { index, leaf } = row;
    const opens = leaf.kind === "opened" && leaf.plain.get("log_key") === this.key.text;
    if (index === 0 && !opens) this.finding(index, "not_opened");
    for (const field of row.disclosed) {
      field.opens = opensCommitment(leaf, field);
      if (!field.opens) this.finding(index, "not_committed", { label: field.label });
    }
    if (leaf.v !== LEAF_VERSION) this.note(index, "later_format");
    const before = this.before;
    this.before = leaf;
    if (before === null) return;
    const back = Math.trunc((before.at - leaf.at) / 1000);
    if (back > STEP_TOLERANCE_SECONDS) this.note(index, "time_back", { seconds: back });
    const ran = Number(leaf.mono) + STEP_TOLERANCE_SECONDS * 1000 < Number(before.mono);
    if (before.boot === leaf.boot && ran) this.note(index, "mono_back");
    for (const [list, version] of leaf.lists) {
      const [was, is] = [versionNumber(before.lists.get(list)), versionNumber(version)];
      if (was !== null && is !== null && is < was) this.note(index, "list_back", { list, was, is });
    }
  }

  /** Compares what the officer holds, and what the next epoch cites, with the leaves so far. */
  grown(index, hash) {
    let known = null;
    const root = () => (known ??= this.frontier.root());
    this.held.grow(this.key, index, hash, root, this);
    for (const previous of this.cited) {
      const known = [previous, previous.outside].filter((tree) => tree !== null && tree.size === this.size);
      if (known.some((tree) => !sameBytes(tree.root, root()))) this.finding(null, "epoch_other", { size: this.size });
    }
  }

  /** A stored checkpoint, when the size has come to its own; its signature is looked at later. */
  checkpoint(text) {
    this.checkpoints.push({ text, size: this.size, root: this.frontier.root() });
  }

  /** Checks the signatures of all stored checkpoints, some at a time. Throws CannotVerify. */
  async signatures(progress) {
    for (let from = 0; from < this.checkpoints.length; from += 512) {
      const some = this.checkpoints.slice(from, from + 512);
      const opened = await Promise.all(some.map(({ text }) => openCheckpoint(text, this.key)));
      for (const [n, { checkpoint, note, fault }] of opened.entries()) {
        const { size, root } = some[n];
        if (fault !== null) this.finding(null, "checkpoint_unsound", { fault });
        else if (checkpoint.size === size && sameBytes(checkpoint.root, root)) await this.sealed(note, size);
        else this.finding(null, "checkpoint_other", { size: checkpoint.size });
      }
      progress(from / this.checkpoints.length);
    }
  }

  /** A sound checkpoint: who else signed it, and when? */
  async sealed(note, size) {
    const others = note.signatures.filter(({ name, id }) => name !== this.key.name || !sameBytes(id, this.key.id));
    if (others.length === 0) return;
    const proven = await this.held.cosigned(note, size);
    for (const { name, id, blob } of others) {
      const known = proven.find(({ witness }) => witness.name === name && sameBytes(witness.id, id));
      const time = known ? known.time : blob.length === 72 ? readU64(blob, 0) : 0;
      if (time > 0) this.seals.push({ size, time: time * 1000, name, from: "witness", proven: known !== undefined });
    }
  }

  /** The end: the newest checkpoint must be over exactly the leaves that were handed in. Throws CannotVerify. */
  async finish(bytes) {
    this.held.end(this.size, this.finding);
    for (const previous of this.cited) endOfPrevious(previous, this.size, this.finding, (code, args) => this.note(null, code, args));
    const { checkpoint, note, fault } = await openCheckpoint(bytes, this.key);
    if (fault !== null) this.finding(null, "newest_unsound", { fault });
    else if (checkpoint.size === this.size && sameBytes(checkpoint.root, this.frontier.root())) await this.sealed(note, this.size);
    else this.finding(null, "newest_other", { size: checkpoint.size });
    return checkpoint;
  }
}

/** Versions that are numbers can be compared; others are words to be read by people. */
function versionNumber(version) {
  return typeof version === "string" && /^[0-9]{1,20}$/.test(version) ? BigInt(version) : null;
}
