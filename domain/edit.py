"""Desk edits: an answer that a person of the agency put right, beside what the organisation had sent, which is kept."""

from __future__ import annotations

from dataclasses import dataclass

from domain.answer import AnswerValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One edit of one answer. `given` is what the organisation itself had answered, `before` what counted until then (an earlier edit).

    `flag` is the code that marks the edited figure, "" where none does.
    `version` is that of the study which ran: key and values are in the words of all its versions until then, and mean in those of later
    ones what they meant (see `questionnaire.versions.words`).
    `entry` is its number in the journal, which says who made it, when and why; 0 as long as it has none. `stands` says that it counts.
    """

    id: int
    study: str
    invitation_id: int
    question: str
    given: AnswerValue
    before: AnswerValue
    value: AnswerValue
    flag: str = ""
    version: int = 1
    entry: int = 0
    stands: bool = False
