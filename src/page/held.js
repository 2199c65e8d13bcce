// What the officer holds in his own hands, compared with a register as its entries come in, as in
// src/ledger/verify/held.rs: a checkpoint of his own, a witness's key, a seller's receipt.

const ANCHORS = ["none", "receipt", "officer", "witness"];

/** Everything that the officer holds, over all epochs of one shop. */
class Held {
  constructor(trust) {
    const all = (kind, values) => values.map((value) => ({ kind, value, fate: "open", fits: null }));
    this.all = [
      ...all("key", trust.keys), ...all("checkpoint", trust.checkpoints),
      ...all("witness", trust.witnesses), ...all("receipt", trust.receipts),
    ];
  }

  at(...fates) {
    return this.all.filter((held) => fates.includes(held.fate));
  }

  /** The strongest of those that fit: `{anchor, fits}`. */
  strongest() {
    const anchorOf = ({ kind }) => ({ key: "none", checkpoint: "officer", witness: "witness", receipt: "receipt" })[kind];
    const fit = this.at("fits").map((held) => ({ anchor: anchorOf(held), fits: held.fits }));
    const strongest = fit.reduce((best, one) => {
      const [a, b] = [ANCHORS.indexOf(one.anchor), ANCHORS.indexOf(best.anchor)];
      return a > b || (a === b && (one.fits?.size ?? 0) > (best.fits?.size ?? 0)) ? one : best;
    }, { anchor: "none", fits: null });
    return strongest;
  }

  /** A log begins: which of the things are about it? Throws CannotVerify. */
  async begin(key, finding) {
    for (const held of this.at("open")) {
      if (held.kind === "key" && held.value.text === key.text) held.fate = "fits";
      if (held.kind === "checkpoint") await this.beginCheckpoint(held, key, finding);
      if (held.kind === "receipt" && held.value.whole && sameBytes(held.value.whole.logKey, key.key.bytes)) {
        held.fate = "waiting";
        const { message, signature } = held.value.whole;
        if (await key.key.verifies(message, signature)) continue;
        held.fate = "fails";
        finding(null, "receipt_forged");
      }
    }
  }

  async beginCheckpoint(held, key, finding) {
    const { checkpoint, fault } = await openCheckpoint(held.value, key);
    held.checkpoint = checkpoint;
    if (fault === null) held.fate = "waiting";
    else if (textOf(held.value)?.split("\n")[0] === key.name) {
      held.fate = "fails";
      finding(null, "foreign_trust", { fault });
    }
  }

  /** One more leaf is in the tree. `root()` is that of the leaves so far. */
  grow(key, index, hash, root, { finding, note }) {
    for (const held of this.at("open", "waiting")) {
      const { kind, value } = held;
      if (kind === "checkpoint" && held.fate === "waiting" && held.checkpoint.size === index + 1) {
        this.settle(held, sameBytes(held.checkpoint.root, root()), { size: index + 1 });
        if (held.fate === "fails") finding(null, "not_trusted_entries", { size: index + 1 });
      } else if (kind === "receipt" && value.whole && held.fate === "waiting") {
        this.whole(held, index, hash, root, finding);
      } else if (kind === "receipt" && value.code && codeFor(key.key.bytes, index, root(), hash) === value.code) {
        // The number before a code only helps people: it may be mistyped, or of another epoch.
        this.settle(held, true, { size: index + 1, index });
        if (value.index !== null && value.index !== index) note(index, "receipt_number", { given: value.index });
      }
    }
  }

  whole(held, index, hash, root, finding) {
    const receipt = held.value.whole;
    if (receipt.index === index && !sameBytes(receipt.leafHash, hash)) {
      this.settle(held, false);
      finding(index, "receipt_entry");
    } else if (receipt.size === index + 1) {
      this.settle(held, sameBytes(receipt.root, root()), { size: receipt.size, index: receipt.index, time: receipt.time });
      if (held.fate === "fails") finding(null, "receipt_entries", { size: receipt.size });
    }
  }

  settle(held, fits, what = null) {
    held.fate = fits ? "fits" : "fails";
    held.fits = fits ? what : null;
  }

  /** A checkpoint that is over the entries so far: which witnesses cosigned it? Gives `{witness, time}` each. */
  async cosigned(note, size) {
    const found = [];
    for (const held of this.all.filter(({ kind }) => kind === "witness")) {
      const time = await cosignedAt(note, held.value);
      if (time === null) continue;
      held.fate = "fits";
      if (!held.fits || held.fits.size <= size) held.fits = { size, time: time * 1000, name: held.value.name };
      found.push({ witness: held.value, time });
    }
    return found;
  }

  /** A log of `size` leaves ends: what was about it and has not been reached knows of more. */
  end(size, finding) {
    for (const held of this.at("waiting")) {
      held.fate = "fails";
      const known = held.kind === "checkpoint" ? held.checkpoint.size : held.value.whole.size;
      finding(null, held.kind === "checkpoint" ? "tail_gone" : "receipt_tail_gone", { known, found: size });
    }
  }

  /** All epochs have been read: what fits none of them? */
  rest(finding) {
    for (const held of this.at("open")) {
      held.fate = "fails";
      if (held.kind === "key") finding(null, "other_key");
      if (held.kind === "checkpoint") finding(null, "foreign_checkpoint");
      if (held.kind === "witness") finding(null, "not_cosigned", { name: held.value.name });
      if (held.kind === "receipt" && held.value.whole) finding(null, "foreign_receipt");
      if (held.kind === "receipt" && held.value.code) finding(held.value.index, "no_such_code");
    }
  }
}
