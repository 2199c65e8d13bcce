// One entry, whole: every member, what is disclosed and whether it is what was committed to, what
// corrects it, and between which times it was written.

const MAX_BLOB = 16 << 20;
const PICTURE_TYPES = [
  ["image/jpeg", [0xff, 0xd8, 0xff]], ["image/png", [0x89, 0x50, 0x4e, 0x47]],
  ["image/webp", [0x52, 0x49, 0x46, 0x46]],
];

function detailView(app, row) {
  const { model, result } = app;
  const { leaf } = row;
  const wrong = result.findings.filter((finding) => finding.index === row.index && !finding.epoch);
  return [
    el("header", {},
      el("h2", { id: "detail-title", tabindex: "-1" }, `${t("entry.n", { n: row.index })} \u00b7 `, shown(kindText(row.kind), 60)),
      el("div", { class: "row" }, resultBadge(row, result), row.training ? badge("training", t("row.training")) : null)),
    wrong.length > 0 ? el("ul", { class: "findings" }, wrong.map((finding) => el("li", {}, findingText(finding)))) : null,
    row.notes.length > 0 ? el("ul", { class: "notes" }, row.notes.map((note) => el("li", {}, noteText(note)))) : null,
    leaf ? correctionsOf(app, row) : null,
    leaf ? disclosedOf(app, row) : null,
    leaf ? membersOf(app, row) : el("p", {}, t("detail.unreadable")),
    bracketOf(app, row),
    el("details", {}, el("summary", {}, t("detail.raw")),
      el("p", { class: "help" }, t("detail.raw.help")), el("p", {}, short(hexOf(row.hash), 64)),
      el("pre", { class: "raw" }, shown(textOf(row.bytes) ?? hexOf(row.bytes), MAX_LEAF))),
  ];
}

function correctionsOf(app, row) {
  const { model } = app;
  const original = row.kind === "corrected" ? model.byId.get(row.leaf.plain.get("corrects")) : null;
  const later = model.corrections.get(row.leaf.id) ?? [];
  if (!original && later.length === 0) return null;
  const value = (of, label) => of.disclosed.find((field) => field.label === label);
  const side = (title, of, label) => el("div", { class: "side" }, el("h4", {}, title),
    button(t("entry.n", { n: of.index }), () => app.show(of.index), { class: "link" }), ` ${of.time ?? ""} `,
    value(of, label) ? [outside(value(of, label).value, 400), " ", opening(value(of, label))] : el("span", { class: "soft" }, t("detail.not_disclosed")));
  const pair = (before, after) => {
    const label = after.leaf.plain.get("what");
    return el("div", { class: "pair" }, el("p", {}, typeof label === "string" ? shown(memberText(label), 80) : ""),
      side(t("correction.before"), before, label), side(t("correction.after"), after, "value.1"));
  };
  return el("section", {}, el("h3", {}, t("correction.title")),
    original ? pair(original, row) : null, later.map((after) => pair(row, after)));
}

function opening(field) {
  return field.opens ? badge("fine", `\u2713 ${t("field.opens")}`) : badge("stop", `\u2715 ${t("field.wrong")}`);
}

function disclosedOf(app, row) {
  const { leaf } = row;
  const known = new Set(row.disclosed.map((field) => field.label));
  const closed = [...leaf.c.keys()].filter((label) => !known.has(label));
  if (row.disclosed.length === 0 && closed.length === 0) return null;
  return el("section", {}, el("h3", {}, t("detail.committed")), el("dl", { class: "members" },
    row.disclosed.map((field) => fact(shown(memberText(field.label), 80), isPicture(field.label) ? picture(app, field) : outside(field.value, 1 << 16), " ", opening(field))),
    closed.map((label) => fact(shown(memberText(label), 80), el("span", { class: "soft" }, t("detail.not_disclosed"))))));
}

/** A picture, shown from memory after its bytes were hashed again. */
function picture(app, field) {
  const box = el("span", { class: "picture" }, button(t("picture.show"), () => load(), { class: "quiet" }));
  const load = async () => {
    const bytes = /^[0-9a-f]{64}$/.test(field.value) ? await app.files.whole(`blobs/${field.value}`, MAX_BLOB) : null;
    if (bytes === null) return refill(box, t("picture.missing"));
    if (hexOf(sha256(bytes)) !== field.value) return refill(box, badge("stop", t("picture.other")));
    const type = PICTURE_TYPES.find(([, magic]) => sameBytes(bytes.subarray(0, magic.length), Uint8Array.from(magic)))?.[0];
    if (!type) return refill(box, t("picture.unknown"));
    const address = URL.createObjectURL(new Blob([bytes], { type }));
    const image = el("img", { alt: memberText(field.label), src: address, on: { load: () => URL.revokeObjectURL(address) } });
    return refill(box, image, badge("fine", `\u2713 ${t("picture.holds")}`));
  };
  return box;
}

function membersOf(app, { leaf }) {
  const { model } = app;
  const reference = (value) => {
    const row = typeof value === "string" && /^[0-9a-f]{32}$/.test(value) ? model.byId.get(value) : null;
    return row ? [button(t("entry.n", { n: row.index }), () => app.show(row.index), { class: "link" }), " "] : [];
  };
  const value = (inner) => [...reference(inner), outside(typeof inner === "string" ? inner : jsonText(inner), 1 << 16)];
  const own = [["v", leaf.v], ["entry_id", leaf.id], ["boot", leaf.boot], ["mono", leaf.mono], ["build", leaf.build], ["lists", leaf.lists]];
  return el("section", {}, el("h3", {}, t("detail.members")), el("dl", { class: "members" },
    fact(memberText("at"), model.zone.time(leaf.at), ` ${model.zone.name}`),
    [...leaf.plain].map(([name, inner]) => fact(shown(memberText(name), 80), value(inner))),
    own.map(([name, inner]) => fact(memberText(name), outside(typeof inner === "string" ? inner : jsonText(inner), 2000)))));
}

function bracketOf(app, row) {
  const { zone } = app.model;
  const end = (bound, code) => bound
    ? [zone.time(bound.at), " \u00b7 ", t(`bracket.from.${bound.from}`, { n: bound.index }), bound.proven ? "" : ` (${t("bracket.recorded")})`]
    : t(`bracket.no_${code}`);
  return el("section", {}, el("h3", {}, t("bracket.title")), el("p", { class: "help" }, t("bracket.help")),
    el("dl", { class: "members" }, fact(t("bracket.after"), end(row.after, "after")), fact(t("bracket.before"), end(row.before, "before"))));
}
