// The table of entries: searched, filtered, a page at a time, so that ten thousand are as quick as ten.

const PAGE_ROWS = 100;
const PRINT_ROWS = 2000;

/** The filters, as they stand when nothing is chosen. */
function noFilter() {
  return { search: "", kind: "", day: "", outcome: "", staff: "", problems: false, training: "" };
}

class Table {
  constructor(app) {
    this.app = app;
    this.filter = noFilter();
    this.page = 0;
    this.current = 0;
    this.rows = app.model.rows;
    this.body = el("tbody", { on: { keydown: (event) => this.key(event) } });
    this.status = el("p", { class: "status", role: "status" });
    this.pager = el("nav", { class: "pager", "aria-label": t("table.pages") });
  }

  /** The whole section. */
  view() {
    const head = ["index", "time", "what", "staff", "disclosed", "result"];
    const table = el("table", { class: "entries", "aria-rowcount": this.app.model.rows.length + 1 },
      el("caption", { class: "visually-hidden" }, t("table.caption")),
      el("thead", {}, el("tr", {}, head.map((name) => el("th", { scope: "col", class: `c-${name}` }, t(`column.${name}`))))), this.body);
    this.refresh();
    return [this.filters(), this.status, el("div", { class: "scroll" }, table), this.pager];
  }

  filters() {
    const { model } = this.app;
    const change = (name, read) => (event) => {
      this.filter[name] = read(event.target);
      this.page = 0;
      this.refresh();
    };
    const value = (target) => target.value;
    const choice = (name, options) => {
      const select = el("select", { id: `filter-${name}`, on: { change: change(name, value) } },
        el("option", { value: "" }, t("filter.all")),
        options.map(([value, text]) => el("option", { value }, text)));
      select.value = this.filter[name];
      return el("div", { class: "control" }, el("label", { for: `filter-${name}` }, t(`filter.${name}`)), select);
    };
    let wait = 0;
    const search = el("input", {
      type: "search", id: "filter-search", placeholder: t("filter.search.hint"), autocomplete: "off", spellcheck: "false",
      on: { input: (event) => (clearTimeout(wait), (wait = setTimeout(change("search", value), 120, event))) },
    });
    search.value = this.filter.search;
    const problems = el("input", { type: "checkbox", id: "filter-problems", on: { change: change("problems", (target) => target.checked) } });
    problems.checked = this.filter.problems;
    const kinds = [...model.kinds].sort((a, b) => b[1] - a[1]).map(([kind, n]) => [kind, `${shown(kindText(kind), 60)} (${count(n)})`]);
    const training = model.rows.some((row) => row.training)
      ? choice("training", [["without", t("filter.training.without")], ["only", t("filter.training.only")]]) : null;
    return el("form", { class: "filters", role: "search", on: { submit: (event) => event.preventDefault() } },
      el("div", { class: "control wide" }, el("label", { for: "filter-search" }, t("filter.search")), search),
      choice("kind", kinds), choice("day", model.days.map(({ day }) => [day, day]).reverse()),
      choice("outcome", ["stop", "caution", "not_checked", "not_listed"].map((word) => [word, t(`outcome.${word}`)])),
      choice("staff", model.staff.map((name) => [name, shown(name, 60)])), training,
      el("div", { class: "control check" }, problems, el("label", { for: "filter-problems" }, t("filter.problems"))));
  }

  /** Draws the page that is wanted anew. */
  refresh() {
    this.rows = this.app.model.filter(this.filter);
    const pages = Math.max(1, Math.ceil(this.rows.length / PAGE_ROWS));
    this.page = Math.min(this.page, pages - 1);
    this.draw(this.page * PAGE_ROWS, PAGE_ROWS);
    refill(this.status, t("table.found", { n: count(this.rows.length), all: count(this.app.model.rows.length) }));
    const turn = (to, text, name) => button(text, () => this.turn(to), { "aria-label": t(`table.${name}`), disabled: to < 0 || to >= pages || to === this.page });
    refill(this.pager, pages === 1 ? [] : [
      turn(0, "\u00ab", "first"), turn(this.page - 1, "\u2039", "previous"),
      el("span", {}, t("table.page", { n: count(this.page + 1), all: count(pages) })),
      turn(this.page + 1, "\u203a", "next"), turn(pages - 1, "\u00bb", "last")]);
  }

  draw(from, length) {
    const some = this.rows.slice(from, from + length);
    this.current = Math.min(this.current, Math.max(0, some.length - 1));
    refill(this.body, some.map((row, n) => this.row(row, n)));
  }

  turn(page) {
    this.page = page;
    this.current = 0;
    this.refresh();
    this.focus(0);
  }

  row(row, n) {
    const { app } = this;
    const cell = (name, ...children) => el("td", { class: `c-${name}`, "data-name": t(`column.${name}`) }, ...children);
    const classes = [row.bad ? "bad" : "", row.training ? "training" : "", row.notes.length > 0 ? "noted" : ""].join(" ").trim();
    return el("tr", {
      class: classes, tabindex: n === this.current ? "0" : "-1", "aria-rowindex": row.index + 2, data: { index: row.index },
      on: { click: () => (this.focus(n), app.show(row.index)) },
    },
    cell("index", String(row.index)), cell("time", row.time ?? "\u2013"),
    cell("what", el("span", { class: "kind" }, shown(kindText(row.kind), 60)), summary(row, app.model)),
    cell("staff", row.staff ? outside(app.model.who(row.staff), 40) : "\u2013"),
    cell("disclosed", row.disclosed.slice(0, 2).map((field) => [outside(isPicture(field.label) ? memberText(field.label) : field.value, 40), " "]),
      row.disclosed.length > 2 ? `+${row.disclosed.length - 2}` : null),
    cell("result", resultBadge(row, app.result)));
  }

  key(event) {
    const rows = this.body.children;
    const place = { ArrowDown: this.current + 1, ArrowUp: this.current - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (place !== undefined) this.focus(place);
    else if (event.key === "PageDown") this.turnBy(1);
    else if (event.key === "PageUp") this.turnBy(-1);
    else if (event.key === "Enter" || event.key === " ") this.app.show(Number(rows[this.current].dataset.index), true);
    else return;
    event.preventDefault();
  }

  turnBy(step) {
    const pages = Math.ceil(this.rows.length / PAGE_ROWS);
    if (this.page + step >= 0 && this.page + step < pages) this.turn(this.page + step);
  }

  focus(n) {
    const rows = this.body.children;
    if (n < 0 || n >= rows.length) return this.turnBy(n < 0 ? -1 : 1);
    rows[this.current]?.setAttribute("tabindex", "-1");
    this.current = n;
    rows[n].setAttribute("tabindex", "0");
    rows[n].focus();
  }

  /** Leaves only the entries of a day. */
  showDay(day) {
    this.filter = { ...noFilter(), day };
    this.page = 0;
  }
}

function resultBadge(row, result) {
  if (row.bad) return badge("stop", `\u2715 ${t("row.bad")}`);
  if (result.cannot) return badge("plain", `\u25cc ${t("row.cannot")}`);
  return row.notes.length > 0 ? badge("caution", `\u25b2 ${t("row.note")}`) : badge("fine", `\u2713 ${t("row.holds")}`);
}

/** A few words beside an entry's kind. */
function summary(row, model) {
  const plain = row.leaf?.plain;
  const parts = [];
  if (row.training) parts.push(badge("training", t("row.training")));
  if (row.outcome) parts.push(badge(OUTCOMES[row.outcome] ?? "plain", hasWords(`outcome.${row.outcome}`) ? t(`outcome.${row.outcome}`) : shown(row.outcome, 30)));
  if (model.corrections.has(row.leaf?.id)) parts.push(badge("caution", t("row.corrected")));
  for (const name of ["day", "purpose", "list", "version", "why", "what", "witness", "reason", "where"]) {
    const value = plain?.get(name);
    if (typeof value === "string" || typeof value === "number") parts.push(el("span", { class: "soft" }, outside(value, 60)));
  }
  return parts.map((part) => [" ", part]);
}

const OUTCOMES = { stop: "stop", caution: "caution", not_checked: "plain", not_listed: "plain" };
