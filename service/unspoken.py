"""Languages of contacts that a study lacks, and lists that none uses: who loads a list is told at once, not first by `check`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from difflib import get_close_matches

from domain.contact import Contact
from domain.errors import CounterfoilError
from domain.sentences import counted
from domain.study import Study
from service.running import draft, folders
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


def unused(service: Service, contact_list: str) -> str:
    """Return a sentence where studies stand in the installation and none of them uses a list of this name; "" else."""
    used: set[str] = set()
    for study_id in folders(service):
        with suppress(CounterfoilError):
            used.add(draft(service, study_id).study.contact_list)
    if not used or contact_list in used:
        return ""
    near = get_close_matches(contact_list, sorted(used), 1)
    meant = f" Did you mean {near[0]}?" if near else f" Studies use: {', '.join(sorted(used))}."
    return f"No study uses the list {contact_list}.{meant} `contact_list` in study.toml names the list of a study."


def _lacking(study: Study, reads: Counter[str]) -> Iterator[str]:
    for language in sorted(reads.keys() - set(study.languages)):
        many = counted(reads[language], "contact reads", "contacts read")
        yield (
            f"{many} {language!r}, in which {study.id} has no letters: they get them in {study.languages[0]!r}. Write the letters in that "
            f"language and add it to `languages` in study.toml, or correct the list."
        )
