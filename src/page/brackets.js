// Between which times an entry was written, as far as something outside the shop tells.
//
// Not before: the issue of the newest list that an earlier entry names, or a cosignature that an
// earlier entry records (nobody can know them before they are made). Not after: the first
// cosignature over a tree that holds it. A receipt's own time is the shop's clock: it counts only
// as what the paper says.

/** A bracket wider than this is told: the entry could have been dated back within it. */
const WIDE = 48 * 3600 * 1000;

/** Gives every row `after` and `before`: `{at, from, index}` or null. `seals`: `{size, time, from, proven}`. */
function bracket(rows, seals) {
  let after = null;
  for (const row of rows) {
    row.after = after;
    for (const found of lowerBounds(row)) if (after === null || found.at > after.at) after = found;
  }
  const inOrder = [...seals].sort((a, b) => a.size - b.size);
  let before = null;
  let next = inOrder.length - 1;
  for (let index = rows.length - 1; index >= 0; index--) {
    for (; next >= 0 && inOrder[next].size > index; next--) {
      const seal = inOrder[next];
      if (before === null || seal.time <= before.at) before = { at: seal.time, from: seal.from, index: seal.size, proven: seal.proven };
    }
    rows[index].before = before;
    bracketNotes(rows[index]);
  }
}

function lowerBounds({ index, leaf }) {
  if (leaf?.kind === "list_applied") {
    const at = instant(leaf.plain.get("issued_at"));
    return at === null ? [] : [{ at, from: "list", index, proven: false }];
  }
  if (leaf?.kind === "cosigned" && isU64(leaf.plain.get("time"))) {
    return [{ at: Number(leaf.plain.get("time")) * 1000, from: "witness", index, proven: false }];
  }
  return [];
}

/** Whether the entry's own time lies outside, and how wide the bracket is. */
function bracketNotes(row) {
  const { leaf, after, before } = row;
  const slack = STEP_TOLERANCE_SECONDS * 1000;
  row.width = after && before ? Math.max(0, before.at - after.at) : Infinity;
  if (!leaf) return;
  if (after && leaf.at + slack < after.at) row.notes.push({ code: "before_bracket", args: {} });
  if (before && leaf.at - slack > before.at) row.notes.push({ code: "after_bracket", args: {} });
}
