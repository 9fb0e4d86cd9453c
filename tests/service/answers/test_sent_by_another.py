"""An answer that the contact of one organisation gave in the workbook of another: it counts once, and its sender waits and is told."""

from __future__ import annotations

import pytest

from demo.respondents import Received, open_letter
from digests.facts import ArrivalKind
from domain.letter import LetterKind
from domain.rules.owes import Owes
from service.contacts.census import InvitedOrganisation, census
from service.digests.facts import facts
from service.installation.install import SAMPLE
from service.sending.send import send_due
from service.studies.running import require_running
from service.views.show import timeline
from store import outbox, submission_states
from tests.service.group import AUTHENTICATED, mail, member
from tests.service.office import Office, person


def sent(office: Office, **changes: object) -> int:
    """Let the first organisation's contact send the workbook of the third, and return the case."""
    office.write(person(0), ("b.xlsx", office.workbook(2, **changes)), reply_to=0)
    (case,) = office.cases()
    return int(case.id)


def case_of(office: Office, number: int) -> InvitedOrganisation:
    """Return an organisation as it stands."""
    with office.service.store.reading() as tx:
        return census(tx, require_running(office.service, tx, SAMPLE), office.now)[f"ORG{number:03d}"]


def shown(office: Office, number: int) -> str:
    """Return what `show` tells of an organisation."""
    with office.service.store.reading() as tx:
        events = timeline(office.service, tx, require_running(office.service, tx, SAMPLE), case_of(office, number))
    return "\n".join(f"{one.what}: {one.detail}" for one in events)


def counts(office: Office) -> dict[str, int]:
    """Return how many submissions `status` counts in each state."""
    with office.service.store.reading() as tx:
        return submission_states.counts(tx, SAMPLE)


def came_in(office: Office) -> list[tuple[str, ArrivalKind]]:
    """Return what a digest says that came in, and of whom."""
    with office.service.store.reading() as tx:
        found = facts(tx, require_running(office.service, tx, SAMPLE), office.now, None)
        return [(one.organisation, one.what) for one in found.arrivals]


def answers(office: Office) -> dict[str, Received]:
    """Let what waits leave, and return what answers somebody, by whom it goes to."""
    out = office.home / "out" / "new"
    before = set(out.iterdir()) if out.exists() else set()
    send_due(office.service, office.later())
    with office.service.store.reading() as tx:
        kinds = {one.address: one.kind for one in outbox.of_studies(tx, [SAMPLE]) if one.mailing is None}
    found = (open_letter(path) for path in set(out.iterdir()) - before)
    return {one.to: one for one in found if kinds.get(one.to) in {LetterKind.RECEIPT, LetterKind.QUESTION_BACK}}


def reference(office: Office, number: int) -> str:
    """Return the printed reference of an organisation."""
    return case_of(office, number).invitation.reference


def test_its_sender_is_not_reminded_as_long_as_the_case_is_open(office: Office) -> None:
    """They are not reminded as if nothing had come; once it is decided that it is another's answer, their own is owed."""
    case = sent(office)
    assert [office.standing(number) for number in range(3)] == ["queried", "silent", "queried, waits"]
    assert case_of(office, 0).owes is Owes.NOTHING
    decided = office.decide(case, "accept")
    assert [office.standing(number) for number in range(3)] == ["silent", "silent", "answered"]
    assert case_of(office, 0).owes is Owes.ANSWER
    office.undo(decided.entry)
    assert [office.standing(number) for number in (0, 2)] == ["queried", "queried, waits"]
    office.check()


def test_it_is_shown_with_whoever_sent_it_and_names_the_other(office: Office) -> None:
    """The other organisation has the case, which says from whom the workbook came."""
    sent(office)
    first, third = shown(office, 0), shown(office, 2)
    assert "return: message 1" in first
    assert "return: message 1" not in third
    assert "held: case 1: about ORG002" in first
    assert "held: case 1: " in third
    assert "ORG000" in third


def test_its_case_is_shown_with_its_sender_as_they_are_reminded_or_not(office: Office) -> None:
    """Also once it is decided. What somebody else sends for the other organisation is no case of theirs."""
    case = sent(office)
    office.decide(case, "reject")
    office.write(person(2), ("c.xlsx", office.workbook(2, employees=-5)), reply_to=2)
    assert shown(office, 0).count("about ORG002") == 1
    assert f"held: case {case}: about ORG002" in shown(office, 0)
    assert "about ORG" not in shown(office, 2)


def test_assigned_to_its_sender_it_is_counted_once(office: Office) -> None:
    """The copy that was held for the other organisation is no workbook that anybody sent and that was rejected."""
    case = sent(office)
    assert counts(office) == {"held": 1}
    office.decide(case, "assign", "ORG000")
    assert counts(office) == {"accepted": 1}
    assert [office.standing(number) for number in (0, 2)] == ["answered", "silent"]


def test_the_digest_tells_of_who_sent_it(office: Office) -> None:
    """Whatever is decided, in one line: while it waits, rejected, and as the answer of the one or the other."""
    case = sent(office)
    assert came_in(office) == [("Organisation 0", ArrivalKind.HELD)]
    rejected = office.decide(case, "reject")
    assert came_in(office) == [("Organisation 0", ArrivalKind.REJECTED)]
    office.undo(rejected.entry)
    assigned = office.decide(case, "assign", "ORG000")
    assert came_in(office) == [("Organisation 0", ArrivalKind.ANSWERED)]
    office.undo(assigned.entry)
    office.decide(case, "accept")
    assert came_in(office) == [("Organisation 2", ArrivalKind.ANSWERED)]


def test_what_is_rejected_is_counted_as_that(office: Office) -> None:
    """Nothing stands in its place."""
    office.decide(sent(office), "reject")
    assert counts(office) == {"rejected": 1}
    assert [office.standing(number) for number in (0, 2)] == ["silent", "silent"]


@pytest.mark.parametrize("changes", [{}, {"employees": -5}])
def test_assigned_to_its_sender_they_are_told_whose_workbook_it_is(office: Office, changes: dict[str, object]) -> None:
    """Also where it goes back with mistakes."""
    office.decide(sent(office, **changes), "assign", "ORG000")
    told = answers(office)[person(0)].text
    assert f"was made for another organisation (reference {reference(office, 2)})" in told
    assert f"taken as yours (reference {reference(office, 0)})" in told


def test_accepted_for_the_other_its_sender_is_told_that_it_is_not_their_answer(office: Office) -> None:
    """The contact of the other is told who sent it."""
    office.decide(sent(office), "accept")
    told = answers(office)
    assert f"not for yours (reference {reference(office, 0)})" in told[person(0)].text
    assert person(0) in told[person(2)].text
    assert "not for yours" not in told[person(2)].text


def test_a_blank_one_is_its_senders(office: Office) -> None:
    """They are told whose it is, and the other organisation is silent as before."""
    _, blank = office.kept.letters[2].workbook or ("", b"")
    office.write(person(0), ("b.xlsx", blank), reply_to=0)
    assert [office.standing(number) for number in (0, 2)] == ["queried", "silent"]
    assert f"was made for another organisation (reference {reference(office, 2)})" in answers(office)[person(0)].text


def test_who_answers_the_letter_of_the_other_writes_for_the_other(office: Office) -> None:
    """Nothing is said of their own organisation: it is silent, and reminded."""
    office.write(person(0), ("b.xlsx", office.workbook(1)), reply_to=1)
    assert [office.standing(number) for number in range(3)] == ["silent", "queried, waits", "silent"]


def test_a_sender_for_whom_nobody_vouches_does_not_let_their_organisation_wait(believer: Office) -> None:
    """Whoever uses their name stops no reminder."""
    book = believer.workbook(1)
    believer.deliver(mail(member(0), "Our answers.", ("b.xlsx", book)))
    assert believer.standing(0) == "silent"
    believer.deliver(mail(member(2), "Our answers.", ("c.xlsx", book), authentication_results=AUTHENTICATED))
    assert believer.standing(2) == "queried"
