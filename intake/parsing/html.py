"""HTML to the text that a person reads. What is quoted keeps a `>` before each line, as in plain text.

Quotations are known by what the mail programs in use write around them; a rule that stands above a quotation becomes a line of underscores.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from lxml import etree

MAX_BYTES = 1_000_000
_HIDDEN = {"head", "script", "style", "title", "template"}  # No mail program runs scripts: what is shown without them is read.
_BLOCKS = {"p", "div", "br", "tr", "li", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr", "pre", "section"}
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6"}
# A picture that is written out within its page says nothing, and may be longer than all else.
_PICTURE = re.compile(r"data:[a-z]{1,20}/[^\s\"'<>)]{200,}", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_QUOTE, _UNQUOTE, _REST = "\ue000", "\ue001", "\ue002"  # Private use characters: no text that was escaped in HTML can be cut by them.
_MARKS = re.compile(f"[{_QUOTE}{_UNQUOTE}{_REST}]")
_RULE = "_" * 32
# What programs put around a quotation, its attribution or a signature: Thunderbird, Yahoo, Proton, Tutanota, Zoho, the Outlooks, Gmail.
_QUOTED = {
    *("moz-cite-prefix", "moz-signature", "moz-forward-container", "yahoo_quoted", "yahoo-quoted", "protonmail_quote", "tutanota_quote"),
    *("zmail_extra", "outlookmessageheader", "ms-outlook-mobile-reference-message", "mail-editor-reference-message-container"),
    *("gmail_signature", "gmail_signature_prefix", "protonmail_signature_block", "ms-outlook-mobile-signature", "applemailsignature"),
}
# From these on all is quoted: Outlook on the web and the new Outlook.
_HEADS = {"appendonsend", "divrplyfwdmsg"}
# A program that quotes another's HTML puts this before its names, and Yahoo puts a letter and figures.
_PREFIX = re.compile(r"^(?:x_|yiv\d{1,20}|ydp[0-9a-f]{1,20})+")
_RULED = re.compile(r"border-top(?:-style)?:[^;]{0,60}\bsolid", re.IGNORECASE)
_NOTHING = r"display\s*:\s*none\b|mso-hide\s*:\s*all\b|visibility\s*:\s*hidden\b|(?:opacity|max-height)\s*:\s*0(?![.\d]*[1-9])"
_CONCEALED = re.compile(rf"(?:^|;)\s*(?:{_NOTHING})", re.IGNORECASE)
# Letters of no size are not seen until something within them sets another size; what sets it in parts of theirs (em, %) has none either.
_NO_SIZE = re.compile(r"(?:^|;)\s*font(?:-size)?\s*:\s*0(?![.\d]*[1-9])", re.IGNORECASE)
_OWN_SIZE = re.compile(
    r"(?:^|;)\s*font(?:-size)?\s*:\s*(?:[a-z-]{1,20}\s){0,4}(?:[\d.]{1,20}(?:p[xtc]|rem|[cm]m|in|v[wh])|(?:xx?-)?small\b|medium|(?:x{1,3}-)?large\b)",
    re.IGNORECASE,
)
_STRUCK, _STRUCK_BY_STYLE = {"s", "strike", "del"}, re.compile(r"text-decoration[a-z-]{0,9}\s*:[^;]{0,60}\bline-through\b", re.IGNORECASE)
_STRIKE = "~~"  # Around words that their author struck out: who reads them is to see that.
_BARRED = re.compile(r"border-left:\s*(?:solid|\d|#)", re.IGNORECASE)


def to_text(html: str) -> str:
    """Return the readable text of `html`."""
    return read(html)[0]


def read(html: str) -> tuple[str, bool]:
    """Return the readable text of `html`, and whether it is all of it; never raises. No network, no entities from outside, bounded size."""
    html = _PICTURE.sub("", html) if len(html) > MAX_BYTES else html
    data = html[:MAX_BYTES].replace("\x00", "").encode("utf-8", "replace")
    page = _Page()
    # Quotations of quotations are nested more deeply than the parser allows where nobody says that a tree may be a huge one. No tree is
    # made: that would look through all attributes of an element for each of them, and leave out what is nested very deeply.
    parser = etree.HTMLParser(target=cast("Any", page), encoding="utf-8", no_network=True, huge_tree=True)
    try:
        etree.fromstring(data, parser)
    except etree.LxmlError:
        return _lines(page.close()), not html.strip()
    return _lines(page.close()), len(html) <= MAX_BYTES


class _Page:
    """What a page shows, with marks of what is quoted, as its parser comes upon it."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._words: list[str] = []
        self._ends: list[str | None] = []  # What stands behind each element that is open; None where nothing of it is shown.
        self._hidden = 0
        self._seen = [True]  # Whether the letters of each element that is open have a size; that of the page first.

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Begin an element."""
        self._say()
        self._seen.append(_has_size(attributes, self._seen[-1]))
        if tag in _HIDDEN or _is_concealed(attributes):
            self._hidden += 1
            self._ends.append(None)
        else:
            strike = _STRIKE if _is_struck(attributes, tag) else ""
            self._pieces += (_opened(attributes, tag), strike)
            self._ends.append(strike + _closed(attributes, tag))

    def end(self, _tag: str) -> None:
        """End the element that began last."""
        self._say()
        self._seen.pop()
        behind = self._ends.pop()
        self._hidden -= behind is None
        self._pieces.append(behind or "")

    def data(self, words: str) -> None:
        """Take a piece of the text, which may end anywhere."""
        self._words.append(words)

    def close(self) -> str:
        """Return what was shown so far."""
        self._say()
        return "".join(self._pieces)

    def _say(self) -> None:
        if self._words and not self._hidden and self._seen[-1]:
            self._pieces.append(_BLANKS.sub(" ", _MARKS.sub("", "".join(self._words))))
        self._words.clear()


def _is_concealed(attributes: Mapping[str, str]) -> bool:
    """Say whether a page shows nothing of an element, as of the line for lists of mail that many programs put before a letter."""
    return "hidden" in attributes or bool(_CONCEALED.search(attributes.get("style") or ""))


def _has_size(attributes: Mapping[str, str], around: bool) -> bool:
    """Say whether the letters of an element have any size, where those `around` it have one or not."""
    style = attributes.get("style") or ""
    return not _NO_SIZE.search(style) and (around or bool(_OWN_SIZE.search(style)))


def _is_struck(attributes: Mapping[str, str], tag: str) -> bool:
    return tag in _STRUCK or bool(_STRUCK_BY_STYLE.search(attributes.get("style") or ""))


def _opened(attributes: Mapping[str, str], tag: str) -> str:
    names = _names(attributes)
    if names & _HEADS:
        return f"\n{_REST}"
    if _is_quoted(attributes, tag, names):
        return f"\n{_QUOTE}"
    if tag == "hr" or (tag == "div" and _RULED.search(attributes.get("style") or "")):
        return f"\n{_RULE}\n"
    return "\n\n" if tag in _PARAGRAPHS else "\n" if tag in _BLOCKS else ""


def _closed(attributes: Mapping[str, str], tag: str) -> str:
    if _is_quoted(attributes, tag, _names(attributes)):
        return f"{_UNQUOTE}\n"
    return "\n\n" if tag in _PARAGRAPHS else "\n" if tag in _BLOCKS else " " if tag == "td" else ""


def _is_quoted(attributes: Mapping[str, str], tag: str, names: set[str]) -> bool:
    """Say whether an element is a quotation or a signature; Outlook puts a bar to the left of what it quotes."""
    return tag == "blockquote" or bool(names & _QUOTED) or (tag == "div" and bool(_BARRED.search(attributes.get("style") or "")))


def _names(attributes: Mapping[str, str]) -> set[str]:
    said = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower()
    return {_PREFIX.sub("", name) for name in said.split()}


def _lines(flow: str) -> str:
    depth, rest, lines = 0, 0, []
    for line in flow.split("\n"):
        depth += line.count(_QUOTE)
        rest |= _REST in line
        words = _MARKS.sub("", line).replace("\xa0", " ").strip()
        quoted = min(depth + rest, 5)
        lines.append(f"{'>' * quoted} {words}".strip() if quoted else words)
        depth = max(0, depth - line.count(_UNQUOTE))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
