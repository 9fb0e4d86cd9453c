"""Where a message quotes another: marked lines, the line that announces them, and heads of messages that stand below unmarked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from languages.mail import pattern

# A quoted line: `>` of RFC 3676, wide, or with the initials of its author.
_MARKED = re.compile(r"(?!>{1,3} ?[^\s>].{1,300}<{1,3}\s*$)\s{0,8}(?:[A-Z]{1,4}|[|])?[>\uff1e]")
# GroupWise announces between marks what it quotes without any.
_BETWEEN_MARKS = re.compile(r">>> ?[^\s>].{1,300}>>>\s*$")
# A time of day or a date in numbers, and an address in its brackets (RFC 5322): attributions have them, and sentences hardly ever.
_WHEN = re.compile(r"\d{1,2}[:\u6642\u65f6]\d{2}|\d{1,2} ?h ?\d{2}|\d{1,4}[./-]\d{1,2}[./-]\d{2,4}")
_ADDRESS = re.compile(r"[<\[(] ?(?:mailto:)?[^\s<>@\[\]()]{1,100}@[^\s<>@\[\]()]{1,200}[>\])]")
_REST_OF_ADDRESS = re.compile(r"\s{0,8}(?:<|[^\s<>@]{1,100}@[^\s<>@]{1,200}>)")
_BREAKS = 50  # No program breaks a line before it has that many columns.
_NO_COLUMN, _TWO_COLUMNS = {"Mn", "Me", "Cf", "Cc"}, {"W", "F"}  # Categories, and widths in East Asia, as Unicode calls them.
_FAR_FROM = 2  # A program that leaves a line whole breaks none that is so many times shorter.
_LONGEST = 400  # The characters of an attribution, however it is broken into lines.
_BROKEN = 3
_FIELD = 60  # The characters within which the name of a field ends.
_OTHERS = ("field_to", "field_other")
_LABELLED = re.compile(r"[\s>*]{0,8}[^\W\d_]{1,20}(?:[ -][^\W\d_]{1,20})?\*? ?[:\uff1a]\*? ?\S")
_MOMENT = re.compile(r"(?:19|20)\d\d\b.{0,40}\b\d{1,2}[:.]\d{2}\b(?![./-]\d)|\b\d{1,2}[:.]\d{2}\b(?![./-]\d).{0,40}\b(?:19|20)\d\d\b")
_FEWEST_FIELDS = 4  # The fields that a head has at least: whom to meet, when and where is told in three.
_HEAD = 12  # The lines that the head of a message has at most.
_SOON = 3  # The lines within which marked ones begin, blank ones not counted.


def own_parts(lines: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return the lines that are not quoted, in parts: a quotation stands between two of them, and above the first if that is empty."""
    parts: list[list[str]] = [[]]
    position = 0
    while position < len(lines):
        quoted = _quoted(lines, position)
        if not quoted:
            parts[-1].append(lines[position])
            position += 1
            continue
        position += quoted
        if any(line.strip() for line in parts[-1]) or len(parts) == 1:
            parts.append([])
        # Where the words of another message begin that no mark parts from the sender's own, these have come to their end.
        alone = quoted == 1 and _MARKED.match(lines[position - 1]) and not _is_between_marks(lines[position - 1])
        if not alone and not _is_marked(lines, position, quoted):
            break
    return tuple(tuple(part) for part in parts)


def without_torn(lines: Sequence[str]) -> tuple[str, ...]:
    """Return lines without those that may be the rest of a quoted one: they stand right below a long one, without a mark of their own.

    Programs that break lines as they send them leave what is quoted so, and nobody can tell that from what its reader wrote there; unless
    a quoted line that is far longer was left whole.
    """
    kept: list[str] = []
    left = _left_whole(lines)
    above = ""  # The line above, where it is quoted, or may be the rest of what is.
    for line in lines:
        marked = _MARKED.match(line) is not None
        rest = bool(above and line.strip()) and not marked and _may_break(above, line, left)
        if not rest:
            kept.append(line)
        above = line.rstrip() if marked or rest else ""
    return tuple(kept)


def _columns(text: str) -> int:
    """Return how wide a text is shown: signs of East Asia have two columns; accents, and what nobody sees, have none."""
    shown = (sign for sign in text if unicodedata.category(sign) not in _NO_COLUMN)
    return sum(2 if unicodedata.east_asian_width(sign) in _TWO_COLUMNS else 1 for sign in shown)


# In which a program may count how long a line is: in signs, in columns, in bytes.
_MEASURES: tuple[Callable[[str], int], ...] = (len, _columns, lambda text: len(text.encode("utf-8", "surrogatepass")))


def _left_whole(lines: Iterable[str]) -> tuple[int, ...]:
    """Return, in each measure, how long the quoted lines are that were left whole; the last word of each had perhaps no other place."""
    whole = [line.rstrip().rpartition(" ")[0] for line in lines if _MARKED.match(line)]
    return tuple(max(map(measure, whole), default=0) for measure in _MEASURES)


def _may_break(line: str, below: str, left: Sequence[int]) -> bool:
    """Say whether a program may have broken a line off that stands below one, where it `left` lines of these lengths whole."""
    if max(len(line), _columns(line)) < _BREAKS:
        return False
    with_next = f"{line} {below.split(maxsplit=1)[0]}"
    return any(_FAR_FROM * measure(with_next) > whole for measure, whole in zip(_MEASURES, left, strict=True))


def _quoted(lines: Sequence[str], position: int) -> int:
    """Return how many lines from here on are quoted or announce a quotation."""
    if _MARKED.match(lines[position]):
        return 1
    if not lines[position].strip():
        return 0
    return _forwarded(lines, position) or _head(lines, position) or _attribution(lines, position)


def _is_between_marks(line: str) -> bool:
    return bool(_BETWEEN_MARKS.match(line)) and _signs(line) > 0


def _is_marked(lines: Sequence[str], position: int, announced: int) -> bool:
    """Say whether the message is marked as quoted that the lines above announce, so many.

    Below an attribution, people also put their own words above what is marked. Where that is announced itself, it is what the quoted
    message quotes, as our answer does a question: then these words are of the quoted message, which no mark parts from the sender's own.
    """
    first = [line for line in lines[position : position + _HEAD] if line.strip()][:_SOON]
    above = next((number for number, line in enumerate(first) if _MARKED.match(line)), _SOON)
    if above == 0 or above >= len(first):
        return above == 0 and bool(first)
    announces = pattern("attribution", r"^\s{0,8}", r"\s{0,8}[:\uff1a]$")
    nested = any(announces.match(_MARKED.sub("", line).strip()[:_LONGEST]) for line in first[above - 1 : above + 1])
    return not nested and bool(_attribution(lines, position - announced))


def _is_marked_soon(lines: Sequence[str], position: int) -> bool:
    """Say whether the first words from here on are marked as quoted."""
    following = (line for line in lines[position : position + _HEAD] if line.strip())
    return any(_MARKED.match(line) for _, line in zip(range(_SOON), following, strict=False))


def _forwarded(lines: Sequence[str], position: int) -> int:
    """Return how many lines say that a message follows, with its head."""
    line = lines[position].strip()
    # Programs of some phones write the whole head behind it, in one line.
    fence = pattern("forwarded", r"^-{3,10}\s{0,2}", r"\s{0,2}-{3,10}").match(line[:_LONGEST])
    if fence and _ADDRESS.search(line[fence.end() :]):
        return 1
    if not pattern("forwarded", r"^\W{0,80}", r"\W{0,80}$").match(line[:_LONGEST]):
        return 0
    below = position + 1
    while below < len(lines) and not lines[below].strip():
        below += 1
    head = _head(lines, below) if below < len(lines) else 0
    fenced = len(line) > 2 and not line[0].isalnum() and not line[-1].isalnum()
    return below - position + head if head else 1 if fenced or line.endswith((":", "\uff1a")) else 0


def _head(lines: Sequence[str], position: int) -> int:
    """Return how many lines are the head of a message, above which there may be a rule; 0 where there is none."""
    start = position + 1 if is_rule(lines[position]) else position
    while start < len(lines) and start - position <= 2 and not lines[start].strip():
        start += 1
    # GMX tells first when a message was sent. People put a day above their own letters, too, but no address beneath it.
    dated = start + 1 < len(lines) and _field(lines[start]) == "field_other" and "@" in lines[start + 1]
    start += dated
    if start >= len(lines) or _field(lines[start]) != "field_from":
        labelled = _head_by_form(lines, start)
        return labelled and start + labelled - position
    fields = {below: kind for below in range(start + 1, min(start + _HEAD, len(lines))) if (kind := _field(lines[below])) in _OTHERS}
    telling = "field_other" in fields.values() or "@" in lines[start]
    if start - dated > position or ((telling or dated) and fields and min(fields) <= start + 3):
        return max(fields, default=start) + 1 - position
    return 0


def _head_by_form(lines: Sequence[str], start: int) -> int:
    """Return how many lines are the head of a message in a language of which we have no words; 0 where there is none.

    Each has a label, the first or second one an address in its brackets, and one a year and a time of day: no card of a person has all.
    """
    labelled = 0
    while start + labelled < min(start + _HEAD, len(lines)) and _LABELLED.match(lines[start + labelled]):
        labelled += 1
    told = lines[start : start + labelled]
    whole = labelled >= _FEWEST_FIELDS and any(map(_ADDRESS.search, told[:2])) and any(map(_MOMENT.search, told))
    return labelled if whole else 0


def is_rule(line: str) -> bool:
    """Say whether a line is only drawn."""
    bare = line.strip()
    return len(bare) >= 3 and set(bare) <= set("_-=*+\u2500\u2501\u2014\u2013\u2015~#")


def _attribution(lines: Sequence[str], position: int) -> int:
    """Return how many lines announce a quotation: programs break them, but the line above one may be the sender's own."""
    for count in range(1, min(_BROKEN, len(lines) - position) + 1):
        if _announces(lines, position, count):
            signs = _signs(lines[position][:_LONGEST])
            alone = count > 1 and _announces(lines, position + 1, count - 1) and not _goes_on(lines[position + 1])
            return count if count == 1 or signs > alone else 0
    return 0


def _goes_on(line: str) -> bool:
    """Say whether a line can only be the rest of one that was broken: it begins with the address, or the verb."""
    return bool(_REST_OF_ADDRESS.match(line) or pattern("attribution_end", r"^\s{0,8}").match(line))


def _announces(lines: Sequence[str], position: int, count: int) -> bool:
    """Say whether so many lines are an attribution: two of its time, its address, its verb, and a marked quotation below.

    Who says of us that we wrote quotes by hand, and goes on below: nothing but marks or an address shows how far the quotation goes.
    What begins below as a letter does is a letter of ours, whole.
    """
    joined = " ".join(line.strip()[:_LONGEST] for line in lines[position : position + count]).strip("- ")  # Notes draws a rule around it.
    if len(joined) > _LONGEST or not joined.endswith((":", "\uff1a")):
        return False
    marked, signs = _is_marked_soon(lines, position + count), _signs(joined)
    if signs + marked != 1:
        return signs + marked > 1
    below = next((line for line in lines[position + count : position + count + _HEAD] if line.strip()), "")
    a_letter = pattern("bounce_greeting", r"^\W{0,4}").match(below)
    by_hand = not (marked or a_letter or _ADDRESS.search(joined)) and pattern("you_wrote").search(joined)
    return not by_hand and bool(pattern("attribution", r"^\s{0,8}", r"\s{0,8}[:\uff1a]$").match(joined))


def _signs(text: str) -> int:
    """Return how many of the two a text has: a time, and an address in its brackets."""
    return bool(_WHEN.search(text)) + bool(_ADDRESS.search(text))


@lru_cache(maxsize=1024)
def _field(line: str) -> str:
    """Return the kind of the field of a head that a line is, or ""."""
    start = line[:_FIELD]
    if ":" not in start and "\uff1a" not in start:
        return ""
    return next((kind for kind in ("field_from", *_OTHERS) if pattern(kind, r"^\W{0,8}", r"\W{0,4}[:\uff1a]").match(start)), "")
