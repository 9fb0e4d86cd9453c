"""held: what waits for a person, with its evidence, and how it is decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from cli.foreseeing import answer_shown, failed_line, foresee
from cli.session import (
    FINDINGS,
    HERE,
    LENGTHY,
    All,
    By,
    DryRun,
    Home,
    Json,
    Note,
    StudyId,
    emit,
    err,
    finish,
    now,
    out,
    plain,
    quote,
    say,
    session,
    table,
    who,
)
from domain.errors import ConfigurationError
from domain.sentences import counted

if TYPE_CHECKING:
    from service.decided import Decided
    from service.look import Seen
    from service.merging import DisputedCell
    from service.questions import AskedQuestion
    from service.several import EachOutcome
    from service.undo import Undoing
    from service.waiting import Waiting
    from service.wiring import Service

held_app = typer.Typer(help="List what is waiting for a decision, and decide it.", invoke_without_command=True, rich_markup_mode=None)
CaseId = Annotated[str, typer.Argument(metavar="CASE", help="The number of the case, or letter-N for a letter in doubt.")]
_CONTRACT = ("id", "kind", "reference", "organisation", "reasons", "options", "words", "at", "decision", "by", "decided_at")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(held_app, name="held")


@held_app.callback()
def list_(context: typer.Context, home: Home = HERE, everyone: All = False, as_json: Json = False) -> None:
    """List what waits for a decision; with --all also what was decided."""
    if context.invoked_subcommand:
        return
    from service.questions import questions
    from service.waiting import count, everything, waiting, waiting_by_mark

    with session(home) as service, service.store.reading() as tx:
        asked = questions(tx, now())
        shown = everything(tx) if everyone else waiting(tx, limit=None if as_json else LENGTHY)
        waits, marked = count(tx), waiting_by_mark(service, tx, now())
    if as_json:
        for one in shown:
            emit(line(one))
        return
    open_ones = [one for one in shown if one.decision is None]
    for one in open_ones:
        _tell_waiting(one)
    done = ((x.id, f"{x.decided_at:%Y-%m-%d}", x.organisation or "", x.decision, x.by) for x in shown if x.decision is not None)
    table("\nDecided", ["case", "on", "organisation", "decision", "by"], done)
    _tell_rest(waits - len(open_ones), asked)
    if not waits and not asked:
        err.print("Nothing is waiting for a decision.")
    if marked:
        many = counted(marked, "organisation is", "organisations are")
        err.print(f"{many} marked as not to be reminded or answering elsewhere. `counterfoil status` lists them.")


def _tell_rest(more: int, asked: Sequence[AskedQuestion]) -> None:
    """Print what waits besides: how many cases that are not shown, and the questions, which are answered and not decided about."""
    if more > 0:
        out.print(f"\n{counted(more, 'more is waiting', 'more are waiting')}: counterfoil held --all")
    if asked:
        out.print(f"\n{counted(len(asked), 'question waits', 'questions wait')} for an answer: counterfoil questions")
    for one in asked[:LENGTHY]:
        whose = f", {one.organisation}" if one.organisation else ""
        say(f"Question {one.id}, since {one.at:%Y-%m-%d}{whose}, from {one.sender}", "  ")


def _tell_waiting(one: Waiting) -> None:
    """Print a case that waits: since when, about whom, why, and how it is decided; each in a line that no table breaks."""
    about = f", {one.organisation}" if one.organisation else ""
    out.print(f"[bold]Case {one.id}[/bold], since {one.at:%Y-%m-%d}{escape(about)}")
    for reason in one.reasons:
        say(reason, "  ")
    out.print(f"  {how(one)}", markup=False)


def line(one: Waiting) -> dict[str, Any]:
    """Return a case under the names of the command line's contract."""
    return {name: getattr(one, name) for name in _CONTRACT} | {"study": one.study, "sender": one.sender}


def how(one: Waiting) -> str:
    """Return the command that decides a case."""
    from service.options import written

    return f"counterfoil held decide {one.id} {'|'.join(written(one.options))}"


@held_app.command()
def show(case: CaseId, home: Home = HERE, as_json: Json = False) -> None:
    """Show one case. You see the reasons, what was written, the original, and what a decision would change."""
    from service import look

    with session(home) as service, service.store.reading() as tx:
        seen = look.case(service, tx, case)
    if as_json:
        emit(
            {
                "case": line(seen.case),
                **{name: getattr(seen, name) for name in ("message", "original", "changes", "disputes", "fault", "entries", "letters")},
                "meanings": dict(seen.meanings),
            }
        )
        return
    _tell(seen)


def _tell(seen: Seen) -> None:
    one = seen.case
    state = f"decided: {one.decision}, by {one.by}, {one.decided_at:%Y-%m-%d %H:%M} UTC" if one.decided_at else "waiting"
    out.print(f"Case {one.id} ({one.kind}), since {one.at:%Y-%m-%d %H:%M} UTC: {state}", markup=False)
    if one.organisation:
        out.print(f"About {one.organisation}, {one.reference}", markup=False)
    for reason in one.reasons:
        say(reason, "  - ")
    if seen.message:
        say(f"From {seen.message.sender}: {seen.message.subject}")
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
    if one.options:
        out.print(f"Decide it: {how(one)}", markup=False)
        for option, means in seen.meanings:
            out.print(f"  {option}: {means}", markup=False)


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
    columns = ["question", "first: counts now", "cell", "from", "second: this workbook", "cell", "from"]
    table("Where both say something else, if they are put together (merge, first, second)", columns, cells)


def _stands(one: DisputedCell) -> tuple[str, str, str]:
    return answer_shown(one.value), f"{one.sheet} {one.cell}".strip(), f"{one.file}, {one.sender}"


@held_app.command()
def decide(
    said: Annotated[
        list[str],
        typer.Argument(
            metavar="CASE... WHAT",
            help="The numbers of one case or several, and then what you decide, as offered: "
            "accept, count, merge, first, second, assign, reject; declined, grant, add, elsewhere, noted; "
            "send, skip; arrived, resend; undo.",
        ),
    ],
    *,
    all_of: Annotated[
        str | None, typer.Option("--all-of", metavar="KIND", help="Every case of this kind that is waiting, instead of numbers.")
    ] = None,
    to: Annotated[str | None, typer.Option("--to", help="For assign and count: the organisation's reference or code.")] = None,
    but: Annotated[
        list[str] | None, typer.Option("--but", help="For first and second: a question of which the other workbook is right. Repeatable.")
    ] = None,
    live: Annotated[
        bool, typer.Option("--live", help="For send: send the mailing for real. Without this, it is a rehearsal and the case stays open.")
    ] = False,
    dry_run: DryRun = False,
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """Decide one case, or several alike. `counterfoil undo ENTRY` undoes it."""
    from service import held, several
    from service.decided import Deciding

    *cases, what = said
    if not cases and not all_of:
        raise ConfigurationError("Which case?", where="held decide", remedy="Give its number before what you decide, or --all-of KIND.")
    one = Deciding(case=cases[0] if cases else "", what=what, to=to, by=who(by), note=note, study=study, live=live, but=tuple(but or ()))
    with session(home) as service:
        chosen = (*cases, *(several.all_of(service, all_of, study) if all_of else ()))
        if dry_run:
            foresee(service, lambda would: several.decide_all(would, chosen, one, now()), "case", as_json)
        elif len(cases) == 1 and not all_of:
            tell_decided(held.decide(service, one, now()), as_json)
        else:
            tell_outcomes(several.decide_all(service, chosen, one, now()), "case", as_json)


@held_app.command()
def undo(
    cases: Annotated[list[str], typer.Argument(metavar="CASE...", help="The numbers of the cases, or letter-N for a letter in doubt.")],
    *,
    dry_run: DryRun = False,
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """Undo what was decided about a case, or about several. Each is then waiting again."""
    from service.undo import Undoing, decision_of

    with session(home) as service:
        entries = [decision_of(service, case) for case in cases]
        undo_entries(service, entries, Undoing(entry=0, by=who(by), note=note), as_json, dry_run=dry_run)


def undo_entries(service: Service, entries: Sequence[int], said: Undoing, as_json: bool, *, dry_run: bool) -> None:
    """Undo one entry or several, and say what became of each; in a dry run, what would."""
    from service.several import undo_all
    from service.undo import undo as undo_entry

    if dry_run:
        foresee(service, lambda would: undo_all(would, entries, said, now()), "undone", as_json)
    elif len(entries) == 1:
        tell_decided(undo_entry(service, replace(said, entry=entries[0]), now()), as_json)
    else:
        tell_outcomes(undo_all(service, entries, said, now()), "undone", as_json)


def tell_outcomes(outcomes: Iterable[EachOutcome], of: str, as_json: bool) -> None:
    """Say what became of each of several decisions; one that was not made is worth a look."""
    failed = False
    for one in outcomes:
        failed = failed or one.done is None
        if one.done:
            tell_decided(one.done, as_json, **{of: one.of})
        elif as_json:
            emit({of: one.of, "error": one.why})
        else:
            err.print(failed_line(one, of), markup=False)
    finish(FINDINGS if failed else 0)


def tell_decided(done: Decided, as_json: bool, **more: object) -> None:
    """Say what was done, and how it is undone; as JSON with what `more` there is to say."""
    if as_json:
        emit({**plain(done), **more})
        return
    out.print(done.told, markup=False)
    if done.rehearsal:
        out.print("To send them: add --live.")
    if not done.entry:
        return
    back = "" if done.left_the_house else f"; to undo it: counterfoil undo {done.entry}"
    out.print(f"Entry {done.entry} of the journal{back}", markup=False)
