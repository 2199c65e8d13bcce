// What the entries amount to for a reader: who, which check, which day, what corrects what.

/** Whether the value of a label is the digest of a blob. */
function isPicture(label) {
  return label.startsWith("picture.");
}

/** A verified register as it is looked at. */
class Model {
  constructor(register) {
    const { audit } = register;
    this.rows = audit.rows;
    this.key = register.key;
    this.byId = new Map();
    this.corrections = new Map();
    this.staffNames = new Map();
    this.kinds = new Map();
    const first = this.rows[0]?.leaf?.plain;
    const text = (name) => (typeof first?.get(name) === "string" ? first.get(name) : null);
    this.jurisdiction = text("jurisdiction");
    this.zone = new Zone(text("timezone") ?? "UTC");
    for (const row of this.rows) this.take(row);
    this.staff = [...new Set(this.rows.filter((row) => row.staff).map((row) => this.who(row.staff)))];
    this.days = daysOf(this.rows);
  }

  take(row) {
    const { leaf } = row;
    row.day = leaf ? this.zone.day(leaf.at) : null;
    row.time = leaf ? this.zone.time(leaf.at) : null;
    row.kind = leaf?.kind ?? "unreadable";
    const reference = (name) => (typeof leaf?.plain.get(name) === "string" ? leaf.plain.get(name) : null);
    row.staff = row.kind === "staff_on" ? leaf.id : reference("staff");
    row.training = leaf?.plain.get("training") === true;
    row.outcome = reference("finding");
    this.kinds.set(row.kind, (this.kinds.get(row.kind) ?? 0) + 1);
    if (!leaf) return;
    this.byId.set(leaf.id, row);
    if (row.kind === "corrected" && reference("corrects")) {
      const list = this.corrections.get(reference("corrects")) ?? [];
      this.corrections.set(reference("corrects"), [...list, row]);
    }
    const name = row.kind === "staff_on" && row.disclosed.find((field) => field.label === "staff.1" && field.opens);
    if (name) this.staffNames.set(leaf.id, name.value);
  }

  /** A member of staff: the name where it is disclosed, else the start of the id. */
  who(id) {
    return this.staffNames.get(id) ?? id.slice(0, 8);
  }

  /** What a search looks through: the leaf as it is written, its kind in words, disclosed values. */
  haystack(row) {
    const parts = [textOf(row.bytes) ?? "", kindText(row.kind), row.time ?? ""];
    if (row.staff) parts.push(this.who(row.staff));
    for (const field of row.disclosed) parts.push(field.value);
    return parts.join("\n").normalize("NFKC").toLowerCase();
  }

  /** Rows that fit a filter; an empty member of it lets everything through. */
  filter({ search, kind, day, outcome, staff, problems, training }) {
    const words = search.normalize("NFKC").toLowerCase().split(/\s+/u).filter(Boolean);
    const fits = (row) =>
      (kind === "" || row.kind === kind) && (day === "" || row.day === day) &&
      (outcome === "" || row.outcome === outcome) && (staff === "" || (row.staff !== null && this.who(row.staff) === staff)) &&
      (!problems || row.bad || row.notes.length > 0) && (training !== "without" || !row.training) &&
      (training !== "only" || row.training);
    const found = this.rows.filter(fits);
    if (words.length === 0) return found;
    const number = /^#?[0-9]{1,9}$/.test(search.trim()) ? Number(search.trim().replace("#", "")) : null;
    return found.filter((row) => {
      if (row.index === number) return true;
      const text = this.haystack(row);
      return words.every((word) => text.includes(word));
    });
  }
}

/** What happened on each day, in the order of the days; training is not counted. */
/** Deals that count as purchases. */
const BUYING = ["purchase", "pledge", "part_exchange"];

function daysOf(rows) {
  const days = new Map();
  const hits = new Set();
  for (const row of rows) {
    if (row.day === null) continue;
    if (!days.has(row.day)) days.set(row.day, { day: row.day, entries: 0, checks: 0, hits: 0, purchases: 0, training: 0, problems: 0 });
    const day = days.get(row.day);
    day.entries++;
    if (row.bad) day.problems++;
    if (row.training) {
      day.training++;
      continue;
    }
    if (row.kind === "check_started") day.checks++;
    if (row.kind === "marked" || (row.kind === "deal_signed" && BUYING.includes(row.leaf.plain.get("deal_kind")))) day.purchases++;
    if (row.kind === "check_answered" && row.outcome === "stop") {
      const check = row.leaf.plain.get("check") ?? row.index;
      if (!hits.has(check)) day.hits++;
      hits.add(check);
    }
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}
