"""How a study's folder differs from what was applied: what applying it would change, told before anybody does."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from difflib import unified_diff

from domain.errors import CounterfoilError
from languages.telling import phrased
from questionnaire.versions.difference import difference as form_difference
from questionnaire.xlsform import load as load_form
from service.authoring.applying import consequences
from service.authoring.drafts import draft
from service.studies.answered_at import answered_elsewhere
from service.studies.asked_since import asked_since
from service.studies.prepared import unprepared
from service.studies.quality_frozen import refuse_changed
from service.studies.running import applied_before, kept_files
from service.studies.unspoken_blanks import untold
from service.wiring import Service
from store import studies

_LETTER = re.compile(r"letters/(.+)\.([^.]+)\.md")


def edited(service: Service, study_id: str) -> bool:
    """Say whether the study's folder holds other files than those that were applied; False where nothing was."""
    with service.store.reading() as tx:
        applied = studies.applied(tx, study_id)
        return applied is not None and kept_files(service, applied) != draft(service, study_id).folder.files


def difference(service: Service, study_id: str) -> tuple[str, ...]:
    """Return how the folder differs from what runs: sentences about what it would change, and of files that changed the lines that did.

    Files that are new or gone are only named.
    """
    with service.store.reading() as tx:
        applied = studies.applied(tx, study_id)
        ready, before = draft(service, study_id), applied_before(service, tx, study_id)
        refuse_changed(tx, before, ready.study)
        # What would keep it from being applied is told by whoever only asks, too.
        ready.folder.last_round()
        said = list(consequences(tx, before, applied.deadline, ready.study)) if applied and before else []
        if applied and before is None:
            said = [phrased("check.folder.unreadable", day=ready.study.deadline)]
        old = kept_files(service, applied) if applied else {}
        if old.get(ready.study.questionnaire) != ready.folder.files.get(ready.study.questionnaire):
            said += asked_since(service, tx, ready.folder)
        if before is None or before.returns_to != ready.study.returns_to:
            said += answered_elsewhere(ready.study, service.installation.read_as)
    new = ready.folder.files
    lines = [*_named("new", new.keys() - old.keys()), *_named("gone", old.keys() - new.keys())]
    for name in sorted(old.keys() & new.keys()):
        if old[name] != new[name]:
            lines += file_difference(name, old, new)
    if old.get(ready.study.questionnaire) != new.get(ready.study.questionnaire) and ready.folder.warned:
        said.append(ready.folder.warned)
    said += unprepared(ready.study) if old.get("study.toml") != new.get("study.toml") else ()
    # Told also where nothing changes: the letter may be older than the program that asks so by it.
    return (*said, *untold(ready.folder), *lines)


def _named(what: str, names: Collection[str]) -> Iterator[str]:
    """Yield one line for all letters and one for all other files: what stands in them is seen in the folder."""
    letters = sorted(found.groups() for name in names if (found := _LETTER.fullmatch(name)))
    if letters:
        stems, languages = (", ".join(dict.fromkeys(sorted(parts))) for parts in zip(*letters, strict=True))
        yield phrased(f"check.folder.{what}_letters", n=len(letters), languages=languages, names=stems)
    if others := sorted(name for name in names if not _LETTER.fullmatch(name)):
        yield phrased(f"check.folder.{what}", files=", ".join(others))


def file_difference(name: str, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[str]:
    """Return how a file of a folder differs from that of the folder before: a form by its questions, any other by its lines."""
    if name.endswith(".xlsx"):
        return [phrased("check.folder.of_file", file=name, what=one) for one in _form_difference(name, old, new)]
    before, after = (files.get(name, b"").decode("utf-8-sig", "replace").splitlines() for files in (old, new))
    return list(unified_diff(before, after, f"applied/{name}", f"folder/{name}", lineterm=""))


def _form_difference(name: str, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return how a questionnaire differs from the one before; of a file that is none, or is refused, only that it changed."""
    try:
        told = form_difference(load_form(old[name], name, old, applied=True), load_form(new[name], name, new))
    except CounterfoilError:
        return (phrased("check.folder.form_changed"),)
    return told or (phrased("check.folder.form_same"),)
