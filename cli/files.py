"""questionnaire check and build, read, explain: files looked at by themselves; nothing is stored, no study is needed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from cli.session import DONE, FINDINGS, Json, emit, finish, out, table
from domain.finding import Severity
from questionnaire.xlsform import inspect
from service import files

questionnaire_app = typer.Typer(help="Look over an XLSForm; make a blank workbook from it.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(questionnaire_app, name="questionnaire")
    for command in (read, explain):
        app.command()(command)


@questionnaire_app.command()
def check(file: Annotated[Path, typer.Argument(help="An XLSForm.")], as_json: Json = False) -> None:
    """Look over an XLSForm: every problem with sheet, row, column and what to do."""
    inspection = inspect(files.content(file), file.name)
    failed = inspection.questionnaire is None
    if as_json:
        form = inspection.questionnaire
        languages = form.languages if form else ()
        emit(
            {
                "file": str(file),
                "valid": not failed,
                "questions": len(form.answerable) if form else 0,
                "languages": languages,
                "problems": inspection.problems,
            }
        )
    else:
        rows = ((x.sheet, x.row, x.column, x.severity, f"{x.message} {x.remedy}") for x in inspection.problems)
        table(f"{file.name}: {len(inspection.problems)} problems", ["sheet", "row", "column", "", ""], rows)
        if inspection.questionnaire:
            form = inspection.questionnaire
            out.print(f"{len(form.answerable)} questions in {len(form.sections)} sections, in {', '.join(form.languages)}.", markup=False)
    finish(FINDINGS if any(x.severity is Severity.ERROR for x in inspection.problems) else DONE)


@questionnaire_app.command()
def build(
    file: Annotated[Path, typer.Argument(help="An XLSForm.")],
    target: Annotated[Path, typer.Option("--out", help="The workbook to write.")],
    language: Annotated[str, typer.Option("--language", help="One of the form's languages.")] = "en",
    as_json: Json = False,
) -> None:
    """Make a blank workbook from an XLSForm."""
    layout = files.build_blank(file, language, target)
    if as_json:
        emit({"file": str(target), "layout": layout})
    else:
        out.print(str(target), markup=False)


def read(
    workbooks: Annotated[list[Path], typer.Argument(help="Returned workbooks.")],
    questionnaire: Annotated[Path, typer.Option("--questionnaire", help="The XLSForm that they answer.")],
    as_json: Json = False,
) -> None:
    """Read returned workbooks: answers, where each was found, and findings. Nothing is stored."""
    wrong = False
    for result in files.read_workbooks(workbooks, questionnaire):
        wrong = wrong or "refused" in result or any(finding["severity"] == "error" for finding in result["findings"])
        if as_json:
            emit(result)
        else:
            _tell_read(result)
    finish(FINDINGS if wrong else DONE)


def _tell_read(result: dict[str, Any]) -> None:
    if "refused" in result:
        refused = result["refused"]
        out.print(f"{result['file']}: {refused['message']}", markup=False)
        return
    out.print(f"{result['file']}: {result['format']}, layout {result['layout']}, reference {result['reference'] or 'none'}", markup=False)
    answers, located = result["answers"], result["located"]
    rows = ((name, "" if value is None else value, _place(located.get(name))) for name, value in answers.items())
    table("", ["question", "answer", "found"], rows)
    findings = ((x["severity"], x["sheet"] or "", x["cell"] or "", f"{x['message']} {x['remedy']}") for x in result["findings"])
    table("\nFindings", ["", "sheet", "cell", ""], findings)


def _place(located: dict[str, str] | None) -> str:
    return f"{located['sheet']}!{located['cell']} by {located['by']}" if located else ""


def explain(
    messages: Annotated[list[Path], typer.Argument(help="Messages, as .eml files.")],
    as_json: Json = False,
) -> None:
    """Say what intake would do with messages, and why. No study is needed, and nothing is stored."""
    for result in files.explain_messages(messages):
        if as_json:
            emit(result)
            continue
        _tell_explained(result)


def _tell_explained(result: dict[str, Any]) -> None:
    out.print(f"[bold]{escape(result['file'])}[/bold]: {result['kind'].replace('_', ' ')}", end=" ")
    out.print(f"(rule {result['rule']}). {result['why']}", markup=False)
    for report in result["reports"]:
        weight = {True: "for good", False: "for now", None: "unclear"}[report["permanent"]]
        out.print(
            f"  {report['address']}: {weight}, {report['status'] or 'no status'}; {report['diagnostic'] or report['reason']}", markup=False
        )
    for file in result["attachments"]:
        out.print(f"  {file['name']} ({file['format']}, {file['bytes']} bytes): {file['why']}", markup=False)
    if result["match"]:
        match = result["match"]
        out.print(
            "  " + " ".join([f"Belongs to {match['reference']} by its {match['by'].replace('_', ' ')}.", *match["conflicts"]]), markup=False
        )
    for effect in result["effects"]:
        out.print(f"  It would {effect}.", markup=False)
