"""mark, note and undo: what a person says of an organisation, and what is taken back."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from cli.deciding.outcomes import tell_decided, undo_entries
from cli.in_study import refuse_other_entries
from cli.session import HERE, By, DryRun, Home, Json, Note, StudyId, day, now, number, session, who


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (mark, note, undo):
        app.command()(command)


def mark(
    organisation: Annotated[str, typer.Argument(metavar="ORG", help="The printed reference, or the organisation's code.")],
    what: Annotated[str, typer.Argument(metavar="WHAT", help="declined, waiting, elsewhere, ineligible, or open to remove a mark.")],
    *,
    mode: Annotated[str, typer.Option("--mode", help="How they told us: telephone, paper, meeting or mail.", show_default="not said")] = "",
    until: Annotated[date | None, typer.Option("--until", parser=day, metavar="DATE", help="The last day of the mark.")] = None,
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """Mark an organisation as declined, waiting or ineligible. It can also answer elsewhere."""
    from service.authoring import drafts
    from service.deciding.organisation_marks import Marking
    from service.deciding.organisation_marks import mark as mark_organisation

    said = Marking(organisation=organisation, what=what, until=until, by=who(by), note=note, mode=mode)
    with session(home) as service:
        with service.store.reading() as tx:
            found = drafts.of_organisation(service, tx, study, organisation)
        done = mark_organisation(service, found, said, now())
    tell_decided(done, as_json)


def note(
    organisation: Annotated[str, typer.Argument(metavar="ORG", help="The printed reference, or the organisation's code.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What the others should know.")],
    *,
    mode: Annotated[
        str, typer.Option("--mode", help="How it reached you: telephone, paper, meeting or mail.", show_default="not said")
    ] = "",
    by: By = None,
    home: Home = HERE,
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """Note something about an organisation. It is shown with everything that happened, and changes nothing."""
    from service.authoring import drafts
    from service.deciding.notes import Noting
    from service.deciding.notes import note as note_organisation

    said = Noting(organisation=organisation, text=text, by=who(by), mode=mode)
    with session(home) as service:
        with service.store.reading() as tx:
            found = drafts.of_organisation(service, tx, study, organisation)
        done = note_organisation(service, found, said, now())
    tell_decided(done, as_json)


def undo(
    entries: Annotated[
        list[int],
        typer.Argument(parser=number, metavar="ENTRY...", help="The entry numbers of decisions, as listed by `show` and `held show`."),
    ],
    *,
    dry_run: DryRun = False,
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """Undo a decision that a person or the program made, or several. You can undo an undo as well."""
    from service.deciding.undo import Undoing

    with session(home) as service:
        refuse_other_entries(service, study, entries)
        undo_entries(service, entries, Undoing(entry=0, by=who(by), note=note), as_json, dry_run=dry_run)
