"""What an input cell is called: by the words left of it, above it, or, for a tick, right of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from languages.asked import asked
from questionnaire.adopt.page.paper import caption
from questionnaire.adopt.sureness import Sureness, least
from questionnaire.adopt.words.measures import is_beneath_units, is_unit_behind, over
from questionnaire.adopt.words.spelt import plain
from questionnaire.designed.page import SeenSheet
from questionnaire.designed.signs import COLONS, LEVELS, boxed, gapped, is_yes_or_no
from questionnaire.reading.values.folding import fold
from questionnaire.reading.values.scales import multipliers
from workbooks.cells import Position

_REFERENCE = re.compile(r"\(?(?:[A-Z]{1,4}[-.]?)?\d{1,3}(?:[-.]\d{1,3})*[a-z]?[.):]?|[A-Za-z][.)]|[ivxIVX]{1,4}[.)]")
_CODE = re.compile(r"[A-Za-z\u0400-\u04ff]{1,2}\W?")
_REMARK = re.compile(r"[(（\[].*[)）\]]")
_SIGNS = frozenset("%‰€$£¥₽°″")  # Units without a letter.
_UNIT = 14  # A unit has at most so many characters.
_GOES_ON = 30  # Cells of one answer at most.
_GAP = 3  # Blank columns between a label and its cell, beyond which it may be another's.


class FoundLabel(NamedTuple):
    """A label with how sure it is; `reference` is the number printed before it, `unit` what stands beside the cell.

    `group` is what stands left of it over several rows.
    """

    text: str
    sureness: Sureness
    reference: str = ""
    unit: str = ""
    group: str = ""


NOTHING = FoundLabel("", Sureness.NEEDS_YOU)


def single(page: SeenSheet, at: Position) -> FoundLabel:
    """Return the label of a cell that stands by itself: what is printed in it around a gap, or beside it, above or beneath it."""
    said = page.anatomy.sheet.cells.get(at)
    inside = (boxed(said) or gapped(said)) if isinstance(said, str) else ""
    if any(map(str.isalpha, inside)):
        return FoundLabel(inside.strip(), Sureness.GUESSED)
    found = _around(page, at)
    under = caption(page, at)
    if under:
        return FoundLabel(f"{found.text} – {under}" if found.text else under, Sureness.GUESSED)
    return found if found.text else _continued(page, at)


def _continued(page: SeenSheet, at: Position) -> FoundLabel:
    """Return the label of a cell that goes on with the one before it, as boxes for a sign each and lines beneath each other do."""
    for down, right in ((0, 1), (1, 0)):
        number, here = 1, at
        while number < _GOES_ON and (before := (here[0] - down, here[1] - right)) in page.inputs:
            number, here = number + 1, before
        if number > 1 and (found := _around(page, here)).text:
            return FoundLabel(f"{found.text} ({number})", Sureness.GUESSED)
    return NOTHING


def _around(page: SeenSheet, at: Position) -> FoundLabel:
    left = of_row(page, at)
    if left.text and left.sureness is Sureness.SURE:
        return left
    above = _above(page, at)
    if above and not left.text:
        drawn = page.anatomy.sheet.cells.get(at) is None and page.format(at).sides and not page.format(at).framed
        # What stands above says nothing of the row, whose label is before the cells that come before this one.
        own = _is_own(page, at) and not _CODE.fullmatch(above) and not any((at[0], before) in page.inputs for before in range(1, at[1]))
        return FoundLabel(above, Sureness.SURE if own and not drawn else Sureness.GUESSED)
    if left.text:
        return left
    right = page.words((at[0], at[1] + page.extent(at)[1]))
    return FoundLabel(right, Sureness.GUESSED) if right else NOTHING


def tick(page: SeenSheet, at: Position) -> FoundLabel:
    """Return the label of a cell that is ticked: what follows it, or else what any other cell would be called."""
    said = page.anatomy.sheet.cells.get(at)
    caption_ = page.anatomy.boxes.get(at) or (boxed(said) if isinstance(said, str) else "")
    if caption_:
        return FoundLabel(_as_answer(page, at[0], caption_), Sureness.GUESSED)
    next_ = at[1] + page.extent(at)[1]
    right = page.words((at[0], next_))
    left = page.words((at[0], at[1] - 1))
    own = right if is_yes_or_no(right) and _stand_first(page, at[0]) else left
    if is_yes_or_no(own):
        return FoundLabel(_as_answer(page, at[0], own), Sureness.GUESSED)
    if right:
        return FoundLabel(right, Sureness.GUESSED if left else Sureness.SURE)
    # The words of a box that floats, or that is drawn, may begin a cell or two behind it.
    drawn = said is None and at not in page.anatomy.ticks and at not in page.anatomy.validated and not left
    far = next((text for column in (next_ + 1, next_ + 2) if (text := page.words((at[0], column)))), "") if drawn else ""
    found = FoundLabel(far, Sureness.GUESSED) if far and (at[0], next_) not in page.inputs else single(page, at)
    return found._replace(sureness=least(found.sureness, Sureness.GUESSED)) if drawn else found


def _stand_first(page: SeenSheet, row: int) -> bool:
    """Say whether the boxes of a row stand before their words for yes and no, as in "☐ Yes ☐ No", and not behind them."""
    words = [column for column, text in page.rows.get(row, {}).items() if is_yes_or_no(text)]
    asking = page.asking.get(row, ())
    return all(column - 1 in asking for column in words) and max(words) + 1 not in asking


def _as_answer(page: SeenSheet, row: int, said: str) -> str:
    """Return a word for yes or no with the question of its row before it; any other words as they are."""
    asked = next((text for _, text in sorted(page.rows.get(row, {}).items()) if any(map(str.isalpha, text))), "")
    return f"{asked}{LEVELS}{said}" if is_yes_or_no(said) and asked and not is_yes_or_no(asked) else said


def of_row(page: SeenSheet, at: Position) -> FoundLabel:
    """Return the label to the left in the row, up to the input before: the longest text, beside a reference and a unit."""
    found = list(_leftwards(page, at))
    every = [(column, text) for column, text in found if any(map(str.isalpha, text)) and not _REFERENCE.fullmatch(text)]
    tall = [pair for pair in every if page.extent((at[0], pair[0]))[0] > page.extent(at)[0]]
    words = [pair for pair in every if pair not in tall] or every
    if not words:
        return NOTHING
    measured = [pair for pair in words if _is_measure(page, at[0], pair, words)]
    explained = [pair for pair in words if len(words) > 1 and _is_explained(page, at[0], pair[0])]
    words = [pair for pair in words if pair not in measured and pair not in explained] or words
    own = [pair for pair in words if pair not in page.repeated] or words
    # The nearest one, where it asks with a colon and others stand farther left; else the longest.
    asking = own[0][1].endswith(COLONS) and own[0][0] == max(column for column, _ in words)
    column, text = own[0] if asking else max(own, key=lambda pair: len(pair[1]))
    reference = next((one for _, one in reversed(found) if _REFERENCE.fullmatch(one)), "")
    units = {place for place, _ in (*measured, *explained)}
    near = all(_is_nothing(page, (at[0], between)) for between in range(column + 1, at[1]) if between not in units)
    near = near and _gap(page, at, column) <= _GAP
    # Behind results, as those of checks, a cell may ask about these.
    near = near and not any(_is_result(page, (at[0], between)) for between in range(column + 1, at[1]))
    short = (one for place, one in words if place > column and len(one) <= _UNIT and not _is_result(page, (at[0], place)))
    signs = (one for place, one in found if place > column and one in _SIGNS)
    unit = next((one for _, one in measured), "") or next(short, "") or next(signs, "") or _unit_behind(page, at)
    # Beside a label there may stand a unit, which is the same in other rows, or shorter and behind it.
    beside = [pair for pair in words if pair[1] != text and pair not in page.repeated]
    sure = near and all(place > column and len(one) <= _UNIT and len(one) * 2 <= len(text) for place, one in beside)
    sure = sure and (column, text) not in page.repeated
    # A letter or two are the code of a row, of which the heading says more.
    sure = sure and not _CODE.fullmatch(text)
    group = tall[0][1] if tall and tall != words else ""
    return FoundLabel(text, Sureness.SURE if sure else Sureness.GUESSED, reference.strip(".):"), unit, group)


def of_column(page: SeenSheet, at: Position, found: FoundLabel) -> FoundLabel:
    """Return what a row is called by the column of its keys, of which `at` is the cell, in place of what was `found` right of it."""
    text = page.words(at)
    column = next((column for column, said in page.rows.get(at[0], {}).items() if said == found.text), 0)
    if not text or column <= at[1] or _REFERENCE.fullmatch(text):
        return found
    if (at[1], text) in page.repeated and (column, found.text) not in page.repeated:
        return found  # What stands in several rows is a group.
    return found._replace(text=text, unit=found.text if len(found.text) <= _UNIT else found.unit)


def _is_measure(page: SeenSheet, row: int, pair: tuple[int, str], others: Sequence[tuple[int, str]]) -> bool:
    """Say whether a text says in what is counted what another one left of it names, however long it is.

    The heading of its column calls it a unit, or it begins with a word that multiplies it, as "thousand tonnes".
    """
    column, text = pair
    # What stands twice before other words is a group, and these are what the row is called.
    if not any(one[0] < column and (one not in page.repeated or pair in page.repeated) for one in others):
        return False
    return is_multiple(text) or any(map(is_multiple, over(page, (row, column))[:1])) or is_beneath_units(page, (row, column))


def _is_explained(page: SeenSheet, row: int, column: int) -> bool:
    """Say whether the heading of a column calls what stands beneath it a definition, which calls nothing."""
    explaining = set(asked().definitions)
    return any(plain(one) in explaining for one in over(page, (row, column)) if one)


def is_multiple(text: str) -> bool:
    """Say whether a text begins with a word that multiplies what it counts, as "thousand tonnes"."""
    first, _, rest = text.partition(" ")
    return bool(rest) and fold(first) in multipliers()


def _leftwards(page: SeenSheet, at: Position) -> Iterator[tuple[int, str]]:
    """Yield the texts left of a cell with their columns, from the nearest on, each once, up to an input."""
    row, column = at
    seen: set[Position] = set()
    for before in range(column - 1, 0, -1):
        first = page.anatomy.anchors.get((row, before), (row, before))
        if first in page.inputs:
            return
        text = page.text((row, before))
        passed = page.is_hidden((row, before)) or _is_worked_out(page, first) or is_unit_behind(page, first)
        if text and first not in seen and not passed:
            seen.add(first)
            yield first[1], text


def _is_worked_out(page: SeenSheet, at: Position) -> bool:
    """Say whether a figure is a result and no label; a formula that gives words is one."""
    return at in page.anatomy.formulas and not page.words(at)


def _is_result(page: SeenSheet, at: Position) -> bool:
    return at in page.anatomy.formulas and not page.is_covered(at) and not page.is_hidden(at)


def _is_nothing(page: SeenSheet, at: Position) -> bool:
    text = page.text(at)
    return not text or len(text) <= _UNIT or page.is_covered(at)


def _gap(page: SeenSheet, at: Position, label: int) -> int:
    """Return how many blank columns that are seen lie between a label and its cell."""
    after = label + page.extent((at[0], label))[1]
    return sum(not page.text((at[0], between)) for between in range(after, at[1]) if not page.is_hidden((at[0], between)))


def _unit_behind(page: SeenSheet, at: Position) -> str:
    beside = (at[0], at[1] + page.extent(at)[1])
    if is_unit_behind(page, beside):
        return page.text(beside)
    text = "" if _is_result(page, beside) else page.text(beside)
    after = (at[0], beside[1] + 1)
    return text if text and len(text) <= 6 and not text[0].isdigit() and after not in page.inputs and not text.endswith(":") else ""


def _above(page: SeenSheet, at: Position) -> str:
    """Return the words right above a cell, at most one blank row away."""
    for above in range(at[0] - 1, max(0, at[0] - 3), -1):
        if (above, at[1]) in page.inputs:
            return ""
        if text := page.words((above, at[1])):
            # A remark in brackets stands beneath what is asked.
            asked = page.words((above - 1, at[1])) if _REMARK.fullmatch(text) else ""
            return asked or text
    return ""


def _is_own(page: SeenSheet, at: Position) -> bool:
    """Say whether the words above a cell begin where it begins, and stand right above it."""
    above = (at[0] - 1, at[1])
    return bool(page.words(above)) and page.anatomy.anchors.get(above, above)[1] == at[1]
