"""What an adopted workbook had in its cells before anybody answered: nobody gave it as an answer, unless others around it are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from domain.finding import Severity
from questionnaire.adopted.said import content
from questionnaire.definition import LAST_ROUND, ORGANISATION, Question, Questionnaire, QuestionType
from questionnaire.items import parts
from questionnaire.layout import Layout
from questionnaire.reading.answers.answer import Answer, AsideIssue
from questionnaire.reading.answers.previous import number
from questionnaire.reading.ladder.spots import Locations, Spot
from questionnaire.reading.values.folding import fold
from questionnaire.reading.values.typed import Unreadable


@dataclass(frozen=True, slots=True)
class Untouched:
    """What the cells of a copy held when it was sent: what its author printed there, and what was `put` there, by the key of the item."""

    questionnaire: Questionnaire
    layout: Layout
    locations: Locations
    put: Mapping[str, str]

    def question(self, key: str) -> Question:
        """Return the question of an item."""
        return self.questionnaire.by_name[parts(key)[2]]

    def is_unknown(self, key: str) -> bool:
        """Say whether nobody knows what was put into a cell: the marks of the copy are gone."""
        return self.question(key).fill == LAST_ROUND and key not in self.put and self.spot(key) is not None

    def is_shown(self, key: str) -> bool:
        """Say whether a cell only shows last round's figure: nobody is asked for it."""
        question = self.question(key)
        return question.read_only and question.fill == LAST_ROUND

    def shown(self, key: str, got: Answer) -> Answer:
        """Return what counts in a cell that only shows something: what was put there, with what is to be said where that was changed."""
        spot, put = self.spot(key), number(self.put.get(key))
        if self.has(key) or self.is_unknown(key) or not (spot and got.filled):
            return got._replace(value=got.value if self.has(key) else None, problem=None, how=None, filled=False)
        value = int(put) if put is not None and self.question(key).type is QuestionType.INTEGER else put
        issue = AsideIssue("read_only_changed", Severity.WARNING, spot.cell, content(spot.value) or "—", content(value) or "—")
        return Answer(value, got.located, issues=(issue,), filled=True)

    def spot(self, key: str) -> Spot | None:
        """Return the cell of an answer that has one of its own, or the first of those for its signs; None where it was not found."""
        slots = self.layout.by_item.get(key, ())
        return self.locations.spots.get(slots[0].key) if len(slots) == 1 or (slots and slots[0].sign) else None

    def has(self, key: str) -> bool:
        """Say whether the cells of an answer hold what they held when the copy was sent."""
        slots = self.layout.by_item.get(key, ())
        spots = [spot for slot in slots if (spot := self.locations.spots.get(slot.key))]
        if self.spot(key) is None or len(spots) < len(slots):
            return False
        now = [content(spot.value) for spot in spots]
        if self.question(key).fill == LAST_ROUND:
            held = self.put.get(key, "")
            return bool(held) and _is_same("".join(now), held)
        before = [slot.printed for slot in slots]
        return any(before) and all(map(_is_same, now, before))


def _is_same(now: str, before: str) -> bool:
    try:
        return now == before or float(now) == float(before)
    except ValueError:
        return False


def without_untouched(sent: Untouched, answers: Mapping[str, Answer], *, moved: bool) -> dict[str, Answer]:
    """Return the answers without those that only say what was printed in their cells.

    A figure or a choice that was printed counts where anything else was filled in; a text, or what is none of the choices, never does,
    unless it is what the form lets the cell begin with.
    What was put there of the last round counts then as well, and is asked about, since it may only have been left there; not so in a cell
    that only shows it.
    Where cells were `moved`, a text that is printed somewhere is no answer either.
    """
    shown = {key: sent.shown(key, got) for key, got in answers.items() if sent.is_shown(key)}
    answers = {**answers, **shown}
    untouched = {key for key, got in answers.items() if got.filled and sent.has(key) and not _is_doubted(got)}
    unknown = {key for key, got in answers.items() if got.filled and sent.is_unknown(key)}
    named = {key for key in answers if sent.question(key).fill == ORGANISATION}
    touched = any(got.filled and key not in untouched | unknown | named for key, got in answers.items())
    left = {key for key in untouched if not touched or answers[key].problem or _is_printed_text(sent.question(key))}
    left |= set() if touched else named | shown.keys()
    printed = frozenset(map(fold, sent.layout.texts)) if moved else frozenset()
    asked = {key for key in untouched if sent.question(key).fill == LAST_ROUND} | unknown
    made = {
        key: _unless_printed(got, printed if sent.question(key).type is QuestionType.TEXT else frozenset()) for key, got in answers.items()
    }
    made |= {key: Answer(None, answers[key].located) for key in left}
    return made | {key: _asked_about(made[key], spot) for key in asked if made[key].value is not None and (spot := sent.spot(key))}


def _is_doubted(got: Answer) -> bool:
    """Say whether another cell may be meant, which holds something else: somebody wrote that."""
    return got.problem is not None and got.doubled


def _is_printed_text(question: Question) -> bool:
    return question.type is QuestionType.TEXT and question.default is None


def _asked_about(got: Answer, spot: Spot) -> Answer:
    """Return an answer that may be last round's, with the question whether it still holds."""
    return got._replace(issues=(*got.issues, AsideIssue("last_round_kept", Severity.WARNING, spot.cell, content(spot.value))))


def _unless_printed(got: Answer, printed: frozenset[str]) -> Answer:
    """Return an answer, or that it cannot be one: where cells were moved, what was printed may stand in their place."""
    if isinstance(got.value, str) and fold(got.value) in printed:
        return got._replace(value=None, problem=Unreadable(got.value, "answer_is_print"), how=None)
    return got
