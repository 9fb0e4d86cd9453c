"""Which cells of a sheet take answers: unlocked ones, validated ones, those of their colour, and blanks beneath headings and beside labels.

A formula takes none, nor does what nobody sees. Each rule says how sure it is: a cell that the author unlocked is an input, a blank one in
a grid may be.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping

from questionnaire.adopt.asking.blanks import blanks
from questionnaire.adopt.asking.held import HeldFigures, given_beneath
from questionnaire.adopt.page.alike import columns_beside, headed
from questionnaire.adopt.sureness import Sureness
from questionnaire.adopt.words.headings import HeadingFinder
from questionnaire.designed.page import SeenSheet
from questionnaire.designed.precedents import Precedents
from workbooks.anatomy import Anatomy, SheetAnatomy
from workbooks.cells import Position

_YEAR = re.compile(r"(?:19|20)\d\d")
_COLOURED = 0.7  # A colour is that of inputs where so large a share of its cells is blank,
_LEAST = 3  # and it has at least so many cells.
_HARDLY = 4  # A workbook hardly asks for anything where formulas read more than so many times as many figures.

Found = Mapping[str, Mapping[Position, Sureness]]  # The cells of each sheet that take answers.


def inputs(anatomy: SheetAnatomy, named: Iterable[Position] = (), precedents: Precedents | None = None) -> dict[Position, Sureness]:
    """Return the cells of a sheet that take answers, with how sure that is; `named` are those with defined names.

    Without `precedents`, what formulas of the workbook read, none is taken for one by where it stands: the sheet holds the lists that other
    sheets offer.
    """
    page = SeenSheet(anatomy)
    if not page.is_seen:
        return {}
    marked = dict.fromkeys((anatomy.validated.keys() - headed(page)) | anatomy.ticks, Sureness.SURE)
    floating = {at: Sureness.GUESSED for at in anatomy.boxes if page.is_blank(at)}
    opened = dict.fromkeys(_unlocked(page, frozenset(named) | marked.keys()), Sureness.SURE)
    if anatomy.protected:
        # What is locked on a protected sheet takes nothing, whatever its validation says.
        marked = {at: sure for at, sure in marked.items() if not page.format(at).locked or at in anatomy.ticks}
    if not _mostly_open(anatomy) and (opened or anatomy.protected):
        return _taking(page, floating | opened | marked)
    found = _taking(page, floating | marked)
    coloured = dict.fromkeys(_coloured(page, found), Sureness.GUESSED)
    known = found | _taking(page, coloured | dict.fromkeys(_named(page, named), Sureness.GUESSED))
    if precedents is None:
        return known
    found = known | _guessed(page, known, columns_beside(page, known))
    found |= _guessed(page, found, blanks(page.with_inputs(found)))
    found |= _guessed(page, found, HeldFigures(page, frozenset(found), precedents).beneath_inputs())
    found |= _guessed(page, found, _begun(page, found))
    return found | _guessed(page, found, HeldFigures(page, frozenset(found), precedents).among_asked())


def with_held(book: Anatomy, found: Found, precedents: Precedents, guessing: Collection[str]) -> Found:
    """Return what was found on the sheets of a workbook; where that is hardly anything, with the figures that formulas read.

    They are looked for on the sheets of these names, where nothing tells by protection or otherwise which cells ask.
    """
    if any(sure is Sureness.SURE for cells in found.values() for sure in cells.values()):
        return found
    pages = {one.sheet.name: SeenSheet(one) for one in book.sheets if one.sheet.name in guessing and not one.protected}
    held = {
        name: _guessed(page, found[name], HeldFigures(page, frozenset(found[name]), precedents).alone())
        for name, page in pages.items()
        if page.is_seen
    }
    hardly = sum(map(len, found.values())) * _HARDLY < sum(map(len, held.values()))
    return {name: {**cells, **held.get(name, {})} for name, cells in found.items()} if hardly else found


def _guessed(page: SeenSheet, found: Mapping[Position, Sureness], more: Iterable[Position]) -> dict[Position, Sureness]:
    return _taking(page, {at: Sureness.GUESSED for at in more if at not in found})


def _taking(page: SeenSheet, cells: Mapping[Position, Sureness]) -> dict[Position, Sureness]:
    """Return those that can take an answer: seen, no formula, and the first of what is merged."""
    formulas = page.anatomy.formulas
    return {at: sure for at, sure in cells.items() if at not in formulas and not page.is_hidden(at) and not page.is_covered(at)}


def is_locked(anatomy: SheetAnatomy) -> bool:
    """Say whether a sheet is protected, and locks tell where nothing can be typed."""
    return anatomy.protected and not _mostly_open(anatomy)


def _mostly_open(anatomy: SheetAnatomy) -> bool:
    """Say whether most cells are unlocked, so that being unlocked says nothing of a sheet that is not protected."""
    texts = [at for at in anatomy.sheet.cells if at not in anatomy.formulas and at not in anatomy.validated]
    return sum(not anatomy.format(at).locked for at in texts) * 2 > len(texts)


def _unlocked(page: SeenSheet, marked: frozenset[Position]) -> Iterator[Position]:
    """Yield the unlocked cells that are meant to be typed into, and none of a whole column that merely was left open."""
    open_cells = [at for at, one in page.anatomy.formats.items() if not one.locked]
    looks = {
        (one.ground, one.framed) for at in open_cells if page.value(at) is None for one in [page.format(at)] if one.ground or one.framed
    }
    for at in open_cells:
        one = page.format(at)
        if page.value(at) is not None:
            # What stands there is an example or last year's figure where it looks as the blanks do; else it is a label left open.
            like = (one.ground, one.framed) in looks and not one.bold
            # On a protected sheet a figure that can be changed is one of last time, or a 0 to be written over.
            drawn = page.anatomy.protected and (one.ground or one.framed) and not one.bold
            figure = drawn and _is_figure(page, at) and not _heads_blanks(page, at)
            if at in marked or figure or (like and (one.ground or not page.words(at))):
                yield at
        elif at in marked or one.ground or one.framed:
            yield at
        elif at not in page.anatomy.unlocked_lines and (page.anatomy.protected or one.sides or _is_beside(page, at)):
            # Where nothing is protected, cells in the margin were often left open, and look as the paper does.
            yield at


def _heads_blanks(page: SeenSheet, at: Position) -> bool:
    """Say whether a year stands over a cell that waits to be filled: it heads a column, also where it was left open."""
    beneath = (at[0] + 1, at[1])
    return bool(_YEAR.fullmatch(str(page.value(at)))) and page.value(beneath) is None and not page.format(beneath).locked


def _named(page: SeenSheet, named: Iterable[Position]) -> frozenset[Position]:
    """Return the blanks with names, of columns only those drawn as cells or beneath words: a name may be left from a list long gone."""
    every, found = frozenset(named), set[Position]()
    for at in sorted(at for at in every if page.value(at) is None):
        one, (above, below) = page.format(at), ((at[0] - 1, at[1]), (at[0] + 1, at[1]))
        drawn = one.sides or (one.ground and one.ground != page.background)
        if drawn or _is_beside(page, at) or above in found or not {above, below} & every:
            found.add(at)
    return frozenset(found)


def _is_beside(page: SeenSheet, at: Position) -> bool:
    """Say whether words stand right before a cell or right above it."""
    return any(page.words(each) for each in ((at[0], at[1] - 1), (at[0] - 1, at[1])) if not page.is_hidden(each))


def _coloured(page: SeenSheet, found: Mapping[Position, Sureness]) -> Iterator[Position]:
    """Yield the blank cells in the colours in which answers are asked for, and those with figures in a colour that surely asks."""
    formats, formulas = page.anatomy.formats, page.anatomy.formulas
    grounds = Counter(one.ground for at, one in formats.items() if one.ground and not page.is_covered(at))
    empty = Counter(one.ground for at, one in formats.items() if page.value(at) is None and at not in formulas and not page.is_covered(at))
    asking = Counter(_drawn(page, at) for at in found)
    known = {look for look, count in asking.items() if look[0] and count * 2 > len(found)}
    likely = {ground for ground, count in grounds.items() if count >= _LEAST and empty[ground] > count * _COLOURED}
    for at, one in formats.items():
        asks = _drawn(page, at) in known or (one.ground in likely and one.framed)
        if one.ground in page.printed_grounds:
            continue
        open_ = page.value(at) is None or (not one.bold and _is_figure(page, at))
        if asks and open_ and _is_labelled(page, at):
            yield at


def _drawn(page: SeenSheet, at: Position) -> tuple[str, bool]:
    return page.format(at).ground, page.format(at).framed


def _begun(page: SeenSheet, found: Mapping[Position, Sureness]) -> Iterator[Position]:
    """Yield the cells with figures that ask, as of a plan that was begun.

    They stand in a row with results, under a heading under which blanks of the same look ask elsewhere. A table of figures alone may only
    inform.
    """
    headings = HeadingFinder(page.with_inputs(found))
    blank = Counter((headings.of(at).text, _look(page, at)) for at in found if page.value(at) is None)
    asking = {pair for pair, count in blank.items() if pair[0] and any(pair[1]) and count >= _LEAST}
    if not asking:
        return
    calculated = {at[0] for at in page.anatomy.formulas if not page.words(at)}
    figures = {at for at in page.anatomy.sheet.cells if at[0] in calculated and at not in found and _is_figure(page, at)}
    for at in sorted(figures - given_beneath(page, figures)):
        if _is_labelled(page, at) and (headings.of(at).text, _look(page, at)) in asking:
            yield at


def _look(page: SeenSheet, at: Position) -> tuple[str, bool, bool]:
    one = page.format(at)
    return one.ground, one.framed, one.bold


def _is_figure(page: SeenSheet, at: Position) -> bool:
    value = page.anatomy.sheet.cells.get(at)
    return isinstance(value, int | float) and not isinstance(value, bool) and at not in page.anatomy.formulas


def _is_labelled(page: SeenSheet, at: Position) -> bool:
    row, column = at
    left = any(page.words((row, before)) for before in range(column - 1, max(0, column - 30), -1))
    return left or any(page.text((above, column)) for above in range(row - 1, max(0, row - 60), -1))
