"""Web commands against a server of this process."""
from __future__ import annotations

import gzip
import json
import ssl
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
        if self.path == "/json" and (self.headers.get("Transfer-Encoding") or "") == "chunked":
            told["body"] = self._chunks()
        if self.path in SPECIAL:
            SPECIAL[self.path](self)
            return
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

    do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_HEAD = do_GET

    def _chunks(self):
        out = b""
        while size := int(self.rfile.readline(), 16):
            out += self.rfile.read(size)
            self.rfile.readline()
        return out.decode()

    def answer(self, status, data=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)


TRIES = []


def _flaky(h):
    TRIES.append(1)
    h.answer(503 if len(TRIES) < 3 else 200, b"done", Content_Type="text/plain")


def _part(h):
    whole = b"0123456789"
    start = int((h.headers.get("Range") or "bytes=0-")[6:].rstrip("-"))
    if start >= len(whole):
        h.answer(416)
    else:
        h.answer(206 if start else 200, whole[start:], Content_Type="application/octet-stream")


def _basic(h):
    if h.headers.get("Authorization") is None:
        h.answer(401, b"who", WWW_Authenticate='Basic realm="x"')
    else:
        h.answer(200, h.headers["Authorization"].encode(), Content_Type="text/plain")


SPECIAL = {
    "/flaky": _flaky, "/part": _part, "/basic": _basic,
    "/cookie": lambda h: h.answer(200, (h.headers.get("Cookie") or "none").encode(), Set_Cookie="id=7; Path=/", Content_Type="text/plain"),
    "/see": lambda h: h.answer(303, Location="/json"), "/keep": lambda h: h.answer(307, Location="/json"), "/loop": lambda h: h.answer(302, Location="/loop"),
    "/zip": lambda h: h.answer(200, gzip.compress("gepackt é".encode()), Content_Encoding="gzip", Content_Type="text/plain; charset=utf-8"),
    "/xml": lambda h: h.answer(200, b"<r><i>1</i><i>2</i></r>", Content_Type="application/xml"),
    "/page": lambda h: h.answer(200, b'<a href="/x">X</a><img src=i.png><input name=q value=1>', Content_Type="text/html"),
    "/bytes": lambda h: h.answer(200, bytes(range(256)), Content_Type="application/octet-stream"),
    "/p1": lambda h: h.answer(200, b"[1]", Content_Type="application/json", Link='</p2>; rel="next"'),
    "/p2": lambda h: h.answer(200, b"[2]", Content_Type="application/json"),
}


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


def test_what_windows_alone_can_do_is_refused(run, address):
    assert "not supported" in caught(run, f"irm {address}/json -UseDefaultCredentials").exception.message


def test_out_file(run, address, tmp_path):
    assert run(f"irm {address}/json -OutFile {tmp_path}/o.json") == []
    assert json.loads((tmp_path / "o.json").read_text())["method"] == "GET"


@pytest.mark.parametrize("method", ["Get", "Post", "Put", "Delete", "Patch", "Options"])
def test_methods(run, address, method):
    assert run(f"(irm {address}/json -Method {method}).method") == [method.upper()]


def test_head_and_custom_methods(run, address):
    assert run(f"(iwr {address}/json -Method Head).Content") == [""]
    assert run(f"(iwr {address}/json -CustomMethod PROPFIND -SkipHttpErrorCheck).StatusCode") == [501]


def test_retries(run, address):
    TRIES.clear()
    assert run(f"irm {address}/flaky -MaximumRetryCount 3 -RetryIntervalSec 1") == ["done"]
    TRIES.clear()
    assert "503" in caught(run, f"irm {address}/flaky").exception.message


def test_resume(run, address, tmp_path):
    part = tmp_path / "p.bin"
    part.write_bytes(b"0123")
    run(f"iwr {address}/part -OutFile {part} -Resume")
    assert part.read_bytes() == b"0123456789"
    run(f"iwr {address}/part -OutFile {part} -Resume")
    assert part.read_bytes() == b"0123456789"


def test_a_folder_takes_the_name_of_the_address(run, address, tmp_path):
    run(f"iwr {address}/part -OutFile {tmp_path}")
    assert (tmp_path / "part").read_bytes() == b"0123456789"


def test_forms_with_files(run, address, tmp_path):
    (tmp_path / "up.txt").write_text("content of it")
    body = run(f"(irm {address}/json -Method Post -Form @{{ name = 'n 1'; file = Get-Item {tmp_path}/up.txt }}).body")[0]
    assert 'name="name"' in body and "n 1" in body and 'filename="up.txt"' in body and "content of it" in body


def test_redirects_change_the_method_only_where_they_should(run, address):
    assert run(f"(irm {address}/see -Method Post -Body x).method") == ["GET"]
    assert run(f"(irm {address}/see -Method Post -Body x -PreserveHttpMethodOnRedirect).method") == ["POST"]
    assert run(f"$r = irm {address}/keep -Method Post -Body x; $r.method; $r.body") == ["POST", "x"]
    assert "302" in caught(run, f"irm {address}/loop").exception.message


def test_sessions_keep_cookies(run, address):
    assert run(f"$null = irm {address}/cookie -SessionVariable s; irm {address}/cookie -WebSession $s; irm {address}/cookie") == ["id=7", "none"]


def test_credentials_answer_a_challenge(run, address):
    who = "[pscredential]::new('u', (ConvertTo-SecureString p -AsPlainText -Force))"
    assert run(f"irm {address}/basic -Credential ({who})") == ["Basic dTpw"]
    assert run(f"irm {address}/basic -Authentication Basic -Credential ({who}) -AllowUnencryptedAuthentication") == ["Basic dTpw"]


def test_contents(run, address):
    assert run(f"irm {address}/zip") == ["gepackt é"]
    assert run(f"(irm {address}/xml).r.i -join '+'") == ["1+2"]
    assert run(f"$p = iwr {address}/page; $p.Links[0].href; $p.Images[0].src; $p.InputFields[0].name") == ["/x", "i.png", "q"]
    assert run(f"$b = iwr {address}/bytes; $b.GetType().Name; $b.Content.Length; $b.Content[255]") == ["WebResponseObject", 256, 255]
    assert run(f"irm {address}/p1 -FollowRelLink | ForEach-Object {{ $_ }}") == [1, 2]
    assert run(f"(iwr {address}/p1).RelationLink['next']") == [f"{address}/p2"]


def test_chunked_and_text_bodies(run, address):
    assert run(f"(irm {address}/json -Method Post -Body 'a long text' -TransferEncoding chunked).body") == ["a long text"]
    assert run(f"(irm {address}/json -Method Post -Body 'x').type") == ["application/x-www-form-urlencoded"]
    assert run(f"(irm {address}/json -Method Put -ContentType application/json -Body '{{}}').type") == ["application/json"]


def test_bad_headers_and_no_server(run, address):
    assert "invalid" in caught(run, f"irm {address}/json -Headers @{{ 'X-A' = \"a`nb\" }}").exception.message
    assert "127.0.0.1:1)" in caught(run, "irm http://127.0.0.1:1/").exception.message


def test_the_error_carries_the_response(run, address):
    assert run(f"try {{ iwr {address}/no }} catch {{ $_.Exception.Response.StatusCode; $_.Exception.GetType().Name }}") == [404, "HttpResponseException"]


def test_unix_sockets(run, tmp_path):
    import socket
    path = str(tmp_path / "s")
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen()

    def serve():
        peer, _ = server.accept()
        with peer:
            peer.recv(4096)
            peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n\r\nhi")
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    assert run(f"irm http://localhost/x -UnixSocket {path}") == ["hi"]
    thread.join(60)
    server.close()


@pytest.fixture(scope="module")
def secure(tmp_path_factory):
    """An HTTPS server whose certificate nobody vouches for."""
    import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    start = datetime.datetime(2020, 1, 1)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1).not_valid_before(start).not_valid_after(
        datetime.datetime(2090, 1, 1)).add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False).sign(key, hashes.SHA256())
    (folder / "c.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "c.pem")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"https://localhost:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_certificates_are_verified(run, secure):
    record = caught(run, f"irm {secure}/json")
    assert record.exception.message.startswith("The SSL connection could not be established")
    assert run(f"(irm {secure}/json -SkipCertificateCheck).path") == ["/json"]
    assert run(f"(irm {secure}/json -SkipCertificateCheck -SslProtocol Tls12, Tls13).path") == ["/json"]
