"""What waits: cases and letters in doubt, each decided with a button, and undone beside it; and marks of organisations."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date

from domain.case import SIDED, Decision
from domain.errors import ConfigurationError
from domain.rules.by_mail import by_mail
from domain.said_of_case import Beside
from languages.phrases import console_phrases
from service.cases.belonging import case_is_of, entry_is_of, kinds_of, to_decide, to_undo
from service.cases.waiting import Waiting, count_questions, waiting
from service.deciding import case_seen
from service.deciding.held import decide as decide_case
from service.deciding.notes import Noting
from service.deciding.notes import note as note_organisation
from service.deciding.organisation_marks import MARKS, Marking
from service.deciding.organisation_marks import mark as mark_organisation
from service.deciding.undo import Undoing
from service.deciding.undo import undo as undo_entry
from service.deciding.written_to import written_to
from service.reviewing.edits_seen import editable
from service.rulings.decided import Decided, Deciding
from web.console import lists
from web.console.acts import done, may, refused
from web.console.doors import Answer, NotThereError, PageAnswer, Visit, place

# The key of each decision is the same in every case and language, so that a hand that knows it is never wrong. Browsers take it
# together with Alt, or as they say, and never alone (WCAG 2.1.4).
KEYS: Mapping[Decision, str] = {
    Decision.ACCEPT: "a",
    Decision.COUNT: "c",
    Decision.MERGE: "m",
    Decision.FIRST: "f",
    Decision.SECOND: "s",
    Decision.COUNT_BOTH: "o",
    Decision.ASSIGN: "g",
    Decision.REJECT: "r",
    Decision.DECLINED: "d",
    Decision.WITHDRAW: "x",
    Decision.GRANT: "t",
    Decision.ADD: "p",
    Decision.ELSEWHERE: "e",
    Decision.NOTED: "n",
    Decision.SEND: "y",
    Decision.SKIP: "k",
    Decision.ARRIVED: "v",
    Decision.RESEND: "w",
    Decision.RESUME: "u",
    Decision.DOUBT: "b",
    Decision.UNDO: "z",
    Decision.ANSWERED: "q",
}
MOST = 200  # Cases on one page, oldest first: whoever decides them sees the next ones.
# A mailing is sent by the command line; whose a workbook is, and which of two is right, differs from case to case.
ALONE = (Decision.SEND, Decision.ASSIGN, *SIDED)
_NEEDS = {Decision.ASSIGN: "to", Decision.COUNT: "to"}  # What else must be said with a decision, where it is not known.


# Why a case waits whose words correct an answer: it is put right beside them.
_CORRECTS = frozenset({"reasons.desk.put_right", "reasons.desk.put_right_later"})


def cases(visit: Visit) -> Answer:
    """Show what waits, oldest first."""
    with visit.service.store.reading() as tx:
        found, asked = waiting(tx, visit.study.study.id, MOST), count_questions(tx, visit.study.study.id)
    theirs = [one for one in found if may(visit, to_decide([one.kind]))]
    facts = {"cases": found, "theirs": {one.id for one in theirs}, "asked": asked, "most": MOST, "together": for_several(theirs)}
    return PageAnswer("cases", facts)


def for_several(cases: Iterable[Waiting]) -> tuple[Decision, ...]:
    """Return the decisions that several cases can get at once."""
    offered = dict.fromkeys(option for one in cases for option in one.options)
    return tuple(option for option in offered if option not in ALONE)


def case(visit: Visit) -> Answer:
    """Show one case: why it waits, the words, and what a decision would change."""
    with visit.service.store.reading() as tx:
        seen = case_seen.case(visit.service, tx, _mine(visit), visit.language)
        writes = written_to(visit.service, tx, _mine(visit), seen.case.options, visit.now)
        asked = (tx, visit.study, str(seen.case.reference), visit.language, visit.now)
        answers = editable(*asked) if _may_correct(visit, seen) else ()
    offered = [(option, means) for option, means in seen.meanings if option != Decision.SEND or seen.case.kind != "mailing"]
    facts = {"seen": seen, "one": seen.case, "offered": offered, "leaves": len(offered) < len(seen.meanings), "writes": writes}
    names = {"needs": [one for one in seen.case.options if one in _NEEDS], "but": {*SIDED} & {*seen.case.options}}
    corrects = any(getattr(one, "phrase", "") in _CORRECTS for one in seen.case.reasons)
    may_wait = Beside.WAIT in by_mail(seen.case.kind, seen.case.options, organisation=seen.case.reference is not None)
    facts |= {"may_wait": may_wait and seen.case.study == visit.study.study.id}
    facts |= {"may_decide": may(visit, to_decide([seen.case.kind]))}
    return PageAnswer("case", facts | names | {"keys": keys_of(offered, visit.language), "answers": answers, "corrects": corrects})


def keys_of(offered: Iterable[tuple[str, str]], language: str) -> dict[str, str]:
    """Return the key of each decision that is offered, in their order: a letter, or the place of its button where letters are not Latin.

    A browser finds a key by the sign that it types alone, and digits are typed alone on the keyboards of those.
    """
    places = {option: str(place) for place, (option, _) in enumerate(offered, 1)}
    return places if not is_latin(language) else {option: KEYS[Decision(option)] for option in places}


def is_latin(language: str) -> bool:
    """Say whether a language is typed with Latin letters."""
    return unicodedata.name(console_phrases(language).say("page.organisations")[0], "").startswith("LATIN")


def _may_correct(visit: Visit, seen: case_seen.Seen) -> bool:
    """Say whether words in a case may be about an answer; one that is about a workbook says its own."""
    one = seen.case
    return visit.may("decide") and bool(one.reference) and one.study == visit.study.study.id and not one.decision and seen.answers is None


def decide(visit: Visit) -> Answer:
    """Decide a case. A mailing leaves by the service that runs, or by the command line: never from here."""
    what, until = visit.given.get("what", ""), visit.given.get("until", "").strip()
    if refusal := refused_to_decide(visit, _mine(visit)):
        return refusal
    said = Deciding(
        case=_mine(visit),
        what=what,
        to=visit.given.get("to", "").strip() or None if what in set(_NEEDS) else None,
        by=visit.by,
        note=visit.given.get("note", "").strip(),
        study=visit.study.study.id,
        but=visit.several.get("but", ()) if what in SIDED else (),
        until=day(until) if what == Decision.GRANT and until else None,
    )
    if what == Decision.SEND and _is_mailing(visit):
        remedy = "Whoever runs Counterfoil sends it by the command line: the page of the case says how."
        raise ConfigurationError("The console sends no mailing.", where=said.case, remedy=remedy, key="console_sends_nothing")
    return _done(visit, decide_case(visit.service, said, visit.now), place("studies", visit.study.study.id, "cases"))


def refused_to_decide(visit: Visit, *cases: str) -> Answer | None:
    """Refuse to let cases be decided by who may not say what they are about, as of what leaves; None where they may."""
    with visit.service.store.reading() as tx:
        kinds = kinds_of(tx, cases)
    return refused(visit, to_decide(kinds))


def _is_mailing(visit: Visit) -> bool:
    with visit.service.store.reading() as tx:
        return case_seen.case(visit.service, tx, _mine(visit)).case.kind == "mailing"


def _mine(visit: Visit) -> str:
    with visit.service.store.reading() as tx:
        if not case_is_of(tx, visit.study.study.id, visit.path["case"]):
            raise NotThereError("There is no such case.")
    return visit.path["case"]


def undo(visit: Visit) -> Answer:
    """Undo a decision, of a person or of a rule."""
    with visit.service.store.reading() as tx:
        if not entry_is_of(tx, visit.study.study, visit.path["entry"]):
            raise NotThereError("There is no such entry.")
        needed = to_undo(tx, [int(visit.path["entry"])])
    if refusal := refused(visit, needed):
        return refusal
    if not visit.given.get("seen") and (seen := lists.undoing(visit)):
        return seen
    said = Undoing(entry=int(visit.path["entry"]), by=visit.by, note=visit.given.get("note", "").strip())
    return _done(visit, undo_entry(visit.service, said, visit.now), place("studies", visit.study.study.id, "journal"))


def mark(visit: Visit) -> Answer:
    """Mark an organisation: what it said by telephone, on paper or in a meeting, with a note."""
    until = visit.given.get("until", "").strip()
    said = Marking(
        organisation=visit.path["reference"],
        what=visit.given.get("what", ""),
        until=day(until) if until else None,
        by=visit.by,
        note=visit.given.get("note", "").strip(),
        mode=visit.given.get("mode", ""),
        tells=bool(visit.given.get("tells")),
    )
    return _done(visit, mark_organisation(visit.service, visit.study, said, visit.now), _file(visit))


def note(visit: Visit) -> Answer:
    """Note something on an organisation, which changes nothing."""
    said = Noting(organisation=visit.path["reference"], text=visit.given.get("text", ""), by=visit.by, mode=visit.given.get("mode", ""))
    return _done(visit, note_organisation(visit.service, visit.study, said, visit.now), _file(visit))


def _file(visit: Visit) -> str:
    return place("studies", visit.study.study.id, "organisations", visit.path["reference"])


def day(text: str) -> date:
    """Return a day as a form gives it. ConfigurationError where it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ConfigurationError(
            f"{text} is not a date.", where="until", remedy="Write YYYY-MM-DD, such as 2012-05-31.", key="no_date", facts={"text": text}
        ) from None


def _done(visit: Visit, decided: Decided, back: str) -> Answer:
    return done(visit, "", 0 if decided.left_the_house else decided.entry, back, decided.told, decided.promised)


MARKED_AS = tuple(one.value for one in MARKS)
