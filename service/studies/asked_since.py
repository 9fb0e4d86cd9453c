"""What a new version of a questionnaire asks that those who have answered were not asked: told before it is applied."""

from __future__ import annotations

from collections.abc import Iterator

from domain.study import Attachment, Audience, Study
from domain.telling import Telling
from languages.telling import phrased
from questionnaire.definition import in_language
from questionnaire.versions.history import Version
from questionnaire.versions.union import Union, union
from questionnaire.versions.words import UnreadableVersionError
from service.studies.folder import Folder
from service.studies.meanings import next_version
from service.studies.versions import versions
from service.wiring import Service
from store import Transaction, submissions

_MOST = 5  # Questions that are named.


def asked_since(service: Service, tx: Transaction, ready: Folder) -> Iterator[Telling]:
    """Yield the sentence on the questions that are new, where organisations have answered without them: what they sent counts as it is."""
    answered = sum(map(len, submissions.accepted(tx, ready.study.id)))
    mailing = _that_brings_a_workbook(ready.study)
    if not answered or mailing is None:
        return
    try:
        known = versions(service, tx, ready.study.id)
    except UnreadableVersionError:
        return  # Nothing can be compared.
    if known is None:
        return
    new = tuple(_new(union([*known.union.versions, next_version(known, ready)]), ready.study.languages))
    if new:
        named = (*new[:_MOST], *(("…",) if len(new) > _MOST else ()))
        yield phrased("check.folder.asked_since", questions=named, many=str(answered), mailing=mailing)


def _new(whole: Union, languages: tuple[str, ...]) -> Iterator[str]:
    """Yield the labels of what the newest version asks and none before it did."""
    newest = whole.versions[-1]
    before = {name for one in whole.versions[:-1] for name in _names(whole, one)}
    names = whole.translations[newest.number].names
    for question in newest.questionnaire.answerable:
        if names[question.name] not in before:
            yield in_language(question.label, languages[0], newest.questionnaire.languages)


def _names(whole: Union, version: Version) -> Iterator[str]:
    names = whole.translations[version.number].names
    yield from (names[one.name] for one in version.questionnaire.answerable)


def _that_brings_a_workbook(study: Study) -> str | None:
    """Return the mailing by which whoever has answered may be sent a workbook, None where the study has none."""
    to_all = (one for one in study.mailings if one.audience is Audience.ALL)
    return next((one.name for one in to_all if Attachment.WORKBOOK in one.attach), None)
