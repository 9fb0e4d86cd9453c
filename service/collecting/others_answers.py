"""An answer to a letter that we wrote to staff, from an address that is no staff's: its reader is told, and it is no wish of a member.

A coordinator may write from another address of theirs, or have forwarded the letter. What it quotes names the organisation that its case is
about, but whoever answers it speaks for none: unless they are on record of one, or bring a secret of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from digests import staff_wrote
from domain.case import Decision
from domain.evidence import Strength
from domain.intent import IntentKind
from domain.letter import Letter
from domain.mail.case_address import detail_of
from domain.message import By, Kind, Knowledge
from domain.rules.reminded import TO_COORDINATORS
from domain.said_of_case import Beside
from domain.study import CasesBy, Person
from intake.deciding.policy import strength
from languages import in_spoken
from languages.decisions import is_named
from service.cases.shares import is_theirs
from service.cases.states import STATE
from service.collecting.staff_mail import line_of, once, people_of
from service.deciding import case_letters
from service.deciding.case_answers import asked_about
from service.deciding.case_facts import shown
from service.deciding.case_reading import CaseAnswered, CaseReading
from service.studies.running import Running
from store import Transaction, holds, outbox

_ANSWERS = frozenset({"In-Reply-To", "References"})
_SAYS_SOMETHING = frozenset({*Decision, *Beside})
_WORDS = 2_000  # Characters of what somebody wrote that are shown.


@dataclass(frozen=True, slots=True)
class _ToStaff:
    """What somebody answered: the case that it is about, None for a digest, and who is told."""

    held: holds.Held | None
    people: tuple[tuple[Running, Person], ...]


def others_answered(tx: Transaction, reading: CaseReading, known: Knowledge) -> CaseAnswered | None:
    """Tell whoever got a letter of ours about a case, or a digest, that somebody else answered it; None where a message answers none."""
    if _speaks_for_member(reading, known) or _only_thanks(reading):
        return None
    answered = _answered(tx, reading, known)
    if answered is None:
        return None
    about = f"case {answered.held.id}" if answered.held else "a digest"
    sentence = f"{about}: nothing was done, as who answered our letter to staff is not known as staff"
    if reading.message.state != "pending" or not answered.people:
        return CaseAnswered(told=(sentence,))
    letters = tuple(_letter(reading, run, person, answered.held) for run, person in answered.people)
    return CaseAnswered(told=(sentence,), letters=letters, running=answered.people[0][0])


def _speaks_for_member(reading: CaseReading, known: Knowledge) -> bool:
    proven = (strength(reading.examined, known, one.invitation) is Strength.PROVEN for one in known.candidates)
    return bool(known.organisations_of_sender or known.leaving) or Kind.RETURN in reading.kinds or any(proven)


def _only_thanks(reading: CaseReading) -> bool:
    """Say whether somebody only says thanks; "noted" decides, where staff say it."""
    return reading.intents == {IntentKind.THANKS} and not is_named(reading.examined.own_words, _SAYS_SOMETHING)


def _answered(tx: Transaction, reading: CaseReading, known: Knowledge) -> _ToStaff | None:
    to_staff = {one.tag for one in known.deliveries if one.kind in TO_COORDINATORS}
    clues = reading.examined.clues
    tags = [one.value for one in clues if one.by is By.THREADING and one.where in _ANSWERS and one.value in to_staff]
    letters = outbox.with_tags(tx, tags) if tags else ()
    details = [one.value for one in clues if one.by is By.CASE]
    cases = [*(found.held for one in details if (found := asked_about(tx, one))), *filter(None, (_case_of(tx, one) for one in letters))]
    if not cases and not letters:
        return None
    held = cases[0] if cases else None
    people = tuple(_told(tx, reading, letters, held))
    return _ToStaff(held, people) if held or people else None


def _case_of(tx: Transaction, letter: Letter) -> holds.Held | None:
    """Return the case that a letter is about: the one that it asks about, or at whose address it is answered."""
    if isinstance(asked := letter.context.get(STATE), list):
        return next(iter(holds.with_ids(tx, [int(asked[0])])), None)
    detail = detail_of(str(letter.context.get("reply_to") or ""))
    found = asked_about(tx, detail) if detail else None
    return found.held if found else None


def _told(tx: Transaction, reading: CaseReading, letters: Sequence[Letter], held: holds.Held | None) -> Iterator[tuple[Running, Person]]:
    """Yield who is told, each once, in order: whoever got the letters; else the coordinators of the case.

    Of these it is those alone whom each case is told at once, where there are such. Where there are no coordinators, it is the contact of
    the study that the case is of, or the letters are: no other study hears of it, also where theirs cannot be read just now.
    """
    of = {held.study} if held and held.study else {one.study for one in letters}
    runs = [run for run in reading.studies.runs.values() if run.study.id in of]
    deciding = runs if held and held.study else reading.studies.runs.values() if held else ()
    readers = {one.address.lower(): one.study for one in letters}
    got = [(run, who) for address, study in readers.items() for run, who in people_of(reading, address) if run.study.id == study]
    decide = [(run, who) for run in deciding for who in run.study.coordinators if held and is_theirs(tx, run.study.id, who, held)]
    at_once = [(run, who) for run, who in decide if who.wishes.cases is CasesBy.AT_ONCE]
    each: dict[str, tuple[Running, Person]] = {}
    for run, who in got or at_once or decide or [(run, run.study.contact) for run in runs]:
        each.setdefault(who.address.lower(), (run, who))
    yield from each.values()


def _letter(reading: CaseReading, run: Running, person: Person, held: holds.Held | None) -> Letter:
    mail, words = reading.examined.mail, shown(reading.answering.words)[:_WORDS]
    content = staff_wrote.by_others(shown(mail.author), words or line_of(reading), held.id if held else 0, in_spoken(person.language))
    letter = case_letters.answer(run, person, content, "", reading.answering)
    cause = f"others_answered:{held.id if held else 0}:{once(reading)}:{person.address.lower()}"
    return replace(letter, cause=cause, believed=False)  # Nobody vouches for who had it written.
