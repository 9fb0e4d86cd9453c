"""Why an answer has no value: a number that no real value reaches, in the formats that hold it in the column itself.

The five reasons that every study has come first; the form's missing codes, and bounds, follow in the order in which a study had them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count

from domain.answer import ItemStatus
from exports.dataset import Gap
from exports.fixed import GapPlace
from exports.naming import ColumnNames
from exports.words import said
from questionnaire.definition import Text
from questionnaire.versions.lasting import Lasting

GENERAL = tuple(Gap(one.name.lower(), one.value, said(f"gap.{one.name.lower()}")) for one in GapPlace)
BLANK, WITHHELD, NOT_APPLICABLE, NOT_ASKED, UNREADABLE = GENERAL
OF_STATUS: Mapping[ItemStatus, Gap] = {
    ItemStatus.UNANSWERED: BLANK,
    ItemStatus.WITHHELD: WITHHELD,
    ItemStatus.NOT_APPLICABLE: NOT_APPLICABLE,
    ItemStatus.NOT_ASKED: NOT_ASKED,
    ItemStatus.UNREADABLE: UNREADABLE,
    # What is answered or coded has a value; where it is lost all the same, nothing better is known.
    ItemStatus.ANSWERED: BLANK,
    ItemStatus.CODED: BLANK,
}
BOUND, NO_RESULT = "bound", "no_result"
_GROUP = "missing"


def gaps_of_codes(codes: Iterable[tuple[str, str, Text]], names: ColumnNames, lasting: Lasting) -> dict[str, dict[str, Gap]]:
    """Return the gaps of a form's own missing codes (question, code, label), by question and code.

    The label is the first that a code has, or else the code itself. A code that was called otherwise once has the number that it had then;
    or that under a later name, which the older program gave.
    """
    every = tuple(codes)
    labels: dict[str, Text] = {}
    for _, code, label in every:
        labels[code] = labels.get(code) or label
    made: dict[str, dict[str, Gap]] = {}
    began = {(question, code): lasting[question].codes.get(code) for question, code, _ in every if question in lasting}
    firsts = {one.key for one in began.values() if one}
    for question, code, _ in every:
        key = lasting[question].key(code) if question in lasting else code
        if meant := began.get((question, code)):
            # What is the first name of another question's code has its number.
            key = next((one for one in meant.names if one not in firsts and names.has(_GROUP, one)), meant.key)
        number = names.number(_GROUP, key, len(GENERAL))
        made.setdefault(question, {})[code] = Gap(code, number, labels[code] or {"en": code})
    return made


def gap_of_bounds(names: ColumnNames) -> Gap:
    """Return the gap of figures of which a bound alone was written, such as `<5`: a study has it once somebody wrote one."""
    # No form has a code of no letters.
    return Gap(BOUND, names.number(_GROUP, "", len(GENERAL)), said("gap.bound"))


def gap_of_results(names: ColumnNames) -> Gap:
    """Return the gap of calculations that come to nothing although each figure that they read has a value, as where one divides by 0."""
    # Nor has any a code with the sign that stands behind a code.
    return Gap(NO_RESULT, names.number(_GROUP, "=", len(GENERAL)), said("gap.no_result"))


def numbers(gaps: Iterable[Gap], least: float | None) -> dict[Gap, int]:
    """Return the number of each gap: from -99 on, or where a real value as small as `least` reaches those, from -999, -9999 and so on."""
    all_ = sorted(gaps, key=lambda gap: gap.place)
    room = all_[-1].place if all_ else 0
    # 94 reasons would not fit below zero from -99 on.
    lowest = next(base for digits in count(2) if -(base := 1 - 10**digits) > room and (least is None or least > base + room))
    return {gap: lowest + gap.place for gap in all_}
