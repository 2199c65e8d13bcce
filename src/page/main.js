// The page: one export at a time, from the start screen to the verdict.

const TABS = ["entries", "days", "closures", "evidence"];

/** Says something to who cannot see it, and shows it for a moment. */
function announce(text) {
  refill(document.getElementById("announce"), text);
}

class App {
  constructor(works) {
    this.works = works;
    this.main = document.getElementById("main");
    this.source = null;
    this.result = null;
    this.model = null;
    this.tab = "entries";
    this.selected = null;
    this.show = this.show.bind(this);
  }

  /** Draws what stands now, in the language that is chosen. */
  draw() {
    document.documentElement.lang = language;
    document.title = t("title");
    refill(document.getElementById("head"), header(this));
    refill(document.getElementById("foot"), el("p", {}, t("foot")), el("p", {}, t("foot.version", { version: VERSION })));
    if (this.result) this.drawResult();
    else refill(this.main, startScreen(this));
  }

  /** Opens what `make` gives, verifies it and shows the result. */
  async open(make) {
    const problem = (text) => refill(this.main, el("section", { class: "card problem", role: "alert", id: "problem" },
      el("h2", {}, t("problem.title")), el("p", {}, text), button(t("again"), () => this.restart(), { class: "primary" })));
    this.result = null;
    this.progress("reading", 0);
    try {
      const trust = readBrought(this.works);
      if (trust.wrong.length > 0) return problem(trust.wrong.join(" "));
      const source = await make();
      this.source = { make, name: source.name };
      this.files = source.files;
      this.result = await checkExport(source, trust, this.works, (step, part) => this.progress(step, part));
    } catch (e) {
      if (e instanceof NotAnExport) return problem(t(`problem.${e.message}`));
      if (e instanceof TooLong) return problem(t("problem.too_long"));
      return problem(t("problem.unexpected", { what: shown(String(e), 200) }));
    }
    this.model = this.result.main.audit ? new Model(this.result.main) : null;
    this.result.zone = this.model?.zone ?? new Zone("UTC");
    this.result.told = this.result.told.map(noteText);
    this.table = this.model && new Table(this);
    this.selected = null;
    this.tab = "entries";
    this.drawResult();
    document.getElementById("verdict").focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  restart() {
    this.result = null;
    this.model = null;
    this.draw();
  }

  progress(step, part) {
    const bar = el("progress", { max: "1", value: String(part), "aria-label": t(`progress.${step}`) });
    refill(this.main, el("section", { class: "card working" }, el("p", { role: "status" }, t(`progress.${step}`)), bar));
  }

  drawResult() {
    this.panel = el("div", { class: "panel", role: "tabpanel", id: "panel", "aria-labelledby": `tab-${this.tab}` });
    this.aside = el("aside", { class: "detail", id: "detail", "aria-labelledby": "detail-title", hidden: true });
    const again = el("details", { class: "card again" }, el("summary", {}, t("brought.again")), trustPanel(() => {}),
      button(t("brought.check"), () => this.open(this.source.make), { class: "primary", id: "check-again" }));
    refill(this.main,
      el("div", { class: "row actions" },
        button(t("again"), () => this.restart(), { class: "quiet" }), button(t("print"), () => print(), { class: "quiet" }),
        button(t("save"), () => this.save(), { class: "quiet" })),
      verdictCard({ ...this, name: this.source.name }), findingsCard(this), again,
      this.model && this.model.rows.length > 0 ? [this.tabs(), el("div", { class: "split" }, this.panel, this.aside)] : null);
    if (this.model) this.drawTab();
    if (this.selected !== null) this.show(this.selected);
  }

  tabs() {
    const tab = (name) => button(t(`tab.${name}`), () => this.turn(name), {
      role: "tab", id: `tab-${name}`, "aria-selected": String(name === this.tab), "aria-controls": "panel", tabindex: name === this.tab ? "0" : "-1",
    });
    const move = (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      this.turn(TABS[(TABS.indexOf(this.tab) + step + TABS.length) % TABS.length]);
      document.getElementById(`tab-${this.tab}`).focus();
      event.preventDefault();
    };
    this.bar = el("div", { class: "tabs", role: "tablist", "aria-label": t("tabs"), on: { keydown: move } }, TABS.map(tab));
    return this.bar;
  }

  turn(name) {
    this.tab = name;
    for (const tab of this.bar.children) {
      const on = tab.id === `tab-${name}`;
      tab.setAttribute("aria-selected", String(on));
      tab.setAttribute("tabindex", on ? "0" : "-1");
    }
    this.panel.setAttribute("aria-labelledby", `tab-${name}`);
    this.drawTab();
  }

  drawTab() {
    const views = { entries: () => this.table.view(), days: () => daysView(this), closures: () => closuresView(this), evidence: () => evidenceView(this) };
    refill(this.panel, views[this.tab]());
  }

  showDay(day) {
    this.table.showDay(day);
    this.turn("entries");
    document.getElementById("tab-entries").focus();
  }

  /** Shows one entry beside the list. */
  show(index, focus = false) {
    const row = this.model?.rows[index];
    if (!row) return;
    const back = document.activeElement;
    this.selected = index;
    const close = () => {
      this.selected = null;
      this.aside.hidden = true;
      document.body.classList.remove("reading");
      if (back?.isConnected) back.focus();
    };
    refill(this.aside, button("\u2715", close, { class: "close", "aria-label": t("close") }), detailView(this, row));
    this.aside.onkeydown = (event) => event.key === "Escape" && close();
    this.aside.hidden = false;
    this.aside.scrollTop = 0;
    document.body.classList.add("reading");
    if (focus) document.getElementById("detail-title").focus();
  }

  /** Hands the result over as a file, in the shape of `verify --json`. */
  save() {
    const address = URL.createObjectURL(new Blob([resultLines(this.result)], { type: "application/x-ndjson" }));
    el("a", { href: address, download: "verification.jsonl" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }
}

function header(app) {
  const choose = (tag, name) => button(name, () => ((language = tag), app.draw()), { lang: tag, "aria-pressed": String(language === tag) });
  return [
    el("h1", {}, el("span", { class: "logo", "aria-hidden": "true" }, "\u25d1"), "Countercheck ", el("span", { class: "soft" }, t("head"))),
    el("div", { class: "languages", role: "group", "aria-label": t("languages") }, choose("en", "English"), choose("fr", "Fran\u00e7ais")),
  ];
}

/** The whole list is printed, not the page of it that is on the screen. */
function acceptPrinting(app) {
  addEventListener("beforeprint", () => app.table && app.tab === "entries" && app.table.draw(0, PRINT_ROWS));
  addEventListener("afterprint", () => app.table && app.tab === "entries" && app.table.refresh());
}

const app = new App(await ed25519Works());
acceptDrops(app);
acceptPrinting(app);
app.draw();
document.documentElement.dataset.ready = "yes";
