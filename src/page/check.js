// Everything about one export: its epochs, oldest first, what the officer holds, and the result.

const MAX_EPOCHS = 1000;

/** Verifies an export. `source`: `{files, damage}`; the result is what the page shows. */
async function checkExport({ files, damage }, trust, works, progress) {
  const held = new Held(trust);
  const found = { findings: [], told: [], cannot: !works, checkpoints: 0, epochs: [], main: { audit: null, key: null, size: null } };
  const finding = (index, code, args = {}) => found.findings.push({ index, code, args });
  if (damage) finding(null, damage);
  if (files === null) return concluded(found, held);
  const tolerant = async (run) => {
    try {
      return await run();
    } catch (e) {
      if (!(e instanceof CannotVerify)) throw e;
      found.cannot = true;
      return null;
    }
  };
  const numbers = [...new Set(claimedBy(await files.whole("manifest.json", MAX_MANIFEST))?.epochs.map(Number))].sort((a, b) => a - b);
  if (numbers.length > MAX_EPOCHS) {
    finding(null, "too_many_epochs");
    return concluded(found, held);
  }
  const parts = [...numbers.map((number) => ({ number, files: new Below(files, `epochs/${number}/`) })), { number: null, files }];
  const firsts = [];
  for (const part of parts) firsts.push(await firstLeaf(part.files, works));
  const link = new Link(firsts.filter(Boolean));
  let carry = null;
  for (const part of parts) {
    const options = { works, held, cited: link.cited, carry, blobs: files, progress, tolerant };
    const register = await new Register(part.files, options).verify();
    carry = link.met(register) ? register.audit.closures.end(register.key.name) : null;
    take(found, register, part.number);
  }
  // As in the program: where the present register cannot be read, what is held has met nothing.
  if (found.main.audit === null) return concluded(found, held);
  link.end(finding, (code, args) => found.told.push({ code, args }));
  // Without signatures nobody can say whose a checkpoint is: nothing is held against the register.
  if (!found.cannot) held.rest(finding);
  return concluded(found, held);
}

/** The first leaf of a log, before anything else of it is verified; null when it cannot be read. */
async function firstLeaf(files, works) {
  const [key, newest] = [await keyOf(files, works), await files.whole("checkpoint", MAX_NOTE)];
  const size = key && newest ? await sizeOf(newest, key, works) : null;
  const bundle = size ? await files.whole(bundlePath(0, tileWidth(0, size)), MAX_BUNDLE) : null;
  try {
    return parseLeaf(leavesOf(bundle)[0]);
  } catch {
    return null;
  }
}

function take(found, register, number) {
  const { audit, findings } = register;
  found.findings.push(...findings.map((finding) => ({ ...finding, epoch: number })));
  if (number === null) found.main = register;
  if (audit === null) return;
  found.told.push(...audit.told);
  found.checkpoints += audit.checkpoints.length + 1;
  if (number !== null) found.epochs.push({ number, register });
}

function concluded(found, held) {
  const { main } = found;
  const { anchor, fits } = held.strongest();
  const rows = main.audit?.rows ?? [];
  const receipts = held.at("fits").filter(({ kind, fits }) => kind === "receipt" && fits).map(({ fits }) => fits);
  const seals = [...(main.audit?.seals ?? [])];
  for (const { index, size, time } of receipts) if (time) seals.push({ size, time, name: "", from: "receipt", proven: false, index });
  bracket(rows, seals);
  return {
    ...found, seals, receipts, anchored: anchor, anchor: fits, key: main.key, size: main.size,
    entries: rows.length, root: main.audit ? hexOf(main.audit.frontier.root()) : "",
  };
}

/** The result as `verify --json` prints it: a line per entry, one for the whole. */
function resultLines(result) {
  const of = new Map();
  const lines = [];
  for (const finding of result.findings) {
    if (finding.index === null || finding.epoch) lines.push({ index: null, ok: false, what: findingText(finding) });
    else of.set(finding.index, [...(of.get(finding.index) ?? []), findingText(finding)]);
  }
  for (const row of result.main.audit?.rows ?? []) {
    const wrong = of.get(row.index) ?? [];
    const what = [row.leaf?.kind ?? "", ...row.notes.map((note) => `note: ${noteText(note)}`)].join("; ");
    if (wrong.length === 0) lines.push({ index: row.index, ok: !result.cannot, what });
    for (const what of wrong) lines.push({ index: row.index, ok: false, what });
  }
  const ok = stateOf(result) === "ok";
  lines.push({ ok, entries: result.entries, size: result.size, root: result.root, findings: result.findings.length, anchored: result.anchored });
  return lines.map((line) => JSON.stringify(line)).join("\n") + "\n";
}
