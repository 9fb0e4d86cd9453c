"""The HTML of a letter's body -> its plain text. Tags are still protected, so this too is done once per letter.

A paragraph is one line: the reader's program breaks it to its own width (the MIME part is encoded, so a line may be long),
which reads well in Outlook and on a telephone alike. A link is written as `text <address>`, or as its address alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree, html

from mailer.tags import Tags

_LONE = "\x1f"  # Stands before the placeholder of a tag that stood alone on its line, until the text is whole.
_BLOCKS = {"p", "ul", "ol", "blockquote", "pre", "hr", "h1", "h2", "h3", "h4", "h5", "h6"}


def parse(fragment: str) -> html.HtmlElement:
    """Return the elements of an HTML fragment within one parent."""
    return html.fragment_fromstring(fragment, create_parent="div")


def to_text(body: html.HtmlElement, tags: Tags) -> str:
    """Return the text of a letter's body; blocks are divided by a blank line."""
    return _flow(body, tags, "\n\n").replace(_LONE, "").strip("\n")


def _children(element: html.HtmlElement) -> Iterator[str | html.HtmlElement]:
    """Yield the texts and elements of `element` in order."""
    if element.text:
        yield element.text
    for child in element:
        yield child
        if child.tail:
            yield child.tail


def _flow(element: html.HtmlElement, tags: Tags, gap: str) -> str:
    """Return what stands in `element`: runs of words and blocks; `gap` ends a run of words."""
    written, run = "", list[str]()
    for child in _children(element):
        if not isinstance(child, str) and child.tag in _BLOCKS:
            written += _run(run, tags, gap) + _block(child, tags, gap)
            run = []
        else:
            run.append(child if isinstance(child, str) else _inline(child, tags))
    return written + _run(run, tags, gap)


def _run(run: list[str], tags: Tags, gap: str) -> str:
    """Return a run of words with its white space as HTML shows it. A lone tag brings no white space of its own."""
    text = re.sub(r" *\n *", "\n", re.sub(r"[ \t\r\n]+", " ", "".join(run)).replace("\v", "\n")).strip(" ")
    lone = rf"{_LONE}(?:{tags.pattern.pattern})+"
    text = re.sub(rf" ?({lone})", r"\1", text)
    if not re.sub(lone, "", text).strip():
        return text.replace(" ", "")
    words, opening = _parted(text, tags, lone)
    return words + gap + opening


def _parted(text: str, tags: Tags, lone: str) -> tuple[str, str]:
    """Part a run from the tags at its end that open what follows it."""
    found = re.search(rf"(?:{lone} ?)+$", text)
    if found and all(tag.opens for tag in tags.within(found[0])):
        return text[: found.start()], found[0].replace(" ", "")
    return text, ""


def _inline(element: html.HtmlElement, tags: Tags) -> str:
    if element.tag is etree.Comment:
        return _LONE + (element.text or "")
    if element.tag == "br":
        return "\v"
    text = "".join(child if isinstance(child, str) else _inline(child, tags) for child in _children(element))
    if element.tag == "img":
        return str(element.get("alt", ""))
    if element.tag != "a":
        return text
    target = str(element.get("href", "")).removeprefix("mailto:")
    said, leads = (unquote(tags.expand(one, lambda tag: tag.inner.strip())) for one in (text, target))
    return text if said == leads else f"{text} <{target}>"


def _block(element: html.HtmlElement, tags: Tags, gap: str) -> str:
    if element.tag in {"ul", "ol"}:
        return _list(element, tags) + gap[1:]
    if element.tag == "blockquote":
        return _indented(_flow(element, tags, "\n\n").rstrip("\n"), tags, "> ") + "\n\n"
    if element.tag == "hr":
        return "----------------------------------------\n\n"
    if element.tag == "pre":
        return f"{element.text_content().rstrip()}\n\n"
    return _flow(element, tags, "\n\n")


def _list(element: html.HtmlElement, tags: Tags) -> str:
    """Return a list, an item a line. What a loop makes is marked with dashes: its numbers are not known yet."""
    numbered = element.tag == "ol" and not any(child.tag is etree.Comment for child in element)
    written, number = "", int(element.get("start", 1))
    for child in element:
        if child.tag is etree.Comment:
            written += _inline(child, tags)
            continue
        mark = f"{number}. " if numbered else "- "
        number += 1
        item = mark + _indented(_flow(child, tags, "\n").rstrip("\n"), tags, " " * len(mark))[len(mark) :]
        # A list within it that ends with a loop's tag has its last line end already, inside of the loop.
        written += item if re.search(rf"\n({_LONE}({tags.pattern.pattern})+)+$", item) else f"{item}\n"
    return written


def _indented(text: str, tags: Tags, by: str) -> str:
    """Put `by` before every line that is not blank, behind the lone tags that it begins with."""
    return re.sub(rf"(?m)^((?:{_LONE}(?:{tags.pattern.pattern})+)*)(?=[^\n])(?!{_LONE})", rf"\1{by}", text)
