"""Studies that stand in their folders and do not run yet: what is to be looked at before they are applied, and applying them."""

from __future__ import annotations

from domain.desk import DeskRole
from domain.errors import ConfigurationError
from domain.study import Study
from service.authoring.applying import overdue_in_folder
from service.authoring.drafts import apply
from service.authoring.drafts import draft as as_it_stands
from service.authoring.letters_seen import LetterPreview, folder_seen, letter_preview, unmade, workbook_preview
from service.views.overview import unapplied
from web.console.acts import done
from web.console.doors import Answer, FileAnswer, NotThereError, PageAnswer, Visit, place


def draft(visit: Visit) -> Answer:
    """Show a study that is not applied yet: its letters, its workbook, and what stands in the way."""
    study = _study(visit)
    seen = as_it_stands(visit.service, study.id).folder.sha256
    facts = {"folder": folder_seen(visit.service, study.id), "faults": unmade(visit.service, study.id, visit.now), "draft": study}
    facts |= {"overdue": overdue_in_folder(visit.service, study.id, visit.now), "sha256": seen}
    return PageAnswer("draft", facts | {"draft_title": study.title_in(visit.language)})


def apply_draft(visit: Visit) -> Answer:
    """Let a study run as its folder was when it was looked at, where each of its letters can be made.

    It says of no text that it means what an earlier one meant: there is none.
    """
    study = _study(visit)
    if unmade(visit.service, study.id, visit.now):
        remedy = "Look at the study, and mend the file that is named there."
        raise ConfigurationError("A letter of this study cannot be made.", where=study.id, remedy=remedy, key="letters_unmade")
    seen, note = visit.given.get("sha256", ""), visit.given.get("note", "").strip()
    # Nor of one that came between, where somebody else applies it just now.
    apply(visit.service, study.id, visit.now, by=visit.by, note=note, confirmed=False, seen=seen)
    return done(visit, "applied", 0, place("studies", study.id))


def preview(visit: Visit) -> Answer:
    """Show one letter as it would look, on a wide screen and on a telephone."""
    one = _made(visit)
    here = place("drafts", visit.path["draft"], "letters", one.mailing, one.language)
    return PageAnswer("letter_preview", {"one": one, "here": here, "back": place("drafts", visit.path["draft"])})


def preview_page(visit: Visit) -> Answer:
    """Return the HTML of a letter, for a frame that may do nothing."""
    return FileAnswer(_made(visit).seen.html.encode(), "text/html; charset=utf-8")


def workbook(visit: Visit) -> Answer:
    """Return the workbook in one language."""
    study, language = _study(visit), visit.path["language"]
    if language not in study.languages:
        raise NotThereError("There is no such workbook.")
    ending, media_type, data = workbook_preview(visit.service, study.id, language)
    return FileAnswer(data, media_type, f"{study.id}-{language}{ending}")


def _made(visit: Visit) -> LetterPreview:
    study, mailing, language = _study(visit), visit.path["mailing"], visit.path["language"]
    if mailing not in {one.name for one in study.mailings} or language not in study.languages:
        raise NotThereError("There is no such letter.")
    return letter_preview(visit.service, study.id, mailing, language, visit.now)


def _study(visit: Visit) -> Study:
    """Return the study that the address names, where it is not applied yet, and is the visitor's to look at."""
    wanted, user = visit.path["draft"], visit.user
    if user is None or not user.may(DeskRole.LOOK, wanted):
        raise NotThereError("There is no such study.")
    found = next((one.study for one in unapplied(visit.service, {wanted}.__contains__)), None)
    if found is None:
        raise NotThereError("There is no such study.")
    return found
