"""Planning: select -> outbox. A mailing becomes one row a letter, unique by its cause, so that planning again plans nothing new."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from domain.case import Moot
from domain.errors import CounterfoilError, StoreError
from domain.journal import About, Entry, Subject, What
from domain.letter import Letter
from domain.study import Mailing
from service.contacts.census import InvitedOrganisation, census, census_in_parts
from service.letters import queueing
from service.letters.planned import mailing_letters
from service.letters.press import Press
from service.mailings.sifting import Spared, sieve
from service.mailings.sizes import too_large
from service.mailings.unmade import Unmade
from service.process.spool import Packed
from service.process.stopping import StoppedError
from service.rulings.opening import close_cases
from service.studies.inviting import nobody_on
from service.studies.running import Running
from service.wiring import Service
from store import Transaction, decisions, holds, journal, studies
from store.cases.decisions import Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A mailing's letters as they would go out now, and `why` they cannot, or not all.

    What is wrong with what they share holds them all, so that there is none; what one letter says alone holds that one, unless it is the
    only one in its language: that may be its text, which holds them all (see `service.mailings.unmade`). They lie on disk, so that a
    million of them are no more in memory than a few; each time that they are gone over they are the same. `spared` are
    those whom the mailing leaves out.
    """

    mailing: Mailing
    letters: Iterable[Letter] = ()
    count: int = 0
    why: str = ""
    spared: Spared = field(default_factory=Spared)

    @property
    def is_held(self) -> bool:
        """Say whether something speaks against every letter."""
        return bool(self.why) and not self.count


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
            yield Prepared(mailing=mailing, why=f"{nobody} `counterfoil contacts load` loads it.")
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

    def each(self, spared: Spared | None = None) -> Iterator[tuple[Letter, InvitedOrganisation]]:
        """Yield the letters, each with the organisation that it goes to; `spared` is told of those who are left out.

        To organisations that are named goes what was asked for (`service.mailings.shares`).
        """
        out = Spared() if spared is None else spared
        with self.service.store.reading() as tx:
            beside = sieve(tx, self.running, self.mailing) if self.only is None else None
        for cases in self._cases():
            letters: Iterable[Letter] = mailing_letters(self.running, self.mailing, cases, self.now)
            if beside:
                with self.service.store.reading() as tx:
                    letters = tuple(beside.sift(tx, letters, cases, out))
            for one in letters:
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
    spared = Spared()
    unmade = Unmade()

    def looked_at() -> Iterator[Letter]:
        for one, case in this.each(spared):
            _refuse_stopped(this.service, this.mailing)
            if unmade.looks(one, partial(press.rendered, one, case)):
                of_language[one.language] = one, case
                yield one

    def made() -> Iterator[tuple[Letter, InvitedOrganisation]]:
        return ((one, case) for one, case in this.each() if not unmade.has(one))

    try:
        letters = lasting.enter_context(Packed(looked_at()))
        unmade.refuse_shared(len(letters))
        press.prepare_attachments(this.mailing, [one for one, _ in of_language.values()])
        large = too_large(this.service, press, list(of_language.values()), made, this.now)
    except (StoppedError, StoreError):
        raise  # Nothing is wrong with the letters: they are made when the database and the disk do their work again.
    except CounterfoilError as error:
        return Prepared(mailing=this.mailing, why=f"a letter cannot be made: {error}")
    if large:
        return Prepared(mailing=this.mailing, why=large)
    return Prepared(mailing=this.mailing, letters=letters, count=len(letters), why=unmade.told, spared=spared)


def _refuse_stopped(service: Service, mailing: Mailing) -> None:
    if service.stopping.is_set():
        raise StoppedError("The program was stopped while the letters were being made.", where=mailing.name)


def put_out(
    tx: Transaction, running: Running, prepared: Prepared, by: str, now: datetime, note: str = "", *, outcome: str = studies.DONE
) -> int:
    """Put a mailing's letters into the outbox, and close the case about it if it had been held; return how many are new."""
    study, mailing = running.study.id, prepared.mailing
    journal.alone(tx)
    new = queueing.plan(tx, prepared.letters)
    studies.record_due(tx, study, studies.Due(f"mailing:{mailing.name}", mailing.at, now, outcome))
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
