"""Markdown with its Jinja tags protected -> HTML, read once per letter. A loop over items makes one list, not a list an item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, groupby

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from mailer.tags import MIDDLE, Tag, Tags

_LISTS = {"bullet_list_open", "ordered_list_open"}


def to_html(text: str, tags: Tags) -> str:
    """Return the HTML of a Markdown text; a tag alone on its line is an HTML comment there, any other a word.

    Raw HTML and indented code are not known: a letter's mail, text and PDF are all made of the same few elements.
    """
    parser = MarkdownIt("commonmark", {"html": False}).disable(["code", "html_block", "html_inline"])
    parser.block.ruler.before("fence", "jinja", partial(_rule, tags), {"alt": ["paragraph", "reference", "blockquote", "list"]})
    tokens = joined(parser.parse(_aligned(text, tags)))
    return str(parser.renderer.render(tokens, parser.options, {}))


def _lone(line: str, tags: Tags) -> list[Tag]:
    """Return the tags of a line that holds nothing else and prints nothing; empty for any other line."""
    within = tags.within(line)
    return within if all(tag.keyword for tag in within) and not tags.pattern.sub("", line).strip() else []


def _rule(tags: Tags, state: StateBlock, line: int, _end: int, silent: bool) -> bool:
    content = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()
    if not _lone(content, tags):
        return False
    if not silent:
        token = state.push("html_block", "", 0)
        token.content, token.meta = f"<!--{content.replace(' ', '')}-->\n", {"jinja": _lone(content, tags)}
        state.line = line + 1
    return True


def _aligned(text: str, tags: Tags) -> str:
    """Indent the tags that stand alone as what they enclose, so that they stay inside of the list item that they belong to."""
    lines, opened = text.split("\n"), list[str]()
    for number, line in enumerate(lines):
        lone = _lone(line, tags)
        if not lone:
            continue
        following = next((other for other in lines[number:] if other.strip() and not _lone(other, tags)), "")
        own = following[: len(following) - len(following.lstrip())]
        for tag in lone:
            if tag.closes and opened:
                own = opened.pop()
            elif tag.keyword in MIDDLE and opened:
                own = opened[-1]
            elif tag.opens:
                opened.append(own)
        lines[number] = own + line.strip()
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A piece of a text. `frame` opens and closes the list that it is, `items` is what it brings; a loose one is no list by itself."""

    tokens: list[Token]
    frame: tuple[Token, Token] | None = None
    items: tuple[Token, ...] = ()
    loose: bool = False

    @property
    def kind(self) -> str | None:
        return self.frame[0].type if self.frame else None


def joined(tokens: Sequence[Token]) -> list[Token]:
    """Make one list of the lists that tags alone divide: {% for %} and {% endfor %} go inside of it."""
    return [token for _, run in groupby(_units(tokens), lambda unit: unit.kind) for token in _merged(list(run))]


def _merged(run: Sequence[_Unit]) -> list[Token]:
    """Return one list of neighbours of the same kind, or the tokens as they are."""
    frame = next((unit.frame for unit in run if not unit.loose), None)
    if frame is None:
        return [token for unit in run for token in unit.tokens]
    return [frame[0], *(token for unit in run for token in unit.items), frame[1]]


def _units(tokens: Sequence[Token]) -> Iterator[_Unit]:
    position = 0
    while position < len(tokens):
        token = tokens[position]
        lone = token.meta.get("jinja", [])
        end = position
        if token.nesting == 1:
            end = _closing(tokens, position)
            inner = joined(tokens[position + 1 : end])
            frame = (token, tokens[end]) if token.type in _LISTS else None
            yield _Unit([token, *inner, tokens[end]], frame, tuple(inner))
        elif len(lone) == 1 and lone[0].opens and (found := _end_of_block(tokens, position)):
            end = found
            yield _block(tokens[position], list(_units(tokens[position + 1 : end])), tokens[end])
        else:
            yield _Unit([token])
        position = end + 1


def _closing(tokens: Sequence[Token], start: int) -> int:
    """Return where the element that begins at `start` ends."""
    depth = accumulate(token.nesting for token in tokens[start:])
    return start + next(number for number, value in enumerate(depth) if value == 0)


def _end_of_block(tokens: Sequence[Token], start: int) -> int | None:
    """Return where the block tag at `start` is closed among its neighbours, or None."""
    depth = nesting = 0
    for position in range(start, len(tokens)):
        nesting += tokens[position].nesting
        if nesting == 0:
            depth += sum(tag.opens - tag.closes for tag in tokens[position].meta.get("jinja", []))
            if depth == 0:
                return position
    return None


def _block(first: Token, units: Sequence[_Unit], last: Token) -> _Unit:
    """Read what a tag encloses: a loop over nothing but a list is that list, a condition around nothing but a list may join one."""
    whole = [first, *(token for _, run in groupby(units, lambda unit: unit.kind) for token in _merged(list(run))), last]
    frame = units[0].frame if units and len({unit.kind for unit in units}) == 1 else None
    if frame is None:
        return _Unit(whole)
    items = (first, *(token for unit in units for token in unit.items), last)
    loops = first.meta["jinja"][0].keyword == "for"
    return _Unit([frame[0], *items, frame[1]] if loops else whole, frame, items, loose=not loops)
