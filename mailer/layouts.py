"""The body of a letter and its layouts -> the programs of its text part, of its HTML part and of the body alone.

Their tags are protected while the Markdown is read, the CSS is written into the elements, and the body is put into both layouts: its last
paragraph, with which a letter closes, behind what the program says besides.
"""

from __future__ import annotations

import re
from functools import cache

import css_inline
from lxml import html

import templates
from domain.errors import LetterError
from languages.telling import phrased
from mailer import plain
from mailer.frontmatter import LetterSource
from mailer.markdown import to_html
from mailer.program import Program
from mailer.tags import Tag, Tags, unbalanced

_Parts = tuple[str, str]  # The body without its closing, and that.
_CLOSING = "{{ closing }}"  # Where a layout has a place for it.


@cache
def _layout(name: str, kind: str) -> str | None:
    file = templates.folder("layouts") / f"{name}.{kind}.j2"
    return file.read_text(encoding="utf-8") if re.fullmatch(r"[a-z][a-z0-9_]*", name) and file.is_file() else None


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def programs(source: LetterSource, name: str, language: str) -> tuple[Program, Program, Program]:
    """Return the programs of the text part, of the HTML part and of the body alone."""
    text_layout, html_layout = _layout(source.layout, "txt"), _layout(source.layout, "html")
    if text_layout is None or html_layout is None:
        known = sorted({file.name.split(".")[0] for file in templates.folder("layouts").iterdir() if file.name.endswith(".html.j2")})
        where = f"{name}, line {source.lines['layout']}"
        what = phrased("letters.no_layout", layout=repr(source.layout))
        raise LetterError(what, where=where, remedy=phrased("letters.choose", known=tuple(known)))
    tags = Tags.beside([source.body, text_layout, html_layout])
    fragment = to_html(tags.protect(source.body, name, source.body_line, among_words=True), tags)
    tree = plain.parse(fragment)
    _check_balance(tree, tags)
    parts = _parted(fragment) if _CLOSING in text_layout and _CLOSING in html_layout else (fragment, "")
    body, closing = (plain.to_text(plain.parse(one), tags) if one else "" for one in parts)
    text = _in_text_layout((body, closing), tags.protect(text_layout, f"{source.layout}.txt.j2"), tags)
    page = _in_html_layout(parts, tags.protect(html_layout, f"{source.layout}.html.j2"), tags)
    return (
        Program(tags.restore(text), where=name, language=language, markup=False),
        Program(tags.restore_html(_inliner().inline(page)), where=name, language=language, markup=True),
        # Typst, which sets the PDF, works out directions by itself.
        Program(tags.restore_html(tags.alone(fragment)), where=name, language=language, markup=True),
    )


def _parted(fragment: str) -> _Parts:
    """Return a body without its last paragraph, and that: "Yours sincerely," is the last word, behind whatever is said besides.

    A body that ends otherwise, as with a condition or a list, or that is one paragraph, has no closing.
    """
    found = re.fullmatch(r"(.*\S.*)(<p>(?:(?!<p>).)*</p>\s*)", fragment, re.DOTALL)
    return (found[1], found[2]) if found else (fragment, "")


def _check_balance(body: html.HtmlElement, tags: Tags) -> None:
    """Refuse a tag that begins in one element and ends in another: what it leaves out would tear the page."""
    for element in body.iter():
        if not isinstance(element.tag, str):
            continue
        inside = [element.text, *(part for child in element for part in (None if isinstance(child.tag, str) else child.text, child.tail))]
        if torn := unbalanced(tags.within("".join(part or "" for part in inside))):
            raise LetterError(
                phrased("letters.torn", tag=f"{{% {torn.inner.strip()} %}}"),
                where=f"{torn.file}, line {torn.line}",
                remedy=phrased("letters.torn_do"),
            )


def _in_text_layout(parts: _Parts, layout: str, tags: Tags) -> str:
    """Return the text part with its tags protected; a tag alone on its line of the layout leaves no line behind."""

    def lone(match: re.Match[str]) -> str:
        return match[1] if all(tag.keyword for tag in tags.within(match[1])) else match[0]

    without = re.sub(rf"(?m)^[ \t]*((?:{tags.pattern.pattern})+)[ \t]*\n", lone, layout)
    placed = _placed(parts)
    return tags.pattern.sub(lambda match: placed.get(_printed(tags.tags[int(match[1])]), match[0]), without)


def _in_html_layout(parts: _Parts, layout: str, tags: Tags) -> str:
    """Return the HTML part with its tags protected: comments between elements, where an HTML parser would move a word, words elsewhere."""
    placed = _placed(parts)

    def place(match: re.Match[str]) -> str:
        tag, before = tags.tags[int(match[1])], layout[: match.start()]
        if (printed := _printed(tag)) in placed:
            return placed[printed]
        return f"<!--{match[0]}-->" if tag.keyword and before.rfind("<") < before.rfind(">") else match[0]

    return tags.pattern.sub(place, layout)


def _placed(parts: _Parts) -> dict[str, str]:
    """Return what a layout prints of a letter's own words, by the name under which it does."""
    return dict(zip(("body", "closing"), parts, strict=True))


def _printed(tag: Tag) -> str:
    """Return the name that a tag prints, or what it computes; "" where it prints nothing."""
    return "" if tag.keyword else tag.inner.strip()
