"""Text, numbers of versions, addresses, processes, events and the rest of the small library types."""
from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, Callable

import pytest

from shell.clr import index  # noqa: F401
from shell.clr.byte_arrays import byte_array
from shell.clr.exceptions import NetException
from shell.clr.guids import format_guid, parse_guid
from shell.clr.hashing import HASH, HashAlgorithm
from shell.clr.io_streams import MemoryStream
from shell.clr.io_watcher import FileSystemWatcher
from shell.clr.net import IPAddress, MailAddress, html_encode, parse, parse_endpoint, url_encode
from shell.clr.process_start import split_arguments, start_info
from shell.clr.processes import start_info_process
from shell.clr.queues import Queue, Stack
from shell.clr.randoms import Random
from shell.clr.reflection import is_serializable
from shell.clr.security import PSCredential, SecureString, make_credential
from shell.clr.string_builder import StringBuilder
from shell.clr.timers import Timer
from shell.clr.typeinfo import NetType, lookup
from shell.clr.uris import Uri, UriBuilder, make_uri
from shell.clr.versions import SemanticVersion, Version, parse_semantic, parse_version
from shell.clr.wait_handles import EventHandle, Mutex, SemaphoreHandle, _wait_any


@pytest.mark.parametrize("make, text", [
    (lambda: parse_version("1.2.3"), "1.2.3"), (lambda: parse_semantic("1.2"), "1.2.0"), (lambda: parse_semantic("2.1.0-rc.1+b5"), "2.1.0-rc.1+b5"),
    (lambda: Uri("HTTP://h:80/a/../b c?q#f"), "http://h/b c?q#f"), (lambda: Uri("rel/path", 0), "rel/path"),
    (lambda: make_uri(Uri("http://h/a/b"), "../c"), "http://h/c"), (lambda: UriBuilder("http://h:81/p").text(), "http://h:81/p"),
    (lambda: parse("127.1"), "127.0.0.1"), (lambda: parse("fe80::1"), "fe80::1"), (lambda: parse("1"), "0.0.0.1"), (lambda: parse_endpoint("1.2.3.4:80"), "1.2.3.4:80"),
    (lambda: MailAddress("Ann <a@b.org>"), '"Ann" <a@b.org>'), (lambda: parse_guid("{12345678123412341234123456789ABC}"[1:-1]), "12345678-1234-1234-1234-123456789abc"),
    (lambda: format_guid(parse_guid("12345678-1234-1234-1234-123456789abc"), "B"), "{12345678-1234-1234-1234-123456789abc}"),
    (lambda: html_encode("<a href='x'>é&"), "&lt;a href=&#39;x&#39;&gt;&#233;&amp;"), (lambda: url_encode("a b&ü", True), "a+b%26%C3%BC"),
    (lambda: StringBuilder("ab").append("c").insert(0, ">").replace("b", "").remove(0, 1), "ac"),
])
def test_texts(make: Callable[[], Any], text: str) -> None:
    assert str(make()) == text


@pytest.mark.parametrize("make, message", [
    (lambda: parse_version("1"), "Version string portion was too short or too long. (Parameter 'input')"),
    (lambda: parse_semantic("abc"), "The input string '' was not in a correct format."),
    (lambda: parse_guid("xyz"), "Unrecognized Guid format."), (lambda: parse("bad"), "An invalid IP address was specified."),
    (lambda: Uri("rel"), "Invalid URI: The format of the URI could not be determined."), (lambda: Queue().take(), "Queue empty."), (lambda: Stack().take(), "Stack empty."),
    (lambda: make_credential("", SecureString()), 'Cannot process argument because the value of argument "userName" is not valid. Change the value of the "userName" '
                                                  "argument and run the operation again."),
])
def test_errors(make: Callable[[], Any], message: str) -> None:
    with pytest.raises(NetException) as caught:
        make()
    assert caught.value.message == message


def test_order_of_versions() -> None:
    assert Version(1, 10) > Version(1, 9) and Version(1, 2) < Version(1, 2, 0) and Version(1, 2) != Version(1, 2, 0)
    ladder = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0"]
    assert [str(v) for v in sorted(map(parse_semantic, reversed(ladder)))] == ladder
    assert SemanticVersion(1) == parse_semantic("1.0.0+x")


def test_seeded_random_is_dotnets() -> None:
    r = Random(42)
    assert [r.next(100) for _ in range(3)] == [66, 14, 12] and Random(0).next() == 1559595546


def test_credentials() -> None:
    n = PSCredential("dom\\bob", SecureString("pw")).network()
    assert (n.user, n.domain, n.password, str(SecureString("x"))) == ("bob", "dom", "pw", "System.Security.SecureString")


def test_hash_of_bytes_and_stream() -> None:
    h = HashAlgorithm("SHA256", HASH)
    assert h.compute(byte_array(b"abc")) == h.compute(MemoryStream(b"abc")) and bytes(h.hash or b"").hex().startswith("ba7816bf")


def test_arguments_split_as_dotnet_does() -> None:
    assert split_arguments(r'a "b c" d\"e "x\\" f\g ""') == ["a", "b c", 'd"e', "x\\", r"f\g", ""]


def test_processes() -> None:
    info = start_info("sh", '-c "cat; exit 3"')
    info.redirect_in = info.redirect_out = True
    p = start_info_process(info)
    p.stream("In").write("hi")
    p.stream("In").close()
    assert (p.stream("Out").read_to_end(), p.wait(), p.exit_code()) == ("hi", True, 3)
    q = start_info_process(start_info("sleep", "60"))
    q.kill()
    assert q.wait() and q.exit_code() == 137
    with pytest.raises(NetException, match="An error occurred trying to start process 'nope/x' with working directory '.*'. No such file or directory"):
        start_info_process(start_info("nope/x"))


def test_wait_handles() -> None:
    event, semaphore, mutex = EventHandle(auto=True), SemaphoreHandle(1, 1), Mutex()
    assert mutex.wait(0) and mutex.wait(0) and not event.wait(0)
    threading.Thread(target=event.set).start()
    assert event.wait(10000) and not event.wait(0)
    assert _wait_any([event, semaphore]) == 1 and _wait_any([event, semaphore], 0) == 258
    with pytest.raises(NetException, match="exceed its maximum count"):
        semaphore.release(2)


def test_timer_and_watcher_raise_events(tmp_path: Path) -> None:
    seen: list[Any] = []
    done = threading.Event()

    def handler(sender: Any, arguments: Any) -> None:
        seen.append(arguments.values.get("Name", "tick"))
        done.set()
    t = Timer(1)
    t.auto_reset = False
    t.add_handler("Elapsed", handler)
    t.start()
    assert done.wait(10) and seen == ["tick"]
    done.clear()
    w = FileSystemWatcher(str(tmp_path), "*.txt")
    w.add_handler("Created", handler)
    w.set_enabled(True)
    (tmp_path / "skip.log").write_text("")
    (tmp_path / "a.txt").write_text("")
    assert done.wait(10) and seen == ["tick", "a.txt"]
    w.set_enabled(False)


@pytest.mark.parametrize("name, expected", [("int", True), ("hashtable", True), ("System.IO.FileInfo", False), ("xml", False), ("System.DayOfWeek", True)])
def test_serializable(name: str, expected: bool) -> None:
    t = lookup(name)
    assert isinstance(t, NetType) and is_serializable(t) is expected


def test_address_numbers() -> None:
    a = parse("10.0.0.1")
    assert isinstance(a, IPAddress) and a.address() == 16777226
