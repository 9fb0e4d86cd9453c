"""Asking organisations about values that somebody ticked: one letter to each office that gave some, about each once, and an entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from contacts.sheets import read_sheets
from domain.contact import Contact
from domain.errors import ConfigurationError, disk_fault
from domain.journal import About, Subject, What
from domain.letter import Letter, LetterKind
from languages import catalogue, every
from questionnaire.checks import CheckSubject
from questionnaire.definition import Item
from questionnaire.items import item_of
from service.answers.counting import counted_of, form_of_all
from service.contacts.census import InvitedOrganisation, census
from service.letters import queueing
from service.letters.planned import INQUIRY, planned, reply_sender
from service.letters.press import Press
from service.quality.outliers import HEADINGS, Odd, asked_before, find, reasons
from service.studies.running import Running, refuse_paused, require_running
from service.wiring import Service
from store import Transaction, decisions, journal, submissions
from store.answers.counting import CountedAnswers
from store.cases.decisions import Ruling

_NEEDED = ("ask", "organisation_code", "item", "value", "study")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """A row that somebody ticked, and what they note for the organisation. `row` counts from 1, as Excel does."""

    row: int
    organisation: str
    item: str
    value: str
    study: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """One organisation that is asked: at which address, about which items; `entry` is the journal's, 0 in a rehearsal."""

    organisation: str
    address: str
    items: tuple[str, ...]
    entry: int = 0


_Rows = dict[str, list[tuple[Ticked, Odd]]]


@dataclass(slots=True)
class Inquired:
    """What came of a sheet: who is asked, and of each row that is not asked about, why."""

    ticked: int = 0
    asked: list[Inquiry] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)


def load(service: Service, study: str, file: Path, now: datetime, *, by: str, note: str = "", dry_run: bool = False) -> Inquired:
    """Put a letter into the outbox to each who gave a value that is ticked in the sheet, and say what came of each row.

    A value about which it was asked before, or that counts no more, is left out. ConfigurationError where the study is paused, or the file
    is none of its sheets; with `dry_run`, letters are made and nothing is written.
    """
    ticked, done = read_ticks(file), Inquired()
    done.ticked = len(ticked)
    with service.store.reading() as tx:
        running = require_running(service, tx, study)
        refuse_paused(running)
        # Every answer is looked at, which may take a while: no writer waits for it.
        drafts = _drafts(tx, running, _matched(ticked, find(tx, running, now), study, done), now, done)
    press = Press(running, service.installation.outgoing, service.store.archive)
    for one in drafts:
        press.rendered(one.letter, one.case)
    if dry_run:
        done.asked = [one.inquiry for one in drafts]
    elif drafts:
        _put_out(service, study, drafts, now, by, note, done)
    done.left_out.sort()
    return done


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """A letter that is ready to be queued, and the rows that it asks about."""

    case: InvitedOrganisation
    letter: Letter
    rows: tuple[tuple[Ticked, Odd], ...]

    @property
    def inquiry(self) -> Inquiry:
        """Return who is asked about what."""
        asked = tuple(odd.item for _, odd in self.rows)
        return Inquiry(organisation=self.case.organisation.code, address=self.letter.address, items=asked)


def _drafts(tx: Transaction, running: Running, rows: _Rows, now: datetime, done: Inquired) -> list[_Draft]:
    cases = census(tx, running, now, list(rows))
    drafts = []
    for code, some in rows.items():
        readers, by_address = {}, dict[str, list[tuple[Ticked, Odd]]]()
        for one, odd in some:
            if reader := _reader(tx, cases[code], odd.submission):
                readers[reader.address] = reader
                by_address.setdefault(reader.address, []).append((one, odd))
            else:
                done.left_out.append((one.row, f"{code} has no contact that can be written to."))
        for address, its in by_address.items():
            drafts.append(_Draft(case=cases[code], letter=_letter(tx, running, cases[code], readers[address], its, now), rows=tuple(its)))
    return drafts


def _put_out(service: Service, study: str, drafts: Sequence[_Draft], now: datetime, by: str, note: str, done: Inquired) -> None:
    """Queue the letters of which nothing has changed since they were made, each with its entry."""
    with service.store.transaction() as tx:
        journal.alone(tx)
        running = require_running(service, tx, study)
        refuse_paused(running)
        asked, person = asked_before(tx, study), decisions.person(tx, by)
        counting = counted_of(tx, running, [one.case.invitation.id for one in drafts])
        now_counts = {one.submission.invitation_id: one.submission.answers for one in counting}
        for one in drafts:
            code = one.case.organisation.code
            known = any((code, odd.item, odd.found.value) in asked for _, odd in one.rows)
            answers = now_counts.get(one.case.invitation.id, {})
            if known or any(answers.get(odd.item) != odd.found.value for _, odd in one.rows):
                done.left_out += [
                    (row.row, f"{code}, {odd.item}: something has changed meanwhile; load the sheet again.") for row, odd in one.rows
                ]
                continue
            queueing.plan(tx, [one.letter])
            ruling = Ruling(
                what=What.SEND,
                about=About(Subject.MAILING, f"{study}/{INQUIRY}"),
                value="1",
                study=study,
                invitation_id=one.case.invitation.id,
                note="; ".join(filter(None, (f"about {', '.join(one.inquiry.items)}", note))),
            )
            (entry,) = decisions.decide(tx, person, now, [ruling])
            done.asked.append(replace(one.inquiry, entry=entry.number))


def read_ticks(file: Path) -> tuple[Ticked, ...]:
    """Return the rows of a sheet of outliers that are ticked.

    ConfigurationError where it is none, ContactFileError where it cannot be read. A cell is ticked where anything stands in it but a no
    (in any language that is read), nought or false.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        raise disk_fault(error, file) from error
    no = {one.casefold() for one in every(lambda words: words.no)} | {"0", "0.0", "-"}
    for one in read_sheets(data, file.name):
        for number, (_, header) in enumerate(one.records):
            if set(_NEEDED) <= set(header):
                place = {heading: header.index(heading) for heading in HEADINGS if heading in header}
                rows = (_ticked(row, cells, place) for row, cells in one.records[number + 1 :] if _cell(cells, place, "ask"))
                return tuple(row for row, tick in rows if tick.casefold() not in no)
    missing = ", ".join(_NEEDED)
    remedy = f"Load the workbook that `counterfoil quality outliers` wrote; it has the columns {missing}."
    raise ConfigurationError("This is no sheet of outliers.", where=str(file), remedy=remedy)


def _ticked(row: int, cells: Sequence[str], place: Mapping[str, int]) -> tuple[Ticked, str]:
    def cell(name: str) -> str:
        return _cell(cells, place, name)

    found = Ticked(
        row=row, organisation=cell("organisation_code"), item=cell("item"), value=cell("value"), study=cell("study"), note=cell("note")
    )
    return found, cell("ask")


def _cell(cells: Sequence[str], place: Mapping[str, int], name: str) -> str:
    return cells[place[name]].strip() if name in place and place[name] < len(cells) else ""


def _matched(ticked: Sequence[Ticked], found: Sequence[Odd], study: str, done: Inquired) -> _Rows:
    """Return the ticked rows by organisation, each with the value as it is found now; the others are left out, with the reason."""
    known = {(one.found.organisation, one.item): one for one in found}
    rows: _Rows = {}
    for row in ticked:
        odd = known.get((row.organisation, row.item))
        why = _why_not(row, odd, study)
        if why or odd is None:
            done.left_out.append((row.row, why))
        elif odd not in [other for _, other in rows.get(row.organisation, [])]:
            rows.setdefault(row.organisation, []).append((row, odd))
    return rows


def _why_not(row: Ticked, odd: Odd | None, study: str) -> str:
    what = f"{row.organisation}, {row.item}"
    if row.study != study:
        return f"{what}: the row is of the study {row.study or '(none)'}, not of {study}."
    if odd is None or not _same(row.value, odd.found.value):
        return f"{what}: the value {row.value} does not count any more, or does not look odd any more."
    return f"{what}: they were asked about this value on {odd.asked_at:%Y-%m-%d}." if odd.asked_at else ""


def _same(written: str, value: float) -> bool:
    try:
        return abs(float(written) - value) <= abs(value) * 1e-9
    except ValueError:
        return False


def _reader(tx: Transaction, case: InvitedOrganisation, submission: int) -> Contact | None:
    """Return whom to ask: who sent the answers, if they are a contact that may be written to, or else the first that may."""
    (sent,) = submissions.with_ids(tx, [submission])
    sender = case.contact(sent.sender)
    return sender if sender in case.usable else next(iter(case.to), sender)


def _letter(
    tx: Transaction, running: Running, case: InvitedOrganisation, to: Contact, rows: Sequence[tuple[Ticked, Odd]], now: datetime
) -> Letter:
    study = running.study
    language = study.language_for(to.language)
    (counts,) = counted_of(tx, running, [case.invitation.id])
    form, sent = form_of_all(tx, running), counts.submission
    subject = CheckSubject(
        questionnaire=form,
        answers=sent.answers,
        untyped={},
        located={},
        language=language,
        catalogue=catalogue(language),
        today=running.today(now),
    )
    answers = [
        {
            "item": odd.item,
            "number": odd.found.value,
            "label": subject.label(item),
            "value": subject.shown(item, sent.answers[odd.item]),
            "before": "" if odd.found.before is None else subject.shown(item, odd.found.before),
            "note": row.note,
            **_edited(counts, subject, item),
            **reasons(odd.found),
        }
        for row, odd in rows
        for item in [item_of(form, odd.item)]
    ]
    edited = any(one["edited"] for one in answers)
    told = {"answers": answers, "edited": edited, "received_at": sent.received_at.isoformat(), "version": running.version}
    context: dict[str, object] = {"inquiry": told}
    # Of an answer that was put right meanwhile, another value is asked about.
    asked = ",".join(sorted(f"{odd.item}@{counts.edits[odd.item].entry}" if odd.item in counts.edits else odd.item for _, odd in rows))
    cause = f"{INQUIRY}:{case.invitation.id}:{sent.id}:{asked}"
    sender = reply_sender(study.mailings)
    code = case.organisation.code
    return planned(LetterKind.INQUIRY, study.id, cause, INQUIRY, sender, to.address, language, now, organisation=code, context=context)


def _edited(counts: CountedAnswers, subject: CheckSubject, item: Item) -> dict[str, object]:
    """Return whether an answer counts as the staff put it right, and what the organisation had answered itself, "" where it was blank."""
    made = counts.edits.get(item.key)
    given = (counts.words.edit(made) if counts.words else made).given if made else None
    return {"edited": made is not None, "given": "" if given is None else subject.shown(item, given)}
