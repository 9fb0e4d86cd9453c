"""Markup in the texts of a form, as other programs show it: a workbook prints plain text, without its signs.

Source: the XLSForm reference and ODK's "Styling XLSForms": emphasis, headings and links of Markdown, and tags of HTML. A sign that may be
meant as itself stays: a star behind a word, a line to write on, the underscores of a name, and what is smaller than something.
"""

from __future__ import annotations

import html
import re

_SIGNS = re.compile(r"[*_#<\[&\\]")  # Most texts have none of them.
_MEANT = re.compile(r"\\([*_#\\])")
_KEPT = 0xE000  # Where signs that are meant as themselves wait until the others are gone: letters of private use.
_LONG = "{1,500}?"  # What is emphasised, at most, so that a row of signs takes no time.
_VALUE = r"""(?:"[^"<>]*"|'[^'<>]*'|“[^”<>]*”|[^\s<>"']+)"""
_GIVEN = rf"(?:\s+[\w:-]+\s*=\s*{_VALUE})*\s*"
_INLINE = "a|abbr|b|big|center|code|del|em|font|i|ins|mark|pre|s|small|span|strike|strong|sub|sup|table|tbody|td|th|thead|u"
_BLOCK = "br|dd|div|dl|dt|h[1-6]|hr|ol|p|tr|ul"
_RAISED = re.compile(r"<(?P<how>su[pb])>\s*(?P<said>[0-9+-]+)\s*</(?P=how)>", re.IGNORECASE)
_HIGH, _LOW = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"), str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")
_LINK_TAG = re.compile(r"""<a\s[^<>]*?href\s*=\s*["'“]?(?P<to>[^\s"'”<>]+)["'”]?[^<>]*>(?P<said>[^<>]*)</a\s*>""", re.IGNORECASE)
_LINK = re.compile(r"(?<!!)\[(?P<said>[^\[\]\n]+)\]\((?P<to>[^\s()]+)\)")
# A heading begins with a capital, a digit or a sign: # of staff is the number of the staff.
_HEADING = re.compile(r"^[ \t]*(?:#{2,6}[ \t]*|#[ \t]+(?P<next>(?=\S)))(?P<said>[^\n]*)$", re.MULTILINE)
_LINES = re.compile(r"[ \t]*\n(?:[ \t]*\n)+[ \t]*")
_ORDER = (
    (re.compile(rf"<li{_GIVEN}>", re.IGNORECASE), "\n• "),
    (re.compile(rf"</?(?:{_BLOCK}){_GIVEN}/?>", re.IGNORECASE), "\n"),
    (re.compile(rf"</?(?:{_INLINE}|li){_GIVEN}/?>", re.IGNORECASE), ""),
    (re.compile(rf"(?<!\*)\*\*(?=\*?[^\s*])(.{_LONG})(?<=\S)\*\*"), r"\1"),
    (re.compile(rf"(?<!\w)__(?=[^\s_])(.{_LONG})(?<=[^\s_])__(?!\w)"), r"\1"),
    (re.compile(rf"(?<![\w*])\*(?=[^\W_]|[\"'“‘«„(¿¡$])(.{_LONG})(?<=[^\s*])\*(?![\w*])"), r"\1"),
    (re.compile(rf"(?<![\w{{])_(?=[^\W_]|[\"'“‘«„(¿¡$])(.{_LONG})(?<=[^\s_])_(?![\w}}])"), r"\1"),
)
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,5}|[a-z]{2,8}\d{0,2});", re.IGNORECASE)


def plain(text: str) -> str:
    """Return a text without markup."""
    if not _SIGNS.search(text):
        return text
    said = _MEANT.sub(lambda found: chr(_KEPT + ord(found[1])), text)
    said = _RAISED.sub(lambda found: found["said"].translate(_HIGH if found["how"].lower() == "sup" else _LOW), said)
    said = _LINK.sub(_link, _LINK_TAG.sub(_link, said))
    for pattern, instead in _ORDER:
        said = pattern.sub(instead, said)
    said = _ENTITY.sub(lambda found: html.unescape(found[0]), _HEADING.sub(_heading, said))
    said = "".join(chr(ord(sign) - _KEPT) if _KEPT < ord(sign) < _KEPT + 128 else sign for sign in said)
    return text if said == text else _LINES.sub("\n\n", said).strip() or text


def _link(found: re.Match[str]) -> str:
    """Return what a link says, and where it leads, if that is not the same."""
    said, to = found["said"].strip(), found["to"]
    return said if not said or said == to.removeprefix("mailto:") else f"{said} ({to})"


def _heading(found: re.Match[str]) -> str:
    said = found["said"].rstrip()
    return found[0] if found["next"] is not None and said[:1].islower() else said.rstrip("#").rstrip()
