"""What `send --to` says: what each organisation that was named gets, or would get, and why another gets nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from cli.mailing.mail import tell_tick
from cli.session import DONE, FINDINGS, emit, err, out, plain
from domain.letter import Outcome
from domain.sentences import counted

if TYPE_CHECKING:
    from service.mailings.late import Late
    from service.mailings.rehearse import MailingRehearsed
    from service.mailings.shares import Share
    from service.mailings.trial import Trial
    from service.sending.tick_report import TickReport

_NAMED = 3  # More organisations are counted.


def tell_sent(report: TickReport, shares: Sequence[Share], as_json: bool) -> int:
    """Tell what was sent, and return the exit status: somebody who got nothing is worth a look."""
    if as_json:
        emit({**plain(report), "organisations": [one.as_json() for one in shares]})
    else:
        tell_tick(report, as_json, told_waits=True)
        _tell(shares)
    return FINDINGS if report.problems or report.held or _left_out(shares) else DONE


def tell_rehearsal(made: MailingRehearsed, folder: Path, as_json: bool) -> None:
    """Tell what sending a mailing to everybody would send, whom it leaves out, and who would get it without what went before."""
    if as_json:
        emit({"rehearsal": str(folder), "letters": made.letters, "notes": made.notes})
        return
    out.print(
        f"A rehearsal: {counted(made.letters, 'letter')} in {folder}; nothing was sent. To send the mailing, add --live, which leaves out "
        "whoever had it before: --dry-run counts them.",
        markup=False,
    )
    for note in made.notes:
        err.print(note, markup=False)


def tell_rehearsed(shares: Sequence[Share], folder: Path, as_json: bool) -> int:
    """Tell what would be sent, and return the exit status."""
    letters = sum(len(one.letters) for one in shares)
    if as_json:
        emit({"rehearsal": str(folder), "letters": letters, "organisations": [one.as_json() for one in shares]})
    else:
        _tell(shares)
        out.print(f"A rehearsal: {counted(letters, 'letter')} in {folder}; nothing was sent. To send them, add --live.", markup=False)
    return FINDINGS if _left_out(shares) else DONE


def tell_trials(trials: Sequence[Trial], languages: Sequence[str], as_json: bool) -> int:
    """Tell what became of test letters, and of which of these languages there is none; return the exit status."""
    for one in trials:
        if as_json:
            emit(one)
        else:
            out.print(f"{one.to}: {one.outcome} {one.text}", markup=False)
            out.print(f"  as {one.organisation} would get it, in {one.language}: {one.subject}", markup=False)
    if without := [one for one in languages if one not in {trial.language for trial in trials}]:
        err.print(f"Nobody who can be reached reads {', '.join(without)}, so there is no test letter in it.", markup=False)
    return DONE if all(one.outcome is Outcome.SENT for one in trials) else FINDINGS


def tell_late(late: Iterable[Late]) -> None:
    """Say who missed what, how they get it, and who has to approve that before."""
    for one in late:
        codes = one.organisations
        few = len(codes) <= _NAMED
        who = ", ".join(codes) if few else counted(len(codes), "organisation")
        to = " ".join(f"--to {quote(code)}" for code in codes) if few else "--to CODE [--to CODE ...]"
        both = f"{' and '.join(one.missed)} of {one.study}"
        # Among several studies the command would ask which one is meant.
        study = f"--study {quote(one.study)}"
        send = ", then ".join(f"counterfoil send {study} {name} {to} --live" for name in one.send)
        err.print(f"{who} missed {both}, which left before. To send that, in order: {send}", markup=False)
        if one.approvals:
            people = counted(one.approvals, "person has", "people have")
            approve = " and ".join(f"counterfoil approve {study} {name} HASH" for name in one.missed)
            err.print(
                f"Before that, {people} to approve it for them: {approve} (`counterfoil check {study}` shows the hash).", markup=False
            )


def _left_out(shares: Sequence[Share]) -> bool:
    return any(one.why for one in shares)


def _tell(shares: Sequence[Share]) -> None:
    for one in shares:
        (err if one.why else out).print(one.told, markup=False)
    for line in dict.fromkeys(line for one in shares for line in one.lacks):
        err.print(line, markup=False)
    if any(one.had for one in shares):
        err.print("To send a new letter to who had it before, add --again.")
