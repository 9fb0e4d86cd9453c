"""What the command line says of decisions that were made or undone: what was done, how it is undone, and which were not made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cli.deciding.foreseeing import failed_line, foresee
from cli.session import FINDINGS, emit, err, finish, now, out, plain

if TYPE_CHECKING:
    from service.deciding.several_decisions import EachOutcome
    from service.deciding.undo import Undoing
    from service.rulings.decided import Decided
    from service.wiring import Service


def undo_entries(service: Service, entries: Sequence[int], said: Undoing, as_json: bool, *, dry_run: bool) -> None:
    """Undo one entry or several, and say what became of each; in a dry run, what would."""
    from service.deciding.several_decisions import undo_all
    from service.deciding.undo import undo as undo_entry

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
