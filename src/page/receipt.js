// The receipt that a seller took away (docs/receipt.md): digits of its QR code, or the printed code.

const RECEIPT_BYTES = 185;
const RECEIPT_DIGITS = 493;
const RECEIPT_SIGNED = 121;
const RECEIPT_DOMAIN = bytesOf("countercheck receipt v1\0");
const CODE_DOMAIN = bytesOf("countercheck receipt code v1\0");
const CODE_CHECK = bytesOf("check\0");
const CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_BODY = 20;
const CODE_SYMBOLS = 22;
const SEPARATORS = /[\s\-\u2010-\u2015#]/gu;

/** Why text is no receipt: a mistake in typing or scanning, never a finding. */
class Mistyped extends Error {}

/** Reads what was scanned or typed: `{whole}` or `{code, index}`. Throws Mistyped. */
function readReceipt(text) {
  const digits = text.replace(/[^0-9]/g, "").length;
  return digits > RECEIPT_DIGITS / 4 ? { whole: receiptOf(text.replace(/\s/gu, "")) } : codeOf(text);
}

function receiptOf(digits) {
  if (!/^[0-9]*$/.test(digits) || digits.length !== RECEIPT_DIGITS) throw new Mistyped("receipt_digits");
  const bytes = new Uint8Array(RECEIPT_BYTES);
  for (let n = 0, at = 0; at < RECEIPT_DIGITS; n += 3, at += 8) {
    const width = Math.min(3, RECEIPT_BYTES - n);
    let number = Number(digits.slice(at, at + 8));
    if (number >= 2 ** (8 * width)) throw new Mistyped("receipt_misread");
    for (let i = width - 1; i >= 0; i--, number = Math.floor(number / 256)) bytes[n + i] = number % 256;
  }
  if (bytes[0] !== 1) throw new Mistyped("receipt_version");
  const receipt = {
    logKey: bytes.slice(1, 33),
    size: readU64(bytes, 33),
    index: readU64(bytes, 41),
    time: readU64(bytes, 49),
    root: bytes.slice(57, 89),
    leafHash: bytes.slice(89, 121),
    message: joined(RECEIPT_DOMAIN, bytes.subarray(0, RECEIPT_SIGNED)),
    signature: bytes.slice(RECEIPT_SIGNED),
  };
  if (receipt.index >= receipt.size) throw new Mistyped("receipt_misread");
  return receipt;
}

function codeOf(text) {
  const places = [...text.matchAll(/[^\s\-\u2010-\u2015#]/gu)];
  const first = places.length - CODE_SYMBOLS;
  if (text.length > 200 || first < 0) throw new Mistyped("code_length");
  const head = text.slice(0, places[first].index);
  if (first > 0 && !head.trimStart().startsWith("#") && !/\s$/u.test(head)) throw new Mistyped("code_length");
  const typed = places.slice(first).map(([c]) => c.toUpperCase().replace("O", "0").replace(/[IL]/, "1")).join("");
  if ([...typed].some((c) => !CODE_ALPHABET.includes(c))) throw new Mistyped("code_character");
  const [body, check] = [typed.slice(0, CODE_BODY), typed.slice(CODE_BODY)];
  if (checkOf(body) !== check) throw new Mistyped("code_mistyped");
  const digits = head.replace(SEPARATORS, "");
  if (first > 0 && !/^[0-9]{1,15}$/.test(digits)) throw new Mistyped("code_index");
  return { code: body, index: first > 0 ? Number(digits) : null };
}

function checkOf(body) {
  const hash = sha256(CODE_CHECK, bytesOf(body));
  return CODE_ALPHABET[hash[0] >> 3] + CODE_ALPHABET[((hash[0] & 7) << 2) | (hash[1] >> 6)];
}

/** The code's 20 characters for an entry, given the root of the tree that ends with it. */
function codeFor(logKey, index, root, hash) {
  const bits = sha256(CODE_DOMAIN, logKey, u64Of(index), root, hash);
  let body = "";
  for (let n = 0; n < CODE_BODY; n++) {
    const at = 5 * n;
    const pair = (bits[at >> 3] << 8) | bits[(at >> 3) + 1];
    body += CODE_ALPHABET[(pair >> (11 - (at & 7))) & 31];
  }
  return body;
}

/** A code as it is printed beside the entry's number. */
function printedCode(index, body) {
  return `#${index} ${body.match(/.{5}/g).join("-")}-${checkOf(body)}`;
}
