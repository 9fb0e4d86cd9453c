"""check: a whole study is looked at before anything is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from cli.authoring.approve import tell_proposed
from cli.session import FINDINGS, HERE, All, Home, Json, StudyId, emit, finish, now, out, part, plain, session
from domain.sentences import counted

if TYPE_CHECKING:
    from service.mailings.check import Checked


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(check)


def check(home: Home = HERE, study: StudyId = None, everyone: All = False, as_json: Json = False) -> None:
    """Check a study by making all of its letters and workbooks. Nothing is sent."""
    from service.approving.approve import proposals
    from service.authoring import drafts
    from service.mailings.check import look

    with session(home) as service:
        found = drafts.prospective(service, drafts.choose(service, study))
        checked, proposed = look(service, found, now()), proposals(service, found)
    if as_json:
        emit({**plain(checked), "approvals": proposed})
    else:
        _tell(checked, whole=everyone)
        tell_proposed(proposed)
    finish(FINDINGS if checked.problems else 0)


def _tell(checked: Checked, *, whole: bool) -> None:
    from service.mailings.check import size

    kept = checked.letters - checked.made
    before = f", {kept:,} of them at an earlier check" if kept > 0 else ""
    limit = f"; your mail server takes {size(checked.limit)}" if checked.limit else ""
    letters, workbooks = counted(checked.letters, "letter"), counted(checked.workbooks, "workbook")
    out.print(f"{letters} and {workbooks} were made{before}. The largest letter has {size(checked.largest)}{limit}.\n")
    rows = [
        (one.mailing, one.language, f"{one.letters:,}", size(one.largest), size(one.workbook) if one.workbook else "", _points(one.spam))
        for one in checked.forms
    ]
    part("Mailings", ["mailing", "language", "letters", "largest", "workbook", "spam points"], rows, len(rows), whole=whole)
    domains = [(one.domain, "; ".join(one.found)) for one in checked.domains if one.asked]
    part("Sender domains", ["domain", "what DNS says"], domains, len(domains), whole=whole)
    for title, noun, found in (("To fix before sending", "problem", checked.problems), ("Please note", "note", checked.notes)):
        part(title, [noun], ([one] for one in found), len(found), whole=whole)
    if whole:
        rest = [(one.why, one.organisation, one.address) for one in checked.addressees]
        part("Addressees to look at", ["why", "organisation", "address"], rest, len(rest), whole=True)
    if not checked.problems and checked.notes:
        out.print("Nothing keeps these letters from being sent. Look at what is noted above before you do.")
    elif not checked.problems:
        out.print("Nothing needs fixing before you send.")


def _points(spam: float | None) -> str:
    return "" if spam is None else f"{spam:g}"
