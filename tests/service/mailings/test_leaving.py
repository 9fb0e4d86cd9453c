"""A person's mail program unsubscribes them at the address that stands in List-Unsubscribe; it serves that alone."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from service.operation.tick import tick
from store import suppressions
from tests.service.installed import at
from tests.service.office import Office, person


def targets(office: Office) -> dict[str, str]:
    """Return what List-Unsubscribe says in the newest letter to each address, by address."""
    messages = [message_from_bytes(path.read_bytes()) for path in sorted((office.home / "out" / "new").iterdir(), key=_number)]
    return {str(one["Delivered-To"]): "".join(str(one["List-Unsubscribe"]).split()) for one in messages if one["List-Unsubscribe"]}


def _number(path: Path) -> int:
    return int(path.name.partition(".")[0])


def clicked(office: Office, number: int, sender: str, text: str = "", to: str = "") -> None:
    """Let a mail program write what a click on "unsubscribe" in the letter of an organisation writes."""
    target = urlsplit(targets(office)[person(number)].strip("<>"))
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, to or target.path
    mail["Subject"] = parse_qs(target.query)["subject"][0]
    mail["Auto-Submitted"] = "auto-generated"
    mail["Message-ID"] = f"<{office.later().timestamp():.0f}@client.example>"
    mail.set_content(text)
    office.deliver(mail.as_bytes())


def stopped(office: Office) -> list[str]:
    """Return the addresses that mailings go to no more."""
    with office.service.store.reading() as tx:
        return sorted(suppressions.suppressed(tx, [person(number) for number in range(3)] + ["alias@elsewhere.example"]))


def test_mailings_to_the_recipient_of_the_letter_stop_wherever_the_click_came_from(office: Office) -> None:
    """A message to the address in List-Unsubscribe: it stands for the recipient of that letter, who gets no reminder, and nobody else."""
    clicked(office, 0, "alias@elsewhere.example")
    assert stopped(office) == [person(0)]
    before = len(list((office.home / "out" / "new").iterdir()))
    tick(office.service, at("03-26"))
    reminded = [
        message_from_bytes(path.read_bytes())["Delivered-To"] for path in sorted((office.home / "out" / "new").iterdir(), key=_number)
    ]
    assert person(0) not in reminded[before:]
    assert person(1) in reminded[before:]
    office.check()


def test_every_letter_has_an_address_of_its_own(office: Office) -> None:
    """Each letter of a mailing names its own, at the mailbox that takes the answers."""
    found = targets(office)
    assert set(found) == {person(number) for number in range(3)}
    assert len(set(found.values())) == 3
    assert all(
        one.startswith("<mailto:cybercrime.study+u") and one.endswith("@unodc.example?subject=unsubscribe>") for one in found.values()
    )


def test_a_code_that_was_changed_stops_nothing(office: Office) -> None:
    """A guess proves nothing: not of another letter, and not of whoever sends it, where they are not on record."""
    address = urlsplit(targets(office)[person(0)].strip("<>")).path
    local, _, domain = address.partition("@")
    guess = f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@{domain}"
    clicked(office, 0, "alias@elsewhere.example", to=guess)
    assert stopped(office) == []


def test_the_code_says_nothing_in_the_name_of_the_organisation(office: Office) -> None:
    """Whoever has it can stop the letters to its recipient; what else they write proves nothing, and is no case."""
    clicked(office, 0, "stranger@elsewhere.example", text="We will not take part in the study.")
    assert stopped(office) == [person(0)]
    assert [case.kind for case in office.cases()] == []


def test_an_address_of_it_that_is_quoted_or_enclosed_stops_nothing(office: Office) -> None:
    """A forwarded letter or a report brings its header back; only what was sent to the address counts."""
    address = urlsplit(targets(office)[person(0)].strip("<>")).path
    office.write("stranger@elsewhere.example", text=f"What is this?\n\nList-Unsubscribe: <mailto:{address}?subject=unsubscribe>")
    assert stopped(office) == []
