"""The blank workbooks of a study as it runs. To build one takes a quarter of a second, so that it is kept on disk for the next process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from functools import partial

from languages.locales import day
from questionnaire.workbook.cover_words import Cover
from questionnaire.workbook.stamp import Blank, make_blank
from service.process.fingerprint import digest, fingerprint
from service.studies.running import Running
from store.archive.made_files import MadeFiles
from store.archive.originals import Archive


def blank_of(running: Running, archive: Archive, sender: str, language: str, last: date) -> Blank:
    """Return the blank workbook in one language; `sender` and the `last` day are those on its cover; an adopted one has none."""
    study = running.study
    shown = study.deadline if running.questionnaire.original else last
    cover = Cover(
        study_title=study.title_in(language),
        sender=sender,
        deadline_text=day(shown, language),
        returns_to=study.returns_to,
        contact=f"{study.contact.name} ({study.contact.address})",
        study=study.id,
        spelling=study.spelling.get(language, {}),
    )
    keep = partial(_kept, running, archive, language, cover)
    return make_blank(running.questionnaire, language, cover, protect=study.sheet_protection, keep=keep)


def _kept(running: Running, archive: Archive, language: str, cover: Cover, build: Callable[[], bytes]) -> bytes:
    """Return the workbook that was built of the same files by the same program for the same cover, or build it."""
    files = [(name, running.folder.hash_of(name)) for name in sorted(running.folder.files)]
    form = [running.study.questionnaire, running.study.sheet_protection]
    return MadeFiles(archive.root).get(digest([fingerprint(), files, form, language, asdict(cover)]), build)
