// Ed25519 by the browser (WebCrypto). A browser that lacks it can compare hashes, but not say who
// signed them: then nothing on this page may look verified.

/** Test 1 of RFC 8032, section 7.1: key, signature of the empty message. */
const KNOWN_KEY = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
const KNOWN_SIGNATURE =
  "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";

/** Thrown where a signature should be checked and the browser cannot. */
class CannotVerify extends Error {}

const FIELD = (1n << 255n) - 19n;
const ORDER_EIGHT = 0x7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7n;
/** y coordinates of the points of small order: signatures under such keys prove nothing. */
const SMALL_ORDER = new Set([0n, 1n, FIELD - 1n, FIELD, FIELD + 1n, ORDER_EIGHT, FIELD - ORDER_EIGHT]);
const SMALL_ORDER_ENDS = new Set([...SMALL_ORDER].map((y) => Number(y & 0xffn)));

/** Whether the browser gives the right answers for a signature that is known. */
async function ed25519Works() {
  try {
    const [key, good] = [unhex(KNOWN_KEY), unhex(KNOWN_SIGNATURE)];
    const bad = good.slice();
    bad[0] ^= 1;
    const nothing = new Uint8Array();
    const handle = await importEd25519(key);
    const yes = await crypto.subtle.verify("Ed25519", handle, good, nothing);
    const no = await crypto.subtle.verify("Ed25519", handle, bad, nothing);
    return yes === true && no === false;
  } catch {
    return false;
  }
}

function importEd25519(key) {
  return crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
}

/** A public key that checks signatures; `works` says whether the browser can. */
class PublicKey {
  constructor(bytes, works) {
    this.bytes = bytes;
    this.works = works;
    this.handle = null;
  }

  /** Whether the signature is this key's over the message. Throws CannotVerify. */
  async verifies(message, signature) {
    if (!this.works) throw new CannotVerify();
    if (signature.length !== 64 || isSmallOrder(this.bytes) || isSmallOrder(signature.subarray(0, 32))) return false;
    try {
      this.handle ??= importEd25519(this.bytes);
      return (await crypto.subtle.verify("Ed25519", await this.handle, signature, message)) === true;
    } catch {
      return false;
    }
  }
}

function isSmallOrder(point) {
  if (!SMALL_ORDER_ENDS.has(point[0])) return false;
  let y = 0n;
  for (let i = 31; i >= 0; i--) y = (y << 8n) | BigInt(i === 31 ? point[i] & 0x7f : point[i]);
  return SMALL_ORDER.has(y);
}
