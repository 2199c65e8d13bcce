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
