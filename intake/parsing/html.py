"""HTML to the text that a person reads. What is quoted keeps a `>` before each line, as in plain text.

Quotations are known by what the mail programs in use write around them; a rule that stands above a quotation becomes a line of underscores.
"""

from __future__ import annotations

import re

from lxml import etree

MAX_BYTES = 1_000_000
_HIDDEN = {"head", "script", "style", "title", "template"}  # No mail program runs scripts: what is shown without them is read.
_BLOCKS = {"p", "div", "br", "tr", "li", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr", "pre", "section"}
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6"}
# A picture that is written out within its page says nothing, and may be longer than all else.
_PICTURE = re.compile(r"data:[a-z]{1,20}/[^\s\"'<>)]{200,}", re.IGNORECASE)
_DEEPEST = 2_040  # Elements within each other: the parser passes over what is deeper, from 2,048 on, and all behind it.
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
# A size of nothing is none of them: within it, templates set another.
_NOTHING = r"display\s*:\s*none\b|mso-hide\s*:\s*all\b|visibility\s*:\s*hidden\b|(?:opacity|max-height)\s*:\s*0(?![.\d]*[1-9])"
_CONCEALED = re.compile(rf"(?:^|;)\s*(?:{_NOTHING})", re.IGNORECASE)
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
    # Quotations of quotations are nested more deeply than the parser allows where nobody says that a tree may be a huge one.
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.LxmlError:
        return "", not html.strip()
    if root is None:
        return "", True
    flow, depth = _flow(root)
    return _lines(flow), depth < _DEEPEST and len(html) <= MAX_BYTES


def _flow(root: etree._Element) -> tuple[str, int]:
    """Return the text with marks of what is quoted, and how deeply elements are nested."""
    pieces: list[str] = []
    hidden = depth = deepest = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = str(element.tag)
        start = event == "start"
        depth += 1 if start else -1
        deepest = max(deepest, depth)
        concealed = _is_concealed(element)
        if tag in _HIDDEN or concealed:
            hidden += 1 if start else -1
        else:
            strike = _STRIKE if _is_struck(element, tag) else ""
            pieces += (_opened(element, tag), strike) if start else (strike, _closed(element, tag))
        words = element.text if start else element.tail
        if words and not hidden:
            pieces.append(_BLANKS.sub(" ", _MARKS.sub("", words)))
    return "".join(pieces), deepest


def _is_concealed(element: etree._Element) -> bool:
    """Say whether a page shows nothing of an element, as of the line for lists of mail that many programs put before a letter."""
    return element.get("hidden") is not None or bool(_CONCEALED.search(element.get("style") or ""))


def _is_struck(element: etree._Element, tag: str) -> bool:
    return tag in _STRUCK or bool(_STRUCK_BY_STYLE.search(element.get("style") or ""))


def _opened(element: etree._Element, tag: str) -> str:
    names = _names(element)
    if names & _HEADS:
        return f"\n{_REST}"
    if _is_quoted(element, tag, names):
        return f"\n{_QUOTE}"
    if tag == "hr" or (tag == "div" and _RULED.search(element.get("style") or "")):
        return f"\n{_RULE}\n"
    return "\n\n" if tag in _PARAGRAPHS else "\n" if tag in _BLOCKS else ""


def _closed(element: etree._Element, tag: str) -> str:
    if _is_quoted(element, tag, _names(element)):
        return f"{_UNQUOTE}\n"
    return "\n\n" if tag in _PARAGRAPHS else "\n" if tag in _BLOCKS else " " if tag == "td" else ""


def _is_quoted(element: etree._Element, tag: str, names: set[str]) -> bool:
    """Say whether an element is a quotation or a signature; Outlook puts a bar to the left of what it quotes."""
    return tag == "blockquote" or bool(names & _QUOTED) or (tag == "div" and bool(_BARRED.search(element.get("style") or "")))


def _names(element: etree._Element) -> set[str]:
    said = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
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
