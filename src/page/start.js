// The first screen: an export in, and what the officer brought himself.

/** What the fields of the trust panel hold. */
const brought = { checkpoint: "", keys: "", receipts: "" };

/** Reads what the officer brought: `{keys, witnesses, checkpoints, receipts, wrong}`; `wrong` are sentences. */
function readBrought(works) {
  const trust = { keys: [], witnesses: [], checkpoints: [], receipts: [], wrong: [] };
  for (const note of notesIn(brought.checkpoint)) trust.checkpoints.push(bytesOf(note));
  if (brought.checkpoint.trim() !== "" && trust.checkpoints.length === 0) trust.wrong.push(t("wrong.checkpoint"));
  for (const line of brought.keys.split("\n").map((line) => line.trim()).filter(Boolean)) {
    const key = NoteKey.parse(line, works);
    if (key === null) trust.wrong.push(t("wrong.key", { key: shown(line, 60) }));
    else (key.algorithm === ALGORITHM_COSIGNATURE ? trust.witnesses : trust.keys).push(key);
  }
  for (const text of brought.receipts.split(/\n\s*\n|\n(?=\s*#)/).filter((text) => text.trim() !== "")) {
    try {
      trust.receipts.push({ text: text.trim(), ...readReceipt(text) });
    } catch (e) {
      if (!(e instanceof Mistyped)) throw e;
      trust.wrong.push(t(`wrong.${e.message}`));
    }
  }
  return trust;
}

/** The signed notes in a text: several may stand one after the other. */
function notesIn(text) {
  const clean = text.replace(/\r\n?/g, "\n").trim();
  if (clean === "") return [];
  // Signature lines end a note; what follows them begins the next.
  const lines = clean.split("\n");
  const notes = [];
  let now = [];
  lines.forEach((line, n) => {
    now.push(line);
    const last = line.startsWith("\u2014 ") && !lines[n + 1]?.startsWith("\u2014 ");
    if (last) notes.push(`${now.join("\n").trimStart()}\n`);
    if (last) now = [];
  });
  return notes;
}

/** The panel with the three fields. `changed` runs after each change. */
function trustPanel(changed) {
  const area = (name, rows) => {
    const id = `brought-${name}`;
    const field = el("textarea", {
      id, rows, spellcheck: "false", autocomplete: "off", autocapitalize: "off", "aria-describedby": `${id}-help`,
      on: { input: () => ((brought[name] = field.value), changed()) },
    });
    field.value = brought[name];
    const load = fileButton(t(`brought.${name}.file`), { id: `${id}-file` }, async (files) => {
      const text = name === "receipts" ? await receiptIn(files[0]) : textOf(await piece(files[0], 0, MAX_NOTE * 4));
      if (text !== null) field.value = brought[name] = brought[name].trim() === "" ? text : `${brought[name].trimEnd()}\n\n${text}`;
      else announce(t("wrong.file"));
      changed();
    });
    return el("div", { class: "field" },
      el("label", { for: id }, t(`brought.${name}`)), field,
      el("p", { class: "help", id: `${id}-help` }, t(`brought.${name}.help`)), load);
  };
  return el("section", { class: "card trust", "aria-labelledby": "brought-title" },
    el("h2", { id: "brought-title" }, t("brought.title")), el("p", {}, t("brought.why")),
    el("div", { class: "fields" }, area("checkpoint", 4), area("keys", 4), area("receipts", 4)));
}

/** The text of a receipt in a picture (where the browser reads QR codes) or in a text file. */
async function receiptIn(file) {
  if (!file.type.startsWith("image/")) return textOf(await piece(file, 0, MAX_SMALL));
  if (!("BarcodeDetector" in globalThis)) {
    announce(t("wrong.no_detector"));
    return null;
  }
  try {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    const codes = await detector.detect(await createImageBitmap(file));
    return codes.map((code) => code.rawValue).find((text) => text.length === RECEIPT_DIGITS) ?? null;
  } catch {
    return null;
  }
}

/** A button that opens a file picker. */
function fileButton(label, attributes, chosen) {
  const input = el("input", {
    type: "file", class: "visually-hidden", tabindex: "-1", "aria-hidden": "true", ...attributes,
    on: { change: () => input.files.length > 0 && chosen([...input.files]).finally(() => (input.value = "")) },
  });
  return el("span", {}, input, button(label, () => input.click(), { class: "quiet" }));
}

/** The start screen. `open(make)` opens what `make` gives. */
function startScreen(app) {
  const pick = (label, id, attributes, make, kind) => {
    const input = el("input", {
      id, type: "file", class: "visually-hidden", tabindex: "-1", "aria-hidden": "true", ...attributes,
      on: { change: () => input.files.length > 0 && app.open(make([...input.files])) },
    });
    return [input, button(label, () => input.click(), { class: kind })];
  };
  const folder = (files) => () => openFolder(files.map((file) => [file.webkitRelativePath, file]));
  const zip = (files) => () => openArchive(files[0]);
  const zone = el("section", { class: "card drop", id: "drop", "aria-labelledby": "drop-title" },
    el("div", { class: "drop-mark", "aria-hidden": "true" }, "\u21e9"),
    el("h2", { id: "drop-title" }, t("start.drop")),
    el("p", {}, t("start.drop.help")),
    el("div", { class: "row" },
      pick(t("start.zip"), "pick-zip", { accept: ".zip,.age" }, zip, "primary"),
      pick(t("start.folder"), "pick-folder", { webkitdirectory: true }, folder, "")));
  return [
    el("p", { class: "lead" }, t("start.lead")),
    app.works ? null : el("p", { class: "warning", role: "alert" }, t("cannot.browser")),
    zone,
    trustPanel(() => {}),
    el("section", { class: "card" }, el("h2", {}, t("start.own")), el("p", {}, t("start.own.text")),
      el("pre", { class: "command" }, "countercheck page --sha256\nsha256sum verifier.html"), el("p", {}, t("start.own.what"))),
  ];
}

/** Lets an export be dropped anywhere. */
function acceptDrops(app) {
  const stop = (event) => event.preventDefault();
  const mark = (on) => document.body.classList.toggle("dropping", on);
  addEventListener("dragover", (event) => (stop(event), mark(true)));
  addEventListener("dragleave", () => mark(false));
  addEventListener("drop", (event) => {
    stop(event);
    mark(false);
    const items = event.dataTransfer.items;
    const single = items.length === 1 && items[0].webkitGetAsEntry?.()?.isFile ? items[0].getAsFile() : null;
    const walked = single ? null : droppedFiles(items);
    app.open(async () => (single ? openArchive(single) : openFolder(await walked)));
  });
}
