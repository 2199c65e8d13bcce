// Builds what is shown. Text from outside becomes text nodes only; nothing here parses HTML.

/** Invisible characters, and those that turn the direction of what follows: shown by their number. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/gu;

/** Text from outside, safe to look at: nothing invisible, and not longer than `limit` characters. */
function shown(text, limit = 400) {
  let out = String(text);
  const long = out.length > limit;
  if (long) out = `${out.slice(0, limit)}`;
  out = out.replace(HIDDEN, (c) => `\u{27e8}${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}\u{27e9}`);
  return long ? `${out}\u{2026}` : out;
}

/** An element; `attributes` may hold `class`, `on` (events), `data`, and ordinary attributes. */
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, run] of Object.entries(value)) node.addEventListener(event, run);
    else if (name === "data") Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Text from outside in a box of its own direction. */
function outside(text, limit) {
  return el("bdi", { dir: "auto", class: "outside" }, shown(text, limit));
}

/** A button. */
function button(label, click, attributes = {}) {
  return el("button", { type: "button", ...attributes, on: { click } }, label);
}

/** Replaces everything in a node. */
function refill(node, ...children) {
  node.replaceChildren(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A term and what belongs to it. */
function fact(term, ...value) {
  return el("div", { class: "fact" }, el("dt", {}, term), el("dd", {}, ...value));
}

/** A short mark with a word. */
function badge(kind, text) {
  return el("span", { class: `badge ${kind}` }, text);
}

/** Long hexadecimal or base64, shortened for the eye and whole for a copy. */
function short(text, length = 16) {
  return el("span", { class: "mono", title: text }, text.length > length ? `${text.slice(0, length)}\u{2026}` : text);
}
