// Daily closures, as in src/ledger/closures: what the register says of itself once a day, and
// whether its entries bear it out.

const COUNTED = ["checks", "hits", "purchases", "refusals", "corrections", "erasures", "displays"];
const CLOSURE_RULES = 1;

const noCounts = () => Object.fromEntries(COUNTED.map((name) => [name, 0]));
const addCounts = (a, b) => Object.fromEntries(COUNTED.map((name) => [name, a[name] + b[name]]));

/** The plain members of a closure; null when they are not as they must be. */
function closureOf(leaf) {
  const { plain } = leaf;
  const [day, zone, from, to, rules] = ["day", "zone", "from", "to", "rules"].map((name) => plain.get(name));
  const counts = ["counts", "totals", "training_counts"].map((name) => countsOf(plain.get(name)));
  const [checkpoint, previous, staff] = ["checkpoint", "previous", "staff"].map((name) => plain.get(name) ?? null);
  const carried = carriedOf(plain.get("carried") ?? null);
  const numbers = [from, to, rules].every(isU64) && checkpoint instanceof Map && isU64(checkpoint.get("size"));
  const texts = typeof zone === "string" && numbers && typeof checkpoint.get("root") === "string";
  const days = isDay(day) && (previous === null || isDay(previous)) && (staff === null || typeof staff === "string");
  if (!texts || !days || counts.includes(null) || carried === undefined) return null;
  const tree = { size: Number(checkpoint.get("size")), root: checkpoint.get("root") };
  return {
    day, zone, from: Number(from), to: Number(to), rules, carried, previous, staff, tree,
    counts: counts[0], totals: counts[1], training: counts[2],
  };
}

function isDay(text) {
  return typeof text === "string" && /^\d{4}-\d\d-\d\d$/.test(text) && instant(`${text}T00:00:00Z`) !== null;
}

function countsOf(value) {
  const numbers = members(value, COUNTED);
  return numbers?.every(isU64) ? Object.fromEntries(numbers.map((number, n) => [COUNTED[n], Number(number)])) : null;
}

/** What an earlier epoch came to; null for none, undefined when malformed. */
function carriedOf(value) {
  if (value === null) return null;
  if (!(value instanceof Map)) return undefined;
  const totals = countsOf(value.get("totals"));
  if (typeof value.get("origin") !== "string" || !isU64(value.get("size")) || totals === null) return undefined;
  return { origin: value.get("origin"), size: Number(value.get("size")), totals };
}

/** What a leaf counts as: `[name, check]`; null for nothing. */
function countedAs({ kind, plain }, index) {
  if (kind === "check_started") return ["checks"];
  if (kind === "check_answered" && plain.get("finding") === "stop") {
    return ["hits", typeof plain.get("check") === "string" ? plain.get("check") : index];
  }
  if (kind === "check_dropped") return plain.get("why") === "dropped_by_clerk" ? ["refusals"] : null;
  const plainKinds = { marked: "purchases", erased: "erasures", corrected: "corrections", displayed: "displays" };
  return Object.hasOwn(plainKinds, kind) ? [plainKinds[kind]] : null;
}

/** The check of one log's closures, leaf by leaf. `carry` is what the epoch before came to, or null. */
class Closures {
  constructor(carry) {
    this.carry = carry;
    this.last = null;
    this.pending = [];
    this.size = 0;
    this.training = false;
    this.all = [];
  }

  /** The next leaf (null where its bytes are none), with the root of the leaves before it. */
  leaf(leaf, root, finding, note) {
    const index = this.size++;
    if (leaf === null) return;
    this.training ||= leaf.kind === "training_on";
    const marked = leaf.plain.get("training") === true;
    if (marked && !this.training) finding(index, "not_in_training");
    this.training &&= leaf.kind !== "training_off";
    if (leaf.kind === "closed" || leaf.kind === "closed_late") {
      const closure = closureOf(leaf);
      if (closure === null) finding(index, "closure_malformed");
      else this.closure(index, leaf, closure, root(), (code, args) => finding(index, code, args), note);
    }
    const counted = countedAs(leaf, index);
    if (counted !== null) this.pending.push({ index, marked, name: counted[0], check: counted[1] });
  }

  closure(index, leaf, closure, root, fault, note) {
    const begin = this.last?.to ?? 0;
    if (closure.tree.size !== index || closure.tree.root !== base64Of(root)) fault("closure_tree");
    const inOrder = closure.from === begin && closure.from <= closure.to && closure.to <= index;
    if (!inOrder) fault("closure_range", { from: closure.from, to: closure.to, begin });
    if (closure.rules === CLOSURE_RULES) this.counts(closure, inOrder, fault);
    else note(index, "closure_rules", { rules: closure.rules });
    this.days(closure, fault);
    const carried = this.carry && this.carry.carried;
    const same = carried && closure.carried && closure.carried.origin === carried.origin &&
      closure.carried.size === carried.size && COUNTED.every((name) => closure.carried.totals[name] === carried.totals[name]);
    if (this.last ? closure.carried !== null : carried && !same) fault("closure_carried");
    const zone = new Zone(closure.zone);
    if (zone.format === null) fault("closure_malformed");
    else {
      const written = zone.day(leaf.at);
      if (written < closure.day || (written > closure.day && leaf.kind === "closed")) fault("closure_time", { day: closure.day, written });
    }
    this.all.push({ ...closure, index, late: leaf.kind === "closed_late", after: this.closedDay() });
    this.pending = this.pending.filter((leaf) => leaf.index >= closure.to);
    this.last = closure;
  }

  counts(closure, inOrder, fault) {
    const differ = (said, found, code) => {
      for (const name of COUNTED) if (said[name] !== found[name]) fault(code, { what: name, said: said[name], found: found[name] });
    };
    if (inOrder) {
      differ(closure.counts, this.between(closure.from, closure.to, false), "closure_counts");
      differ(closure.training, this.between(closure.from, closure.to, true), "closure_training");
    }
    const before = this.last?.totals ?? closure.carried?.totals ?? noCounts();
    differ(closure.totals, addCounts(before, closure.counts), "closure_totals");
  }

  between(from, to, training) {
    const counts = noCounts();
    const hits = new Set();
    for (const { index, marked, name, check } of this.pending) {
      if (index < from || index >= to || marked !== training || (name === "hits" && hits.has(check))) continue;
      if (name === "hits") hits.add(check);
      counts[name]++;
    }
    return counts;
  }

  days(closure, fault) {
    const known = this.last !== null || this.carry !== null;
    const before = this.closedDay();
    if (known && closure.previous !== before) fault("closure_previous");
    const after = known ? before : closure.previous;
    if (after === null) return;
    const days = Math.round((Date.parse(closure.day) - Date.parse(after)) / DAY);
    if (days > 1) fault("closure_missing", { after, day: closure.day, days: days - 1 });
    if (days < 1) fault("closure_again", { after, day: closure.day });
  }

  /** The last day that is closed, in this epoch or before. */
  closedDay() {
    return this.last?.day ?? this.carry?.day ?? null;
  }

  /** What this log came to, for the next one. */
  end(origin) {
    const totals = this.last?.totals ?? this.carry?.carried.totals ?? noCounts();
    const open = this.between(this.last?.to ?? 0, this.size, false);
    return { carried: { origin, size: this.size, totals: addCounts(totals, open) }, day: this.closedDay() };
  }
}
