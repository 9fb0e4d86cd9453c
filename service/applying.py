"""What applying a study's folder would change besides its files: the deadline that holds, and mailings that went out under another name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Protocol

from sqlalchemy import Connection

from domain.study import Mailing, Study
from store import outbox


class Version(Protocol):
    """A version of a study."""

    @property
    def study(self) -> Study:
        """Return what its study.toml says, with the deadline that holds."""


def consequences(tx: Connection, runs: Version, written: date, ready: Version) -> Iterator[str]:
    """Yield a sentence for each thing that applying `ready` would do which its files alone do not show.

    `written` is the deadline in the study.toml that runs, which may have been extended since.
    """
    holds, named = runs.study.deadline, ready.study.deadline
    if holds != named:
        edited = f"from now on {named} holds, as study.toml says" if named != written else f"it stays, though study.toml says {named}"
        yield f"The deadline that holds is {holds}{', which was extended' if holds != written else ''}; {edited}."
    sent = outbox.counts_by_mailing(tx, ready.study.id)
    names = {mailing.name for mailing in ready.study.mailings}
    gone = [mailing for mailing in runs.study.mailings if mailing.name not in names and sent.get(mailing.name)]
    known = {mailing.name for mailing in runs.study.mailings}
    for mailing in ready.study.mailings:
        if mailing.name not in known:
            yield from _renamed(mailing, gone, sent)


def _renamed(mailing: Mailing, gone: list[Mailing], sent: dict[str, int]) -> Iterator[str]:
    for before in gone:
        if (before.letter, before.attach) == (mailing.letter, mailing.attach) or before.at == mailing.at:
            yield (
                f"The mailing {before.name} is called {mailing.name} now. It went out as {before.name}; as {mailing.name} it would be "
                f"sent again to {sent[before.name]}."
            )
