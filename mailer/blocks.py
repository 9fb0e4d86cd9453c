"""The rendered HTML of a letter's body -> the blocks that a page is set from. One source, so mail and PDF cannot say different things."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from lxml import html

from mailer.plain import parse


class BlockKind(StrEnum):
    """What a block is; the values are those that the layout of the page asks for."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    BULLETS = "bullets"
    NUMBERS = "numbers"
    ITEM = "item"
    QUOTE = "quote"
    RULE = "rule"


_KINDS = {
    "p": BlockKind.PARAGRAPH,
    "ul": BlockKind.BULLETS,
    "ol": BlockKind.NUMBERS,
    "li": BlockKind.ITEM,
    "blockquote": BlockKind.QUOTE,
    "hr": BlockKind.RULE,
    "pre": BlockKind.PARAGRAPH,
}


@dataclass(frozen=True, slots=True)
class Span:
    """Words that look alike; `link` is where they lead, or blank. A line break is a newline."""

    text: str
    strong: bool = False
    emphasis: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, rule (with spans), or bullets, numbers, item, quote (with blocks)."""

    kind: BlockKind
    spans: tuple[Span, ...] = ()
    blocks: tuple[Block, ...] = ()


def blocks(fragment: str) -> tuple[Block, ...]:
    """Return the blocks of an HTML fragment."""
    return tuple(_blocks(parse(fragment)))


def _blocks(element: html.HtmlElement) -> Iterator[Block]:
    """Yield the blocks within `element`; words beside blocks become a paragraph of their own."""
    pieces = [*_pieces(element, Span(""))]
    for loose, group in groupby(pieces, lambda piece: isinstance(piece, Span)):
        if not loose:
            yield from (piece for piece in group if isinstance(piece, Block))
        elif spans := _spans(piece for piece in group if isinstance(piece, Span)):
            yield Block(BlockKind.PARAGRAPH, spans)


def _pieces(element: html.HtmlElement, style: Span) -> Iterator[Span | Block]:
    if element.text:
        yield replace(style, text=element.text)
    for child in element:
        yield from _piece(child, style)
        if child.tail:
            yield replace(style, text=child.tail)


def _piece(element: html.HtmlElement, style: Span) -> Iterator[Span | Block]:
    tag = element.tag
    if not isinstance(tag, str):
        return
    if tag in {"ul", "ol", "li", "blockquote"}:
        yield Block(_KINDS[tag], (), tuple(_blocks(element)))
    elif tag in _KINDS or tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
        yield Block(_KINDS.get(tag, BlockKind.HEADING), _spans(piece for piece in _pieces(element, style) if isinstance(piece, Span)))
    elif tag == "br":
        yield replace(style, text="\v")
    else:
        yield from _pieces(
            element,
            replace(
                style,
                strong=style.strong or tag == "strong",
                emphasis=style.emphasis or tag == "em",
                link=str(element.get("href", style.link)),
            ),
        )


def _spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans with white space as HTML shows it (a no-break space stays), and none that is empty."""
    kept = list[Span]()
    for span in spans:
        text = re.sub(" ?\v ?", "\n", re.sub(r"[ \t\r\n]+", " ", span.text))
        if not kept or kept[-1].text.endswith((" ", "\n")):
            text = text.lstrip(" ")
        if text:
            kept.append(replace(span, text=text))
    if kept:
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip(" "))
    return tuple(span for span in kept if span.text)
