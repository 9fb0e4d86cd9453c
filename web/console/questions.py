"""Questions: what organisations asked, oldest first, and the answer that goes to them in the name of the study."""

from __future__ import annotations

from languages.telling import phrased
from service.cases.belonging import case_is_of
from service.deciding.answers_left import answers_left
from service.letters.questions import Answering, answers_to, questions
from service.letters.questions import answer as answer_question
from service.letters.questions import question as one_question
from service.studies.prepared import PreparedAnswer
from web.console.acts import done
from web.console.cases import is_latin
from web.console.doors import Answer, NotThereError, PageAnswer, Visit, place

MOST = 100  # Questions on one page, oldest first: whoever answers them sees the next ones.
# The keys of the prepared answers, in their order, and that of "no answer is needed"; more answers than these have none.
_LETTERS, _DIGITS = "abcdefghi", "123456789"
_NONE_NEEDED = {True: "n", False: "0"}  # By whether letters are Latin, as those of cases (see `cases.keys_of`).


def asked(visit: Visit) -> Answer:
    """Show the questions that wait for an answer."""
    with visit.service.store.reading() as tx:
        found = questions(tx, visit.now, visit.study.study.id)[:MOST]
        return PageAnswer("questions", {"questions": found, "most": MOST, "left": answers_left(tx, [one.id for one in found])})


def question(visit: Visit) -> Answer:
    """Show one question, with the answers that the study has prepared, each by one key."""
    number = _mine(visit)
    with visit.service.store.reading() as tx:
        found = one_question(tx, visit.now, number)
        if found is None:
            raise NotThereError("There is no such question.")
        offered, left = answers_to(visit.service, tx, found), answers_left(tx, [found.id])
    latin = is_latin(visit.language)
    facts = {"one": found, "offered": keyed(offered, latin=latin), "none_needed": _NONE_NEEDED[latin], "left": left}
    return PageAnswer("question", facts)


def keyed(offered: tuple[PreparedAnswer, ...], *, latin: bool) -> list[tuple[PreparedAnswer, str]]:
    """Return the prepared answers, each with its key; "" where no key is left."""
    keys = [*(_LETTERS if latin else _DIGITS), *[""] * len(offered)]
    return list(zip(offered, keys, strict=False))


def answer(visit: Visit) -> Answer:
    """Answer a question, or close it without a text; the letter leaves by the service that runs."""
    number, what = _mine(visit), visit.given.get("what", "")
    closes, note = what in {"close", "none_needed"}, visit.given.get("note", "").strip()
    prepared = visit.given.get("prepared", "") if not closes else ""
    said = Answering(
        question=number,
        text="" if closes or prepared else visit.given.get("text", "").strip(),
        closes=closes,
        by=visit.by,
        note=note or (phrased("journal.noted.no_answer_needed") if what == "none_needed" else ""),
        prepared=prepared,
    )
    made = answer_question(visit.service, said, visit.now)
    return done(visit, "", made.entry, place("studies", visit.study.study.id, "questions"), made.told)


def _mine(visit: Visit) -> str:
    with visit.service.store.reading() as tx:
        if not case_is_of(tx, visit.study.study.id, visit.path["question"]):
            raise NotThereError("There is no such question.")
    return visit.path["question"]
