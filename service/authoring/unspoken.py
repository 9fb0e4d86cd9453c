"""Languages that contacts read and a study lacks: who loads a list is told at once, and not first by `check`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress

from domain.contact import Contact
from domain.errors import CounterfoilError
from domain.study import Study
from domain.telling import Telling
from languages.telling import phrased
from service.authoring.drafts import draft, folders
from service.wiring import Service


def unspoken(service: Service, contact_list: str, people: Iterable[Contact]) -> tuple[Telling, ...]:
    """Return a sentence for each language that contacts of a list read and a study of that list lacks; of faulty studies `check` tells."""
    reads = Counter(one.language for one in people)
    found: list[Telling] = []
    for study_id in folders(service):
        with suppress(CounterfoilError):
            study = draft(service, study_id).study
            found += _lacking(study, reads) if study.contact_list == contact_list else ()
    return tuple(found)


def _lacking(study: Study, reads: Counter[str]) -> Iterator[Telling]:
    for language in sorted(reads.keys() - set(study.languages)):
        facts = {"language": language, "study": study.id, "instead": study.languages[0]}
        yield phrased("lists.unspoken", n=reads[language], **facts)
