"""To which invitation a message or a workbook belongs: the strongest evidence wins, and whatever disagrees with it is told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from domain.message import By, Candidate, Clue, Knowledge, Match
from domain.submission import Invitation
from domain.telling import Telling
from languages.telling import phrased


def match(clues: Sequence[Clue], knowledge: Knowledge) -> Match | None:
    """Return the invitation that the strongest of `clues` names, with a sentence for each clue that names another; None where none does.

    A sender alone counts only where it leaves one invitation: an address may serve several organisations, and several studies.
    """
    named = _named(clues, knowledge)
    leading = next((candidate for candidate in named), None)
    if leading is None:
        return None
    by = leading.clue.by
    if by is By.SENDER and len({candidate.invitation.id for candidate in named}) > 1:
        return None
    conflicts = tuple(sentence for level in By for sentence in _conflicts(leading, [one for one in named if one.clue.by is level]))
    return Match(leading.invitation.reference, by, conflicts, leading.invitation)


def match_workbook(
    own: Sequence[Clue], message: Sequence[Clue], knowledge: Knowledge, elsewhere: Collection[int] = frozenset()
) -> Match | None:
    """Return the invitation of one workbook: by what the workbook itself says, and by the message only where it says nothing.

    `elsewhere` are the invitations that other workbooks of the message name: one message may bring three, so that evidence of
    the message for one of those says nothing of this one.
    """
    around = [one.clue for one in _named(message, knowledge) if one.invitation.id not in elsewhere]
    inside = match(own, knowledge)
    if inside is None or inside.invitation is None:
        found = match(around, knowledge)
        return found and _with(found, _unknown_token(own))
    leading = Candidate(Clue(inside.by, "", "the workbook"), inside.invitation)
    others = [one for level in By for one in _conflicts(leading, [one for one in _named(around, knowledge) if one.clue.by is level])]
    misnamed = (one for one in _misnamed(own, knowledge) if one not in inside.conflicts)
    return _with(inside, (*misnamed, *_unknown_token(own if inside.by is not By.WORKBOOK_TOKEN else ()), *others))


def _misnamed(own: Sequence[Clue], knowledge: Knowledge) -> Iterator[str]:
    """Yield where a file's own name names another organisation than what is in it, though what is printed in it agrees with its token.

    Whoever fills in workbooks for several saves the one under the other's name. A name that bears both references says nothing.
    """
    named = _named(own, knowledge)
    leading, elsewhere = named[0], [one for one in named if one.clue.where != named[0].clue.where]
    if not any(one.invitation.organisation == leading.invitation.organisation for one in elsewhere):
        yield from (_disagree(one, leading) for one in {one.invitation.id: one for one in elsewhere}.values())


def match_evidence(clues: Sequence[Clue]) -> Match | None:
    """Return what the evidence says for itself, without a store: the first printed reference, and how it is borne out."""
    references = [clue for clue in clues if clue.by is By.REFERENCE]
    if not references:
        return None
    leading = references[0]
    by = By.WORKBOOK_TOKEN if any(clue.by is By.WORKBOOK_TOKEN and clue.where == leading.where for clue in clues) else By.REFERENCE
    conflicts = (
        f"{_placed(clue)} is {clue.value}, {_placed(leading)} is {leading.value}." for clue in references if clue.value != leading.value
    )
    return Match(leading.value, by, tuple(conflicts))


def named_by(clues: Sequence[Clue], knowledge: Knowledge) -> frozenset[int]:
    """Return the identities of the invitations that any of `clues` names."""
    return frozenset(candidate.invitation.id for candidate in _named(clues, knowledge))


def _named(clues: Sequence[Clue], knowledge: Knowledge) -> list[Candidate]:
    """Return what each clue names, strongest clue first."""
    named: dict[tuple[By, str], list[Invitation]] = {}
    for candidate in knowledge.candidates:
        named.setdefault((candidate.clue.by, candidate.clue.value), []).append(candidate.invitation)
    levels = {by: level for level, by in enumerate(By)}
    told = (clue for clue in clues if (clue.by, clue.value) in named)
    return [
        Candidate(clue, invitation) for clue in sorted(told, key=lambda clue: levels[clue.by]) for invitation in named[clue.by, clue.value]
    ]


def _conflicts(leading: Candidate, level: Sequence[Candidate]) -> Iterator[str]:
    """Yield what is said against `leading` by the evidence of one strength; weaker evidence that names it too is no conflict."""
    same_strength = bool(level) and level[0].clue.by is leading.clue.by
    if not same_strength and any(_agrees(leading.invitation, other) for other in level):
        return
    for other in {candidate.invitation.id: candidate for candidate in reversed(level)}.values():
        if not _agrees(leading.invitation, other):
            yield _disagree(other, leading)


def _disagree(other: Candidate, leading: Candidate) -> Telling:
    """Return what one evidence says against another; in English it begins small, as behind other words. Told, it is a sentence."""
    said = phrased(
        "reasons.conflict.names",
        what=phrased(f"reasons.conflict.at.{other.clue.by}", where=other.clue.where),
        reference=other.invitation.reference,
        organisation=other.invitation.organisation,
        other=_placed(leading.clue),
        own_reference=leading.invitation.reference,
        own=leading.invitation.organisation,
    )
    return Telling(f"{said[:1].lower()}{said[1:]}", said.phrase, said.facts)


def _agrees(invitation: Invitation, other: Candidate) -> bool:
    """Say whether evidence speaks for `invitation`; a sender does by their organisation, whatever the study is."""
    if other.clue.by is By.SENDER:
        return other.invitation.organisation == invitation.organisation
    return other.invitation.id == invitation.id


def _unknown_token(own: Sequence[Clue]) -> tuple[str, ...]:
    return tuple(phrased("reasons.conflict.never_sent", where=clue.where) for clue in own if clue.by is By.WORKBOOK_TOKEN)


def _with(found: Match, more: Sequence[str]) -> Match:
    return Match(found.reference, found.by, (*found.conflicts, *more), found.invitation)


def _placed(clue: Clue) -> str:
    return phrased(f"reasons.conflict.by.{clue.by}", where=clue.where)
