"""The payload: the part of this tree a session host runs, as a reproducible zip archive of sources, built once and cached by what it is made of.

Sources travel, not compiled files: the host's Python may be another version; it keeps its own compiled files beside them.
"""
from __future__ import annotations

import hashlib
import io
import os
import tempfile
import zipfile
from collections.abc import Iterator

from sessions.bootstrap import Payload

FACTORY = "shell.host_main:make_engine"
PACKAGES = ("jobs", "sessions", "shell")
LEFT_OUT = ("__pycache__", "shell/frontend", "shell/training", "sessions/lab")
ENDINGS = (".py", ".json", ".jsonl", ".txt")
STAMP = (2024, 1, 1, 0, 0, 0)
MARK = "payload-1"


def source_root() -> str:
    """The folder that holds the packages (on a session host: the unpacked payload)."""
    return os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def source_files(root: str) -> Iterator[str]:
    """Paths below the root, sorted, of what goes into the payload."""
    for package in PACKAGES:
        found = []
        for folder, folders, names in os.walk(os.path.join(root, package)):
            relative = os.path.relpath(folder, root).replace(os.sep, "/")
            folders[:] = sorted(f for f in folders if f not in LEFT_OUT and f"{relative}/{f}" not in LEFT_OUT and not f.startswith("."))
            found += [f"{relative}/{name}" for name in names if name.endswith(ENDINGS)]
        yield from sorted(found)


def build_payload() -> Payload:
    """The payload of this tree, from the cache when nothing has changed."""
    root = source_root()
    paths = list(source_files(root))
    key = hashlib.sha256(MARK.encode())
    for path in paths:
        found = os.stat(os.path.join(root, path))
        key.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    cached = os.path.join(_cache_folder(), f"payload-{key.hexdigest()[:24]}.zip")
    data = _read(cached)
    if data is None:
        data = archive(root, paths)
        _keep(cached, data)
    return Payload(data, hashlib.sha256(data).hexdigest(), FACTORY)


def archive(root: str, paths: list[str]) -> bytes:
    """The zip archive; the same bytes for the same files, whenever and wherever it is made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for path in paths:
            with open(os.path.join(root, path), "rb") as source:
                info = zipfile.ZipInfo(path, STAMP)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o600 << 16
                info.create_system = 3
                packed.writestr(info, source.read())
    return out.getvalue()


def _cache_folder() -> str:
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "pssession")


def _read(path: str) -> bytes | None:
    try:
        with open(path, "rb") as source:
            data = source.read()
    except OSError:
        return None
    return data if zipfile.is_zipfile(io.BytesIO(data)) else None


def _keep(path: str, data: bytes) -> None:
    """Keep it for the next start; without a place for it every start builds it again."""
    try:
        folder = os.path.dirname(path)
        os.makedirs(folder, mode=0o700, exist_ok=True)
        for name in os.listdir(folder):
            if name.startswith("payload-") and name != os.path.basename(path):
                os.unlink(os.path.join(folder, name))
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".payload")
        with os.fdopen(handle, "wb") as out:
            out.write(data)
        os.replace(temporary, path)
    except OSError:
        return
