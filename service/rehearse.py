"""Looking before sending: check all, preview one letter, rehearse a mailing into a Maildir, send one to oneself.

None of it leaves a trace in the outbox.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from domain.contact import Contact
from domain.errors import Asked, ConfigurationError, CounterfoilError, StoreError
from domain.letter import Letter, Outcome, Verdict
from domain.reference import new_tag, printed
from domain.rules.reminded import CORRECTION
from domain.study import Attachment, Mailing, transport_of
from languages import ENGLISH
from service.census import InvitedOrganisation, census
from service.find import find_invitation
from service.inviting import invite_all
from service.plan import letter, mailing_letters
from service.press import Press
from service.running import Running
from service.wiring import Service
from service.writing import write_all
from store import Transaction, contacts

TOO_LARGE = 10 * 1024 * 1024  # Many mail servers refuse more than 10 MB.


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check made and found: `problems` stand in the way of sending, `notes` do not."""

    letters: int
    workbooks: int
    largest: int
    problems: tuple[str, ...]
    notes: tuple[str, ...]


def find_mailing(running: Running, name: str) -> Mailing:
    """Return the mailing called `name`."""
    names = [mailing.name for mailing in running.study.mailings]
    if name not in names:
        raise ConfigurationError(f"There is no mailing {name!r}.", where=running.study.id, remedy=f"Known: {', '.join(names)}.")
    return running.study.mailing(name)


def find_case(service: Service, running: Running, name: str, now: datetime) -> InvitedOrganisation:
    """Return the invited organisation that a printed reference or an organisation's code names."""
    invite_all(service, running.study)
    with service.store.reading() as tx:
        code = find_invitation(tx, running.study.id, name).organisation
        found = census(tx, running, now, {code}).get(code)
    if found is None:
        remedy = "Load it with `counterfoil contacts load`."
        raise ConfigurationError(
            f"{code} is not on the list {running.study.contact_list!r} of the study.", where=Asked.ORGANISATION, remedy=remedy
        )
    return found


def invited_cases(service: Service, running: Running, now: datetime) -> dict[str, InvitedOrganisation]:
    """Return the cases of a study, each with its invitation; a list without anybody is an error."""
    invite_all(service, running.study)
    with service.store.reading() as tx:
        cases = census(tx, running, now)
    if not cases:
        remedy = f"Load {running.study.contact_list} with `counterfoil contacts load`."
        raise ConfigurationError(
            f"The contact list {running.study.contact_list!r} is empty.", where="study.toml contact_list", remedy=remedy
        )
    return cases


def check(service: Service, running: Running, now: datetime) -> Checked:
    """Make every letter and workbook for every contact, and tell what is wrong, missing, too large, duplicated or suppressed."""
    cases = invited_cases(service, running, now)
    press = Press(running, service.installation.separator, service.store.archive)
    problems: dict[str, None] = {}
    made, workbooks, largest = 0, 0, 0
    for one in _every_letter(running, cases, now):
        case = cases[str(one.organisation)]
        try:
            size = len(press.envelope(one, case, now).data)
        except CounterfoilError as error:
            problems[str(error)] = None
            continue
        made, largest = made + 1, max(largest, size)
        workbooks += Attachment.WORKBOOK in running.study.mailing(str(one.mailing)).attach
        if size > TOO_LARGE:
            problems[f"{one.template} for {one.address} is {size / 1048576:.1f} MB, more than many servers accept."] = None
    for problem in _other_letters(running, press):
        problems[problem] = None
    with service.store.reading() as tx:
        notes = tuple(_notes(tx, running, cases))
    return Checked(letters=made, workbooks=workbooks, largest=largest, problems=tuple(problems), notes=notes)


def _every_letter(running: Running, cases: dict[str, InvitedOrganisation], now: datetime) -> Iterator[Letter]:
    """Yield every letter of every mailing, as if nobody had answered yet."""
    for mailing in running.study.mailings:
        for code, case in cases.items():
            for contact in (*case.to, *case.cc):
                yield letter(running, mailing, contact, mailing.letter, f"check:{code}", now)


def _other_letters(running: Running, press: Press) -> Iterator[str]:
    """Tell which of the letters that answer to something cannot even be compiled."""
    for stem in (CORRECTION, "receipt", "question_back", "passed_on"):
        for language in running.study.languages if stem != "passed_on" else (ENGLISH,):
            try:
                press.template(stem, language)
            except CounterfoilError as error:
                yield str(error)


def _notes(tx: Transaction, running: Running, cases: dict[str, InvitedOrganisation]) -> Iterator[str]:
    stopped = contacts.suppressed_on(tx, running.study.contact_list)
    seen: dict[str, str] = {}
    for code, case in cases.items():
        if not case.usable:
            yield f"{code} {case.organisation.name}: no address that we may write to."
        for contact in case.contacts:
            address = contact.address.lower()
            if address in stopped:
                yield f"{code}: {contact.address} is suppressed ({stopped[address].reason})."
            if address in seen:
                yield f"{contact.address} serves {seen[address]} and {code}: it will get a letter for each."
            if contact.language not in running.study.languages:
                yield f"{code}: {contact.address} reads {contact.language!r}, but the letters are in {', '.join(running.study.languages)}."
            seen[address] = code


def _first_contact(case: InvitedOrganisation) -> Contact:
    """Return the contact to whom a letter to this organisation is addressed; ConfigurationError where there is none."""
    if not case.to:
        remedy = "`counterfoil contacts list` shows why; `counterfoil contacts release ADDRESS` lets us write to an address again."
        raise ConfigurationError("This organisation has no address that we may write to.", where=case.organisation.code, remedy=remedy)
    return case.to[0]


def preview(service: Service, running: Running, mailing: Mailing, case: InvitedOrganisation, now: datetime, folder: Path) -> list[Path]:
    """Write one organisation's letter as text, HTML, message, PDF and workbook files, and return their paths."""
    press = Press(running, service.installation.separator, service.store.archive)
    contact = _first_contact(case)
    one = letter(running, mailing, contact, mailing.letter, "preview", now)
    rendered = press.rendered(one, case)
    stem = f"{mailing.name}-{case.invitation.reference}"
    files = {
        f"{stem}.txt": rendered.text.encode(),
        f"{stem}.html": rendered.html.encode(),
        f"{stem}.eml": press.envelope(one, case, now).data,
    }
    if Attachment.PDF in mailing.attach:
        files[f"{mailing.name}-{one.language}.pdf"] = press.group_pdf(mailing, one.language)
    if Attachment.WORKBOOK in mailing.attach:
        files[f"{case.invitation.reference}.xlsx"] = press.blank(one.language).prefix + press.stamp(case, one.language)
    return write_all(folder, files)


def rehearse(service: Service, running: Running, mailing: Mailing, now: datetime, folder: Path) -> int:
    """Make a mailing's letters and put them into a Maildir; return how many. Nothing is sent, and the outbox stays as it was."""
    cases = invited_cases(service, running, now)
    letters = [replace(one, id=number) for number, one in enumerate(mailing_letters(running, mailing, cases, now), 1)]
    press = Press(running, service.installation.separator, service.store.archive)
    log = _Log()
    with service.transport(settings={"kind": "maildir", "path": str(folder)}) as transport:
        transport.send((press.envelope(one, cases[str(one.organisation)], now, one.template) for one in letters), log)
    refused = next((one for one in log.said if one.outcome is not Outcome.SENT), None)
    if refused is not None:
        raise StoreError(f"{refused.text}.", where=str(folder), remedy="Check the disk, then rehearse again.")
    return len(log.said)


def send_test(service: Service, running: Running, mailing: Mailing, address: str, now: datetime) -> Verdict:
    """Send a mailing's letter to oneself, as the first organisation that can be reached would get it.

    Its reference and token are nobody's.
    """
    cases = tuple(invited_cases(service, running, now).values())
    case = next((one for one in cases if one.to), cases[0])
    invitation = replace(case.invitation, id=0, reference=printed(running.study.prefix, 0), token=new_tag())
    myself = replace(_first_contact(case), address=address)
    trial = replace(case, invitation=invitation, contacts=(myself,), usable=(myself,))
    press = Press(running, service.installation.separator, service.store.archive)
    envelope = press.envelope(letter(running, mailing, myself, mailing.letter, "test", now), trial, now)
    log = _Log()
    with service.transport(transport_of(running.study, mailing.sender)) as transport:
        transport.send([envelope], log)
    return log.said[0]


class _Log:
    """A journal that leaves no trace in the store."""

    def __init__(self) -> None:
        self.said: list[Verdict] = []

    def sending(self, letter_ids: Sequence[int]) -> frozenset[int]:
        """Nothing is to be recorded of a rehearsal, and nobody else has its letters."""
        return frozenset(letter_ids)

    def verdicts(self, verdicts: Sequence[Verdict]) -> None:
        self.said += verdicts
