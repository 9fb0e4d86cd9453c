"""mark and undo: what a person says of an organisation, and what is taken back."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from cli.held import tell_decided
from cli.session import HERE, By, Home, Json, Note, StudyId, day, now, number, session, who


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (mark, undo):
        app.command()(command)


def mark(
    organisation: Annotated[str, typer.Argument(metavar="ORG", help="The printed reference, or the organisation's code.")],
    what: Annotated[str, typer.Argument(metavar="WHAT", help="declined, waiting, elsewhere, ineligible, or open to remove a mark.")],
    until: Annotated[date | None, typer.Option("--until", parser=day, metavar="DATE", help="The last day of the mark.")] = None,
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """Mark an organisation as declined, waiting or ineligible. It can also answer elsewhere."""
    from service import running
    from service.marks import Marking
    from service.marks import mark as mark_organisation

    said = Marking(organisation=organisation, what=what, until=until, by=who(by), note=note)
    with session(home) as service:
        with service.store.reading() as tx:
            found = running.require_running(service, tx, running.choose(service, study))
        done = mark_organisation(service, found, said, now())
    tell_decided(done, as_json)


def undo(
    entry: Annotated[
        int, typer.Argument(parser=number, metavar="ENTRY", help="The entry number of the decision, as listed by `show` and `held show`.")
    ],
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """Undo a decision that a person or the program made. You can undo an undo as well."""
    from service.undo import Undoing
    from service.undo import undo as undo_entry

    with session(home) as service:
        done = undo_entry(service, Undoing(entry=entry, by=who(by), note=note), now())
    tell_decided(done, as_json)
