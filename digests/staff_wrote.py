"""Letters to staff about what they wrote to the study's mailbox themselves, and what others answered to letters to them. Pure."""

from __future__ import annotations

from digests.sections import DigestSection, SectionItem, as_context
from languages.phrases import phrases

_DO = ("mark", "contacts", "look", "file")
_BY_MAIL = ("digest.case", "digest.question")


def answered(line: str, reference: str, language: str) -> dict[str, object]:
    """Return the letter that says to a member of staff who wrote `line` that nothing was done, and what does it.

    `reference` is that of the organisation which they named, "" where they named none.
    """
    said = phrases("cases", language)
    named = reference or said.say("staff.reference")
    lines = (*(said.say(f"staff.{one}", reference=named) for one in _DO), *map(said.say, _BY_MAIL))
    how = DigestSection(
        title=said.say("staff.section"), items=tuple(SectionItem(title="", lines=(one,)) for one in lines), note=said.say("staff.again")
    )
    return {"subject": said.say("staff.subject"), "finding": said.say("staff.lead", line=line), "sections": as_context([how])}


def by_others(sender: str, words: str, case: int, language: str) -> dict[str, object]:
    """Return the letter that says who answered our letter about a `case`, 0 for a digest, and that they are not known as staff."""
    said = phrases("cases", language)
    what = said.say("others.case", id=case) if case else said.say("others.digest")
    wrote = SectionItem(title=sender, lines=tuple(one for one in words.split("\n") if one.strip()))
    sections = [DigestSection(title=said.say("others.section"), items=(wrote,), note=said.say("others.how"))]
    lead = said.say("others.lead", sender=sender, what=what)
    return {"subject": said.say("others.subject"), "finding": lead, "sections": as_context(sections)}
