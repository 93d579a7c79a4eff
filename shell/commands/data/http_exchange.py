"""One HTTP exchange over urllib: TLS verified, redirects counted, credentials never carried to another place unasked."""
from __future__ import annotations

import ssl
import urllib.error
import urllib.request
from email.message import Message
from http.cookiejar import CookieJar
from typing import IO, Any, Optional


class Redirects(urllib.request.HTTPRedirectHandler):
    """Follows up to `most` redirects (None: urllib's own limit); from HTTPS to HTTP only when allowed."""

    def __init__(self, most: Optional[int], keep_authorization: bool, allow_insecure: bool) -> None:
        self.most, self.keep_authorization, self.allow_insecure = most, keep_authorization, allow_insecure
        self.followed = 0

    def redirect_request(self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str) -> Optional[urllib.request.Request]:
        if self.most is not None and self.followed >= self.most or not newurl.lower().startswith(("http://", "https://")):
            return None
        if req.full_url.lower().startswith("https:") and newurl.lower().startswith("http:") and not self.allow_insecure:
            return None
        self.followed += 1
        made = super().redirect_request(req, fp, code, msg, headers, newurl)
        if made is not None and not self.keep_authorization:
            made.remove_header("Authorization")
        return made


class Reply:
    """A response read to its end."""

    __slots__ = ("status", "reason", "headers", "data", "refused")

    def __init__(self, status: int, reason: str, headers: Message, data: bytes, refused: bool) -> None:
        self.status, self.reason, self.headers, self.data, self.refused = status, reason, headers, data, refused

    def text(self) -> str:
        """By the charset of the content type, else UTF-8."""
        charset = self.headers.get_content_charset() or "utf-8"
        try:
            return self.data.decode(charset, "replace")
        except LookupError:
            return self.data.decode("utf-8", "replace")


def exchange(url: str, method: str, headers: dict[str, str], body: Optional[bytes], redirects: Redirects, cookies: CookieJar, timeout: Optional[float],
             verify: bool, proxy: Optional[bool]) -> Reply:
    """Send and receive.  A status of 300 and more is a Reply with `refused`; OSError (URLError) when there is no answer."""
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    handlers: list[Any] = [urllib.request.HTTPSHandler(context=context), urllib.request.HTTPCookieProcessor(cookies), redirects]
    if proxy is False:
        handlers.append(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(url, body, headers, method=method)
    opener = urllib.request.build_opener(*handlers)
    try:
        answer = opener.open(request) if timeout is None else opener.open(request, timeout=timeout)
    except urllib.error.HTTPError as e:
        with e:
            return Reply(e.code, e.reason, e.headers, e.read(), True)
    with answer:
        return Reply(answer.status, answer.reason, answer.headers, answer.read(), False)
