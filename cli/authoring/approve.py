"""approve: a person says that a mailing may be sent as it is; and what `check` says for whoever approves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from cli.session import HERE, By, Home, Json, Note, StudyId, emit, now, out, session, table, tell_entry, who
from domain.sentences import short_hash

if TYPE_CHECKING:
    from service.approving.approve import Proposed


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(approve)


def approve(
    mailing: Annotated[str, typer.Argument(help="The name of the mailing in study.toml.")],
    sha256: Annotated[str, typer.Argument(metavar="HASH", help="What `check` prints for it; the first 8 signs are enough.")],
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """Approve a mailing as `check` shows it. It then leaves as it is, and to nobody else than you saw."""
    from service.approving.approve import Approving
    from service.approving.approve import approve as approve_mailing
    from service.authoring import drafts

    said = Approving(mailing=mailing, sha256=sha256, by=who(by), note=note)
    with session(home) as service:
        done = approve_mailing(service, drafts.choose(service, study), said, now())
    if as_json:
        emit(done)
        return
    out.print(done.told, markup=False)
    if done.entry:
        tell_entry(done.entry)


def tell_proposed(proposed: Sequence[Proposed]) -> None:
    """Tell what each mailing would send by its hash, who approved that, and what changed since something else was approved."""
    from service.approving.lacking import partly

    rows = ((one.mailing, short_hash(one.sha256), f"{one.addressees:,}", _by(one)) for one in proposed)
    table("To approve", ["mailing", "hash", "addressees at most", "approved by"], rows)
    for one in proposed:
        if one.applied:
            out.print(f"{one.mailing} ({short_hash(one.sha256)}): {one.applied}", markup=False)
        if lack := partly(one.lacking, one.addressees):
            out.print(f"\n{one.mailing}: {lack} to approve. Nothing goes to whom too few approved.", markup=False)
        if one.changed:
            first, *rest = one.changed
            out.print(f"\n{one.mailing} changed {first}: {'; '.join(rest)}.", markup=False)
        for line in one.diff:
            out.print(line, markup=False)
    waiting = next((one for one in proposed if one.next), None)
    if waiting:
        out.print(
            f"{waiting.mailing} needs approval next: counterfoil approve {waiting.mailing} {short_hash(waiting.sha256)} --by NAME",
            markup=False,
        )


def _by(one: Proposed) -> str:
    if not one.needed:
        return "not needed"
    return " and ".join([*one.approved_by, *([f"{one.missing} more to come"] if one.missing else [])])
