// Where an export is read from: a folder or one file, dropped or chosen. Nothing is fetched.

/** Why what was handed over is no export: a word of the catalogue. */
class NotAnExport extends Error {}

/** The files of a folder: path below it → File. */
class FolderFiles {
  constructor(files) {
    this.files = files;
  }

  has(path) {
    return this.files.has(path);
  }

  paths() {
    return [...this.files.keys()];
  }

  /** A whole file of at most `limit` bytes; null when it is missing, longer or cannot be read. */
  async whole(path, limit) {
    const file = this.files.get(path);
    if (!file || file.size > limit) return null;
    try {
      return await piece(file, 0, file.size);
    } catch {
      return null;
    }
  }
}

/** A folder below another one, read as if it were the top. */
class Below {
  constructor(files, prefix) {
    this.files = files;
    this.prefix = prefix;
  }

  has(path) {
    return this.files.has(this.prefix + path);
  }

  paths() {
    return this.files.paths().filter((path) => path.startsWith(this.prefix)).map((path) => path.slice(this.prefix.length));
  }

  whole(path, limit) {
    return this.files.whole(this.prefix + path, limit);
  }
}

/** Opens files as `[path, File]` with the chosen folder's name before each path. */
function openFolder(pairs) {
  const files = new Map(pairs.map(([path, file]) => [path.split("/").slice(1).join("/"), file]));
  if (files.has("ledger.db") || files.has("keys/ledger")) throw new NotAnExport("is_a_shop");
  if (!files.has("checkpoint") && !files.has("log.vkey")) throw new NotAnExport("no_export_folder");
  return { name: pairs[0]?.[0].split("/")[0] ?? "", files: new FolderFiles(files), damage: null };
}

/** Opens one file: an archive, or a clear word about what it is. */
async function openArchive(file) {
  const start = await piece(file, 0, 32);
  const begins = (text) => sameBytes(start.subarray(0, text.length), bytesOf(text));
  if (begins("age-encryption.org/") || begins("-----BEGIN AGE ENCRYPTED") || /\.age$/i.test(file.name)) {
    throw new NotAnExport("is_encrypted");
  }
  if (begins("c2sp.org/tlog-proof@v1")) throw new NotAnExport("is_a_proof");
  if (!begins("PK")) throw new NotAnExport(begins("SQLite format 3") ? "is_a_shop" : "no_export_file");
  const damage = await zipDamage(file);
  try {
    return { name: file.name, files: await ZipFiles.open(file), damage };
  } catch (e) {
    if (e instanceof ZipDamaged) return { name: file.name, files: null, damage: "zip_damaged" };
    throw e;
  }
}

/** Everything below what was dropped, as `[path, File]`. */
async function droppedFiles(items) {
  const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const found = [];
  const walk = async (entry, depth) => {
    if (depth > 12 || found.length > MAX_ZIP_FILES) return;
    if (entry.isFile) {
      found.push([entry.fullPath.slice(1), await new Promise((done, failed) => entry.file(done, failed))]);
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const some = await new Promise((done, failed) => reader.readEntries(done, failed));
      if (some.length === 0) return;
      for (const inner of some) await walk(inner, depth + 1);
    }
  };
  for (const entry of entries) await walk(entry, 0);
  return found;
}
