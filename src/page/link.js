// How one epoch follows another, as in src/ledger/verify/link.rs: what the first entry of the later
// one says of the earlier.

/** Reasons for a new epoch in which nothing is lost. */
const WHOLE_REASONS = ["moved", "no_alarm"];

/** Size and root as a first leaf writes them; null where it does not. */
function treeIn(cited) {
  if (!(cited instanceof Map)) return null;
  const [size, root] = ["size", "root"].map((name) => cited.get(name));
  const bytes = typeof root === "string" ? unbase64(root) : null;
  return isU64(size) && bytes?.length === 32 ? { size: Number(size), root: bytes } : null;
}

/** The earlier log as a first leaf cites it; null where it cites none. */
function previousOf(leaf) {
  const cited = leaf?.plain.get("previous");
  const tree = treeIn(cited);
  if (tree === null || typeof cited.get("origin") !== "string") return null;
  const text = leaf.plain.get("reason");
  const reason = typeof text === "string" ? text : "";
  const lost = leaf.plain.get("lost");
  const once = lost instanceof Map && isU64(lost.get("to")) ? Number(lost.get("to")) : null;
  const outside = treeIn(leaf.plain.get("outside"));
  const declared = once !== null || !WHOLE_REASONS.includes(reason);
  return { origin: cited.get("origin"), ...tree, reason, declared, once: once ?? 0, outside };
}

/** When the earlier log has ended with `size` entries: a finding, a note, or neither. */
function endOfPrevious(previous, size, finding, note) {
  if (size > previous.size) finding(null, "epoch_added", { n: size - previous.size });
  const once = Math.max(previous.size, previous.once);
  if (size > previous.size || size === once) return;
  const args = { from: size, to: once, reason: previous.reason };
  if (previous.declared) note("epoch_lost", args);
  else finding(null, "epoch_lost", args);
}

/** What the first leaves of all epochs cite, and which of it has been met. */
class Link {
  constructor(firsts) {
    this.firsts = firsts;
    this.cited = firsts.map(previousOf).filter(Boolean);
    this.names = new Set();
  }

  /** A log has been read; whether it holds and is all that later epochs cite of it. */
  met({ audit, key }) {
    if (audit === null) return false;
    this.names.add(key.name);
    return audit.findings.length === 0 && this.cited.some(({ origin, size }) => origin === key.name && size === audit.size);
  }

  /** What is cited and not there, and what should cite and does not. */
  end(finding, note) {
    for (const previous of this.cited.filter(({ origin }) => !this.names.has(origin))) endOfPrevious(previous, 0, finding, note);
    for (const { plain } of this.firsts) {
      const epoch = plain.get("epoch");
      if (!isU64(epoch) || epoch <= 1 || (plain.get("previous") ?? null) !== null) continue;
      const reason = typeof plain.get("reason") === "string" ? plain.get("reason") : "";
      if (reason !== "" && !WHOLE_REASONS.includes(reason)) note("epoch_uncited", { epoch });
      else finding(null, "epoch_uncited", { epoch });
    }
  }
}
