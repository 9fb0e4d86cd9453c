"""What a letter says of the parts of a questionnaire: which came from its organisation, and which are missing."""

from __future__ import annotations

from domain.errors import CounterfoilError
from domain.submission import Standing
from languages import catalogue
from service.contacts.census import InvitedOrganisation
from service.studies.running import Running


def told_parts(running: Running, case: InvitedOrganisation | None, language: str) -> dict[str, str]:
    """Return which parts of the questionnaire came from an organisation, and which are missing; blank where it has no parts."""
    parts = _all_parts(running) if case else ()
    missing = case.parts_missing or (() if case.standing is Standing.ANSWERED else parts) if case and parts else ()
    listed = catalogue(language).say("check_comma").message.join
    return {"parts_came": listed(case.parts_came) if case else "", "parts_missing": listed(missing)}


def _all_parts(running: Running) -> tuple[str, ...]:
    """Return the parts of the questionnaire; none of a faulty one, which is told where a workbook of it is made."""
    try:
        return running.questionnaire.parts
    except CounterfoilError:
        return ()
