"""Languages that contacts read and a study lacks: who loads a list is told at once, and not first by `check`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress

from domain.contact import Contact
from domain.errors import CounterfoilError
from domain.sentences import counted
from domain.study import Study
from service.drafts import draft, folders
from service.wiring import Service


def unspoken(service: Service, contact_list: str, people: Iterable[Contact]) -> tuple[str, ...]:
    """Return a sentence for each language that contacts of a list read and a study of that list lacks; of faulty studies `check` tells."""
    reads = Counter(one.language for one in people)
    found: list[str] = []
    for study_id in folders(service):
        with suppress(CounterfoilError):
            study = draft(service, study_id).study
            found += _lacking(study, reads) if study.contact_list == contact_list else ()
    return tuple(found)


def _lacking(study: Study, reads: Counter[str]) -> Iterator[str]:
    for language in sorted(reads.keys() - set(study.languages)):
        many = counted(reads[language], "contact reads", "contacts read")
        yield (
            f"{many} {language!r}, in which {study.id} has no letters: they get them in {study.languages[0]!r}. Write the letters in that "
            f"language and add it to `languages` in study.toml, or correct the list."
        )
