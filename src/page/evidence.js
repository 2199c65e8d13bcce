// What was said outside the shop's walls: witnesses, receipts, lists, earlier epochs.

function evidenceView(app) {
  const { result, model } = app;
  return [
    section("evidence.held", heldList(app)),
    section("evidence.seals", sealTable(app)),
    section("evidence.brackets", bracketList(app)),
    section("evidence.lists", listTable(app)),
    section("evidence.epochs", epochList(result)),
    section("evidence.program", programs(model)),
  ];
}

function section(key, ...content) {
  return el("section", { class: "evidence" }, el("h3", {}, t(key)), content);
}

function none(key) {
  return el("p", { class: "soft" }, t(key));
}

function heldList({ result, show }) {
  if (result.receipts.length === 0 && result.anchored === "none") return none("evidence.held.none");
  return el("ul", {}, el("li", {}, t(`anchor.${result.anchored}`, anchorParts({ ...result, zone: result.zone }))),
    result.receipts.map(({ index }) => el("li", {}, t("receipt.fits"), " ", button(t("entry.n", { n: index }), () => show(index), { class: "link" }))));
}

function sealTable({ result, model }) {
  const seals = result.seals.filter(({ from }) => from === "witness");
  if (seals.length === 0) return none("evidence.seals.none");
  return el("div", { class: "scroll" }, el("table", { class: "plain" },
    el("thead", {}, el("tr", {}, ["size", "time", "name", "proven"].map((name) => el("th", { scope: "col" }, t(`seal.${name}`))))),
    el("tbody", {}, seals.slice(-500).reverse().map(({ size, time, name, proven }) => el("tr", {},
      el("td", { class: "n" }, count(size)), el("td", {}, model.zone.time(time)), el("td", {}, outside(name, 80)),
      el("td", {}, proven ? badge("fine", `\u2713 ${t("seal.yes")}`) : badge("plain", t("seal.no"))))))));
}

/** Stretches of entries whose time nothing outside the shop ties down closely. */
function bracketList({ model, show }) {
  const wide = [];
  for (const row of model.rows) {
    if (row.width <= WIDE) continue;
    const last = wide[wide.length - 1];
    if (last && last.to === row.index - 1 && sameBound(last.row, row)) last.to = row.index;
    else wide.push({ from: row.index, to: row.index, row });
  }
  if (wide.length === 0) return none("brackets.none");
  const end = (bound) => (bound ? model.zone.time(bound.at) : t("bracket.open"));
  return [el("p", { class: "help" }, t("brackets.help")), el("ul", {}, wide.slice(0, 200).map(({ from, to, row }) => el("li", {},
    button(t("brackets.range", { from, to }), () => show(from), { class: "link" }), ` ${end(row.after)} \u2013 ${end(row.before)}`,
    Number.isFinite(row.width) ? ` (${t("brackets.hours", { n: count(Math.round(row.width / 3600000)) })})` : "")))];
}

function sameBound(a, b) {
  return a.after?.at === b.after?.at && a.before?.at === b.before?.at;
}

function listTable({ model, show }) {
  const applied = model.rows.filter((row) => row.kind === "list_applied" || row.kind === "list_refused");
  if (applied.length === 0) return none("evidence.lists.none");
  const back = listRollbacks(applied);
  const text = (row, name) => {
    const value = row.leaf.plain.get(name) ?? "";
    return el("td", {}, outside(typeof value === "string" ? value : jsonText(value), 60));
  };
  return el("div", { class: "scroll" }, el("table", { class: "plain" },
    el("thead", {}, el("tr", {}, ["entry", "time", "list", "version", "issued_at", "entries", "how"].map((name) => el("th", { scope: "col" }, t(`list.${name}`))))),
    el("tbody", {}, applied.slice(-500).reverse().map((row) => el("tr", { class: back.has(row.index) || row.kind === "list_refused" ? "noted" : "" },
      el("td", {}, button(String(row.index), () => show(row.index), { class: "link" })), el("td", {}, row.time), text(row, "list"), text(row, "version"),
      text(row, "issued_at"), text(row, "entries"), el("td", {}, row.kind === "list_refused" ? badge("caution", t("list.refused")) : null, back.has(row.index) ? badge("caution", t("list.back")) : null, " ", outside(row.leaf.plain.get("how") ?? "", 40)))))));
}

/** Entries in which a list gives way to one that was issued earlier. */
function listRollbacks(applied) {
  const newest = new Map();
  const back = new Set();
  for (const { index, kind, leaf } of applied) {
    const at = instant(leaf.plain.get("issued_at"));
    const list = leaf.plain.get("list");
    if (kind !== "list_applied" || at === null) continue;
    if (at < (newest.get(list) ?? -Infinity)) back.add(index);
    newest.set(list, at);
  }
  return back;
}

function epochList(result) {
  if (result.epochs.length === 0) return none("evidence.epochs.none");
  return el("ul", {}, result.epochs.map(({ number, register }) => {
    const wrong = result.findings.filter(({ epoch }) => epoch === number).length;
    return el("li", {}, t("epoch.n", { n: number }), ": ", outside(register.key.name, 120), ` \u00b7 ${t("days.entries", { n: count(register.audit.size) })} \u00b7 `,
      wrong > 0 ? badge("stop", t("verdict.fails")) : result.cannot ? badge("plain", t("row.cannot")) : badge("fine", t("row.holds")));
  }));
}

function programs(model) {
  const builds = new Map();
  for (const { leaf } of model.rows) if (leaf) builds.set(leaf.build, (builds.get(leaf.build) ?? 0) + 1);
  return el("ul", {}, [...builds].slice(0, 50).map(([build, n]) => el("li", {}, outside(build, 60), ` \u00b7 ${t("days.entries", { n: count(n) })}`)));
}
