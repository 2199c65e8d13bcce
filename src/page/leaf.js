// What one entry says (docs/leaf-format.md), and the commitments in it.

const MAX_LEAF = 65535;
const LEAF_VERSION = 1;

/** Why bytes are not a leaf: a word of the catalogue, and the member it is about. */
class LeafError extends Error {
  constructor(code, name = "") {
    super(code);
    this.name = name;
  }
}

/** Reads a leaf's bytes; unknown kinds, labels and members are kept. Throws LeafError. */
function parseLeaf(bytes) {
  if (bytes.length > MAX_LEAF) throw new LeafError("leaf_too_long");
  let all;
  try {
    all = parseJson(bytes);
  } catch (e) {
    throw new LeafError(e.message === "twice" ? "leaf_twice" : "leaf_json");
  }
  if (!(all instanceof Map)) throw new LeafError("leaf_json");
  const take = (name, read) => {
    if (!all.has(name)) throw new LeafError("leaf_missing", name);
    const value = read(all.get(name));
    if (value === null) throw new LeafError("leaf_wrong", name);
    all.delete(name);
    return value;
  };
  const text = (value) => (typeof value === "string" ? value : null);
  const word = (form) => (value) => (typeof value === "string" && form.test(value) ? value : null);
  const whole = (value) => (isU64(value) ? value : null);
  const object = (value) => (value instanceof Map ? value : null);
  return {
    c: take("c", commitments),
    v: take("v", whole),
    kind: take("kind", word(/^[a-z0-9_]{1,40}$/)),
    id: take("entry_id", word(/^[0-9a-f]{32}$/)),
    at: take("at", instant),
    boot: take("boot", text),
    mono: take("mono", whole),
    build: take("build", text),
    lists: take("lists", object),
    plain: all,
  };
}

function commitments(value) {
  if (!(value instanceof Map)) return null;
  for (const [label, c] of value) {
    if (typeof c !== "string" || !/^[0-9a-f]{64}$/.test(c) || !/^[a-z][a-z0-9_.]{0,63}$/.test(label)) return null;
  }
  return value;
}

/** Milliseconds since 1970 of an RFC 3339 time; null for anything else. */
function instant(text) {
  const form = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d+)?([Zz]|([-+])(\d\d):(\d\d))$/.exec(text);
  if (typeof text !== "string" || !form) return null;
  const [, day, hours, minutes, seconds, fraction, , sign, aside, asideMinutes] = form;
  const midnight = midnightOf(day);
  if (midnight === null) return null;
  if (hours > 23 || minutes > 59 || seconds > 60 || asideMinutes > 59 || aside > 23) return null;
  const shift = sign ? (Number(aside) * 60 + Number(asideMinutes)) * (sign === "-" ? -60 : 60) : 0;
  const ofDay = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(fraction ?? 0);
  return midnight + (ofDay - shift) * 1000;
}

const MIDNIGHTS = new Map();

/** Milliseconds since 1970 of a day that exists; null for any other. */
function midnightOf(day) {
  if (!MIDNIGHTS.has(day)) {
    // Bounded: a register of hostile times could name every day there is.
    if (MIDNIGHTS.size > 4096) MIDNIGHTS.clear();
    const at = Date.parse(`${day}T00:00:00Z`);
    MIDNIGHTS.set(day, Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day ? null : at);
  }
  return MIDNIGHTS.get(day);
}

/** Whether a disclosed salt and value are those that the leaf commits to. */
function opensCommitment(leaf, field) {
  const salt = field.salt.length === 64 ? unhex(field.salt) : null;
  if (salt === null || !leaf.c.has(field.label)) return false;
  const c = hmac(salt, bytesOf(field.label), LEAF_MARK, bytesOf(field.value.normalize("NFC")));
  return hexOf(c) === leaf.c.get(field.label);
}
