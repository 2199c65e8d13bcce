// How one epoch follows another, as in src/ledger/verify/link.rs: what the first entry of the later
// one says of the earlier.

/** Reasons for a new epoch in which nothing is lost. */
const WHOLE_REASONS = ["moved", "no_alarm"];

/** The earlier log as a first leaf cites it; null where it cites none. */
function previousOf(leaf) {
  const cited = leaf?.plain.get("previous");
  if (!(cited instanceof Map)) return null;
  const [origin, size, root] = ["origin", "size", "root"].map((name) => cited.get(name));
  const bytes = typeof root === "string" ? unbase64(root) : null;
  if (typeof origin !== "string" || !isU64(size) || bytes?.length !== 32) return null;
  const text = leaf.plain.get("reason");
  const reason = typeof text === "string" ? text : "";
  const lost = leaf.plain.get("lost") ?? null;
  return { origin, size: Number(size), root: bytes, reason, declared: lost !== null || !WHOLE_REASONS.includes(reason) };
}

/** When the earlier log has ended with `size` entries: a finding, a note, or neither. */
function endOfPrevious(previous, size, finding, note) {
  if (size > previous.size) finding(null, "epoch_added", { n: size - previous.size });
  if (size >= previous.size) return;
  const args = { from: size, to: previous.size, reason: previous.reason };
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
