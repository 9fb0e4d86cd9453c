"""The letter that says what was told of a matter, and what holds of it now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.journal import Entry
from domain.letter import CHANGED, UNDONE, Letter, LetterKind
from languages import in_spoken
from service.cases.claims import WORKBOOK, LetterClaim
from service.letters.greeted import GREETED
from service.letters.planned import MERGED, planned, reply_sender
from service.studies.running import Running


def letter_of(running: Running, one: LetterClaim, holds: str, entry: Entry, now: datetime, more: Mapping[str, object]) -> Letter:
    """Return the letter to whoever got a claim that says what `holds` of its matter, because of an entry."""
    study, before, (kind, _, number) = running.study, one.letter, one.matter.partition(":")
    facts: dict[str, object] = {"matter": one.matter, "kind": kind, "says": holds, "said": one.says}
    facts |= {"told_at": running.local(before.planned_at).isoformat(), **what_it_called(before), **more}
    return planned(
        LetterKind.ANSWER,
        study.id,
        f"{UNDONE}:{entry.number}:{one.matter}:{before.address}",
        UNDONE,
        reply_sender(study.mailings),
        before.address,
        in_spoken(study.language_for(before.language)),
        now,
        role=before.role,
        organisation=before.organisation,
        context={UNDONE: facts, **_greeted(before)} | ({"submission": int(number)} if kind == WORKBOOK else {}),
    )


def _greeted(before: Letter) -> dict[str, object]:
    return {GREETED: before.context[GREETED]} if GREETED in before.context else {}


def what_it_called(before: Letter) -> dict[str, object]:
    """Return what the earlier letter called the workbook, answer or change; of what was put together with others also who sent it."""
    if CHANGED in before.context:
        return {"change": before.context[CHANGED]}
    for key in (UNDONE, "edit", "receipt", MERGED):
        told = before.context.get(key)
        if isinstance(told, dict):
            known = {name: told[name] for name in ("file_name", "label", "before", "now", "merged_from", "change") if name in told}
            return known | ({"merged_from": told["from"]} if key == MERGED else {})
    return {}
