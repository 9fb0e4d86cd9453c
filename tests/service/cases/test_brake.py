"""What one source does to many organisations: without their secrets it waits for a person, and with them it can be undone at once."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from demo.respondents import Received
from domain.case import CaseKind
from domain.errors import OriginalError
from domain.letter import DeliveryState
from service.cases.waiting import Waiting
from store import impacts, journal, messages, outbox, suppressions
from tests.service.group import AUTHENTICATED, FOCAL, ORGANISATIONS, mail, member, opened, template
from tests.service.office import Office, Template

EVERYBODY = range(ORGANISATIONS)


@pytest.fixture(scope="module")
def kept_group(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Return the installation, made once."""
    return template(tmp_path_factory.mktemp("group") / "installation")


@pytest.fixture
def office(kept_group: Template, tmp_path: Path) -> Iterator[Office]:
    """Return a copy of it, opened."""
    with opened(kept_group, tmp_path) as found:
        yield found


def stopped(office: Office) -> set[int]:
    """Return the organisations that are not reminded for now."""
    return {number for number in EVERYBODY if office.standing(number).endswith("waits")}


def decline(office: Office, number: int) -> int:
    """Let a mail server vouch for a wish to take no part, which carries no secret: of whoever speaks for all organisations."""
    words = f"{reference(office.kept.letters[number])}: we will not participate in this study."
    return office.deliver(mail(FOCAL, words, authentication_results=AUTHENTICATED))


def unsubscribe(office: Office, number: int) -> int:
    """Let a mail server vouch for a contact's own wish for no more mail, which carries no secret of the organisation."""
    return office.deliver(mail(member(number), "unsubscribe", subject="unsubscribe", authentication_results=AUTHENTICATED))


def case(office: Office, kind: CaseKind) -> Waiting:
    """Return the one case of this kind that waits."""
    (found,) = [one for one in office.cases() if one.kind is kind]
    return found


def brakes(office: Office) -> list[Waiting]:
    """Return the cases that wait since they are more than one source may do."""
    return [one for one in office.cases() if one.kind is CaseKind.BRAKE]


def five_and(office: Office) -> set[int]:
    """Let all be declined within minutes, and return the first five."""
    for number in EVERYBODY:
        decline(office, number)
    return set(range(5))


def test_above_five_organisations_an_hour_what_one_address_asks_without_a_secret_waits_in_one_case(office: Office) -> None:
    """What one source does to more organisations in an hour than usual, without a secret of theirs: five take effect.

    The case names the address and the organisations that wait.
    """
    first = five_and(office)
    assert stopped(office) == first
    waiting = case(office, CaseKind.BRAKE)
    assert waiting.options == ("accept", "reject")
    assert waiting.reasons[0].startswith(
        "Messages from focal@group.example would act on 3 organisations within an hour (ORG005, ORG006, ORG007)."
    )
    assert waiting.reference is None


def test_contacts_of_many_organisations_at_one_provider_do_not_stop_each_other(office: Office) -> None:
    """Nor does a stranger who has an address there, and names six of them: what that one asks waits in a case."""
    for number in range(6):
        words = f"{reference(office.kept.letters[number])}: we will not participate in this study."
        office.deliver(mail("stranger@group.example", words, authentication_results=AUTHENTICATED))
    assert stopped(office) == set()
    for number in EVERYBODY:
        unsubscribe(office, number)
    with office.service.store.reading() as tx:
        assert set(suppressions.suppressed(tx, map(member, EVERYBODY))) == set(map(member, EVERYBODY))


def test_strangers_of_one_domain_are_one_source(office: Office) -> None:
    """Whoever owns it makes up as many addresses as they like."""
    for number in EVERYBODY:
        files = (f"{number}.xlsx", without_token(office, number))
        office.deliver(mail(f"stranger{number}@group.example", "Our answers.", files, authentication_results=AUTHENTICATED))
    assert "Messages from group.example would act on 3 organisations" in case(office, CaseKind.BRAKE).reasons[0]


def test_what_waited_takes_effect_where_a_person_accepts_it_and_can_be_undone(office: Office) -> None:
    """Also where the messages are read again later; undoing the decision takes all of it back."""
    first = five_and(office)
    waiting = case(office, CaseKind.BRAKE)
    decided = office.decide(waiting.id, "accept")
    assert decided.told == "3 messages have taken effect."
    everybody = set(EVERYBODY)
    assert stopped(office) == everybody
    office.replay()
    assert stopped(office) == everybody
    assert not brakes(office)
    office.undo(decided.entry)
    assert stopped(office) == first


def test_what_was_undone_takes_effect_where_a_person_accepts_it_again(office: Office) -> None:
    """As often as they change their mind."""
    first, everybody = five_and(office), set(EVERYBODY)
    waiting = case(office, CaseKind.BRAKE)
    for _ in range(2):
        decided = office.decide(waiting.id, "accept")
        assert stopped(office) == everybody
        office.undo(decided.entry)
        assert stopped(office) == first
    office.replay()
    assert stopped(office) == first


def test_all_of_it_takes_effect_or_nothing(office: Office, tmp_path: Path) -> None:
    """The original of the second message is gone for a while: nothing is decided, and the case waits until it is back."""
    first, waiting = five_and(office), case(office, CaseKind.BRAKE)
    with office.service.store.reading() as tx:
        sha256 = messages.in_states(tx, ["done"])[6].sha256
    path = Path(office.service.store.archive.where(sha256))
    path.rename(tmp_path / "kept")
    with pytest.raises(OriginalError):
        office.decide(waiting.id, "accept")
    assert stopped(office) == first
    (tmp_path / "kept").rename(path)
    office.decide(case(office, CaseKind.BRAKE).id, "accept")
    assert stopped(office) == set(EVERYBODY)


def test_what_a_person_rejects_stays_without_effect(office: Office) -> None:
    """Also where it is read again."""
    first = five_and(office)
    office.decide(case(office, CaseKind.BRAKE).id, "reject")
    office.replay()
    assert stopped(office) == first
    assert not brakes(office)


def test_the_next_hour_is_another(office: Office) -> None:
    """Five today, and three an hour later, are ordinary days."""
    for number in EVERYBODY:
        if number == 5:
            office.later(hours=1)
        decline(office, number)
    assert stopped(office) == set(EVERYBODY)
    assert not brakes(office)


def test_a_person_may_be_read_again_without_being_counted_again(office: Office) -> None:
    """Five that are replayed are five."""
    for number in range(5):
        decline(office, number)
    office.replay()
    office.replay()
    assert not brakes(office)


def test_one_message_with_many_workbooks_under_printed_references_does_nothing(office: Office) -> None:
    """It brings no submission, no letter and no case but one; the references are right, and the tokens were taken out."""
    files = [(f"{number}.xlsx", without_token(office, number)) for number in EVERYBODY]
    before = len(office.entries())
    office.deliver(mail("stranger@evil.example", "Our answers.", *files))
    waiting = case(office, CaseKind.BRAKE)
    assert [one.id for one in office.cases()] == [waiting.id]
    assert all(office.states(number) == [] for number in EVERYBODY)
    assert {office.standing(number) for number in EVERYBODY} == {"silent"}
    assert [str(one.about) for one in office.entries()[before:]] == [f"case {waiting.id}"]
    with office.service.store.reading() as tx:
        assert [one for one in outbox.in_states(tx, [DeliveryState.QUEUED]) if one.mailing is None] == []


def without_token(office: Office, number: int) -> bytes:
    """Return a workbook as somebody makes it who has that of another organisation, and knows the reference of this one alone."""
    own, theirs = office.kept.letters[0], office.kept.letters[number]
    token = own.reply_to.partition("+r")[2].partition("@")[0].encode()
    made = io.BytesIO()
    with ZipFile(io.BytesIO(office.workbook(0))) as book, ZipFile(made, "w") as written:
        for part in book.infolist():
            data = book.read(part).replace(token, b"2" * len(token)).replace(reference(own).encode(), reference(theirs).encode())
            written.writestr(part.filename, data)
    return made.getvalue()


def reference(letter: Received) -> str:
    """Return the printed reference of the organisation that got a letter."""
    name, _ = letter.workbook or ("", b"")
    return name.removesuffix(".xlsx")


def test_a_focal_point_with_a_workbook_of_each_is_filed_and_one_case_offers_to_undo_it(office: Office) -> None:
    """What one source does to more organisations in an hour than usual, with a secret of each: it can be undone.

    Undoing lets nothing of it count; undoing that puts all back.
    """
    files = [(f"{number}.xlsx", office.workbook(number)) for number in EVERYBODY]
    office.deliver(mail("focal@ministry.example", "Attached.", *files))
    assert {tuple(office.states(number)) for number in EVERYBODY} == {("accepted",)}
    told = case(office, CaseKind.SURGE)
    assert told.options == ("undo", "reject")
    assert "focal@ministry.example acted on 8 organisations" in told.reasons[0]
    decided = office.decide(told.id, "undo")
    assert {tuple(office.states(number)) for number in EVERYBODY} == {("rejected",)}
    assert {office.standing(number) for number in EVERYBODY} == {"silent"}
    assert office.cases() == ()
    office.undo(decided.entry)
    assert {tuple(office.states(number)) for number in EVERYBODY} == {("accepted",)}
    assert case(office, CaseKind.SURGE).id == told.id


def test_what_a_person_has_looked_at_is_not_told_again(office: Office) -> None:
    """The next one of the same source is news by itself."""
    files = [(f"{number}.xlsx", office.workbook(number)) for number in range(6)]
    office.deliver(mail("focal@ministry.example", "Attached.", *files))
    office.decide(case(office, CaseKind.SURGE).id, "reject")
    office.deliver(mail("focal@ministry.example", "And one more.", ("6.xlsx", office.workbook(6))))
    assert office.cases() == ()
    assert office.states(6) == ["accepted"]


def test_what_each_message_acted_on_is_recorded_once(office: Office) -> None:
    """With its source, and whether a secret of the organisation proved it."""
    proven = office.deliver(mail(member(0), "Attached.", ("a.xlsx", office.workbook(0))))
    named = unsubscribe(office, 1)
    office.replay()
    with office.service.store.reading() as tx:
        found = [*impacts.of_message(tx, proven), *impacts.of_message(tx, named)]
        taken_in = {one.id: one.received_at for one in messages.with_ids(tx, [proven, named])}
        assert [one.message_id for one in journal.of_messages(tx, [named])] == [named]
    assert [(one.source, one.proven) for one in found] == [(member(0), True), (member(1), False)]
    assert [one.at for one in found] == [taken_in[proven], taken_in[named]]


def test_no_message_stops_letters_to_staff(office: Office) -> None:
    """A message that would stop letters to staff: nothing, whoever vouches for it and whichever of the study's own addresses it names."""
    believed = "mx.unodc.example; dmarc=pass header.from=unodc.example"
    for address in ("miriam.keller@unodc.example", "cybersecurity@itu.example", "thomas.aubert@itu.example"):
        office.deliver(mail(address, "unsubscribe", subject="unsubscribe", authentication_results=believed))
        with office.service.store.reading() as tx:
            assert suppressions.suppressed(tx, [address]) == {}
