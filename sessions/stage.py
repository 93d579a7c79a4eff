# mypy: disable-error-code="no-untyped-def,no-untyped-call"
"""Second stage: runs on the host from its source text, with nothing but the standard library; finds or takes the payload and starts the hub.

Sent by sessions.bootstrap as one line to the first stage, which hands over `P`, a dict of parameters: marker, sha, size, preload. Talks to the
client in lines that begin with the marker, so that motd and profile noise before them does not matter.
"""
import hashlib
import io
import json
import os
import shutil
import sys
import time
import zipfile


def say(params, **facts):
    out = sys.stdout.buffer
    out.write(b"\n" + params["marker"].encode() + json.dumps(facts).encode() + b"\n")
    out.flush()


def candidates():
    home = os.environ.get("HOME") or os.path.expanduser("~")
    cache = [os.environ.get("XDG_CACHE_HOME") or "", os.path.join(home, ".cache") if home.startswith("/") else ""]
    found = [os.path.join(path, "pssession") for path in cache if path.startswith("/")]
    return found + [top + f"/pssession-{os.getuid()}" for top in ("/tmp", "/var/tmp", "/dev/shm")]


def ours(path):
    found = os.lstat(path)
    return os.path.isdir(path) and not os.path.islink(path) and found.st_uid == os.getuid() and not found.st_mode & 0o022


def find(sha):
    """The first folder that could be used, if the payload lies there already."""
    for base in candidates():
        path = os.path.join(base, sha)
        if os.path.exists(os.path.join(path, ".complete")) and ours(base) and ours(path):
            return base
        if usable(base):
            return None
    return None


def usable(base):
    try:
        os.makedirs(base, mode=0o700, exist_ok=True)
    except OSError:
        return False
    return ours(base) and os.access(base, os.W_OK | os.X_OK)


def unpack(base, sha, data):
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
    for name in os.listdir(base):
        used = os.path.join(base, name, ".complete")
        if len(name) == 64 and name != sha and os.path.exists(used) and time.time() - os.path.getmtime(used) > 30 * 86400:
            shutil.rmtree(os.path.join(base, name), ignore_errors=True)


def take(params):
    say(params, need=True)
    data = sys.stdin.buffer.read(params["size"])
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

    source: io.BufferedReader = sys.stdin.buffer  # type: ignore[assignment]

    def upwards():
        while True:
            data = source.read1(1 << 16)
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
    base = find(params["sha"]) or take(params)
    sys.path.insert(0, os.path.join(base, params["sha"]))
    try:
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
