"""The payload that the tests of sessions send: this tree's sessions package and the echo engine, as a reproducible zip."""
from __future__ import annotations

import hashlib
import io
import os
import zipfile

import sessions
from sessions.bootstrap import Payload


def echo_payload(factory: str = "echo_engine:make_engine", extra: str = "", more: str = "") -> Payload:
    """`more` is a further module, as the path of its file."""
    root = os.path.dirname(os.path.dirname(sessions.__file__))
    sources = {"echo_engine.py": os.path.join(os.path.dirname(__file__), "echo_engine.py")}
    if more:
        sources[os.path.basename(more)] = more
    for folder, _, names in os.walk(os.path.join(root, "sessions")):
        for name in names:
            if name.endswith(".py") and "lab" not in os.path.relpath(folder, root).split(os.sep):
                path = os.path.join(folder, name)
                sources[os.path.relpath(path, root)] = path
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(sources):
            with open(sources[name], "rb") as source:
                archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), source.read())
        archive.writestr(zipfile.ZipInfo("extra.txt", (2020, 1, 1, 0, 0, 0)), extra)
    data = buffer.getvalue()
    return Payload(data, hashlib.sha256(data).hexdigest(), factory)
