"""Letters and questionnaire as they would look, the workbook to take away, and what applying the study's folder would change."""

from __future__ import annotations

from service.authoring.letters_seen import LetterPreview, folder_seen, letter_preview, workbook_preview
from web.console.doors import Answer, FileAnswer, NotThereError, PageAnswer, Visit, place


def letters(visit: Visit) -> Answer:
    """Show which letters there are, in which languages, and how the folder differs from what runs."""
    return PageAnswer("letters", {"folder": folder_seen(visit.service, visit.study.study.id)})


def preview(visit: Visit) -> Answer:
    """Show one letter as it would look, on a wide screen and on a telephone."""
    one, study = _made(visit), visit.study.study.id
    here = place("studies", study, "letters", "of", one.mailing, one.language)
    return PageAnswer("letter_preview", {"one": one, "here": here, "back": place("studies", study, "letters")})


def preview_page(visit: Visit) -> Answer:
    """Return the HTML of a letter, for a frame that may do nothing."""
    return FileAnswer(_made(visit).seen.html.encode(), "text/html; charset=utf-8")


def _made(visit: Visit) -> LetterPreview:
    study, mailing, language = visit.study.study, visit.path["mailing"], visit.path["language"]
    if mailing not in {one.name for one in study.mailings} or language not in study.languages:
        raise NotThereError("There is no such letter.")
    return letter_preview(visit.service, study.id, mailing, language, visit.now)


def workbook(visit: Visit) -> Answer:
    """Return the workbook in one language."""
    study, language = visit.study.study, visit.path["language"]
    if language not in study.languages:
        raise NotThereError("There is no such workbook.")
    ending, media_type, data = workbook_preview(visit.service, study.id, language)
    return FileAnswer(data, media_type, f"{study.id}-{language}{ending}")
