"""questionnaire adopt: an Excel questionnaire that somebody has becomes a form; nothing is stored, no study is needed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.authoring.told_macros import macros_as_json, told_macros
from cli.session import DONE, FINDINGS, Json, emit, finish, out
from domain.sentences import counted

if TYPE_CHECKING:
    from service.authoring.renewal.words import ToldChange


def adopt(
    files: Annotated[
        list[Path],
        typer.Argument(help="An Excel questionnaire that you have, as .xlsx or .xlsm; then the same in other languages, as FILE.fr.xlsx."),
    ],
    target: Annotated[Path, typer.Option("--out", help="The draft of an XLSForm to write.")],
    marked: Annotated[Path | None, typer.Option("--marked", help="A copy of the workbook to write, with each guess coloured.")] = None,
    onto: Annotated[Path | None, typer.Option("--onto", help="The form of an earlier edition: its questions and your edits stay.")] = None,
    as_json: Json = False,
) -> None:
    """Draft an XLSForm from an Excel questionnaire. The draft says where each answer stands, and how sure each guess is."""
    from service.authoring.adopting import adopt_workbooks

    if onto:
        _adopt_onto(files, onto, target, marked, as_json=as_json)
        return
    made = adopt_workbooks(files, target, marked)
    found, translations = made.found, made.translations
    asked = found.questions
    if as_json:
        labelled, typed = len(asked) - found.open_labels, len(asked) - found.open_types
        counts = {"questions": len(asked), "named": sum(one.named for one in asked), "labelled": labelled, "typed": typed}
        told = {"cells": sum(len(one.cells) for one in asked), "language": found.language, "macros": found.macros}
        told |= {"checks": len(found.checks), "unsaid": found.unsaid}
        told |= {"macro_modules": macros_as_json(found.code), "macros_unread": found.code.unread or found.code.old}
        others = [
            {"file": str(file), "language": one.found.language, "questions": len(one.questions), "differences": one.told}
            for file, one in zip(files[1:], translations[: len(files) - 1], strict=True)
        ]
        languages = [found.language, *(one.found.language for one in translations)]
        emit(
            {
                "file": str(files[0]),
                **counts,
                "needs": found.needs,
                "out": str(target),
                **told,
                "languages": languages,
                "translations": others,
            }
        )
    else:
        out.print(_told_adopted(len(asked), found.needs, found.open_types, found.open_labels), markup=False)
        if found.macros:
            out.print("\n".join(told_macros(found.code)), markup=False)
        for line in told_checks(len(found.checks), found.unsaid):
            out.print(line, markup=False)
        for one in translations:
            out.print(told_translation(one.found.file, one.found.language, len(one.questions), len(asked), one.told), markup=False)
        out.print(f"The labels seem to be in the language {found.language}. The draft is {target}.", markup=False)
    finish(FINDINGS if found.needs or any(one.told for one in translations) else DONE)


def told_checks(taken: int, unsaid: Iterable[str]) -> list[str]:
    """Return what is said of the checks that a workbook makes itself: how many were taken over, and which could not be."""
    return [*([f"Checks taken over as warnings: {taken}."] if taken else []), *unsaid]


def told_translation(file: str, language: str, found: int, asked: int, differences: Iterable[object]) -> str:
    """Return how much of a questionnaire was found in the same of another language, and how they differ, in lines."""
    told = f"all {found} questions" if found == asked else f"{found} of the {counted(asked, 'question')}"
    return "\n".join([f"{file} ({language}): {told} found.", *(f"  {difference}" for difference in differences)])


def _adopt_onto(files: list[Path], onto: Path, target: Path, marked: Path | None, *, as_json: bool) -> None:
    """Adopt a newer edition onto the form of an earlier one, and tell what moved, came and went, and what is asked otherwise."""
    from service.authoring.adopting import name_beside
    from service.authoring.renewal.renew import renew

    made = renew(files, onto, target, marked)
    changed, news = made.renewal, list(made.news())
    if as_json:
        told = {
            "moved": changed.moved,
            "came": [*(name for name, _ in made.came()), *made.came_rows()],
            "went": [*changed.gone, *changed.lost],
        }
        counts = {"questions": len(changed.cells) + len(changed.came), "needs": made.needs}
        emit(
            {
                "file": str(next(file for file in files if name_beside(file) == made.found.file)),
                "onto": str(onto),
                "out": str(target),
                **counts,
                **told,
                "guessed": changed.guessed,
                "changed": [*map(_told_change, made.told)],
                "news": news,
            }
        )
    else:
        kept = len(changed.cells) - len(set(changed.moved) | set(changed.guessed))
        out.print(f"{len(changed.cells)} questions found again, {kept} of them where they stood.", markup=False)
        for one in news:
            out.print(one, markup=False)
        out.print(f"The form is {target}.", markup=False)
    finish(FINDINGS if news else DONE)


def _told_change(one: ToldChange) -> dict[str, object]:
    change = one.change
    said = {"question": change.question, "what": change.facet.value, "old": change.old, "new": change.new, "language": one.language}
    return {**said, "outcome": one.outcome.value, "open": one.is_open}


def _told_adopted(questions: int, needs: int, types: int, labels: int) -> str:
    parts = [f"{count} {what if count == 1 else f'{what}s'}" for count, what in ((types, "type"), (labels, "label")) if count]
    waiting = f"{needs} {'needs' if needs == 1 else 'need'} you: {', '.join(parts)}" if needs else "none needs you"
    return f"{questions} question{'' if questions == 1 else 's'} found, {waiting}."
