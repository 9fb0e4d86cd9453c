"""Jinja tags put out of the way: plain words while Markdown and CSS are worked on, put back when that is done.

So the Markdown of a letter is read once, and a value can never become markup: it is not there yet.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from domain.errors import LetterError
from languages.telling import phrased

_TAG = re.compile(
    r"""(?P<open>\{[{%])(?P<trim>[-+]?)(?P<inner>(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|.)*?)(?P<end>[-+]?)[%}]\}|\{\#.*?\#\}""", re.DOTALL
)
ISOLATED = "_isolated"  # The filter that keeps a value's direction from its surroundings.
_CLOSED_BY = {"for": "endfor", "if": "endif", "macro": "endmacro", "call": "endcall", "filter": "endfilter", "with": "endwith"}
MIDDLE = frozenset({"else", "elif"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """One Jinja tag: its text without braces, and where it stands. `keyword` is "" for an expression, "#" for a comment.

    `among_words` says that it stands in text, so that what it prints is isolated where it is of the other direction.
    """

    inner: str
    keyword: str
    file: str
    line: int
    trim: str = ""
    end: str = ""
    among_words: bool = False

    @property
    def opens(self) -> bool:
        """Say whether a closing tag must follow."""
        return self.keyword in _CLOSED_BY

    @property
    def closes(self) -> bool:
        """Say whether this tag ends what another began."""
        return self.keyword.startswith("end")

    def source(self) -> str:
        """Return the tag as Jinja reads it, what it says on a line of its own, so that a line number names one tag."""
        if self.keyword == "#":
            return ""
        left, right = ("{%", "%}") if self.keyword else ("{{", "}}")
        inner = f"({self.inner}) | {ISOLATED}" if self.among_words and not self.keyword else self.inner
        return f"{left}{self.trim}\n{inner}{self.end}{right}"


@dataclass(slots=True)
class Tags:
    """The tags of one letter and its layouts. `mark` begins every placeholder and occurs in none of the texts."""

    mark: str
    tags: list[Tag] = field(default_factory=list)

    @classmethod
    def beside(cls, texts: Iterable[str]) -> Tags:
        """Return an empty collection whose placeholders cannot be mistaken for anything in `texts`."""
        whole, number = "".join(texts).lower(), 0
        while (mark := f"jinja{number or ''}x") in whole:
            number += 1
        return cls(mark)

    def word(self, tag: Tag) -> str:
        """Keep a tag and return its placeholder, a word of letters and digits."""
        self.tags.append(tag)
        return f"{self.mark}{len(self.tags) - 1}x"

    def protect(self, text: str, file: str, first_line: int = 1, *, among_words: bool = False) -> str:
        """Return `text` with every tag replaced by a word. Line breaks inside of tags remain after it."""

        def protected(match: re.Match[str]) -> str:
            line = first_line + text.count("\n", 0, match.start())
            return self.word(replace(_tag(match, file, line), among_words=among_words)) + "\n" * match.group().count("\n")

        return _TAG.sub(protected, text)

    @property
    def pattern(self) -> re.Pattern[str]:
        """Return the pattern of one placeholder; its only group is the tag's number."""
        return re.compile(rf"{self.mark}(\d+)x")

    def within(self, text: str) -> list[Tag]:
        """Return the tags whose placeholders stand in `text`, in order."""
        return [self.tags[int(number)] for number in self.pattern.findall(text)]

    def expand(self, text: str, inside: Callable[[Tag], str] = Tag.source) -> str:
        """Return `text` with its tags put back."""
        return self.pattern.sub(lambda match: inside(self.tags[int(match[1])]), text)

    def restore(self, text: str) -> Source:
        """Return the Jinja source, and to which tag each of its lines belongs."""
        origin: dict[int, Tag] = {}
        pieces: list[str] = []
        line, last = 1, 0
        for match in self.pattern.finditer(text):
            pieces.append(text[last : match.start()])
            line += pieces[-1].count("\n")
            tag = self.tags[int(match[1])]
            pieces.append(tag.source())
            origin |= dict.fromkeys(range(line + 1, line + 1 + pieces[-1].count("\n")), tag)
            line += pieces[-1].count("\n")
            last = match.end()
        return Source("".join([*pieces, text[last:]]), origin)

    def restore_html(self, text: str) -> Source:
        """Return the Jinja source of an HTML text; a link's target that holds values becomes one checked expression."""
        bare = re.sub(rf"<!--((?:{self.mark}\d+x)+)-->", r"\1", text)
        linked = re.sub(r'href="([^"]*)"', self._link, bare)
        return self.restore(re.sub(r"<[a-z][^<>]*>", lambda element: self.alone(element[0]), linked))

    def alone(self, text: str) -> str:
        """Return `text` with its tags as they are where nothing stands around them, as in an attribute."""
        return self.pattern.sub(lambda match: self.word(replace(self.tags[int(match[1])], among_words=False)), text)

    def _link(self, match: re.Match[str]) -> str:
        tags = self.within(match[1])
        if not tags:
            return match[0]
        if any(tag.keyword for tag in tags):
            raise LetterError(
                phrased("letters.tag_in_link"),
                where=f"{tags[0].file}, line {tags[0].line}",
                remedy=phrased("letters.tag_in_link_do"),
            )
        parts = self.pattern.split(html.unescape(match[1]))
        said = [repr(part) if number % 2 == 0 else f"({self.tags[int(part)].inner})" for number, part in enumerate(parts) if part]
        target = Tag(inner=f"({' ~ '.join(said)}) | link", keyword="", file=tags[0].file, line=tags[0].line)
        return f'href="{self.word(target)}"'


@dataclass(frozen=True, slots=True)
class Source:
    """A Jinja source and the tag that each line of it comes from."""

    text: str
    origin: dict[int, Tag]


def _tag(match: re.Match[str], file: str, line: int) -> Tag:
    if match["open"] is None:
        return Tag(inner="", keyword="#", file=file, line=line)
    inner = match["inner"]
    keyword = inner.split(None, 1)[0] if match["open"] == "{%" and inner.strip() else ""
    return Tag(inner=inner, keyword=keyword, file=file, line=line, trim=match["trim"], end=match["end"])


def unbalanced(tags: Iterable[Tag]) -> Tag | None:
    """Return the first tag that is closed elsewhere, or closes what was opened elsewhere; None if all is in order."""
    open_tags: list[Tag] = []
    for tag in tags:
        if tag.opens:
            open_tags.append(tag)
        elif tag.closes or tag.keyword in MIDDLE:
            if not open_tags:
                return tag
            if tag.closes:
                open_tags.pop()
    return open_tags[-1] if open_tags else None
