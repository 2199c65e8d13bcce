// JSON in which a name occurs once, at any depth. Most readers keep the last of two equal names,
// some the first: an entry that says two things would let its writer choose later which he meant.
//
// Objects become Maps (a name such as `__proto__` is a name like any other), whole numbers become
// numbers or, beyond 2^53, BigInts; every other number becomes a Real, which is no whole number.

/** A number with a fraction, an exponent, or beyond 64 bits; kept as it is written. */
class Real {
  constructor(text) {
    this.text = text;
  }
}

/** Why a text is refused: `json`, `twice`. */
class JsonError extends Error {}

const MAX_DEPTH = 127;
const PLAIN_TEXT = /[^"\\\u0000-\u001f]*/y;
const PLAIN_TOKEN = /[-+.0-9A-Za-z]*/y;
const WORDS = new Map([["true", true], ["false", false], ["null", null]]);
const ESCAPES = new Map([["\"", "\""], ["\\", "\\"], ["/", "/"], ["b", "\b"], ["f", "\f"], ["n", "\n"], ["r", "\r"], ["t", "\t"]]);

/** The one JSON value in these bytes; throws JsonError. */
function parseJson(bytes) {
  const text = textOf(bytes);
  if (text === null) throw new JsonError("json");
  const reader = new JsonReader(text);
  const value = reader.value(0);
  reader.space();
  if (reader.at !== text.length) throw new JsonError("json");
  return value;
}

class JsonReader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  space() {
    for (;;) {
      const c = this.text.charCodeAt(this.at);
      if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return;
      this.at++;
    }
  }

  /** Takes the character if it comes next. */
  take(c) {
    this.space();
    if (this.text[this.at] !== c) return false;
    this.at++;
    return true;
  }

  expect(c) {
    if (!this.take(c)) throw new JsonError("json");
  }

  /** The longest run from here on. */
  run(form) {
    form.lastIndex = this.at;
    form.test(this.text);
    const from = this.at;
    this.at = form.lastIndex;
    return this.text.slice(from, this.at);
  }

  value(depth) {
    this.space();
    const c = this.text[this.at];
    if (c === "\"") return this.string();
    if ((c === "{" || c === "[") && depth === MAX_DEPTH) throw new JsonError("json");
    if (c === "{") return this.object(depth);
    if (c === "[") return this.array(depth);
    const token = this.run(PLAIN_TOKEN);
    return WORDS.has(token) ? WORDS.get(token) : number(token);
  }

  object(depth) {
    const all = new Map();
    this.expect("{");
    if (this.take("}")) return all;
    do {
      this.space();
      const name = this.string();
      this.expect(":");
      const value = this.value(depth + 1);
      if (all.has(name)) throw new JsonError("twice");
      all.set(name, value);
    } while (this.take(","));
    this.expect("}");
    return all;
  }

  array(depth) {
    const all = [];
    this.expect("[");
    if (this.take("]")) return all;
    do all.push(this.value(depth + 1));
    while (this.take(","));
    this.expect("]");
    return all;
  }

  string() {
    this.expect("\"");
    let [out, escaped] = ["", false];
    for (;;) {
      out += this.run(PLAIN_TEXT);
      const c = this.text[this.at++];
      if (c === "\"") break;
      if (c !== "\\") throw new JsonError("json");
      out += this.escape();
      escaped = true;
    }
    // Half of a surrogate pair is no character, and only an escape can write one.
    if (escaped && /\p{Surrogate}/u.test(out)) throw new JsonError("json");
    return out;
  }

  escape() {
    const c = this.text[this.at++];
    if (c === "u") {
      const digits = this.text.slice(this.at, this.at + 4);
      if (!/^[0-9A-Fa-f]{4}$/.test(digits)) throw new JsonError("json");
      this.at += 4;
      return String.fromCharCode(parseInt(digits, 16));
    }
    if (!ESCAPES.has(c)) throw new JsonError("json");
    return ESCAPES.get(c);
  }
}

function number(token) {
  const form = /^-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$/.exec(token);
  if (!form || !Number.isFinite(Number(token))) throw new JsonError("json");
  if (form[1] || form[2] || token === "-0") return new Real(token);
  const value = Number(token);
  if (Number.isSafeInteger(value)) return value;
  const whole = BigInt(token);
  return whole < 1n << 64n && whole >= -(1n << 63n) ? whole : new Real(token);
}

/** Whether a value is a whole number from 0 to 2^64 - 1. */
function isU64(value) {
  return (typeof value === "number" || typeof value === "bigint") && value >= 0;
}

/** The value as JSON text again, for showing. */
function jsonText(value) {
  if (value instanceof Map) {
    return `{${[...value].map(([name, inner]) => `${JSON.stringify(name)}: ${jsonText(inner)}`).join(", ")}}`;
  }
  if (Array.isArray(value)) return `[${value.map(jsonText).join(", ")}]`;
  if (value instanceof Real) return value.text;
  return typeof value === "bigint" ? value.toString() : JSON.stringify(value);
}
