"""Which annexes of an organisation are the files that its answers name, and which of these have not come.

That is worked out whenever it is asked: a file may come after the workbook that names it, and an answer may be put right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from domain.annex import Annex
from domain.rules.attached import attached
from questionnaire.definition import Questionnaire
from questionnaire.files_asked import asks_for_files, called, names_of_files
from service.answers.counting import counted, counted_of, form_of_all
from service.studies.running import Running
from store import Transaction
from store.answers.counting import CountedAnswers


@dataclass(frozen=True, slots=True)
class NamedAnnexes:
    """What belongs together. `questions` are the keys of the answers that each annex is the file of, by the annex's number.

    `guessed` are those of these annexes that no answer names, and that belong there for being the only ones; `lacking` is what is written
    where no file came, by the key of the answer.
    """

    questions: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    guessed: frozenset[int] = frozenset()
    lacking: Mapping[str, str] = field(default_factory=dict)


def named_annexes(written: Mapping[str, str], came: Sequence[Annex]) -> NamedAnnexes:
    """Return how what is written where files are asked for, by key, and the annexes of one organisation belong together."""
    found = attached(written, [one.names for one in came])
    questions: dict[int, list[str]] = {}
    for key, files in found.items():
        for file in files:
            questions.setdefault(came[file.number].id, []).append(key)
    return NamedAnnexes(
        questions={number: tuple(keys) for number, keys in questions.items()},
        guessed=frozenset(came[file.number].id for files in found.values() for file in files if not file.by_name),
        lacking={key: written[key] for key, files in found.items() if not files},
    )


def files_of(tx: Transaction, running: Running, invitation_id: int) -> tuple[Questionnaire, dict[str, str]]:
    """Return the form in whose words the answers of an organisation are told, and what these name where it asks for files."""
    form = form_of_all(tx, running)
    return form, _written(form, counted_of(tx, running, [invitation_id])).get(invitation_id, {}) if asks_for_files(form) else {}


def files_of_all(tx: Transaction, running: Running) -> tuple[Questionnaire, Mapping[int, Mapping[str, str]]]:
    """Return the same of a whole study, by the number of the invitation: of the answers, those alone that name files are in memory."""
    form = form_of_all(tx, running)
    return form, _written(form, counted(tx, running)) if asks_for_files(form) else {}


def _written(form: Questionnaire, answers: Iterable[CountedAnswers]) -> dict[int, dict[str, str]]:
    named = ((one.submission.invitation_id, names_of_files(form, one.submission.answers)) for one in answers)
    return {number: written for number, written in named if written}


def questions_called(form: Questionnaire, keys: Iterable[str], language: str) -> tuple[str, ...]:
    """Return how the questions of these answers are called to people who look after the study."""
    return tuple(called(form, key, language) for key in keys)
