"""The studies that a person may look at, each with where it stands."""

from __future__ import annotations

from domain.desk import DeskRole
from service.views.overview import studies_of, unapplied
from web.console.doors import Answer, Elsewhere, PageAnswer, Visit, place


def studies(visit: Visit) -> Answer:
    """Show the studies; who may look at one alone is taken to it."""
    user = visit.user

    def may(study: str) -> bool:
        return user is not None and user.may(DeskRole.LOOK, study)

    lines, drafts = studies_of(visit.service, visit.now, may), unapplied(visit.service, may)
    if len(lines) == 1 and not drafts and not lines[0].fault and not visit.may(DeskRole.ADMINISTER):
        return Elsewhere(place("studies", lines[0].study))
    return PageAnswer(
        "studies", {"lines": lines, "drafts": [(one, one.study.title_in(visit.language) if one.study else one.id) for one in drafts]}
    )
