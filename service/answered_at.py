"""Whether the mailbox that is read is the one to which the answers of a study come."""

from __future__ import annotations

from collections.abc import Iterator

from domain.study import Study


def answered_elsewhere(study: Study, account: str) -> Iterator[str]:
    """Yield what to look at where answers come to another address than the `account` that is read; "" is one whose address is not known."""
    if account and account.casefold() != study.returns_to.casefold():
        yield (
            f"Answers to {study.id} go to {study.returns_to}, and the mailbox that is read is {account}: make sure that mail to the one "
            "arrives in the other, or nobody sees it. `returns_to` in study.toml is the address of the study."
        )
