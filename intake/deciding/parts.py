"""Workbooks that answer for a part of the questionnaire: whose part it is, and how it is added to what counts. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.answer import AnswerValue
from domain.message import By, Knowledge
from domain.rules.overlay import Merging, Side, disputed, overlay
from domain.rules.parts import lacking, named, of_form, takes_place, written
from domain.submission import Invitation, Submission, SubmissionState
from intake.deciding.form import Form
from intake.understanding.examine import Examined
from questionnaire.in_part import InPart
from questionnaire.reading import Reading

_THERE = (SubmissionState.ACCEPTED, SubmissionState.QUERIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class InTheirPart:
    """What a workbook that answers for a part is decided with.

    `others` are the answers that count beside it; `instead` the workbooks of the same part whose place it takes, `before` the newest of
    them. `lacks` names the parts that are missing once it counts, and `reworded` says that others answered another version of the form.
    """

    mine: InPart
    others: Mapping[str, AnswerValue]
    instead: tuple[int, ...]
    before: Submission | None
    lacks: str
    reworded: bool

    @property
    def part(self) -> str:
        """Return the parts for which it answers, as text."""
        return written(self.mine.parts)

    @property
    def other_parts(self) -> str:
        """Return the parts for which it does not."""
        return written(one for one in self.mine.questionnaire.parts if one not in self.mine.parts)

    def disputed(self, reading: Reading) -> tuple[str, ...]:
        """Return the items of which others say something else; calculations are nobody's word."""
        asked = (key for key in disputed(self.others, reading.answers) if (one := self.mine.item(key)) and one.question.asked)
        return tuple(asked)

    def added(self, reading: Reading) -> Merging:
        """Return how it is added to what counts; where a person lets it count, it is right where others say something else."""
        blank = self.mine.taken_back(reading.answers, reading.untyped, self.others)
        return Merging(wins=Side.SECOND, instead=self.instead, blank=blank)


def share_of(invitation: Invitation, form: Form, examined: Examined, knowledge: Knowledge) -> InTheirPart | None:
    """Return what its sender's part of the questionnaire is; None where that is the whole."""
    parts = of_form(_part_of_sender(invitation, examined, knowledge), form.questionnaire.parts)
    if not parts:
        return None
    there = [one for one in knowledge.filed if one.invitation_id == invitation.id and one.state in _THERE]
    instead = [one for one in there if takes_place(parts, named(one.part))]
    rest = {one.id: one for one in there if one not in instead and one.state is SubmissionState.ACCEPTED}
    layers = [layer for layer in knowledge.layers.get(invitation.id, ()) if layer.submission in rest]
    others = [one for one in form.questionnaire.parts if one not in parts]
    lacks = lacking([*((one.part, one.other_parts) for one in rest.values()), (written(parts), written(others))])
    return InTheirPart(
        mine=InPart(form.questionnaire, parts, whole=not lacks),
        others=overlay(layers).answers,
        instead=tuple(one.id for one in instead),
        before=instead[-1] if instead else None,
        lacks=lacks,
        reworded=form.union is not None and any(one.version != form.version for one in rest.values()),
    )


def _part_of_sender(invitation: Invitation, examined: Examined, knowledge: Knowledge) -> str:
    """Return the part on record of the author, or else of the contact whose letter they answer; "" is the whole."""
    parts = {one.address.lower(): one.part for one in knowledge.contacts_of(invitation)}
    return next((parts[one] for one in _addresses(invitation, examined, knowledge) if one in parts), "")


def _addresses(invitation: Invitation, examined: Examined, knowledge: Knowledge) -> Iterator[str]:
    yield examined.mail.author.lower()
    tags = {clue.value for clue in examined.clues if clue.by is By.THREADING}
    letters = (one for one in knowledge.deliveries if one.tag in tags and one.organisation == invitation.organisation)
    yield from (one.address.lower() for one in letters)
