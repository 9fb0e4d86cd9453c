"""Questions: what organisations asked, oldest first, and the answer that goes to them in the name of the study."""

from __future__ import annotations

from service.belonging import case_is_of
from service.questions import Answering, questions
from service.questions import answer as answer_question
from web.console.acts import done
from web.console.doors import Answer, NotThereError, PageAnswer, Visit, place

MOST = 100  # Questions on one page, oldest first: whoever answers them sees the next ones.


def asked(visit: Visit) -> Answer:
    """Show the questions that wait for an answer."""
    with visit.service.store.reading() as tx:
        return PageAnswer("questions", {"questions": questions(tx, visit.now, visit.study.study.id)[:MOST], "most": MOST})


def answer(visit: Visit) -> Answer:
    """Answer a question, or close it without a text; the letter leaves by the service that runs."""
    with visit.service.store.reading() as tx:
        if not case_is_of(tx, visit.study.study.id, visit.path["question"]):
            raise NotThereError("There is no such question.")
    closes = visit.given.get("what") == "close"
    said = Answering(
        question=visit.path["question"],
        text="" if closes else visit.given.get("text", "").strip(),
        closes=closes,
        by=visit.by,
        note=visit.given.get("note", "").strip(),
    )
    made = answer_question(visit.service, said, visit.now)
    return done(visit, "", made.entry, place("studies", visit.study.study.id, "questions"), made.told)
