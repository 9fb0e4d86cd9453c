"""values: answers that count, put right at the desk; and what was put right."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.commands import CommandLine
from cli.deciding.foreseeing import tell_foreseen
from cli.deciding.outcomes import tell_decided
from cli.session import HERE, By, DryRun, Home, Json, Note, StudyId, emit, err, now, plain, say, session, table, who

values_app = CommandLine(help="Put answers that count right, and list what was put right.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(values_app, name="values")


# A value may be a negative number, which is no option.
@values_app.command(context_settings={"ignore_unknown_options": True})
def edit(
    organisation: Annotated[str, typer.Argument(metavar="ORG", help="The printed reference, or the organisation's code.")],
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="The name of the question; in a table such as staff[2].salary.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help='The right value, as a person writes it; "" makes it blank.')],
    *,
    flag: Annotated[
        str | None, typer.Option("--flag", metavar="CODE", help='The flag of the figure, such as p for provisional; "" takes it off.')
    ] = None,
    tell: Annotated[bool, typer.Option("--tell", help="Write to the organisation's contacts what was changed and why.")] = False,
    dry_run: DryRun = False,
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """Put one answer right. What was sent is kept, and the edit stands until the organisation sends another value there."""
    from service.authoring import drafts
    from service.reviewing.edits import Editing
    from service.reviewing.edits import edit as put_right
    from service.reviewing.edits_seen import foresee_edit

    said = Editing(organisation=organisation, question=question, value=value, by=who(by), note=note, flag=flag, tell=tell)
    with session(home) as service:
        with service.store.reading() as tx:
            found = drafts.of_organisation(service, tx, study, organisation)
        if dry_run:
            seen = foresee_edit(service, found, said, now())
            done = seen.edited
            tell_foreseen(seen.would, "question", as_json)
        else:
            done = put_right(service, found, said, now())
            tell_decided(done, as_json)
    for one in () if as_json else done.findings:
        say(f"{one.severity}: {one.label or one.question}: {one.message} {one.remedy}", screen=err)


@values_app.command("list")
def list_(home: Home = HERE, study: StudyId = None, as_json: Json = False) -> None:
    """List what was put right: the old and the new value, by whom, when and why, and whether it still counts."""
    from service.authoring import drafts
    from service.reviewing.edits_told import edits_of

    with session(home) as service, service.store.reading() as tx:
        told = edits_of(tx, drafts.choose(service, study))
    if as_json:
        for one in told:
            emit(plain(one))
        return
    rows = (
        (
            x.entry,
            x.organisation,
            x.item,
            _shown(x.given),
            _shown(x.old),
            f"{_shown(x.new)} {x.flag}".strip(),
            x.by,
            f"{x.at:%Y-%m-%d %H:%M}",
            x.why,
            _stands(x.stands),
        )
        for x in told
    )
    columns = ["entry", "organisation", "question", "sent", "before", "edited", "by", "when (UTC)", "why", "counts"]
    table("Edits (counterfoil undo ENTRY)", columns, rows)
    if not told:
        err.print("Nothing was edited.")


def _shown(value: object) -> str:
    return "" if value is None else " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _stands(stands: bool) -> str:
    return "yes" if stands else "no more"
