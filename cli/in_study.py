"""--study where a number names the thing already: it is one of that study, or nothing is done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from domain.errors import ConfigurationError

if TYPE_CHECKING:
    from service.wiring import Service


def refuse_other_cases(service: Service, study: str | None, cases: Iterable[str]) -> None:
    """Raise ConfigurationError where a study is named, and one of these cases, letters in doubt or questions is none of its."""
    from service.authoring import drafts
    from service.cases import belonging

    if study is None:
        return
    drafts.choose(service, study)
    with service.store.reading() as tx:
        other = [one for one in cases if not belonging.case_is_of(tx, study, one)]
    _refuse(other, study, f"held --study {study}")


def refuse_other_entries(service: Service, study: str | None, entries: Iterable[int]) -> None:
    """Raise ConfigurationError where a study is named, and one of these entries of the journal is none of its."""
    from service.authoring import drafts
    from service.cases import belonging
    from service.studies import running

    if study is None:
        return
    with service.store.reading() as tx:
        found = running.require_running(service, tx, drafts.choose(service, study)).study
        other = [str(one) for one in entries if not belonging.entry_is_of(tx, found, str(one))]
    _refuse(other, study, "show REFERENCE")


def _refuse(other: list[str], study: str, lists: str) -> None:
    if other:
        remedy = f"Nothing was done. `counterfoil {lists}` lists the numbers; or leave --study out."
        raise ConfigurationError(f"{', '.join(other)}: there is no such number in {study}.", where="--study", remedy=remedy)
