"""What the digest says came in: each organisation by what counts of what it sent, and words as words."""

from __future__ import annotations

from digests.facts import ArrivalKind
from languages.phrases import phrases
from service.digests.facts import facts
from service.installation.install import SAMPLE
from service.studies.running import running
from tests.service.office import Office, person


def came(office: Office) -> list[tuple[str, ArrivalKind]]:
    """Return what came in, oldest first."""
    with office.service.store.reading() as tx:
        found = running(office.service, tx, SAMPLE)
        assert found
        return [(one.organisation, one.what) for one in facts(tx, found, office.now, None).arrivals]


def test_workbooks_of_several_organisations_are_listed_each(office: Office) -> None:
    """A consultant sent them in one message."""
    office.write("consultant@advice.example", *((f"{number}.xlsx", office.workbook(number)) for number in (0, 1)))
    assert came(office) == [("Organisation 0", ArrivalKind.ANSWERED), ("Organisation 1", ArrivalKind.ANSWERED)]


def test_words_are_no_question_and_the_same_again_is_nothing_new(office: Office) -> None:
    """Whoever declines has written."""
    office.write(person(0), text="We will not take part in this study.", reply_to=0)
    book = office.workbook(1)
    office.write(person(1), ("a.xlsx", book), reply_to=1)
    office.write(person(1), ("a.xlsx", book), text="Once more.", reply_to=1)
    assert [what for _, what in came(office)] == [ArrivalKind.WROTE, ArrivalKind.ANSWERED, ArrivalKind.NO_ANSWER]


def test_of_several_workbooks_the_one_that_counts_is_told(office: Office) -> None:
    """The other was rejected, whichever was read last."""
    office.write(person(0), ("a.xlsx", office.workbook(0, employees=1)), ("b.xlsx", office.workbook(0, employees=2)), reply_to=0)
    first, second = office.cases()
    office.decide(first.id, "accept")
    office.decide(second.id, "reject")
    assert [what for _, what in came(office)] == [ArrivalKind.ANSWERED]


def test_a_workbook_that_an_older_one_replaced_is_not_told_as_if_a_newer_had_come(office: Office) -> None:
    """A person accepted the older one later: there is another, and none that is newer."""
    office.write("somebody@else.example", ("b.xlsx", office.workbook(1, employees=7)), reply_to=0)
    office.write(person(1), ("a.xlsx", office.workbook(1)), reply_to=1)
    (case,) = office.cases()
    office.decide(case.id, "accept")
    assert came(office) == [("Organisation 1", ArrivalKind.ANSWERED), ("Organisation 1", ArrivalKind.SUPERSEDED)]
    assert phrases("status", "en").say("arrived.superseded") == "sent a workbook that another one replaced"
