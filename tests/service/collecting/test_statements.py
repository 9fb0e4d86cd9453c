"""What is asked of the store: nothing that is known already, and nothing once for each of many."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import event

from domain.contact import Stopped, Suppression
from domain.letter import DeliveryState, Letter, LetterKind, Outcome, Verdict
from service.collecting.collect import collect
from service.deciding.people import ContactMeant, add
from service.effects.probes import settle_probes
from service.installation import config
from service.mailings.shares import MailingTo, shares
from service.operation.tick import tick
from service.studies.running import require_running
from service.wiring import Service, open_service
from store import outbox, suppressions
from tests.service.correspondence import STUDY
from tests.service.installed import LIST, at, make
from tests.service.office import Office, Template, opened, person


@contextmanager
def asked(service: Service) -> Iterator[list[str]]:
    """Give the statements that are put to the store inside, each in one line."""
    said: list[str] = []

    def put(*told: object) -> None:
        said.append(" ".join(str(told[2]).split()))

    event.listen(service.store.engine, "before_cursor_execute", put)
    try:
        yield said
    finally:
        event.remove(service.store.engine, "before_cursor_execute", put)


def test_a_return_asks_for_its_invitation_by_its_token_and_by_its_sender_alone(office: Office) -> None:
    """Its printed reference names the one that is found, the brake knows it, and of an ordinary day nobody counts the study."""
    book = office.workbook(0)
    with asked(office.service) as said:
        office.write(person(0), ("a.xlsx", book), reply_to=0)
    ours = [one.partition(" WHERE ")[2] for one in said if " FROM invitation WHERE " in one]
    assert [one.partition(" ")[0] for one in ours] == ["invitation.token", "invitation.organisation"]


def test_returns_that_come_together_are_asked_for_together(office: Office) -> None:
    """Whose they are, who is on record there, what was filed, edited or waits: one question for all; and the journal says its end once."""
    for number in range(3):
        raw = office.written(person(number), ("a.xlsx", office.workbook(number)), reply_to=number)
        (office.home / "inbox" / "new" / f"{number}.eml").write_bytes(raw)
    with asked(office.service) as said:
        assert collect(office.service, office.later()).new == 3
    assert [office.standing(number) for number in range(3)] == ["answered"] * 3
    ours = [f"{table} {where.partition(' ')[0]}" for one in said for table, _, where in [one.partition(" FROM ")[2].partition(" WHERE ")]]
    once = ("invitation invitation.token", "invitation invitation.organisation", "edit edit.invitation_id")
    assert {one: ours.count(one) for one in once} == dict.fromkeys(once, 1)
    assert [
        sum(part in one for one in said)
        for part in (" FROM suppression ", " FROM hold ", " FROM annex ", "journal.number DESC", " FROM generation ")
    ] == [1] * 5


def named(home: Path, organisations: int) -> int:
    """Return how many statements it takes to look what organisations would get that a person names."""
    make(home, organisations)
    with open_service(config.load(home, {})) as service:
        tick(service, at("02-10"))
        with service.store.reading() as tx:
            found = require_running(service, tx, STUDY)
        meant = MailingTo(mailing="questionnaire", to=tuple(f"ORG{number:03}" for number in range(organisations)), by="anna", again=True)
        with asked(service) as said:
            each = shares(service, found, meant, at("02-11"))
    assert len(each) == organisations
    return len(said)


def test_many_organisations_that_a_person_names_are_looked_up_together(tmp_path: Path) -> None:
    """They are found, and what each was sent before is, by as many statements as for a few."""
    assert named(tmp_path / "many", 40) == named(tmp_path / "few", 2)


def denied(home: Path, organisations: int) -> int:
    """Return how many statements it takes to look after addresses that servers denied, each of whose organisations has another one."""
    make(home, organisations)
    with open_service(config.load(home, {})) as service:
        tick(service, at("02-10"))
        for number in range(organisations):
            meant = ContactMeant(address=f"other{number}@member{number}.example", by="anna", organisation=f"ORG{number:03}", list=LIST)
            add(service, meant, at("02-10"))
        with service.store.transaction() as tx:
            sent = [one for one in outbox.of_studies(tx, [STUDY]) if one.organisation]
            back = [outbox.Change(_lost(one), DeliveryState.BOUNCED, at("02-10")) for one in sent]
            outbox.record_verdicts(tx, back, at("02-10"))
            for one in sent:
                suppressions.suppress(tx, Suppression(one.address, Stopped.NO_SUCH_MAILBOX, ""), at("02-10"))
        with asked(service) as said:
            settle_probes(service, at("02-13"))
        with service.store.reading() as tx:
            assert not [one for one in outbox.of_studies(tx, [STUDY]) if one.kind is LetterKind.PROBE]
    return len(said)


def _lost(letter: Letter) -> Verdict:
    return Verdict(letter_id=letter.id, outcome=Outcome.REJECTED, stage="rcpt", code=550, text="5.1.1 no such user")


def test_many_denied_addresses_are_looked_after_together(tmp_path: Path) -> None:
    """Where none of them is the last of its organisation, nothing is written, and no statement is made for each."""
    assert denied(tmp_path / "many", 40) == denied(tmp_path / "few", 2)


def disputed(office: Office, organisations: int) -> int:
    """Return how many statements it takes to list cases of workbooks, each of which disputes what counts for its organisation."""
    for number in range(organisations):
        office.write(person(number), ("a.xlsx", office.workbook(number)), reply_to=number)
        office.write("x@nowhere.example", ("b.xlsx", office.workbook(number, employees=7 + number)), reply_to=number)
    with asked(office.service) as said:
        cases = office.cases()
    assert [("first" in one.options, one.kind) for one in cases] == [(True, "workbook")] * organisations
    return len(said)


def test_many_cases_of_workbooks_that_say_something_else_are_listed_together(kept: Template, tmp_path: Path) -> None:
    """What counts for their organisations, what was decided there and how the answers came about are looked up once for all."""
    with opened(kept, tmp_path / "many") as many, opened(kept, tmp_path / "few") as few:
        assert disputed(many, 3) == disputed(few, 1)
