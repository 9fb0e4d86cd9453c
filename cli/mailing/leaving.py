"""What a command that sends would do, as its --dry-run says it: what would leave now, to how many, and what would wait, and why."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from cli.session import DONE, FINDINGS, emit, err, out, part, plain
from domain.sentences import counted

if TYPE_CHECKING:
    from service.mailings.foreseen_sending import RetryForeseen, SendForeseen
    from service.mailings.leaving import Leaving
    from service.sending.retrying import Left

_NOTHING = "Nothing is changed, and nothing is sent. This is what would be:"


def tell_send(seen: SendForeseen, as_json: bool) -> int:
    """Tell what `send --live` would do, and return its exit status: somebody who would get nothing is worth a look."""
    if as_json:
        rest = {"planned": seen.planned, **_leaves(seen.leaves), "problems": seen.problems, "notes": seen.notes, "told": seen.told}
        emit({"dry_run": True, **plain(rest), "organisations": [one.as_json() for one in seen.shares]})
    else:
        for line in (_NOTHING, *seen.told):
            out.print(line, markup=False)
        for name, number in seen.planned.items():
            out.print(f"{name}: {counted(number, 'letter')} would be planned", markup=False)
        for one in seen.shares:
            (err if one.why else out).print(one.told, markup=False)
        for line in dict.fromkeys([*seen.notes, *(line for one in seen.shares for line in one.lacks)]):
            err.print(line, markup=False)
        _tell(seen.leaves, seen.problems)
    return FINDINGS if seen.problems or any(one.why for one in seen.shares) else DONE


def tell_retry(seen: RetryForeseen, as_json: bool) -> int:
    """Tell what `deliveries --retry` would do, and return its exit status."""
    again = seen.retried
    if as_json:
        rest: dict[str, object] = {"retried": again.retried, "letters": again.letters, "left": again.left, "problems": again.problems}
        emit({"dry_run": True, **plain(rest | _leaves(seen.leaves))})
    else:
        out.print(_NOTHING, markup=False)
        out.print(f"{counted(again.retried, 'letter')} would be sent again", markup=False)
        tell_left(again.left)
        _tell(seen.leaves, again.problems)
    return FINDINGS if again.problems else DONE


def tell_left(left: Collection[Left]) -> None:
    """Print which letters are not sent again, and why; of an address that was replaced, how its mailing gets to who is there now."""
    part("Not sent again", ["letter", "to", "why"], ((one.id, one.address, _why(one)) for one in left), len(left), whole=True)


def _why(one: Left) -> str:
    if one.instead is None:
        return one.why
    return f"{one.why} To write there: counterfoil send {one.instead.mailing} --to {one.instead.organisation} --live"


def _leaves(leaves: Leaving) -> dict[str, object]:
    to = {"letters": leaves.letters, "organisations": leaves.organisations, "addresses": leaves.addresses, "by": dict(leaves.by)}
    return {"leaves": to, "waits": leaves.stays}


def _tell(leaves: Leaving, problems: Collection[str]) -> None:
    each = ", ".join(f"{name} {number:,}" for name, number in leaves.by.items())
    to = f" to {counted(leaves.addresses, 'address', 'addresses')} of {counted(leaves.organisations, 'organisation')} ({each})"
    out.print(
        f"Would leave now, with all else that is due: {counted(leaves.letters, 'letter')}{to if leaves.letters else ''}.", markup=False
    )
    for one in leaves.stays:
        until = f" Not before {one.until:%Y-%m-%d %H:%M} UTC." if one.until else ""
        out.print(f"Would not leave now: {counted(one.letters, 'letter')}. {one.why}{until}", markup=False)
    for line in problems:
        err.print(line, markup=False)
