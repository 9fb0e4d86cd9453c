"""Looking before sending: preview one letter, rehearse a mailing into a Maildir (all are made by `service.mailings.check`).

None of it leaves a trace in the outbox.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from domain.contact import Contact
from domain.errors import Asked, ConfigurationError, StoreError
from domain.letter import Letter, Outcome, Verdict
from domain.study import Attachment, Mailing
from languages.telling import phrased
from service.contacts.census import InvitedOrganisation, census
from service.installation.writing import write_all
from service.letters.planned import letter, mailing_letters
from service.letters.press import Press
from service.mailings.sifting import Spared, sieve
from service.process.spool import kept
from service.studies.find import find_invitation
from service.studies.inviting import invite_all, refuse_empty
from service.studies.running import Running
from service.wiring import Service


def find_case(service: Service, running: Running, name: str, now: datetime) -> InvitedOrganisation:
    """Return the invited organisation that a printed reference or an organisation's code names."""
    invite_all(service, running.study)
    with service.store.reading() as tx:
        code = find_invitation(tx, running.study.id, name).organisation
        found = census(tx, running, now, {code}).get(code)
    if found is None:
        why = phrased("faults.not_on_list", code=code, list=repr(running.study.contact_list))
        raise ConfigurationError(why, where=Asked.ORGANISATION, remedy=phrased("faults.load_do"))
    return found


def invited_cases(service: Service, running: Running, now: datetime) -> dict[str, InvitedOrganisation]:
    """Return the cases of a study, each with its invitation; a list without anybody is an error."""
    invite_all(service, running.study)
    with service.store.reading() as tx:
        refuse_empty(tx, running.study)
        return census(tx, running, now)


def first_contact(case: InvitedOrganisation) -> Contact:
    """Return the contact to whom a letter to this organisation is addressed; ConfigurationError where there is none."""
    if not case.to:
        why = phrased("faults.no_address")
        raise ConfigurationError(why, where=case.organisation.code, remedy=phrased("faults.no_address_do"))
    return case.to[0]


def preview(service: Service, running: Running, mailing: Mailing, case: InvitedOrganisation, now: datetime, folder: Path) -> list[Path]:
    """Write one organisation's letter as text, HTML, message, PDF and workbook files, and return their paths."""
    press = Press(running, service.installation.outgoing, service.store.archive)
    contact = first_contact(case)
    one = letter(running, mailing, contact, mailing.letter, "preview", now)
    rendered = press.rendered(one, case)
    stem = f"{mailing.name}-{case.invitation.reference}"
    files = {
        f"{stem}.txt": rendered.text.encode(),
        f"{stem}.html": rendered.html.encode(),
        f"{stem}.eml": press.envelope(one, case, now).data,
    }
    if Attachment.PDF in mailing.attach:
        files[f"{mailing.name}-{one.language}.pdf"] = press.group_pdf(mailing, one.language, press.sent_on(one), press.last_day(case))
    if Attachment.WORKBOOK in mailing.attach:
        blank = press.blank(one.language, case)
        files[f"{case.invitation.reference}{blank.ending}"] = blank.prefix + press.stamp(case, one.language)
    return write_all(folder, files)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingRehearsed:
    """How many letters of a mailing were made; `notes` say whom sending leaves out, and who gets it without what went before."""

    letters: int
    notes: tuple[str, ...]


def rehearse(service: Service, running: Running, mailing: Mailing, now: datetime, folder: Path) -> MailingRehearsed:
    """Make a mailing's letters and put them into a Maildir. Nothing is sent, and the outbox stays as it was."""
    cases, left = invited_cases(service, running, now), Spared()
    with service.store.reading() as tx:
        letters = kept(sieve(tx, running, mailing).sift(tx, mailing_letters(running, mailing, cases, now), cases, left))
    made = into_maildir(service, running, letters, cases, now, folder)
    return MailingRehearsed(letters=made, notes=tuple(left.told(mailing.name)))


def into_maildir(
    service: Service,
    running: Running,
    letters: Iterable[Letter],
    cases: Mapping[str, InvitedOrganisation],
    now: datetime,
    folder: Path,
) -> int:
    """Make letters of mailings, and put them into a Maildir; return how many. Nothing is sent, and the outbox stays as it was."""
    numbered = (replace(one, id=number) for number, one in enumerate(letters, 1))
    press = Press(running, service.installation.outgoing, service.store.archive)
    log = _Counted()
    with service.transport(settings={"kind": "maildir", "path": str(folder)}) as transport:
        transport.send((press.envelope(one, cases[str(one.organisation)], now, one.template) for one in numbered), log)
    if log.refused is not None:
        raise StoreError(f"{log.refused.text}.", where=str(folder), remedy="Check the disk, then rehearse again.")
    return log.number


class Log:
    """A journal that leaves no trace in the store."""

    def __init__(self) -> None:
        self.said: list[Verdict] = []

    def record(
        self,
        verdicts: Sequence[Verdict],
        beginning: Sequence[int],
        meanwhile: Callable[[], bool] | None = None,  # noqa: ARG002 - the port's signature
    ) -> frozenset[int]:
        """Keep what became of each letter, for whoever asked; nothing else is to be recorded, and nobody else has its letters."""
        self.said += verdicts
        return frozenset(beginning)


class _Counted(Log):
    """Counts the letters, of which there may be a million, and keeps what became of the first that was not written."""

    def __init__(self) -> None:
        super().__init__()
        self.number = 0

    @property
    def refused(self) -> Verdict | None:
        """Return what became of the first letter that was not written; None where all were."""
        return self.said[0] if self.said else None

    def record(self, verdicts: Sequence[Verdict], beginning: Sequence[int], meanwhile: Callable[[], bool] | None = None) -> frozenset[int]:
        """Count what was written."""
        self.number += len(verdicts)
        refused = [] if self.said else [one for one in verdicts if one.outcome is not Outcome.SENT]
        return super().record(refused, beginning, meanwhile)
