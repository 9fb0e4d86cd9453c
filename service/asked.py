"""What each version of a study asked: the questionnaire by which a submission was read, as it was applied then."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from domain.errors import CounterfoilError, StoreError
from questionnaire.definition import Questionnaire
from service.folder import Folder
from service.running import Running
from service.wiring import Service
from store import Transaction, studies


def forms_of(service: Service, tx: Transaction, running: Running) -> Callable[[int], Questionnaire | None]:
    """Return what gives the questionnaire of a version, each read once; None where its files are gone or cannot be read any more."""

    @cache
    def form(version: int) -> Questionnaire | None:
        if version == running.version:
            return running.questionnaire
        files = studies.files_of(tx, running.study.id, version)
        try:
            return Folder({name: service.store.archive.get(sha256) for name, sha256 in files.items()}).questionnaire if files else None
        except StoreError:
            raise
        except CounterfoilError:
            return None

    return form
