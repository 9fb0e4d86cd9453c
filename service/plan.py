"""Planning: select -> outbox. A mailing becomes one row a letter, unique by its cause, so that planning again plans nothing new."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from domain.case import Moot
from domain.contact import Contact, Role
from domain.errors import CounterfoilError, StoreError
from domain.journal import About, Entry, Subject, What
from domain.letter import ASKS, DeliveryState, Letter, LetterKind
from domain.reference import new_tag
from domain.rules.reminded import letter_for
from domain.study import Audience, Mailing
from service import queueing
from service.cases import close_cases
from service.census import InvitedOrganisation, census, census_in_parts
from service.inviting import nobody_on
from service.press import Press
from service.running import Running
from service.sizes import too_large
from service.spool import Packed
from service.stopping import StoppedError
from service.wiring import Service
from store import Transaction, decisions, holds, journal, studies
from store.decisions import Ruling


def wanted(mailing: Mailing, case: InvitedOrganisation, contact: Contact | None = None) -> str | None:
    """Return the letter that this organisation gets of a mailing at this moment, or None where it gets none.

    Of a `contact` it is the letter that this one gets: whose part of the answer has come is not reminded.
    """
    return letter_for(mailing, case.standing, case.owes_of(contact) if contact else case.owes)


def mailing_cause(study: str, mailing: str, code: str, address: str) -> str:
    """Return the cause of the one letter of a mailing to this address at an organisation."""
    return f"mailing:{study}:{mailing}:{code}:{address}"


def mailing_letters(running: Running, mailing: Mailing, cases: Mapping[str, InvitedOrganisation], now: datetime) -> Iterator[Letter]:
    """Yield a mailing's letters: one to each usable contact of each organisation that gets it."""
    for code, case in cases.items():
        # Whoever says yes to a letter can only mean what it asks: what comes after it was planned is left for the next.
        asks = [one.case_id for one in case.claims] if mailing.audience is Audience.OWING else []
        for contact in (*case.to, *case.cc):
            template = wanted(mailing, case, contact)
            if template is None:
                continue
            cause = mailing_cause(running.study.id, mailing.name, code, contact.address)
            yield replace(letter(running, mailing, contact, template, cause, now), context={ASKS: asks} if asks else {})


def letter(running: Running, mailing: Mailing, contact: Contact, template: str, cause: str, now: datetime) -> Letter:
    """Return one planned letter of a mailing."""
    study, language = running.study.id, running.study.language_for(contact.language)
    sender, address, code = mailing.sender, contact.address, contact.organisation
    return planned(
        LetterKind.MAILING,
        study,
        cause,
        template,
        sender,
        address,
        language,
        now,
        role=contact.role,
        organisation=code,
        mailing=mailing.name,
    )


def planned(  # noqa: PLR0913 - a letter has this many facts, and this is the one place that puts them together
    kind: LetterKind,
    study: str,
    cause: str,
    template: str,
    sender: str,
    address: str,
    language: str,
    now: datetime,
    *,
    role: Role = Role.TO,
    organisation: str | None = None,
    mailing: str | None = None,
    context: dict[str, object] | None = None,
) -> Letter:
    """Return a letter that nobody has tried to hand over yet, with a tag of its own."""
    return Letter(
        id=0,
        cause=cause,
        kind=kind,
        study=study,
        template=template,
        sender=sender,
        address=address,
        language=language,
        role=role,
        tag=new_tag(),
        organisation=organisation,
        mailing=mailing,
        context=context or {},
        state=DeliveryState.QUEUED,
        attempts=0,
        planned_at=now,
        due_at=now,
    )


@dataclass(frozen=True, slots=True)
class Prepared:
    """A mailing's letters as they would go out now, or `why` they cannot: the first that cannot be made holds them all.

    They lie on disk, so that a million of them are no more in memory than a few; each time that they are gone over they are the same.
    """

    mailing: Mailing
    letters: Iterable[Letter] = ()
    count: int = 0
    why: str = ""


@contextmanager
def prepare(service: Service, running: Running, mailing: Mailing, now: datetime, only: Collection[str] | None = None) -> Iterator[Prepared]:
    """Make a mailing's letters once, and give them: each is looked at before the first is planned, and nothing is written.

    `only` names the organisations that are wanted. StoppedError where somebody stopped the program meanwhile: with many letters this
    takes a while.
    """
    with service.store.reading() as tx:
        nobody = nobody_on(tx, running.study) if only is None else ""
    with ExitStack() as lasting:
        if nobody:
            yield Prepared(mailing, why=f"{nobody} `counterfoil contacts load` loads it.")
        else:
            yield _prepared(_Preparing(service=service, running=running, mailing=mailing, now=now, only=only), lasting)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Preparing:
    """A mailing that is prepared (see `prepare`)."""

    service: Service
    running: Running
    mailing: Mailing
    now: datetime
    only: Collection[str] | None

    def each(self) -> Iterator[tuple[Letter, InvitedOrganisation]]:
        """Yield the letters, each with the organisation that it goes to."""
        for cases in self._cases():
            for one in mailing_letters(self.running, self.mailing, cases, self.now):
                yield one, cases[str(one.organisation)]

    def _cases(self) -> Iterator[Mapping[str, InvitedOrganisation]]:
        if self.only is None:
            yield from census_in_parts(self.service, self.running, self.now)
            return
        with self.service.store.reading() as tx:
            found = census(tx, self.running, self.now, self.only)
        yield found


def _prepared(this: _Preparing, lasting: ExitStack) -> Prepared:
    """Look at each letter, and keep them all for as long as `lasting`."""
    press = Press(this.running, this.service.installation.outgoing, this.service.store.archive)
    of_language: dict[str, tuple[Letter, InvitedOrganisation]] = {}

    def looked_at() -> Iterator[Letter]:
        for one, case in this.each():
            _refuse_stopped(this.service, this.mailing)
            press.rendered(one, case)
            of_language[one.language] = one, case
            yield one

    try:
        letters = lasting.enter_context(Packed(looked_at()))
        press.prepare_attachments(this.mailing, [one for one, _ in of_language.values()])
        large = too_large(this.service, press, list(of_language.values()), this.each, this.now)
    except (StoppedError, StoreError):
        raise  # Nothing is wrong with the letters: they are made when the database and the disk do their work again.
    except CounterfoilError as error:
        return Prepared(this.mailing, why=f"a letter cannot be made: {error}")
    return Prepared(this.mailing, why=large) if large else Prepared(this.mailing, letters, letters.count)


def _refuse_stopped(service: Service, mailing: Mailing) -> None:
    if service.stopping.is_set():
        raise StoppedError("The program was stopped while the letters were being made.", where=mailing.name)


def put_out(tx: Transaction, running: Running, prepared: Prepared, by: str, now: datetime, note: str = "") -> int:
    """Put a mailing's letters into the outbox, and close the case about it if it had been held; return how many are new."""
    study, mailing = running.study.id, prepared.mailing
    journal.alone(tx)
    new = queueing.plan(tx, prepared.letters)
    studies.record_due(tx, study, studies.Due(f"mailing:{mailing.name}", mailing.at, now, "done"))
    entry = _say_sent(tx, running, mailing, new, by, now, note)
    held = [one for one in holds.of_mailings(tx, [mailing.name]) if one.study == study]
    close_cases(tx, [one for one in held if one.decision is None], Moot.SENT, by, now, entry.number)
    return new


def put_out_part(tx: Transaction, running: Running, prepared: Prepared, by: str, now: datetime, note: str = "") -> int:
    """Put those of a mailing's letters into the outbox that are here; it has not left by that. Return how many are new."""
    journal.alone(tx)
    new = queueing.plan(tx, prepared.letters)
    if new:
        _say_sent(tx, running, prepared.mailing, new, by, now, note)
    return new


def _say_sent(tx: Transaction, running: Running, mailing: Mailing, letters: int, by: str, now: datetime, note: str = "") -> Entry:
    about = About(Subject.MAILING, f"{running.study.id}/{mailing.name}")
    ruling = Ruling(what=What.SEND, about=about, value=str(letters), study=running.study.id, note=note)
    (entry,) = decisions.decide(tx, by, now, [ruling])
    return entry
