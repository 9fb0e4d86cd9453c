"""Whom planning a mailing leaves out, and who was never given what went before it; said to the person who sends it.

Who has it by another cause than the mailing's own, as by the decision that put them on record, is not written to again; nor is somebody
new at an organisation that was given it and has answered: they would be asked as though nothing had come. A person who names the
organisation sends it all the same (`service.mailings.shares`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import reduce

from domain.letter import Letter
from domain.rules.named import HAS_IT, WANTED_AGAIN
from domain.rules.reminded import asks_anew
from domain.rules.standing import LOST
from domain.study import Mailing
from languages.telling import phrased
from service.contacts.census import InvitedOrganisation
from service.mailings.shares import earlier_to_all, has_left
from service.studies.running import Running
from store import Transaction, outbox
from store.letters.given_letters import GivenLetter, given

_NAMED = 3  # More are counted.


@dataclass(slots=True)
class NamedFew:
    """Addressees, of whom the first are named."""

    number: int = 0
    first: list[tuple[str, str]] = field(default_factory=list)

    def add(self, letter: Letter) -> None:
        """Count one more."""
        self.number += 1
        if len(self.first) < _NAMED:
            self.first.append((str(letter.organisation), letter.address))

    @property
    def who(self) -> str:
        """Name them."""
        named = ", ".join(f"{address} ({code})" for code, address in self.first)
        return named if self.number <= _NAMED else f"{named}, …"

    @property
    def to(self) -> str:
        """Return how a command names their organisations."""
        if self.number > _NAMED:
            return phrased("reasons.sifted.each")
        return reduce(lambda one, other: phrased("reasons.sifted.and", to=one, code=other), dict.fromkeys(code for code, _ in self.first))


@dataclass(slots=True)
class Spared:
    """Who is left out of a mailing: so many `had` it by another cause, others are new at an organisation that has `answered`.

    `without` are those to whom it goes and who never had an earlier mailing to everybody, by its name.
    """

    had: int = 0
    answered: NamedFew = field(default_factory=NamedFew)
    without: dict[str, NamedFew] = field(default_factory=lambda: defaultdict(NamedFew))

    def told(self, mailing: str) -> Iterator[str]:
        """Say of each who they are, and how they are written to all the same."""
        if self.answered.number:
            one = self.answered
            said = phrased("reasons.newcomers", n=one.number, mailing=mailing)
            yield phrased("reasons.sifted.answered", said=said, mailing=mailing, who=one.who, to=one.to)
        for earlier, one in self.without.items():
            said = phrased("reasons.never_had", n=one.number, mailing=mailing, earlier=earlier)
            yield phrased("reasons.sifted.without", said=said, earlier=earlier, who=one.who, to=one.to)


class PlanFate(Enum):
    """What becomes of a letter that a mailing would have."""

    GOES = auto()
    HAD = auto()  # Its addressee has the mailing by another cause.
    ANSWERED = auto()  # Its addressee is new at an organisation that was given the mailing and has answered.


@dataclass(frozen=True, slots=True)
class JudgedLetter:
    """A letter of a mailing, what becomes of it, and the mailings to everybody that left before and that its addressee never had."""

    letter: Letter
    fate: PlanFate = PlanFate.GOES
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sieve:
    """What a mailing is planned beside: those to everybody that left before it, in their order. Nothing is asked where nothing left."""

    running: Running
    mailing: Mailing
    earlier: tuple[str, ...]
    begun: bool

    def sift(self, tx: Transaction, letters: Iterable[Letter], cases: Mapping[str, InvitedOrganisation], out: Spared) -> Iterator[Letter]:
        """Yield the letters of a mailing to these organisations that are to be planned; `out` is told of whom not, and who lacks what."""
        for one in self.judged(tx, letters, cases):
            if one.fate is PlanFate.HAD:
                out.had += 1
            elif one.fate is PlanFate.ANSWERED:
                out.answered.add(one.letter)
            else:
                for name in one.lacks:
                    out.without[name].add(one.letter)
                yield one.letter

    def judged(self, tx: Transaction, letters: Iterable[Letter], cases: Mapping[str, InvitedOrganisation]) -> Iterator[JudgedLetter]:
        """Yield what becomes of each letter of a mailing to these organisations."""
        before: defaultdict[tuple[str, str], list[GivenLetter]] = defaultdict(list)
        have: set[str] = set()
        for one in given(tx, self.running.study.id, {self.mailing.name, *self.earlier}, cases) if self.begun or self.earlier else ():
            before[one.organisation, one.address].append(one)
            if one.mailing == self.mailing.name and one.state in HAS_IT:
                have.add(one.organisation)
        for letter in letters:
            code = str(letter.organisation)
            yield self._judged(letter, before[code, letter.address.lower()], cases[code], given_there=code in have)

    def _judged(self, letter: Letter, theirs: Sequence[GivenLetter], case: InvitedOrganisation, *, given_there: bool) -> JudgedLetter:
        its = [one for one in theirs if one.mailing == self.mailing.name]
        if any(one.cause == letter.cause and one.state not in WANTED_AGAIN for one in its):
            return JudgedLetter(letter)  # Planning it again plans nothing.
        if any(one.cause != letter.cause and one.state in HAS_IT for one in its):
            return JudgedLetter(letter, PlanFate.HAD)
        lost = any(one.state in LOST for one in its)  # They were written to before, and are not new there.
        if given_there and not lost and self._has_answered(case, letter):
            return JudgedLetter(letter, PlanFate.ANSWERED)
        had = {one.mailing for one in theirs}
        return JudgedLetter(letter, lacks=tuple(name for name in self.earlier if name not in had))

    def _has_answered(self, case: InvitedOrganisation, letter: Letter) -> bool:
        """Say whether a letter would ask somebody of an organisation as though nothing of it had come."""
        contact = case.contact(letter.address)
        return asks_anew(self.mailing, came=case.returned_at is not None, owed=case.owes_of(contact) if contact else case.owes)


def sieve(tx: Transaction, running: Running, mailing: Mailing) -> Sieve:
    """Return what the letters of a mailing are looked at beside when it is planned for all."""
    earlier = tuple(one.name for one in earlier_to_all(running, mailing) if has_left(tx, running, one.name))
    begun = bool(outbox.planned_of(tx, running.study.id, [mailing.name]))
    return Sieve(running, mailing, earlier, begun)
