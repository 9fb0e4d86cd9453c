"""The letters and the questionnaire of a study as they stand in its folder: each as it would look, and what applying would change.

They are made for an example organisation, so that nobody's data is in them and nothing is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import product

from domain.errors import ConfigurationError, CounterfoilError
from domain.finding import Severity
from domain.study import Mailing
from domain.telling import Telling
from languages.telling import heard, of_error, phrased, together
from mailer.lint import stumbles
from questionnaire.xlsform import FormErrors, Problem
from service.authoring.drafts import prospective
from service.authoring.folder_difference import difference
from service.authoring.letter_lines import LetterLine, fault_of, lines_of, stumble_at
from service.authoring.translations import brings_workbook
from service.contacts.census import InvitedOrganisation
from service.contacts.specimen import specimens
from service.letters.letter_seen import LetterSeen, as_seen
from service.letters.planned import letter
from service.letters.press import MEDIA_TYPES, Press
from service.studies.find import find_mailing
from service.studies.running import Running
from service.wiring import Service

_SHOWN = 20  # Problems of a form on a page: whoever mends those sees the next.


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderSeen:
    """What a study's folder holds: its mailings and languages, whether a workbook goes with any, and how the folder differs from what runs.

    `difference` says what applying it would change, `lines` are the lines of its files that changed, as a diff has them.
    `fault` says why it cannot be said how it differs, and `problems` are the first that its form has: where, and what.
    """

    mailings: tuple[Mailing, ...]
    languages: tuple[str, ...]
    workbook: bool
    difference: tuple[str, ...]
    lines: tuple[str, ...] = ()
    fault: str = ""
    problems: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterPreview:
    """A letter as it would look. `faults` are those that stand at no line of its `file`, each as a sentence.

    `lines` is the text of the file, with the others beside it; nothing where there are none.
    """

    mailing: str
    language: str
    subject: str
    seen: LetterSeen
    faults: tuple[str, ...] = ()
    file: str = ""
    lines: tuple[LetterLine, ...] = ()


def folder_seen(service: Service, study: str) -> FolderSeen:
    """Return what a study's folder holds. ConfigurationError where it cannot be read."""
    ready = prospective(service, study)
    told, fault, problems = tuple[str, ...](), "", tuple[Problem, ...]()
    try:
        told = difference(service, study)
    except FormErrors as error:
        problems = tuple(one for one in error.problems if one.severity is Severity.ERROR)
        fault = phrased("check.folder.form_errors", n=len(problems), file=error.where)
    except CounterfoilError as error:
        fault = of_error(error)
    return FolderSeen(
        mailings=ready.study.mailings,
        languages=ready.study.languages,
        workbook=brings_workbook(ready),
        difference=tuple(one for one in told if isinstance(one, Telling)),
        lines=tuple(one for one in told if not isinstance(one, Telling)),
        fault=fault,
        problems=tuple((_place(one), _told(one)) for one in problems[:_SHOWN]),
    )


def _told(one: Problem) -> str:
    """Return what is wrong with a form and how to mend it, as a telling where both sentences are known."""
    return together(heard("form.says", one.message), heard("form.do", one.remedy))


def _place(one: Problem) -> str:
    """Return where a problem stands in the form."""
    if not one.sheet:
        return phrased("check.folder.at_file")
    how = "_column" if one.row and one.column else "_row" if one.row else "_head" if one.column else ""
    return phrased(f"check.folder.at_sheet{how}", sheet=one.sheet, row=str(one.row), column=one.column)


def letter_preview(service: Service, study: str, mailing: str, language: str, now: datetime) -> LetterPreview:
    """Return a mailing's letter in a language; one that cannot be made has its fault alone.

    ConfigurationError where the study has no such mailing or language.
    """
    ready = prospective(service, study)
    found, case = find_mailing(ready, mailing), _example(ready, language)
    press = Press(ready, service.installation.outgoing, service.store.archive)
    name = source = ""
    try:
        name, source = ready.folder.letter(found.letter, language)
        one = letter(ready, found, case.to[0], found.letter, "preview", now)
        rendered, body = press.rendered(one, case), press.body(one, case)
        data = press.envelope(one, case, now).data
    except CounterfoilError as error:
        faults, subject, seen = [fault_of(error, name, source)], "", LetterSeen()
    else:
        faults, subject, seen = [stumble_at(one, source) for one in stumbles(rendered, body)], rendered.subject, as_seen(data)
    return LetterPreview(
        mailing=mailing,
        language=language,
        subject=subject,
        seen=seen,
        faults=tuple(one.told for one in faults if not one.lines),
        file=name,
        lines=lines_of(source, faults),
    )


def unmade(service: Service, study: str, now: datetime) -> tuple[str, ...]:
    """Return why letters of a study's folder cannot be made, each reason once."""
    ready = prospective(service, study)
    press = Press(ready, service.installation.outgoing, service.store.archive)
    faults: dict[str, None] = {}
    for mailing, case in product(ready.study.mailings, specimens(ready).values()):
        try:
            press.rendered(letter(ready, mailing, case.to[0], mailing.letter, "preview", now), case)
        except CounterfoilError as error:
            # For whom it was made is nobody: an example.
            place = error.where.partition(", for ")[0]
            faults[str(ConfigurationError(error.what, where=place, remedy=error.remedy))] = None
    return tuple(faults)


def workbook_preview(service: Service, study: str, language: str) -> tuple[str, str, bytes]:
    """Return the workbook as an example organisation would get it: how its name ends, its media type, and its bytes.

    ConfigurationError where the study has no such language, or no form.
    """
    ready = prospective(service, study)
    case = _example(ready, language)
    press = Press(ready, service.installation.outgoing, service.store.archive)
    blank = press.blank(language, case)
    return blank.ending, MEDIA_TYPES[blank.ending], blank.prefix + press.stamp(case, language)


def _example(ready: Running, language: str) -> InvitedOrganisation:
    found = next((one for one in specimens(ready).values() if one.contacts[0].language == language), None)
    if found is None:
        remedy = phrased("faults.it_has_do", known=tuple(ready.study.languages))
        raise ConfigurationError(phrased("faults.no_letters_in", language=repr(language)), where=ready.study.id, remedy=remedy)
    return found
