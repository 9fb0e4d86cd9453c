"""The workbook of one's own with which a study begins, in each of its languages, and what the letters say of it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from languages import study_file
from service.authoring.adopting import contents_of, form_of, marked_copy, name_beside, together

FORM = "questionnaire.xlsx"
_MARKED = "marked"  # The folder of the copy that shows what was guessed.


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldTranslation:
    """The adopted workbook in another language: its file, how many of the questions were found there, and how it differs, as sentences."""

    file: str
    language: str
    questions: int
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWorkbooks:
    """The files of a study that its own workbooks bring, and what was found in these; `marked` names the copy that shows each guess.

    `checks` are how many of its own checks were taken over, `unsaid` a sentence on each that could not be.
    """

    files: Mapping[str, bytes]
    questions: int = 0
    needs: int = 0
    marked: str = ""
    translations: tuple[ToldTranslation, ...] = ()
    checks: int = 0
    unsaid: tuple[str, ...] = ()


NONE_OF_ITS_OWN = OwnWorkbooks(files={})


def own_workbooks(workbooks: Sequence[Path]) -> OwnWorkbooks:
    """Return the draft of a form that is made from workbooks, and these, under the names that they have in the study's folder."""
    contents = contents_of(workbooks)
    names = {file: called if (called := name_beside(file)) != FORM else f"workbook{file.suffix}" for file in contents}
    made = together(contents, names)
    files = {FORM: form_of(made.found, made.translations)} | {names[file]: data for file, data in contents.items()}
    # It lies in a folder of its own, since every workbook beside study.toml counts as one of the study's files.
    copy, marked = marked_copy(made.found, contents[workbooks[0]]), f"{_MARKED}/{names[workbooks[0]]}"
    others = tuple(
        ToldTranslation(
            file=one.found.file, language=one.found.language, questions=len(one.questions), differences=tuple(map(str, one.told))
        )
        for one in made.translations
    )
    return OwnWorkbooks(
        files=files | ({marked: copy} if copy else {}),
        questions=len(made.found.questions),
        needs=made.found.needs,
        marked=marked if copy else "",
        translations=others,
        checks=len(made.found.checks),
        unsaid=made.found.unsaid,
    )


def told_otherwise(language: str) -> Iterator[tuple[str, str]]:
    """Yield what letters say of a workbook that the program makes, with what they say of one that was designed by hand."""
    for pair in tomllib.loads(study_file(language, "adopted.toml"))["instead"]:
        yield pair["of"], pair["say"]
