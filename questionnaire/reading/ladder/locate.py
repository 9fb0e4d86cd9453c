"""Where each answer stands, by the ladder: defined name, key column, label anchor, address. Rungs that disagree are told, never weighed.

What each rung is worth: a sort moves keys and labels, and leaves names on their address; a renamed sheet or an inserted row moves all
three; a sheet copied to a new document loses its names; a duplicated sheet has every key and label twice. An address alone is trusted
only beside others that are still in their place, and only where its row is nobody else's.

Two rungs may settle it where it is known how the third went wrong: see `agreement.settle`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from questionnaire.layout import Layout, Slot
from questionnaire.reading.ladder.agreement import contested_cells, headless, settle, spot_of
from questionnaire.reading.ladder.by_address import by_address, free_rows
from questionnaire.reading.ladder.by_key import by_key
from questionnaire.reading.ladder.by_label import by_label
from questionnaire.reading.ladder.by_name import by_name
from questionnaire.reading.ladder.claims import Claims
from questionnaire.reading.ladder.evidence import SheetEvidence, evidence_on
from questionnaire.reading.ladder.expected import Expected, expected_of
from questionnaire.reading.ladder.in_place import in_place
from questionnaire.reading.ladder.spots import Locations, Sheets, Spot
from workbooks.cells import Workbook


def locate(workbook: Workbook, sheets: Sheets, layout: Layout) -> Locations:
    """Look for every slot of `layout` on the `sheets` of a workbook, by name."""
    expected = expected_of(layout)
    return in_place(workbook, sheets, expected) or _by_ladder(workbook, sheets, layout, expected)


def _by_ladder(workbook: Workbook, sheets: Sheets, layout: Layout, expected: Expected) -> Locations:
    evidence = evidence_on(sheets.values(), expected)
    named = by_name(workbook, sheets, layout)
    keyed, labelled = by_key(layout, expected, evidence, named), by_label(layout, expected, evidence)
    lonely = {slot.key for slot in layout.slots if slot.key not in keyed and slot.key not in labelled}
    free = free_rows(sheets, evidence, keyed, labelled) if lonely else frozenset()
    named = {key: cells for key, cells in named.items() if key not in lonely or cells[0][:2] in free}
    for key in headless(layout, evidence, named, keyed, labelled):
        named.pop(key, None)
        keyed.pop(key, None)
    named, keyed, stale = settle(expected.cells, named, keyed, labelled)
    found_spots = ((slot.key, spot_of(sheets, slot.key, named, keyed, labelled)) for slot in layout.slots)
    contested = contested_cells(named, keyed, labelled)
    spots = {key: spot._replace(contested=True) if spot.cell in contested else spot for key, spot in found_spots if spot}
    spots |= by_address(sheets, workbook.broken_names, layout, expected, spots, free) if lonely else {}
    whole = all(len(keyed.get(slot.key, ())) == 1 and _label_stands(slot, expected, labelled) for slot in layout.slots)
    unheaded = _unheaded(layout, expected, evidence, named)
    return Locations(
        spots=spots,
        columns=_columns(spots),
        found=frozenset(expected.cells.keys() - lonely),
        changed=not whole or bool(unheaded),
        exact=whole and not unheaded and not stale and all(spots[key].cell == cell for key, cell in expected.cells.items() if key in spots),
        stale=stale,
        key_columns={seen.sheet: seen.key_column for seen in evidence},
        unheaded=unheaded,
        headed=frozenset(spots[slot.key].cell.sheet for slot in layout.slots if slot.heading and slot.key in spots),
    )


def _columns(spots: Mapping[str, Spot]) -> dict[str, frozenset[int]]:
    used: dict[str, set[int]] = {}
    for spot in spots.values():
        used.setdefault(spot.cell.sheet, set()).add(spot.cell.column)
    return {sheet: frozenset(columns) for sheet, columns in used.items()}


def _label_stands(slot: Slot, expected: Expected, labelled: Claims) -> bool:
    return expected.titles[slot.label][slot.sheet] is None or len(labelled.get(slot.key, ())) == 1


def _unheaded(layout: Layout, expected: Expected, evidence: Sequence[SheetEvidence], named: Claims) -> dict[str, tuple[str, ...]]:
    """Return the headings that are not found on the sheet that shows them, by that sheet's name.

    That of a section counts where only labels are left: nobody knows whether the column beside them is still the one for answers.
    """
    gone: dict[str, tuple[str, ...]] = {}
    for seen in evidence:
        slots = [slot for sheet in seen.shows for slot in expected.sheets[sheet].slots]
        lonely = not seen.keys and not any(slot.key in named for slot in slots)
        wanted = dict.fromkeys(slot.heading or layout.heading for slot in slots if slot.heading or lonely)
        if missing := tuple(heading for heading in wanted if heading not in seen.headed):
            gone[seen.sheet] = missing
    return gone
