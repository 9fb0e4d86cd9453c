"""A case as the command line shows it: in a list of what waits, by itself with its evidence, and as a line of JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from cli.deciding.foreseeing import answer_shown
from cli.session import LENGTHY, out, quote, say, table
from domain.rules.by_mail import by_mail
from domain.said_of_case import Beside
from domain.sentences import counted, quoted

if TYPE_CHECKING:
    from service.answers.disputes import DisputedCell
    from service.cases.waiting import Waiting
    from service.deciding.case_seen import Seen
    from service.letters.questions import AskedQuestion

_CONTRACT = ("id", "kind", "reference", "organisation", "reasons", "options", "words", "at", "decision", "by", "decided_at")


def tell_rest(more: int, asked: Sequence[AskedQuestion]) -> None:
    """Print what waits besides: how many cases that are not shown, and the questions, which are answered and not decided about."""
    if more > 0:
        out.print(f"\n{counted(more, 'more is waiting', 'more are waiting')}: counterfoil held --all")
    if asked:
        out.print(f"\n{counted(len(asked), 'question waits', 'questions wait')} for an answer: counterfoil questions")
    for one in asked[:LENGTHY]:
        whose = f", {one.organisation}" if one.organisation else ""
        say(f"Question {one.id}, since {one.at:%Y-%m-%d}{whose}, from {one.sender}", "  ")


def tell_waiting(one: Waiting, *, among_several: bool) -> None:
    """Print a case that waits: since when, about whom, why, and how it is decided; each in a line that no table breaks.

    `among_several` says that cases of other studies are shown, too, so that its own is named.
    """
    about = "".join(f", {name}" for name in (one.organisation, one.study if among_several else None) if name)
    out.print(f"[bold]Case {one.id}[/bold], since {one.at:%Y-%m-%d}{escape(about)}")
    for reason in one.reasons:
        say(reason, "  ")
    out.print(f"  {how(one)}", markup=False)


def line(one: Waiting) -> dict[str, Any]:
    """Return a case under the names of the command line's contract."""
    return {name: getattr(one, name) for name in _CONTRACT} | {"study": one.study, "sender": one.sender, "proof": one.proof}


def how(one: Waiting) -> str:
    """Return the command that decides a case, and with what: in parentheses no choice is taken where the line is copied as it is."""
    from service.cases.options import written

    *others, last = written(one.options)
    command = f"counterfoil held decide {one.id}"
    return f"{command} WHAT (WHAT: {', '.join(others)} or {last})" if others else f"{command} {last}"


def tell_case(seen: Seen) -> None:
    """Print a case with its evidence, what a decision would change, and how it is decided."""
    one = seen.case
    state = f"decided: {one.decision}, by {one.by}, {one.decided_at:%Y-%m-%d %H:%M} UTC" if one.decided_at else "waiting"
    out.print(f"Case {one.id} ({one.kind}), since {one.at:%Y-%m-%d %H:%M} UTC: {state}", markup=False)
    if one.organisation:
        out.print(f"About {one.organisation}, {one.reference}", markup=False)
    for reason in one.reasons:
        say(reason, "  - ")
    if seen.message:
        say(f"From {seen.message.sender}: {quoted(seen.message.subject or '')}")
    for name, text in (("File", seen.file_name), ("Original", seen.original)):
        if text:
            say(f"{name}: {text}")
    for name, text in (("What they wrote", one.words), ("Where the program failed", seen.fault)):
        if text:
            out.print(f"{name}:")
            quote(text)
    _tell_changes(seen)
    letters = ((x.id, x.kind, x.to, x.sender, x.proof, x.organisation, x.says) for x in seen.letters)
    table("Letters that wait", ["letter", "kind", "to", "because of", "proof", "organisation", "it says"], letters)
    rows = ((x.number, f"{x.at:%Y-%m-%d %H:%M}", x.what, x.by, x.note) for x in seen.entries)
    table("\nDecisions (counterfoil undo ENTRY)", ["entry", "when (UTC)", "what", "by", "note"], rows)
    _tell_options(seen)


def _tell_options(seen: Seen) -> None:
    """Print how a case is decided, what each decision does, and what may be done instead."""
    one = seen.case
    if one.options:
        out.print(f"Decide it: {how(one)}", markup=False)
        for option, means in seen.meanings:
            out.print(f"  {option}: {means}", markup=False)
    if Beside.WAIT in by_mail(one.kind, one.options, organisation=one.reference is not None):
        waits = f"counterfoil mark {one.reference} waiting --until DATE"
        out.print(f"To let {one.organisation} wait and leave the case open: {waits}", markup=False)


def _tell_changes(seen: Seen) -> None:
    if seen.answers is None:
        return
    counts = f"{counted(len(seen.changes), 'answer')} would differ from those that count now" if seen.counting else "no answer counts yet"
    out.print(f"If it is accepted: {counted(seen.answers, 'answer')}; {counts}.", markup=False)
    if seen.errors:
        errors = counted(seen.errors, "error")
        out.print(
            f"It has {errors}: `accept` sends it back to be corrected, and `count` lets it count as it is, errors and all.", markup=False
        )
    rows = ((x.question, answer_shown(x.before), answer_shown(x.now)) for x in seen.changes if seen.counting)
    table("What would change", ["question", "counts now", "would count"], rows)
    cells = ((x.question, *_stands(x.first), *_stands(x.second)) for x in seen.disputes)
    columns = ["question", "first: sent before", "cell", "from", "second: this workbook", "cell", "from"]
    table("Where both say something else, if they are put together (merge, first, second, count_both)", columns, cells)


def _stands(one: DisputedCell) -> tuple[str, str, str]:
    return answer_shown(one.value), f"{one.sheet} {one.cell}".strip(), f"{one.file}, {one.sender}"
