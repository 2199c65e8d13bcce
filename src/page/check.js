// Everything about one export: its epochs, oldest first, what the officer holds, and the result.

const EPOCH = /^epochs\/([1-9][0-9]{0,8})\//;

/** Verifies an export. `source`: `{files, damage}`; the result is what the page shows. */
async function checkExport({ files, damage }, trust, works, progress) {
  const held = new Held(trust);
  const found = { findings: [], told: [], cannot: !works, entries: 0, checkpoints: 0, seals: [], epochs: [] };
  const tolerant = async (run) => {
    try {
      return await run();
    } catch (e) {
      if (!(e instanceof CannotVerify)) throw e;
      found.cannot = true;
      return null;
    }
  };
  const numbers = files === null ? [] : epochsIn(files);
  const parts = [...numbers.map((number) => ({ number, files: new Below(files, `epochs/${number}/`) })), { number: null, files }];
  const cited = [];
  for (const part of parts) cited.push(part.files && previousOf(await firstLeaf(part.files)));
  let carry = null;
  for (const [n, part] of parts.entries()) {
    const last = part.number === null;
    const options = {
      works, held, cited: cited.slice(n + 1).filter(Boolean), carry, blobs: files, epochs: last ? numbers : [], progress, tolerant,
    };
    const register = await new Register(part.files, options).verify(last ? damage : null);
    carry = register.audit?.closures.end(register.key.name) ?? null;
    take(found, register, part.number);
    if (last) found.main = register;
  }
  // Without signatures nobody can say whose a checkpoint is: nothing is held against the register.
  if (!found.cannot) held.rest((index, code, args = {}) => found.findings.push({ index, code, args }));
  return concluded(found, held);
}

function epochsIn(files) {
  const numbers = new Set(files.paths().map((path) => EPOCH.exec(path)?.[1]).filter(Boolean).map(Number));
  return [...numbers].sort((a, b) => a - b);
}

/** The first leaf of a log, before anything is verified; null when it cannot be read. */
async function firstLeaf(files) {
  const size = uncheckedCheckpoint((await files.whole("checkpoint", MAX_NOTE)) ?? new Uint8Array())?.size ?? 0;
  const bundle = size > 0 ? await files.whole(bundlePath(0, tileWidth(0, size)), MAX_BUNDLE) : null;
  try {
    return parseLeaf(leavesOf(bundle ?? new Uint8Array())?.[0] ?? new Uint8Array());
  } catch {
    return null;
  }
}

function take(found, register, number) {
  const { audit, findings } = register;
  found.findings.push(...findings.map((finding) => ({ ...finding, epoch: number })));
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
