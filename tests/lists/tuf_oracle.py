"""The reference implementation of The Update Framework, for tests/lists/python.rs.

make DIR LIST   publishes the file LIST as version 1 of a list in DIR
fetch URL ROOT  fetches with the reference client; prints the base's SHA-256
"""
import datetime
import hashlib
import json
import pathlib
import sys
import tempfile

try:
    from securesystemslib.signer import CryptoSigner
    from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp
    from tuf.ngclient import Updater
except ImportError as error:
    print(f"{error}", file=sys.stderr)
    sys.exit(3)

PIECE = 3000


def make(folder, source):
    folder = pathlib.Path(folder)
    (folder / "metadata").mkdir(parents=True)
    (folder / "targets").mkdir()
    expires = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0) + datetime.timedelta(days=9)
    signers = {role: CryptoSigner.generate_ed25519() for role in ("root", "targets", "snapshot", "timestamp")}
    data = pathlib.Path(source).read_bytes()
    digest = lambda part: hashlib.sha256(part).hexdigest()
    pieces = [data[at:at + PIECE] for at in range(0, len(data), PIECE)]
    parts = [{"target": f"part-{n}", "bytes": len(part), "sha256": digest(part)} for n, part in enumerate(pieces)]
    manifest = {
        "v": 1, "list": "national", "version": 1, "issued_at": "2024-06-01T00:00:00Z", "entries": 500,
        "sha256": digest(data), "base": {"version": 1, "bytes": len(data), "sha256": digest(data), "parts": parts},
        "overlays": [],
    }
    files = {part["target"]: piece for part, piece in zip(parts, pieces)}
    files["manifest.json"] = json.dumps(manifest).encode()

    targets = Targets(expires=expires)
    for name, content in files.items():
        targets.targets[name] = TargetFile.from_data(name, content, ["sha256"])
        (folder / "targets" / f"{digest(content)}.{name}").write_bytes(content)
    root = Root(expires=expires, consistent_snapshot=True)
    for role, signer in signers.items():
        root.add_key(signer.public_key, role)
    roles = {"root": root, "targets": targets, "snapshot": Snapshot(expires=expires), "timestamp": Timestamp(expires=expires)}
    for role, content in roles.items():
        metadata = Metadata(content)
        metadata.sign(signers[role])
        name = f"{role}.json" if role == "timestamp" else f"1.{role}.json"
        metadata.to_file(str(folder / "metadata" / name))


def fetch(url, root):
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        (work / "metadata").mkdir()
        (work / "targets").mkdir()
        updater = Updater(
            str(work / "metadata"), f"{url}/metadata/", str(work / "targets"), f"{url}/targets/",
            bootstrap=pathlib.Path(root).read_bytes(),
        )
        updater.refresh()

        def content(name):
            info = updater.get_targetinfo(name)
            return pathlib.Path(updater.download_target(info)).read_bytes()

        manifest = json.loads(content("manifest.json"))
        for file in [manifest["base"], *manifest["overlays"]]:
            data = b"".join(content(part["target"]) for part in file["parts"])
            assert hashlib.sha256(data).hexdigest() == file["sha256"], file
        print(manifest["version"], manifest["base"]["sha256"])


if __name__ == "__main__":
    {"make": make, "fetch": fetch}[sys.argv[1]](*sys.argv[2:])
