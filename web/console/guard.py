"""What holds for every request before a page sees it, and for every answer: hosts, forged requests, and what a browser may do.

A request that changes something must come from a page of our own. Browsers say so in Sec-Fetch-Site, and older ones in Origin; they let no
page forge either (the way of Go's CrossOriginProtection). Without either header nothing is changed.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_SAFE = frozenset({"GET", "HEAD"})
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
# A page that only shows something, within another page of ours.
WITHIN = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
# A letter, or what a stranger wrote, in a frame of ours: it is drawn with its own styles, and can do nothing else.
FRAMED = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'"
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}


class Guard:
    """Lets through what was asked of one of our `hosts`, and what changes something only from a page of ours."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app, self._hosts = app, frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        if headers.get("host", "").lower() not in self._hosts:
            answer: ASGIApp = PlainTextResponse("This is not the address of the console.\n", 421)
        elif scope["method"] not in _SAFE and not is_own(headers):
            answer = PlainTextResponse("This did not come from a page of the console. Nothing was done.\n", 403)
        else:
            answer = self._app
        await answer(scope, receive, _with_headers(send))


def is_own(headers: Headers) -> bool:
    """Say whether a request comes from a page of the console."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == headers.get("host")


def is_from_within(headers: Headers) -> bool:
    """Say whether a link of the console was followed. Browsers that do not know Sec-Fetch-Site name the page in Referer, as ours allow."""
    if "sec-fetch-site" in headers:
        return is_own(headers)
    return urlsplit(headers.get("referer", "")).netloc == headers.get("host")


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
