// The verdict: what holds, and above all what ties it to something outside the shop.

/** `ok`, `fails` or `cannot`: the page never says that something holds which it could not check. */
function stateOf(result) {
  if (result.findings.length > 0) return "fails";
  return result.cannot ? "cannot" : "ok";
}

const SHAPES = { fails: "\u25a0", cannot: "\u25cc", ok: "\u25cf", loose: "\u25d0" };

function verdictCard(app) {
  const { result, model } = app;
  const state = stateOf(result);
  const loose = state === "ok" && result.anchored === "none";
  const card = el("section", {
    class: `card verdict ${loose ? "loose" : state}`, id: "verdict", tabindex: "-1", "aria-labelledby": "verdict-word",
    data: { state, anchored: result.anchored, findings: result.findings.length, entries: result.entries },
  });
  card.append(
    el("div", { class: "shape", "aria-hidden": "true" }, loose ? SHAPES.loose : SHAPES[state]),
    el("div", { class: "words" },
      el("h2", { id: "verdict-word" }, t(loose ? "verdict.loose" : `verdict.${state}`)),
      el("p", { class: "sentence" }, t(loose ? "verdict.loose.text" : `verdict.${state}.text`, { n: count(result.findings.length) })),
      el("p", { class: "anchor" }, el("strong", {}, t("anchor.title")), " ", t(`anchor.${result.anchored}`, anchorParts(result))),
      result.told.map((text) => el("p", { class: "told" }, text)),
      result.cannot && state === "fails" ? el("p", { class: "told" }, t("verdict.cannot.text")) : null),
    el("dl", { class: "facts" }, model ? facts(app) : null));
  return card;
}

function anchorParts({ anchor, zone }) {
  return anchor ? { size: count(anchor.size), time: anchor.time ? zone.time(anchor.time) : "", name: shown(anchor.name ?? "", 80) } : {};
}

function facts({ result, model, name }) {
  const readable = model.rows.filter((row) => row.leaf);
  const disclosed = model.rows.reduce((sum, row) => sum + row.disclosed.length, 0);
  const span = readable.length === 0 ? "\u2013" : `${readable[0].time} \u2013 ${readable[readable.length - 1].time}`;
  return [
    fact(t("fact.file"), outside(name, 80)),
    fact(t("fact.log"), outside(result.key?.name ?? "\u2013", 120)),
    fact(t("fact.entries"), count(result.entries)),
    fact(t("fact.span"), `${span} (${model.zone.name})`),
    fact(t("fact.disclosed"), disclosed === 0 ? t("fact.none") : t("fact.disclosed.n", { n: count(disclosed) })),
    fact(t("fact.checkpoints"), t(result.cannot ? "fact.checkpoints.unread" : "fact.checkpoints.n", { n: count(result.checkpoints) })),
    fact(t("fact.key"), short(result.key?.text.split("+").slice(1).join("+") ?? "\u2013", 26)),
    fact(t("fact.root"), short(result.root, 24)),
  ];
}

/** All findings and remarks about the whole, at most `limit` at first. */
function findingsCard(app, limit = 20) {
  const { findings } = app.result;
  if (findings.length === 0) return null;
  const list = el("ol", { class: "findings", id: "findings" });
  const row = (finding) => el("li", { data: { code: finding.code } },
    finding.index === null ? null : button(t("entry.n", { n: finding.index }), () => app.show(finding.index), { class: "link" }),
    finding.epoch ? badge("plain", t("epoch.n", { n: finding.epoch })) : null, " ", findingText(finding));
  list.append(...findings.slice(0, limit).map(row));
  const more = findings.length > limit &&
    button(t("findings.all", { n: count(findings.length) }), () => (list.append(...findings.slice(limit, 5000).map(row)), more.remove()), { class: "quiet" });
  return el("section", { class: "card bad", "aria-labelledby": "findings-title" },
    el("h2", { id: "findings-title" }, t("findings.title", { n: count(findings.length) })), el("p", {}, t("findings.what")), list, more);
}
