"""What a reader of a letter would stumble over, though it can be made: leftovers of a template, links that lie, no text, no subject."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import html as lxml_html

from languages.telling import phrased
from mailer.merge import Rendered

_TAGS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{\{|\}\}|\{%|%\}|\$\{\w+\}|<<\s*\w[\w ]*>>|%\(\w+\)s")
_BRACKETS = re.compile(r"\[[^\[\]\n]{2,60}\]")
_BLANKS = re.compile(r"\bX{3,}\b|\bTODO\b|\bTBD\b|\bLorem ipsum\b")
_FEW_WORDS = 20  # A letter of fewer words around a picture says what it says by the picture.
# The ends of file names that look as an address does, as in `questionnaire.xlsx`.
_FILES = frozenset({"csv", "doc", "docx", "htm", "html", "ods", "odt", "pdf", "txt", "xls", "xlsb", "xlsm", "xlsx", "zip"})
_WEB = re.compile(r"(?:https?://)?(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?P<last>[a-z]{2,}))(?::\d+)?(?P<path>/\S*)?", re.IGNORECASE)
_MAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[a-z]{2,}", re.IGNORECASE)
_LEADS = frozenset({"http", "https", "mailto", "tel", "cid"})


@dataclass(frozen=True, slots=True)
class Stumble:
    """One thing that a reader would stumble over, and how to mend it; `quote` are the words that it is about, "" where it is about none."""

    what: str
    remedy: str
    quote: str = ""


@dataclass(frozen=True, slots=True)
class _Read:
    """A letter as it is looked at: its texts, its HTML as a tree, and what its body says without the letterhead (None where not known)."""

    letter: Rendered
    tree: lxml_html.HtmlElement | None
    body: lxml_html.HtmlElement | None


def stumbles(letter: Rendered, body: str | None = None) -> tuple[Stumble, ...]:
    """Return what is wrong with a letter that was made, each thing once; `body` is the HTML of its own words, without what frames them."""
    tree = lxml_html.fromstring(letter.html) if letter.html.strip() else None
    page = _Read(letter, tree, lxml_html.fragment_fromstring(body, create_parent=True) if body is not None else None)
    return tuple(dict.fromkeys(found for rule in _RULES for found in rule(page)))


def _no_subject(page: _Read) -> Iterator[Stumble]:
    if not page.letter.subject.strip():
        yield Stumble(phrased("letters.stumble.no_subject"), phrased("letters.no_subject_do"), "subject")


def _no_text(page: _Read) -> Iterator[Stumble]:
    if not page.letter.text.strip() or (page.body is not None and not _words(page.body) and not _shows(page.body)):
        yield Stumble(phrased("letters.stumble.no_text"), phrased("letters.stumble.no_text_do"))


def _image_only(page: _Read) -> Iterator[Stumble]:
    if any(tree is not None and _shows(tree) and _words(tree) < _FEW_WORDS for tree in (page.tree, page.body)):
        yield Stumble(phrased("letters.stumble.picture"), phrased("letters.stumble.picture_do"))


def _shows(tree: lxml_html.HtmlElement) -> bool:
    return tree.find(".//img") is not None


def _words(tree: lxml_html.HtmlElement) -> int:
    return len(tree.text_content().split())


def _leftovers(page: _Read) -> Iterator[Stumble]:
    words = f"{page.letter.subject}\n{page.letter.text}"
    for found in _TAGS.findall(words):
        yield Stumble(phrased("letters.stumble.leftover", words=found), phrased("letters.stumble.leftover_do"), found)
    for found in (*filter(_is_blank, _BRACKETS.findall(words)), *_BLANKS.findall(words)):
        yield Stumble(phrased("letters.stumble.blank", words=found), phrased("letters.stumble.blank_do"), found)


def _is_blank(brackets: str) -> bool:
    """Say whether words in brackets are a blank in a draft: capitals, or dots. "[Original signed]" is none, and neither is "[A]"."""
    inner = brackets[1:-1].strip()
    return (inner.isupper() and sum(map(str.isalpha, inner)) > 1) or inner in {"...", "…"}


def _links(page: _Read) -> Iterator[Stumble]:
    for link in page.tree.iterfind(".//a[@href]") if page.tree is not None else ():
        target, shown = str(link.get("href")).strip(), " ".join(link.text_content().split())
        if (_split(target) or ("",))[0] not in _LEADS:
            leads = phrased("letters.stumble.no_target", shown=repr(shown), target=repr(target))
            yield Stumble(leads, phrased("letters.stumble.no_target_do"), target)
        elif _lies(shown, target):
            leads = phrased("letters.stumble.lies", shown=repr(shown), target=target)
            yield Stumble(leads, phrased("letters.stumble.lies_do"), target)


_RULES: tuple[Callable[[_Read], Iterator[Stumble]], ...] = (_no_subject, _no_text, _image_only, _leftovers, _links)


def _split(target: str) -> tuple[str, str, str] | None:
    """Return scheme, host without `www.`, and the rest of an address; None where it has no scheme or cannot be taken apart."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    if not parts.scheme or (parts.scheme in {"http", "https"} and not parts.hostname):
        return None
    rest = f"{parts.path}{f'?{parts.query}' if parts.query else ''}"
    return parts.scheme.lower(), (parts.hostname or "").removeprefix("www."), rest


def _lies(shown: str, target: str) -> bool:
    """Say whether a link's text is an address, and another one than it leads to. A shortened path (`...`) is none that differs."""
    scheme, host, rest = _split(target) or ("", "", "")
    if _MAIL.fullmatch(shown):
        return scheme != "mailto" or rest.partition("?")[0].lower() != shown.lower()
    web = _WEB.fullmatch(shown)
    if web is None or (web["last"].lower() in _FILES and "://" not in shown):
        return False
    named = web["host"].lower().removeprefix("www.")
    if scheme not in {"http", "https"} or not (host == named or host.endswith(f".{named}")):
        return True
    path = (web["path"] or "").rstrip("/")
    shortened = path.endswith(("...", "…"))
    return bool(path) and not (rest.startswith(path.rstrip(".…")) if shortened else rest.rstrip("/") == path)
