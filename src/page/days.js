// A day a line: checks, hits and purchases as bars, and whether the day was closed.

const SHOWN_DAYS = 62;

function daysView(app, all = false) {
  const { model } = app;
  const closed = closuresByDay(app);
  const days = withGaps(model.days, closed);
  const some = all ? days : days.slice(-SHOWN_DAYS);
  const most = Math.max(1, ...model.days.map((day) => Math.max(day.checks, day.hits, day.purchases)));
  const more = days.length > some.length &&
    button(t("days.all", { n: count(days.length) }), () => refill(app.panel, daysView(app, true)), { class: "quiet" });
  return [
    el("p", { class: "help" }, t("days.help", { zone: model.zone.name })),
    el("p", { class: "legend" }, ["checks", "hits", "purchases"].map((name) => el("span", { class: `key ${name}` }, t(`count.${name}`)))),
    more,
    el("ol", { class: "days" }, some.reverse().map((day) => dayLine(app, day, most, closed))),
  ];
}

/** The days in order, with a line for each run of days without entries. */
function withGaps(days, closed) {
  const out = [];
  for (const day of days) {
    const before = out[out.length - 1];
    const missing = before ? Math.round((Date.parse(day.day) - Date.parse(before.day)) / DAY) - 1 : 0;
    if (missing > 0) out.push({ gap: missing, day: before.day, to: day.day });
    out.push({ ...day, closed: closed.get(day.day) });
  }
  return out;
}

function dayLine(app, day, most, closed) {
  if (day.gap) return el("li", { class: "gap" }, t("days.gap", { n: count(day.gap), from: day.day, to: day.to }));
  const bars = ["checks", "hits", "purchases"].map((name) => {
    const bar = el("span", { class: `bar ${name}` });
    bar.style.inlineSize = `${day[name] === 0 ? 0 : Math.max(1.5, (100 * day[name]) / most)}%`;
    return el("div", { class: "measure" }, bar, el("span", { class: "number" }, day[name] === 0 ? "" : count(day[name]), el("span", { class: "visually-hidden" }, ` ${t(`count.${name}`)}`)));
  });
  const mark = day.closed ? badge(day.closed.bad ? "stop" : day.closed.late ? "caution" : app.result.cannot ? "plain" : "fine", t(day.closed.bad ? "closure.bad" : day.closed.late ? "closure.late" : "closure.closed"))
    : closed.size > 0 ? badge("plain", t("closure.open")) : null;
  return el("li", {},
    el("div", { class: "day" }, button(day.day, () => app.showDay(day.day), { class: "link", "aria-label": t("days.show", { day: day.day }) }),
      el("span", { class: "soft" }, t("days.entries", { n: count(day.entries) })), mark,
      day.training > 0 ? badge("training", t("days.training", { n: count(day.training) })) : null,
      day.problems > 0 ? badge("stop", t("days.problems", { n: count(day.problems) })) : null),
    el("div", { class: "bars" }, bars));
}

function closuresByDay({ result }) {
  const rows = result.main.audit?.rows ?? [];
  return new Map((result.main.audit?.closures.all ?? []).map((closure) => [closure.day, { ...closure, bad: rows[closure.index]?.bad }]));
}

/** The closures themselves, with what is missing between them. */
function closuresView(app) {
  const closures = app.result.main.audit?.closures.all ?? [];
  if (closures.length === 0) return [el("p", {}, t("closures.none"))];
  const rows = app.result.main.audit.rows;
  const head = ["day", "written", "range", ...COUNTED, "result"];
  const gap = (closure) => {
    const days = closure.after === null ? 0 : Math.round((Date.parse(closure.day) - Date.parse(closure.after)) / DAY) - 1;
    return days > 0 && el("tr", { class: "bad" }, el("td", { colspan: head.length }, t("closures.gap", { n: count(days), from: closure.after, to: closure.day })));
  };
  const line = (closure) => [gap(closure), el("tr", { class: rows[closure.index].bad ? "bad" : "" },
    el("th", { scope: "row" }, button(closure.day, () => app.show(closure.index), { class: "link" })),
    el("td", {}, rows[closure.index].time), el("td", {}, `${closure.from}\u2013${closure.to}`),
    COUNTED.map((name) => el("td", { class: "n" }, count(closure.counts[name]))),
    el("td", {}, closure.late ? badge("caution", t("closure.late")) : null, " ", resultBadge(rows[closure.index], app.result)))];
  const last = closures[closures.length - 1];
  const open = rows.length - last.to - 1;
  return [
    el("p", { class: "help" }, t("closures.help")),
    el("div", { class: "scroll" }, el("table", { class: "plain" },
      el("thead", {}, el("tr", {}, head.map((name) => el("th", { scope: "col" }, t(COUNTED.includes(name) ? `count.${name}` : `closures.${name}`))))),
      el("tbody", {}, closures.map(line)),
      el("tfoot", {}, el("tr", {}, el("th", { scope: "row", colspan: "3" }, t("closures.totals", { day: last.day })),
        COUNTED.map((name) => el("td", { class: "n" }, count(last.totals[name]))), el("td", {}))))),
    open > 0 ? el("p", { class: "help" }, t("closures.open", { n: count(open), day: last.day })) : null,
  ];
}
