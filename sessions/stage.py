# mypy: disable-error-code="no-untyped-def,no-untyped-call"
"""Second stage: runs on the host from its source text, with nothing but the standard library; finds or takes the payload and starts the hub.

Sent by sessions.bootstrap as one line to the first stage, which hands over `P`, a dict of parameters: marker, sha, size, preload. Talks to the
client in lines that begin with the marker, so that motd and profile noise before them does not matter. Where the hub is and whether it answers is
known here too, so that a login to a host with a living hub loads next to nothing (every import here costs each login its milliseconds).
"""
import os
import sys
import zlib

MAX_SOCKET_PATH = 100
VOLATILE = frozenset({"PWD", "OLDPWD", "SHLVL", "_", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "MAIL", "TERM", "WINDOWID"})


def quoted(value):
    """A text, True or False as JSON."""
    if value is True or value is False:
        return "true" if value else "false"
    plain = all(" " <= ch <= "~" and ch not in '"\\' for ch in value)
    if plain:
        return '"' + value + '"'
    import json
    return json.dumps(value)


def say(params, **facts):
    out = sys.stdout.buffer
    text = "{" + ", ".join(quoted(name) + ": " + quoted(value) for name, value in facts.items()) + "}"
    out.write(b"\n" + params["marker"].encode() + text.encode() + b"\n")
    out.flush()


def private_folder(path: str) -> str:
    """Make `path` if need be and make sure it is ours and closed to others; OSError otherwise."""
    os.makedirs(path, mode=0o700, exist_ok=True)
    found = os.lstat(path)
    if found.st_mode & 0o170000 != 0o040000 or found.st_uid != os.getuid():
        raise PermissionError(path + " belongs to somebody else")
    if found.st_mode & 0o077:
        os.chmod(path, 0o700)
    return path


def run_folder(base: str) -> str:
    """The run folder below a cache folder; in /tmp when the path is too long for a socket."""
    machine = "".join(ch for ch in os.uname()[1] if ch.isalnum() or ch in "-_.")[:40] or "host"
    path = os.path.join(base, "run-" + machine)
    if len(path) + 28 > MAX_SOCKET_PATH:
        import hashlib
        path = f"/tmp/pssession-{os.getuid()}/" + hashlib.sha256(path.encode()).hexdigest()[:16]
        private_folder(os.path.dirname(path))
    return private_folder(path)


def environment_mark() -> str:
    """A short hash of the environment without what differs between two logins of one user: sessions inherit the hub's, so logins with another
    environment get a hub of their own."""
    items = sorted((name, value) for name, value in os.environ.items() if name not in VOLATILE and not name.startswith(("SSH_", "XDG_SESSION")))
    return f"{zlib.crc32(repr((items, sys.version)).encode()):08x}"


def hub_path(base: str, payload_id: str) -> str:
    """The hub's socket, for a payload and this environment."""
    return os.path.join(run_folder(base), f"hub-{payload_id[:8]}-{environment_mark()}.sock")


def answers(path: str) -> bool:
    """Whether somebody listens there."""
    try:
        from _socket import AF_UNIX, SOCK_STREAM, socket
    except ImportError:  # an interpreter built otherwise
        from socket import AF_UNIX, SOCK_STREAM, socket  # type: ignore[assignment]
    sock = socket(AF_UNIX, SOCK_STREAM)
    sock.settimeout(5.0)
    try:
        sock.connect(path)
    except OSError:
        return False
    finally:
        sock.close()
    return True


def candidates():
    home = os.environ.get("HOME") or os.path.expanduser("~")
    cache = [os.environ.get("XDG_CACHE_HOME") or "", os.path.join(home, ".cache") if home.startswith("/") else ""]
    found = [os.path.join(path, "pssession") for path in cache if path.startswith("/")]
    return found + [top + f"/pssession-{os.getuid()}" for top in ("/tmp", "/var/tmp", "/dev/shm")]


def ours(path):
    found = os.lstat(path)
    return os.path.isdir(path) and not os.path.islink(path) and found.st_uid == os.getuid() and not found.st_mode & 0o022


def find(sha, size):
    """The first folder that could be used, if the payload lies there already."""
    for base in candidates():
        path = os.path.join(base, sha)
        if os.path.exists(os.path.join(path, ".complete")) and ours(base) and ours(path):
            return base
        if usable(base, size):
            return None
    return None


def usable(base, size):
    """Whether a payload of `size` bytes, packed, could be kept there."""
    try:
        os.makedirs(base, mode=0o700, exist_ok=True)
        room = os.statvfs(base)
    except OSError:
        return False
    return ours(base) and os.access(base, os.W_OK | os.X_OK) and room.f_bavail * room.f_frsize > 5 * size


def unpack(base, sha, data):
    import io
    import shutil
    import zipfile
    os.makedirs(base, mode=0o700, exist_ok=True)
    if not ours(base):
        raise PermissionError("somebody else can write there")
    os.chmod(base, 0o700)
    tidy(base, sha)
    path, temporary = os.path.join(base, sha), os.path.join(base, f".{sha[:16]}.{os.getpid()}")
    try:
        os.mkdir(temporary, 0o700)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            archive.extractall(temporary)
        with open(os.path.join(temporary, ".complete"), "w") as out:
            out.write(sha)
        if os.path.isdir(path) and not os.path.exists(os.path.join(path, ".complete")):
            shutil.rmtree(path)
        if not os.path.isdir(path):
            os.rename(temporary, path)
    except FileExistsError:
        pass
    except OSError as error:
        if not os.path.exists(os.path.join(path, ".complete")):  # a second login may have been faster
            raise error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def tidy(base, sha):
    """Remove payloads that no hub has started from for 30 days."""
    import shutil
    import time
    for name in os.listdir(base):
        used = os.path.join(base, name, ".complete")
        if len(name) == 64 and name != sha and os.path.exists(used) and time.time() - os.path.getmtime(used) > 30 * 86400:
            shutil.rmtree(os.path.join(base, name), ignore_errors=True)


def take(params):
    say(params, need=True)
    data = sys.stdin.buffer.read(params["size"])
    import hashlib
    if hashlib.sha256(data).hexdigest() != params["sha"]:
        say(params, error="payload", message=f"the payload arrived damaged ({len(data)} of {params['size']} bytes)")
        sys.exit(1)
    troubles = []
    for base in candidates():
        try:
            unpack(base, params["sha"], data)
            return base
        except OSError as error:
            troubles.append(f"{base}: {error.strerror or error}")
    say(params, error="storage", message="no folder can hold the session host: " + "; ".join(troubles))
    sys.exit(1)


def relay(path):
    """Carry bytes between standard input and output and a socket."""
    import socket
    import threading
    sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    sock.connect(path)

    source = sys.stdin.buffer

    def upwards():
        while True:
            data = source.read1(1 << 16)  # type: ignore[union-attr]
            if not data:
                break
            sock.sendall(data)
        sock.shutdown(socket.SHUT_WR)
    threading.Thread(target=upwards, daemon=True).start()
    while True:
        data = sock.recv(1 << 16)
        if not data:
            return
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


def main(params):
    base = find(params["sha"], params["size"]) or take(params)
    try:
        hub = hub_path(base, params["sha"])
        if not answers(hub):
            sys.path.insert(0, os.path.join(base, params["sha"]))
            from sessions.daemon import ensure_hub
            hub = ensure_hub(base, params["sha"], params["preload"])
    except Exception as error:
        import traceback
        say(params, error="start", message=f"{type(error).__name__}: {error}", detail=traceback.format_exc()[-4000:])
        sys.exit(1)
    say(params, hub=hub, python=sys.version.split()[0], executable=sys.executable, home=os.path.expanduser("~"), base=base)
    words = sys.stdin.buffer.readline().decode().split(" ", 1)
    if words[0] == "relay":
        try:
            relay(words[1].rstrip("\n"))
        except OSError as error:
            sys.stderr.write(f"relay: {error}\n")
            sys.exit(3)
