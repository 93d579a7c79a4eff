"""Web commands against a server of this process."""
from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from shell.engine import Shell
from shell.objects.records import ErrorRecord
from shell.runtime.host import NullHost


class Handler(BaseHTTPRequestHandler):
    """/json answers with what was asked, /away redirects there, /no refuses."""

    def log_message(self, *args):
        pass

    def do_GET(self):
        length = int(self.headers.get("Content-Length") or 0)
        told = {"path": self.path, "method": self.command, "body": self.rfile.read(length).decode(), "auth": self.headers.get("Authorization"),
                "type": self.headers.get("Content-Type"), "mark": self.headers.get("X-Mark")}
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "/json")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        data = json.dumps(told).encode()
        self.send_response(404 if self.path == "/no" else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_POST = do_PUT = do_GET


@pytest.fixture(scope="module")
def address():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def run():
    shell = Shell(NullHost())
    return lambda text: shell.ctx.run_text(text)


def caught(run, text):
    """The error record that a command ends with."""
    record = run(f"try {{ {text} }} catch {{ $_ }}")[0]
    assert isinstance(record, ErrorRecord)
    return record


def test_rest_gives_objects_and_sends_forms(run, address):
    got = run(f"$r = irm {address}/json -Method Post -Body @{{a='x y'}} -Headers @{{'X-Mark'='m'}} -StatusCodeVariable s; $r.method; $r.body; $r.type; $r.mark; $s")
    assert got == ["POST", "a=x+y", "application/x-www-form-urlencoded", "m", 200]


def test_query_of_get(run, address):
    assert run(f"(irm {address}/json -Body @{{q=1}}).path") == ["/json?q=1"]


def test_response_object(run, address):
    assert run(f"$w = iwr {address}/json; $w.StatusCode; $w.Content.Length -eq $w.RawContentLength") == [200, True]


def test_refusal_is_an_error_with_the_body(run, address):
    record = caught(run, f"iwr {address}/no")
    assert record.exception.message == "Response status code does not indicate success: 404 (Not Found)."
    assert record.fully_qualified_id == "WebCmdletWebResponseException,Microsoft.PowerShell.Commands.InvokeWebRequestCommand"
    assert json.loads(record.message)["path"] == "/no"
    assert run(f"(iwr {address}/no -SkipHttpErrorCheck).StatusCode") == [404]


def test_redirects_drop_credentials_and_are_counted(run, address):
    assert run(f"$r = irm {address}/away -Headers @{{Authorization='secret'}}; $r.path; $null -eq $r.auth") == ["/json", True]
    assert "302" in caught(run, f"irm {address}/away -MaximumRedirection 0").exception.message


def test_secrets_stay_off_plain_connections(run, address):
    record = caught(run, f"irm {address}/json -Authentication Bearer -Token (ConvertTo-SecureString t -AsPlainText)")
    assert record.error_id.startswith("WebCmdletAllowUnencrypted")


def test_only_http(run):
    assert "'file' scheme is not supported" in caught(run, "iwr file:///etc/hostname").exception.message


def test_unsupported_parameters_say_so(run, address):
    assert "not supported" in caught(run, f"irm {address}/json -MaximumRetryCount 2").exception.message


def test_out_file(run, address, tmp_path):
    assert run(f"irm {address}/json -OutFile {tmp_path}/o.json") == []
    assert json.loads((tmp_path / "o.json").read_text())["method"] == "GET"
