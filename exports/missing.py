"""Why an answer has no value: a number that no real value reaches, in the formats that hold it in the column itself.

The five reasons that every study has come first; the missing codes of the form follow in the order in which the study first had them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count

from domain.answer import ItemStatus
from exports.dataset import Gap
from exports.naming import ColumnNames
from exports.words import said
from questionnaire.definition import Text

BLANK = Gap("unanswered", 0, said("gap.unanswered"))
WITHHELD = Gap("withheld", 1, said("gap.withheld"))
NOT_APPLICABLE = Gap("not_applicable", 2, said("gap.not_applicable"))
NOT_ASKED = Gap("not_asked", 3, said("gap.not_asked"))
UNREADABLE = Gap("unreadable", 4, said("gap.unreadable"))
GENERAL = (BLANK, WITHHELD, NOT_APPLICABLE, NOT_ASKED, UNREADABLE)
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


def gaps_of_codes(codes: Iterable[tuple[str, Text]], names: ColumnNames) -> dict[str, Gap]:
    """Return the gaps of a form's own missing codes, by code; the label is the first that one has, or else the code itself."""
    labels: dict[str, Text] = {}
    for code, label in codes:
        labels[code] = labels.get(code) or label
    return {code: Gap(code, names.number("missing", code, len(GENERAL)), label or {"en": code}) for code, label in labels.items()}


def numbers(gaps: Iterable[Gap], least: float | None) -> dict[Gap, int]:
    """Return the number of each gap: from -99 on, or where a real value as small as `least` reaches those, from -999, -9999 and so on."""
    all_ = sorted(gaps, key=lambda gap: gap.place)
    room = all_[-1].place if all_ else 0
    # 94 reasons would not fit below zero from -99 on.
    lowest = next(base for digits in count(2) if -(base := 1 - 10**digits) > room and (least is None or least > base + room))
    return {gap: lowest + gap.place for gap in all_}
