"""questionnaire pdf: a questionnaire on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.session import HERE, Home, Json, Lenient, emit, out, session
from domain.sentences import ENGLISH, counted


def pdf(
    form: Annotated[str, typer.Argument(metavar="FORM|STUDY", help="An XLSForm, or the name of a study.")],
    *,
    target: Annotated[Path, typer.Option("--out", help="The PDF to write.")],
    language: Annotated[str, typer.Option("--language", help="One of the form's languages.")] = ENGLISH,
    lenient: Lenient = False,
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """Print a questionnaire as PDF, to be filled in by hand, with a place for signatures."""
    from service.authoring import paper

    if Path(form).is_file():
        asked = paper.print_form(paper.of_file(Path(form), lenient=lenient), language, target)
    else:
        with session(home) as service:
            asked = paper.print_form(paper.of_study(service, form), language, target)
    if as_json:
        emit({"file": str(target), "questions": asked})
    else:
        out.print(f"{target}: {counted(asked, 'question')}", markup=False)
