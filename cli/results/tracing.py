"""trace: the way from a figure to the cell of the archived original, and to the letter that it answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from cli.session import HERE, Home, Json, StudyId, emit, now, out, say, session
from domain.mode import said
from domain.traced import CALCULATED, shown

if TYPE_CHECKING:
    from domain.traced import Traced
    from service.collecting.answered import Answered

_RUNGS = {"name": "its name", "key": "the hidden key of its row", "label": "its label", "address": "the place where it was printed"}
_CONVERTED = {
    "missing_code": "a code for a missing answer in another spelling",
    "number_text": "a text that says a number",
    "number_percent": "a number with a per cent sign",
    "number_unit": "a number with its unit",
    "number_flag": "a number with a flag beside it",
    "number_estimate": "a number with a sign that it is about that",
    "date_text": "a text that says a date",
    "date_number": "the number of a day",
    "choice_language": "a label in another language",
    "choice_code": "the code of a choice",
    "choice_yes_no": "a word for yes or no",
    "beside": "written beside its cell",
    "comment": "written in a comment",
    "label": "written behind the label",
    "below": "written in the row beneath",
}


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(trace)


def trace(
    organisation: Annotated[str, typer.Argument(metavar="ORG", help="The printed reference or the organisation's code.")],
    question: Annotated[str, typer.Argument(help="The name of a question, one answer such as repeat[1].name, or a repeat.")],
    home: Home = HERE,
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """Show the way from a figure to the cell of the archived workbook, and to the letter that it answers.

    You see every workbook that the organisation ever sent, also those that no longer count.
    """
    from service.authoring import drafts
    from service.collecting.answered import answered
    from service.contacts.census import census
    from service.reviewing.tracing import trace as traced
    from service.studies.find import find_invitation

    with session(home) as service, service.store.reading() as tx:
        found = drafts.of_organisation(service, tx, study, organisation)
        invitation = find_invitation(tx, found.study.id, organisation)
        values = traced(service, tx, found, invitation.organisation, question)
        if as_json:
            for one in values:
                emit(one.line())
            return
        ways = answered(service, tx, invitation, {one.submission.message_id for one in values})
        name = census(tx, found, now(), {invitation.organisation})[invitation.organisation].organisation.name
    out.print(f"[bold]{escape(name)}[/bold] ({escape(invitation.organisation)}), {invitation.reference}")
    if not values:
        say(f"It has sent no answer to {question}.")
    for one in values:
        _tell(one, ways)


def _tell(one: Traced, ways: Mapping[int, Answered]) -> None:
    sent, came = one.submission, one.came
    counts = "counts" if one.counts else "does not count"
    value = shown(one.value) or "no value"
    status = came.status.value.replace("_", " ")
    out.print()
    say(f"{one.item}: {value} ({status}); submission {sent.id}, {sent.state}: it {counts}")
    if came.flag or came.note:
        _line("marked", " ".join(filter(None, [came.flag, came.note and f"with the note: {came.note}"])))
    _line("written", _written(one))
    if came.how and came.how != CALCULATED:
        _line("converted", f"it was {_CONVERTED.get(came.how, came.how)}")
    for finding in sent.findings:
        if finding.question == one.item:
            _line(finding.severity.value, " ".join(filter(None, [finding.message, finding.remedy])))
            if finding.confirmed is not None:
                _line("confirmed", finding.confirmed or "without a reason")
    if one.edited_by:
        _line("edited", f"by {one.edited_by}: {one.reason}")
    if one.edited_at:
        _line("edited on", f"{one.edited_at.astimezone(UTC):%Y-%m-%d %H:%M} (UTC)")
    _line("version", f"{sent.version} of the questionnaire")
    _line("file", f"{sent.file_name}, SHA-256 {sent.fingerprint}")
    _tell_way(one, ways.get(sent.message_id))


def _written(one: Traced) -> str:
    at = one.came.located
    if at is None:
        return "in no cell: it was worked out from other answers" if one.came.how == CALCULATED else "nothing"
    text = f"“{one.as_written}”" if one.as_written else "nothing"
    return f"{text} in {at.sheet}!{at.cell}, found by {_RUNGS[at.by.value]}"


def _tell_way(one: Traced, way: Answered | None) -> None:
    sent = one.submission
    came = f"filed here, {said(sent.mode)}," if sent.mode else f"from {sent.sender}, received"
    _line("message", f"{sent.message_id} {came} {sent.received_at.astimezone(UTC):%Y-%m-%d %H:%M} (UTC)")
    if way is None:
        return
    _line("original", way.fault or way.path)
    gone = "the original, which says it, cannot be had any more"
    if way.letter:
        letter = way.letter
        likely = "" if way.by else "most likely "
        how = f"by {way.by}" if way.by else f"the newest that its sender had: {gone}"
        told = f"{likely}letter {letter.id} ({letter.mailing or letter.kind}) to {letter.address}, {how}"
        _line("answers", f"{told}: counterfoil letter {letter.id}")
    else:
        _line("answers", f"no letter that can be told: {gone if way.fault else 'it has neither its thread nor a token'}")


def _line(what: str, text: str) -> None:
    say(text, f"  {what:<10} ", " " * 13)
