"""HTML to the text that a person reads. What is quoted keeps a `>` before each line, as in plain text."""

from __future__ import annotations

import re

from lxml import etree

MAX_BYTES = 1_000_000
_HIDDEN = {"head", "script", "style", "title", "template", "noscript"}
_BLOCKS = {"p", "div", "br", "tr", "li", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr", "pre", "section"}
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_QUOTE, _UNQUOTE = "\ue000", "\ue001"  # Private use characters: no text that was escaped in HTML can be cut by them.


def to_text(html: str) -> str:
    """Return the readable text of `html`; never raises. No network, no entities from outside, bounded size."""
    data = html[:MAX_BYTES].replace("\x00", "").encode("utf-8", "replace")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(data, parser)
    except etree.LxmlError:
        return ""
    return "" if root is None else _lines(_flow(root))


def _flow(root: etree._Element) -> str:
    pieces: list[str] = []
    hidden = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = str(element.tag)
        start = event == "start"
        if tag in _HIDDEN:
            hidden += 1 if start else -1
        elif tag == "blockquote":
            pieces.append(f"\n{_QUOTE}" if start else f"{_UNQUOTE}\n")
        elif tag in _BLOCKS:
            pieces.append("\n")
        elif tag == "td" and not start:
            pieces.append(" ")
        words = element.text if start else element.tail
        if words and not hidden:
            pieces.append(_BLANKS.sub(" ", words.replace(_QUOTE, "").replace(_UNQUOTE, "")))
    return "".join(pieces)


def _lines(flow: str) -> str:
    depth, lines = 0, []
    for line in flow.split("\n"):
        depth += line.count(_QUOTE)
        words = line.replace(_QUOTE, "").replace(_UNQUOTE, "").replace("\xa0", " ").strip()
        lines.append(f"{'>' * min(depth, 5)} {words}".strip() if depth else words)
        depth = max(0, depth - line.count(_UNQUOTE))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
