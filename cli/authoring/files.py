"""questionnaire check and build, read: files looked at by themselves; nothing is stored, no study is needed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.authoring.adopting import adopt
from cli.authoring.explaining import explain
from cli.authoring.printing import pdf
from cli.commands import CommandLine
from cli.session import DONE, FINDINGS, Json, Lenient, emit, err, finish, now, out, table
from domain.finding import Severity
from domain.sentences import ENGLISH

if TYPE_CHECKING:
    from questionnaire.definition import Questionnaire
    from questionnaire.xlsform import Inspection, Problem

questionnaire_app = CommandLine(help="Check an XLSForm; make a workbook or codebook from it.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(questionnaire_app, name="questionnaire")
    for of_form in (adopt, pdf):
        questionnaire_app.command()(of_form)
    for command in (read, explain):
        app.command()(command)


@questionnaire_app.command()
def check(file: Annotated[Path, typer.Argument(help="An XLSForm.")], lenient: Lenient = False, as_json: Json = False) -> None:
    """Check an XLSForm. Each problem is shown with its sheet, row and column, and what to do."""
    from questionnaire.xlsform import inspect
    from service.authoring import beside_form, files

    data, beside = files.content(file), files.beside(file)
    inspection = inspect(data, file.name, beside, lenient=lenient)
    form, last_round = inspection.questionnaire, beside_form.of_last_round(file)
    if as_json:
        counts = _counts(form) if form else {"questions": 0, "languages": ()}
        more = {"left_out": inspection.left_out, "problems": inspection.problems, "last_round": last_round}
        emit({"file": str(file), "valid": form is not None, **counts, **more})
    else:
        for one in last_round:
            err.print(f"Warning: {one}", markup=False)
        _tell_inspected(file.name, inspection)
        if form is None and not lenient:
            _tell_rest(inspect(data, file.name, beside, lenient=True))
    finish(FINDINGS if form is None else DONE)


def _tell_inspected(name: str, inspection: Inspection) -> None:
    """Print the problems, those by which questions are left out before other warnings, and what the form asks."""
    left_out = [one for one in inspection.problems if one.left_out]
    _tell_problems(f"{name}: errors", [one for one in inspection.problems if one.severity is Severity.ERROR])
    _tell_problems(f"{name}: left out", left_out)
    others = [one for one in inspection.problems if one.severity is Severity.WARNING and not one.left_out]
    _tell_problems(f"{name}: warnings", others)
    form = inspection.questionnaire
    out.print(_summary(_counts(form)) if form else f"{name} cannot be used.", markup=False)


def _tell_rest(lenient: Inspection) -> None:
    """Say what a form that cannot be used would still ask without what has an error."""
    if lenient.questionnaire:
        asked, left = _summary(_counts(lenient.questionnaire)), ", ".join(lenient.left_out)
        in_studies = "For a study, write yes into excel::lenient on the sheet settings."
        out.print(f"With --lenient: {asked} Left out: {left}. {in_studies}", markup=False)


def _counts(form: Questionnaire) -> dict[str, Any]:
    matrices = sum(bool(repeat.instances) for repeat in form.repeats)
    return {
        "questions": len(form.answerable),
        "sections": len(form.sections),
        "repeats": len(form.repeats) - matrices,
        "matrices": matrices,
        "calculations": len(form.valued) - len(form.answerable),
        "languages": form.languages,
    }


def _summary(counts: dict[str, Any]) -> str:
    single = {"questions": "question", "sections": "section", "repeats": "repeat", "matrices": "matrix", "calculations": "calculation"}
    parts = [f"{counts[name]} {one if counts[name] == 1 else name}" for name, one in single.items() if counts[name]]
    return f"{', '.join(parts)}; in {', '.join(counts['languages'])}."


def _tell_problems(title: str, problems: list[Problem]) -> None:
    """Print problems as a table, those that say the same of several rows in one line."""
    rows: dict[tuple[str, str, str], list[int]] = {}
    for one in problems:
        rows.setdefault((one.sheet, one.column, f"{one.message} {one.remedy}"), []).append(one.row)
    shown = ((sheet, _rows(numbers), *rest) for (sheet, *rest), numbers in rows.items())
    table(f"{title} ({len(problems)})", ["sheet", "row", "column", ""], shown)


def _rows(numbers: Iterable[int]) -> str:
    """Return numbers of rows as people write them: `2, 5-7`; 0 stands for the whole sheet."""
    told: list[list[int]] = []
    for number in sorted(set(numbers) - {0}):
        if told and told[-1][-1] == number - 1:
            told[-1].append(number)
        else:
            told.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in told)


@questionnaire_app.command()
def build(
    file: Annotated[Path, typer.Argument(help="An XLSForm.")],
    target: Annotated[Path, typer.Option("--out", help="The workbook to write.")],
    language: Annotated[str, typer.Option("--language", help="One of the form's languages.")] = ENGLISH,
    lenient: Lenient = False,
    as_json: Json = False,
) -> None:
    """Make a blank workbook from an XLSForm."""
    from service.authoring import files

    layout = files.build_blank(file, language, target, lenient=lenient)
    if as_json:
        emit({"file": str(target), "layout": layout})
    else:
        out.print(str(target), markup=False)


@questionnaire_app.command()
def codebook(
    file: Annotated[Path, typer.Argument(help="An XLSForm.")],
    target: Annotated[Path, typer.Option("--out", help="The file to write: .csv or .xlsx.")],
    lenient: Lenient = False,
    as_json: Json = False,
) -> None:
    """Write the codebook of an XLSForm. It has one row for each column that the export will have."""
    from service.authoring import files

    columns = files.write_codebook(file, target, lenient=lenient)
    if as_json:
        emit({"file": str(target), "variables": columns})
    else:
        out.print(f"{target}: {columns} variables", markup=False)


def read(
    workbooks: Annotated[list[Path], typer.Argument(help="Returned workbooks.")],
    questionnaire: Annotated[Path, typer.Option("--questionnaire", help="The XLSForm that they were made from.")],
    lenient: Lenient = False,
    as_json: Json = False,
) -> None:
    """Read returned workbooks. You see the answers, where each was found, and the findings. Nothing is stored.

    For encrypted workbooks, give the passwords to try in COUNTERFOIL_WORKBOOK_PASSWORD, one per line.
    """
    from service.authoring import files
    from service.installation.config import workbook_passwords
    from service.installation.credentials import with_credentials

    wrong = False
    passwords = workbook_passwords(with_credentials(os.environ))
    for result in files.read_workbooks(workbooks, questionnaire, passwords, today=now().date(), lenient=lenient):
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
    if result["blank"]:
        whose = f"that was made for {result['reference']}" if result["reference"] else "as it is made for no organisation in particular"
        out.print(f"This is the blank questionnaire, {whose}: nothing is filled in.", markup=False)
        return
    answers, located = result["answers"], result["located"]
    if result["macros"]:
        out.print("It contains macros. They were not run.")
    rows = ((name, "" if value is None else value, _place(located.get(name))) for name, value in _flat(answers, located))
    table("", ["question", "answer", "found"], rows)
    flags, notes = result["flags"], result["notes"]
    table(
        "\nFlags and notes", ["question", "flag", "note"], ((name, flags.get(name, ""), notes.get(name, "")) for name in {**flags, **notes})
    )
    conversions = ((x["question"], x["written"], "" if x["read"] is None else x["read"]) for x in result["conversions"])
    table("\nNot written as asked, but understood", ["question", "written", "read as"], conversions)
    findings = ((x["severity"], x["sheet"] or "", x["cell"] or "", f"{x['message']} {x['remedy']}") for x in result["findings"])
    table("\nFindings", ["", "sheet", "cell", ""], findings)


def _flat(answers: dict[str, Any], located: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the answers one by one; those of a repeat with the number of their row, or the instance, by which they are located."""
    for name, value in answers.items():
        if not isinstance(value, list):
            yield name, value
            continue
        for number, row in enumerate(value, 1):
            # A row of a matrix begins with its instance, which stands in no cell; one of a table with an answer.
            first, instance = next(iter(row.items()), ("", None))
            is_matrix = f"{name}[{number}].{first}" not in located and any(f"{name}[{instance}].{inner}" in located for inner in row)
            yield from ((f"{name}[{instance if is_matrix else number}].{inner}", one) for inner, one in row.items())


def _place(located: dict[str, str] | None) -> str:
    return f"{located['sheet']}!{located['cell']} by {located['by']}" if located else ""
