"""Cases about workbooks that nothing proves: of those in one organisation's name, one is told, and how many more there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from domain.case import CaseKind
from service.cases.waiting import Waiting


def one_of_each(cases: Iterable[Waiting]) -> Iterator[tuple[Waiting, int]]:
    """Yield the cases, and for how many others each stands; of claims about one organisation, the first in their order."""
    some = tuple(cases)
    many, told = Counter(one.organisation for one in some if one.kind is CaseKind.CLAIM), set[str | None]()
    for one in some:
        if one.kind is not CaseKind.CLAIM or one.organisation is None:
            yield one, 0
        elif one.organisation not in told:
            told.add(one.organisation)
            yield one, many[one.organisation] - 1
