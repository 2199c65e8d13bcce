// Every sentence in the languages of the page; the catalogues are words.*.json.

let language = (navigator.languages ?? ["en"]).map((tag) => tag.slice(0, 2)).find((tag) => tag in CATALOGUES) ?? "en";

/** The sentence `key` with its parts filled in; what fills them must be `shown` where it is from outside. */
function t(key, parts = {}) {
  const text = CATALOGUES[language][key] ?? CATALOGUES.en[key];
  if (text === undefined) return key;
  return text.replace(/\{([a-z]+)\}/g, (_, name) => (name in parts ? String(parts[name]) : ""));
}

/** Whether the catalogue has a sentence of this key. */
function hasWords(key) {
  return key in CATALOGUES.en;
}

/** A number as people of the language write it. */
function count(number) {
  return new Intl.NumberFormat(language).format(number);
}

/** What does not hold, as a sentence. */
function findingText({ code, args }) {
  const parts = Object.fromEntries(Object.entries(args).map(([name, value]) => [name, shown(value, 120)]));
  if (typeof args.fault === "string") parts.fault = t(`fault.${args.fault}`);
  return t(`finding.${code}`, parts);
}

function noteText({ code, args }) {
  return t(`note.${code}`, Object.fromEntries(Object.entries(args).map(([name, value]) => [name, shown(value, 120)])));
}

/** What a kind of entry is called. */
function kindText(kind) {
  return hasWords(`kind.${kind}`) ? t(`kind.${kind}`) : kind;
}

/** What a member or label is called; the family of `imei.1` is `imei`. */
function memberText(name) {
  const [family, ordinal] = name.split(".");
  const word = hasWords(`member.${family}`) ? t(`member.${family}`) : name;
  return ordinal && word !== name ? `${word} ${ordinal}` : word;
}
