"""Whether the mailbox that is read is the one to which the answers of a study come."""

from __future__ import annotations

from collections.abc import Iterator

from domain.study import Study
from languages.telling import phrased


def answered_elsewhere(study: Study, account: str) -> Iterator[str]:
    """Yield what to look at where answers come to another address than the `account` that is read; "" is one whose address is not known."""
    if account and account.casefold() != study.returns_to.casefold():
        yield phrased("check.folder.elsewhere", study=study.id, address=study.returns_to, account=account)
