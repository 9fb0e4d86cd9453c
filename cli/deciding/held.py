"""held: what waits for a person, with its evidence, and how it is decided."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from cli.commands import CommandLine
from cli.deciding.cases_shown import line, tell_case, tell_rest, tell_waiting
from cli.deciding.foreseeing import foresee
from cli.deciding.outcomes import tell_decided, tell_outcomes, undo_entries
from cli.in_study import refuse_other_cases
from cli.session import (
    HERE,
    LENGTHY,
    All,
    By,
    DryRun,
    Home,
    Json,
    Note,
    StudyId,
    day,
    emit,
    err,
    now,
    session,
    table,
    who,
)
from domain.errors import ConfigurationError
from domain.sentences import counted

held_app = CommandLine(help="List what is waiting for a decision, and decide it.", invoke_without_command=True)
CaseId = Annotated[str, typer.Argument(metavar="CASE", help="The number of the case, or letter-N for a letter in doubt.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(held_app, name="held")


@held_app.callback()
def list_(context: typer.Context, home: Home = HERE, study: StudyId = None, everyone: All = False, as_json: Json = False) -> None:
    """List what waits for a decision; with --all also what was decided."""
    if context.invoked_subcommand:
        return
    from service.authoring.drafts import choose
    from service.cases.waiting import count, everything, waiting, waiting_by_mark
    from service.letters.questions import questions

    with session(home) as service, service.store.reading() as tx:
        chosen = choose(service, study) if study else None
        asked = questions(tx, now(), chosen)
        shown = everything(tx, chosen) if everyone else waiting(tx, chosen, limit=None if as_json else LENGTHY)
        waits, marked = count(tx, chosen), waiting_by_mark(service, tx, now(), chosen)
    if as_json:
        for one in shown:
            emit(line(one))
        return
    open_ones = [one for one in shown if one.decision is None]
    several = len({one.study for one in shown if one.study}) > 1
    for one in open_ones:
        tell_waiting(one, among_several=several)
    done = ((x.id, f"{x.decided_at:%Y-%m-%d}", x.organisation or "", x.decision, x.by) for x in shown if x.decision is not None)
    table("\nDecided", ["case", "on", "organisation", "decision", "by"], done)
    tell_rest(waits - len(open_ones), asked)
    if not waits and not asked:
        err.print("Nothing is waiting for a decision.")
    if marked:
        many = counted(marked, "organisation is", "organisations are")
        err.print(f"{many} marked as not to be reminded or answering elsewhere. `counterfoil status --all` lists them.")


@held_app.command()
def show(case: CaseId, home: Home = HERE, study: StudyId = None, as_json: Json = False) -> None:
    """Show one case. You see the reasons, what was written, the original, and what a decision would change."""
    from service.deciding import case_seen

    with session(home) as service, service.store.reading() as tx:
        refuse_other_cases(service, study, [case])
        seen = case_seen.case(service, tx, case)
    if as_json:
        emit(
            {
                "case": line(seen.case),
                **{name: getattr(seen, name) for name in ("message", "original", "changes", "disputes", "fault", "entries", "letters")},
                "meanings": dict(seen.meanings),
            }
        )
        return
    tell_case(seen)


@held_app.command()
def decide(
    said: Annotated[
        list[str],
        typer.Argument(
            metavar="CASE... WHAT",
            help="The numbers of one case or several, and then what you decide, as offered: "
            "accept, count, merge, first, second, count_both, assign, reject; declined, grant, add, elsewhere, noted; "
            "send, skip; arrived, resend; undo.",
        ),
    ],
    *,
    all_of: Annotated[
        str | None, typer.Option("--all-of", metavar="KIND", help="Every case of this kind that is waiting, instead of numbers.")
    ] = None,
    to: Annotated[str | None, typer.Option("--to", help="For assign and count: the organisation's reference or code.")] = None,
    but: Annotated[
        list[str] | None,
        typer.Option("--but", help="For first, second and count_both: a question of which the other workbook is right. Repeatable."),
    ] = None,
    until: Annotated[
        date | None,
        typer.Option("--until", parser=day, metavar="DATE", help="For grant: another last day than the one that was asked for."),
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
    from service.deciding import held, several_decisions
    from service.rulings.decided import Deciding

    *cases, what = said
    if not cases and not all_of:
        raise ConfigurationError("Which case?", where="held decide", remedy="Give its number before what you decide, or --all-of KIND.")
    if until and what != "grant":
        raise ConfigurationError(f"--until does not go with {what}.", where="held decide", remedy="Leave it out, or decide grant.")
    one = Deciding(
        case=cases[0] if cases else "",
        what=what,
        to=to,
        by=who(by),
        note=note,
        study=study,
        live=live,
        but=tuple(but or ()),
        until=until,
    )
    with session(home) as service:
        chosen = (*cases, *(several_decisions.all_of(service, all_of, study) if all_of else ()))
        if dry_run:
            foresee(service, lambda would: several_decisions.decide_all(would, chosen, one, now()), "case", as_json)
        elif len(cases) == 1 and not all_of:
            tell_decided(held.decide(service, one, now()), as_json)
        else:
            tell_outcomes(several_decisions.decide_all(service, chosen, one, now()), "case", as_json)


@held_app.command()
def undo(
    cases: Annotated[list[str], typer.Argument(metavar="CASE...", help="The numbers of the cases, or letter-N for a letter in doubt.")],
    *,
    dry_run: DryRun = False,
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """Undo what was decided about a case, or about several. Each is then waiting again."""
    from service.deciding.undo import Undoing, decision_of

    with session(home) as service:
        refuse_other_cases(service, study, cases)
        entries = [decision_of(service, case) for case in cases]
        undo_entries(service, entries, Undoing(entry=0, by=who(by), note=note), as_json, dry_run=dry_run)
