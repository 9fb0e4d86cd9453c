"""Letters about single cases: the notice that asks for a decision, and the answer to what a coordinator wrote about one. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from digests.headlines import headline
from digests.holds import DifferingCell, MeantOrganisation
from digests.prepared import KnownBefore, assigning, by_hand, replies, told_by_mail, undoing, with_assigning
from digests.sections import DigestSection, SectionItem, SectionTable, as_context
from domain.case import CaseKind, Decision
from domain.finding import Finding
from domain.said_of_case import Beside
from domain.sentences import flowing
from languages.phrases import Phrases, phrases
from languages.quoting import quoted_in

_CELLS = 30  # Cells that differ are shown side by side; who needs more of them looks at the workbooks.


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldCase:
    """A case as it is told to a coordinator.

    `decisions` are what may be answered at the address `reply_to`; both are blank where nothing can be. `received_at` is when the message
    came that it is about, None where there is none; `since` is when it was opened. Every instant is aware, in the study's zone. `attached`
    says what of the original goes along: "whole", "part", or "" where it is in the archive at `path`. `instead` says that something counts
    already whose place the workbook would take, and `lacking` what would still be missing or wrong by each decision that puts it together
    with what was sent before. `meant` are the organisations whose it may be instead. Whoever wrote its words and is `unsubscribed` is not
    reminded. `deadline` is the last day of the study.
    """

    id: int
    kind: CaseKind
    mailing: str | None = None
    organisation: str | None
    reference: str | None
    reasons: tuple[str, ...]
    at_desk: str = ""
    since: datetime
    now: datetime
    sender: str = ""
    received_at: datetime | None = None
    file_name: str = ""
    words: str = ""
    cells: tuple[DifferingCell, ...] = ()
    decisions: tuple[Decision | Beside, ...] = ()
    writes: Mapping[Decision, tuple[str, ...]] = field(default_factory=dict)
    lacking: Mapping[Decision, tuple[str, ...]] = field(default_factory=dict)
    reply_to: str = ""
    attached: str = ""
    path: str = ""
    instead: bool = False
    meant: tuple[MeantOrganisation, ...] = ()
    unsubscribed: tuple[str, ...] = ()
    deadline: date | None = None

    @property
    def known(self) -> KnownBefore:
        """Return what is known of decisions before one is made."""
        return KnownBefore(
            writes=self.writes, lacking=self.lacking, instead=self.instead, unsubscribed=self.unsubscribed, deadline=self.deadline
        )

    def about(self, said: Phrases) -> str:
        """Return the organisation that the case is about, or else what it is about."""
        return self.organisation or headline(phrases("status", said.language), self.kind, self.mailing)

    def named(self, said: Phrases) -> dict[str, object]:
        """Return what a sentence about the case may name."""
        return {"id": self.id, "organisation": self.about(said), "kind": said.say(f"kind.{self.kind}")}


def notice(facts: ToldCase, language: str) -> dict[str, object]:
    """Return the letter that asks for a decision, as the context of a digest's layout."""
    said = phrases("cases", language)
    return _context(said.say("subject", **facts.named(said)), said.say("lead", **facts.named(said)), _sections(facts, said))


def answered(facts: ToldCase, subject: str, lead: str, language: str, *, undo: bool) -> dict[str, object]:
    """Return the letter that says what came of an answer. The case is told again as far as it can be decided, or else how to `undo`."""
    said = phrases("cases", language)
    if undo and facts.reply_to:
        link = undoing(facts.id, facts.reply_to, language)
        back = SectionItem(title=said.say("undo_how", word=link.word), lines=(), replies=(link,))
        return _context(subject, lead, [DigestSection(title="", items=(back,))])
    return _context(subject, lead, _sections(facts, said) if facts.decisions else [])


def of_digest(line: str, language: str) -> dict[str, object]:
    """Return the letter that says to whoever answered a digest with `line` that nothing was done, and what can be answered."""
    said = phrases("cases", language)
    how = DigestSection(
        title=said.say("digest.section"), items=(SectionItem(title="", lines=(said.say("digest.case"), said.say("digest.question"))),)
    )
    return _context(said.say("digest.subject"), said.say("digest.lead", line=line), [how])


def of_several(told: Sequence[ToldCase], line: str, language: str) -> dict[str, object]:
    """Return the letter that says to whoever answered with `line` what was passed on that it decides none of these cases, and what does."""
    said = phrases("cases", language)
    numbers = said.listed([str(one.id) for one in told])
    decide = [_deciding(one, said) for one in told]
    section = DigestSection(title=said.say("section.decide"), intro=said.say("how_each"), items=tuple(decide))
    return _context(said.say("several.subject", ids=numbers), said.say("several.lead", ids=numbers, line=line), [section])


def asking(facts: ToldCase, line: str, wanted: str, yes: str, language: str) -> dict[str, object]:
    """Return the letter that asks whether `line` came from its reader, who wants what the word `wanted` says; `yes` confirms it."""
    said = phrases("cases", language)
    named = {**facts.named(said), "word": wanted, "line": line}
    how = said.say("confirm.how", word=yes)
    lead = said.say("confirm.lead", **named)
    return _context(said.say("confirm.subject", **named), lead, [DigestSection(title="", intro=how)])


def filed(named: Mapping[str, str], became: str, findings: Sequence[Finding], entry: int, language: str) -> dict[str, object]:
    """Return the letter that says what became of a workbook that its reader mailed, what was found in it, and which `entry` undoes it."""
    said = phrases("cases", language)
    subject = said.say("filed.nothing_subject" if became == "again" else "filed.subject", **named)
    items = tuple(map(_found, findings[:_CELLS]))
    found = [DigestSection(title=said.say("filed.findings", n=len(findings)), items=items)] if findings else []
    back = [DigestSection(title="", intro=said.say("filed.undo", entry=entry))] if entry else []
    return _context(subject, said.say(f"filed.{became}", **named), [*found, *back])


def _found(one: Finding) -> SectionItem:
    """Return a finding with its place, in the words in which whoever corrects the workbook reads it."""
    place = ", ".join(filter(None, (one.sheet, one.cell)))
    title = f"{one.label} ({place})" if one.label and place else one.label or place
    return SectionItem(title=title, lines=(flowing(one.message, one.remedy),))


def not_filed(why: str, named: Mapping[str, str], language: str) -> dict[str, object]:
    """Return the letter that says why a workbook that its reader mailed was not filed."""
    said = phrases("cases", language)
    return _context(said.say("filed.nothing_subject", **named).rstrip(" :"), said.say(f"filed.{why}", **named), [])


def asking_of_filing(named: Mapping[str, str], yes: str, language: str) -> dict[str, object]:
    """Return the letter that asks whether its reader mailed a workbook for an organisation; `yes` confirms it."""
    said = phrases("cases", language)
    how = DigestSection(title="", intro=said.say("filed.confirm_how", word=yes))
    return _context(said.say("filed.confirm_subject", **named), said.say("filed.confirm", **named), [how])


def _context(subject: str, finding: str, sections: Sequence[DigestSection]) -> dict[str, object]:
    return {"subject": subject, "finding": finding, "sections": as_context(sections)}


def _deciding(facts: ToldCase, said: Phrases) -> SectionItem:
    """Return a case with why it waits, and the words that decide it."""
    language = said.language
    when = (
        said.say("from", sender=facts.sender, when=said.moment(facts.received_at, year=True))
        if facts.received_at
        else said.say("since", when=said.moment(facts.since, year=True))
    )
    file = [said.say("file", file=quoted_in(language, facts.file_name))] if facts.file_name else []
    prepared = replies(facts.id, facts.decisions, facts.kind, facts.reply_to, facts.now.date(), language, facts.known)
    return SectionItem(
        title=" · ".join(filter(None, (facts.about(said), facts.reference))),
        lines=(*told_by_mail(facts.reasons, facts.at_desk, facts.reply_to, language), when, *file),
        replies=with_assigning(prepared, facts.decisions, assigning(facts.id, facts.meant, facts.reply_to, language)),
        by_hand=by_hand(facts.reply_to, language),
    )


def _sections(facts: ToldCase, said: Phrases) -> list[DigestSection]:
    sections = [DigestSection(title=said.say("section.decide"), intro=said.say("how"), items=(_deciding(facts, said),))]
    if facts.words:
        wrote = SectionItem(title=facts.sender, lines=tuple(line for line in facts.words.split("\n") if line.strip()))
        sections.append(DigestSection(title=said.say("section.wrote"), items=(wrote,)))
    return [*sections, *_differing(facts, said), *_original(facts, said)]


def _differing(facts: ToldCase, said: Phrases) -> list[DigestSection]:
    if not facts.cells:
        return []
    head = tuple(said.say(f"differ.{column}") for column in ("item", "first", "second"))
    rows = tuple((one.question, one.first.beneath, one.second.beneath) for one in facts.cells[:_CELLS])
    note = said.say("left_out", n=len(facts.cells)) if len(facts.cells) > _CELLS else ""
    table = SectionTable(caption="", head=head, rows=rows, numbers_from=3, widths=(40, 30, 30))
    return [DigestSection(title=said.say("section.differ"), tables=(table,), note=note)]


def _original(facts: ToldCase, said: Phrases) -> list[DigestSection]:
    kept = {"whole": "attached", "part": "in_part"}.get(facts.attached, "")
    if kept:
        return [DigestSection(title=said.say("section.original"), intro=said.say(kept))]
    return [DigestSection(title=said.say("section.original"), intro=said.say("path"))] if facts.path else []
