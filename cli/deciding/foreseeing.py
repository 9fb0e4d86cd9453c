"""What a decision would change, as `--dry-run` shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from cli.session import FINDINGS, emit, err, finish, now, out, plain, table
from domain.traced import shown

if TYPE_CHECKING:
    from domain.finding import Finding
    from service.deciding.foreseeing import Foreseen
    from service.deciding.several_decisions import EachOutcome
    from service.wiring import Service

_UNDONE = "undone"  # As the JSON of `undo` calls the entry that it takes back.


def foresee(service: Service, verb: Callable[[Service], Iterable[EachOutcome]], of: str, as_json: bool) -> None:
    """Say what a verb would do and what would change by it; `of` names what it is told of, a case or an entry.

    It ends as the verb would: with something to look at where one of several cannot be decided, and with the error of a single one.
    """
    from service.deciding import foreseeing

    found = foreseeing.foresee(service, verb, now())
    if len(found.outcomes) == 1 and found.outcomes[0].error:
        raise found.outcomes[0].error
    tell_foreseen(found, of, as_json)
    finish(FINDINGS if any(one.done is None for one in found.outcomes) else 0)


def tell_foreseen(found: Foreseen, of: str, as_json: bool) -> None:
    """Say what would be done, and what would change by it."""
    if as_json:
        emit({"dry_run": True, "outcomes": [_outcome(one, of) for one in found.outcomes], **_changes(found)})
    else:
        _tell(found, of)


def _outcome(one: EachOutcome, of: str) -> dict[str, object]:
    # The entry that it would have had is no one's: whatever is decided next has that number.
    if one.done is None:
        return {of: one.of, "error": one.why}
    findings = found_in(one)
    return {of: one.of, "told": one.done.told, **({} if findings is None else {"findings": plain(findings)})}


def found_in(one: EachOutcome) -> tuple[Finding, ...] | None:
    """Return what was found in a workbook that is filed; None of any other decision."""
    from service.collecting.by_hand import FiledByHand

    return one.done.findings if isinstance(one.done, FiledByHand) else None


def tell_findings(findings: Iterable[Finding]) -> None:
    """Say what was found in a workbook, and where."""
    rows = ((one.severity, one.sheet or "", one.cell or "", f"{one.message} {one.remedy}") for one in findings)
    table("\nFindings", ["", "sheet", "cell", ""], rows)


def _changes(found: Foreseen) -> dict[str, object]:
    return {name: plain(getattr(found, name)) for name in ("standings", "answers", "letters", "contacts")}


def _tell(found: Foreseen, of: str) -> None:
    out.print("Nothing is changed. This is what would be:")
    for one in found.outcomes:
        if one.done:
            # What undoes an entry names it in its sentence already.
            out.print(one.done.told if of == _UNDONE else f"{of} {one.of}: {one.done.told}", markup=False)
        else:
            err.print(failed_line(one, of), markup=False)
    tell_findings(finding for one in found.outcomes for finding in found_in(one) or ())
    stands = ((one.organisation, one.reference, one.before, one.now) for one in found.standings)
    table("\nStandings", ["organisation", "reference", "now", "then"], stands)
    cells = ((one.organisation, x.question, answer_shown(x.before), answer_shown(x.now)) for one in found.answers for x in one.answers)
    table("\nAnswers that count", ["organisation", "question", "now", "then"], cells)
    letters = ((one.kind, one.to, one.before or "none", one.now) for one in found.letters)
    table("\nLetters", ["kind", "to", "now", "then"], letters)
    listed = ((one.list, one.organisation, one.address, one.now) for one in found.contacts)
    table("\nContacts", ["list", "organisation", "address", "then"], listed)
    if not (found.standings or found.answers or found.letters or found.contacts):
        out.print("No standing, no answer that counts and no letter would change.")


def failed_line(one: EachOutcome, of: str) -> str:
    """Return why one of several was not done; an entry that could not be undone is not called undone."""
    return f"{'entry' if of == _UNDONE else of} {one.of}: {one.why}"


def answer_shown(value: object) -> str:
    """Return an answer as a table shows it: as a code, several of them with blanks between, as exports have them."""
    return "no answer" if value is None else shown(value)
