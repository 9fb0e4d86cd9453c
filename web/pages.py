"""Pages for whoever clicks, in the language that their browser asks for, and without anything that is loaded from elsewhere."""

from __future__ import annotations

from functools import cache

import jinja2
from babel import negotiate_locale
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse

import templates
from languages import ENGLISH, catalogue, spoken
from languages.locales import right_to_left

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",  # The address has the code in it.
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


def page(request: Request, what: str, status: int = 200) -> HTMLResponse:
    """Return the page that says `what` (`ask`, `done` or `later`) of leaving."""
    language = _language(request.headers)
    say = catalogue(language).say
    shown = _template().render(
        language=language,
        direction="rtl" if right_to_left(language) else "ltr",
        title=say("leave_title").message,
        text=say(f"leave_{what}").message,
        button=say("leave_button").message if what == "ask" else "",
    )
    return HTMLResponse(shown, status, {**_HEADERS, "Content-Language": language, "Vary": "Accept-Language"})


def _language(headers: Headers) -> str:
    wanted = [one.partition(";")[0].strip().replace("-", "_") for one in headers.get("accept-language", "").split(",")[:20]]
    return negotiate_locale([*wanted, *(one.partition("_")[0] for one in wanted)], spoken()) or ENGLISH


@cache
def _template() -> jinja2.Template:
    source = (templates.folder("web") / "leave.html.j2").read_text(encoding="utf-8")
    return jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(source)


def plain_name(name: str) -> str:
    """Return a name that means the same in every header and on every disk."""
    return "".join(one if one.isascii() and (one.isalnum() or one in "._-") else "_" for one in name)
