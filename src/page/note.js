// C2SP signed notes, checkpoints and cosignatures.

const MAX_NOTE = 65536;
const MAX_SIGNATURES = 100;
const ALGORITHM_ED25519 = 1;
const ALGORITHM_COSIGNATURE = 4;

/** A key that checks notes: `name+keyhash+base64`. */
class NoteKey {
  constructor(name, algorithm, bytes, works) {
    this.name = name;
    this.algorithm = algorithm;
    this.id = sha256(bytesOf(`${name}\n`), new Uint8Array([algorithm]), bytes).subarray(0, 4);
    this.text = `${name}+${hexOf(this.id)}+${base64Of(joined(new Uint8Array([algorithm]), bytes))}`;
    this.key = new PublicKey(bytes, works);
  }

  /** Reads the text form in its one spelling; null for anything else. */
  static parse(text, works) {
    const parts = text.split("+");
    if (parts.length < 3 || !isKeyName(parts[0])) return null;
    const bytes = unbase64(parts.slice(2).join("+"));
    if (bytes === null || bytes.length !== 33) return null;
    if (bytes[0] !== ALGORITHM_ED25519 && bytes[0] !== ALGORITHM_COSIGNATURE) return null;
    const key = new NoteKey(parts[0], bytes[0], bytes.slice(1), works);
    return key.text === text ? key : null;
  }
}

function isKeyName(name) {
  return name !== "" && bytesOf(name).length <= 255 && !/[\p{White_Space}\p{Cc}+]/u.test(name);
}

/** Text and signature lines `{name, id, blob}` of a note, as bytes or as text; null when it is not one. */
function splitNote(note) {
  const long = note.length > MAX_NOTE || (note.length > MAX_NOTE / 3 && typeof note === "string" && bytesOf(note).length > MAX_NOTE);
  const all = long ? null : typeof note === "string" ? note : textOf(note);
  const at = all === null ? -1 : all.lastIndexOf("\n\n");
  if (at < 0 || !all.endsWith("\n")) return null;
  const text = all.slice(0, at + 1);
  if (/[\u0000-\u0009\u000b-\u001f]/.test(text)) return null;
  const lines = all.slice(at + 2, -1).split("\n");
  const signatures = lines.map(signatureLine);
  return lines.length > MAX_SIGNATURES || signatures.includes(null) ? null : { text, signatures };
}

function signatureLine(line) {
  const form = /^\u2014 ([^ ]+) ([^ ]+)$/.exec(line);
  const blob = form && isKeyName(form[1]) ? unbase64(form[2]) : null;
  return blob === null || blob.length < 5 ? null : { name: form[1], id: blob.subarray(0, 4), blob: blob.subarray(4), line };
}

/** What is wrong with the note's signature by this key: null, `malformed`, `bad_signature`, `not_signed`. */
async function noteFault(note, key) {
  if (note === null) return "malformed";
  let found = false;
  for (const signature of note.signatures) {
    if (signature.name !== key.name || !sameBytes(signature.id, key.id)) continue;
    if (!(await key.key.verifies(bytesOf(note.text), signature.blob))) return "bad_signature";
    found = true;
  }
  return found ? null : "not_signed";
}

/** The checkpoint that a note's text says: `{origin, size, root}`; null when it says none. */
function checkpointOf(text) {
  const lines = text.slice(0, -1).split("\n");
  const [origin, digits, root] = lines;
  if (lines.length < 3 || lines.includes("") || !/^(0|[1-9][0-9]{0,19})$/.test(digits)) return null;
  const bytes = unbase64(root);
  if (bytes === null || bytes.length !== 32 || BigInt(digits) >= 1n << 64n) return null;
  return { origin, size: Number(digits), root: bytes };
}

/** A checkpoint signed by this key, or why it is none: `{checkpoint, fault}`. Throws CannotVerify. */
async function openCheckpoint(text, key) {
  const note = splitNote(text);
  const fault = await noteFault(note, key);
  if (fault !== null) return { checkpoint: null, note, fault };
  const checkpoint = checkpointOf(note.text);
  if (checkpoint === null) return { checkpoint, note, fault: "malformed" };
  if (checkpoint.origin !== key.name) return { checkpoint: null, note, fault: "other_origin" };
  return { checkpoint, note, fault: null };
}

/** The checkpoint without asking who signed it; null when there is none. */
function uncheckedCheckpoint(bytes) {
  const note = splitNote(bytes);
  return note && checkpointOf(note.text);
}

/**
 * When a witness cosigned this note, in seconds since 1970: the earliest time if more than once;
 * null when it did not, or when a line that claims to be its own is wrong. C2SP tlog-cosignature.
 */
async function cosignedAt(note, witness) {
  let earliest = null;
  for (const { name, id, blob } of note.signatures) {
    if (name !== witness.name || !sameBytes(id, witness.id)) continue;
    const time = blob.length === 72 ? readU64(blob, 0) : 0;
    const message = bytesOf(`cosignature/v1\ntime ${time}\n${note.text}`);
    if (time === 0 || !(await witness.key.verifies(message, blob.subarray(8)))) return null;
    earliest = earliest === null ? time : Math.min(earliest, time);
  }
  return earliest;
}
