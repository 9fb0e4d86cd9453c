"""What was collected, described by the DDI-Codebook 2.5, as archives of data take it.

Source: DDI Alliance, DDI-Codebook 2.5, codebook.xsd; each element stands in the order of its schema, and as often as that of 2012 lets it:
2.5.1 of 2014 lets some of them repeat. It describes the CSV files of codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from exports.csv import write_codebook
from exports.dataset import ColumnKind, DataColumn, Dataset, DataTable, with_companions
from exports.export import Export, Out
from exports.words import said
from languages import ENGLISH
from questionnaire.definition import Text

_SPACE = "ddi:codebook:2_5"
_XML = "http://www.w3.org/XML/1998/namespace"
_PROGRAM = "Counterfoil"
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def write(dataset: Dataset, out: Out, *, labels: bool, language: str) -> None:  # noqa: ARG001 - labels are in all languages
    """Write the description: study, files, and every variable with its question, codes and missing codes."""
    root = _new("codeBook", version="2.5")
    # Nearly all that has no language of its own are words of the program.
    _speak(root, ENGLISH)
    tables = [with_companions(table) for table in dataset.tables]
    root.extend([_document(dataset), _study(dataset)])
    root.extend([_file(dataset, table, f"F{number}") for number, table in enumerate(tables, 1)])
    described = _add(root, "dataDscr")
    for number, table in enumerate(tables, 1):
        for place, column in enumerate(table.columns, 1):
            described.append(_variable(column, f"F{number}", f"F{number}V{place}", dataset.languages))
    with out.file(f"{dataset.study_id}-ddi.xml") as file:
        etree.ElementTree(root).write(file, encoding="utf-8", xml_declaration=True, pretty_print=True)
    write_codebook(dataset, out)


EXPORT = Export(name="ddi", says="A DDI-Codebook 2.5 file that describes the study and every variable of the CSV files.", write=write)


def _document(dataset: Dataset) -> Any:
    document = _new("docDscr")
    citation = _add(document, "citation")
    _speak(_add(_add(citation, "titlStmt"), "titl", f"DDI of {dataset.title}"), dataset.languages[0])
    production = _add(citation, "prodStmt")
    _add(production, "prodDate", f"{dataset.as_of:%Y-%m-%d}", date=f"{dataset.as_of:%Y-%m-%d}")
    _add(production, "software", _PROGRAM)
    _version(citation, dataset)
    return document


def _study(dataset: Dataset) -> Any:
    study = _new("stdyDscr")
    citation = _add(study, "citation")
    title = _add(citation, "titlStmt")
    _speak(_add(title, "titl", dataset.title), dataset.languages[0])
    _add(title, "IDNo", dataset.study_id, agency=_PROGRAM)
    _version(citation, dataset)
    about = _add(_add(study, "stdyInfo"), "sumDscr")
    for event, day in (("start", dataset.fieldwork.first), ("end", dataset.fieldwork.last)) if dataset.fieldwork else ():
        if day:
            _add(about, "collDate", day.isoformat(), date=day.isoformat(), event=event)
    _add(about, "anlyUnit", "Organisation")
    _add(about, "universe", f"The organisations on the contact list of the study: {dataset.tables[0].count} were invited.")
    _add(about, "dataKind", "Survey data")
    study.append(_method(dataset))
    return study


def _version(citation: Any, dataset: Dataset) -> None:
    _add(_add(citation, "verStmt"), "version", dataset.version, date=f"{dataset.as_of:%Y-%m-%d}")


def _method(dataset: Dataset) -> Any:
    method = _new("method")
    collected = _add(method, "dataColl")
    _add(collected, "sampProc", "Complete enumeration: every organisation on the contact list is asked.")
    _add(collected, "collMode", "Self-administered questionnaire: a workbook sent and returned by email")
    _add(collected, "collSitu", f"Instants are in UTC; the study's own time zone is {dataset.zone}.")
    _add(method, "notes", "The file of cases tells what came of each organisation, by AAPOR's disposition codes.")
    if dataset.fieldwork:
        told = ", ".join(
            f"{name} {'n/a' if not whole else f'{part / whole:.4f}'} ({part:g} of {'n/a' if whole is None else f'{whole:g}'})"
            for name, part, whole in dataset.fieldwork.rates
        )
        _add(_add(method, "anlyInfo"), "respRate", f"By the definitions of AAPOR: {told}")
    return method


def _file(dataset: Dataset, table: DataTable, name: str) -> Any:
    described = _new("fileDscr", ID=name)
    text = _add(described, "fileTxt")
    _add(text, "fileName", dataset.file(table, "csv"))
    _add(text, "fileCont", table.label)
    dimensions = _add(text, "dimensns")
    _add(dimensions, "caseQnty", str(table.count))
    _add(dimensions, "varQnty", str(len(table.columns)))
    _add(text, "fileType", "text/csv; charset=utf-8")
    return described


def _variable(column: DataColumn, file: str, name: str, languages: tuple[str, ...]) -> Any:
    continuous = "contin" if column.kind in {ColumnKind.NUMBER, ColumnKind.DATE, ColumnKind.INSTANT} else "discrete"
    made = _new("var", ID=name, name=column.name, files=file, intrvl=continuous)
    _texts(made, "labl", column.label, languages)
    if column.explained.get("type"):
        for language, text in _spoken(column.label, languages):
            _speak(_add(_add(made, "qstn"), "qstnLit", text), language)
    if column.missing:
        numbers = sorted(column.missing.values())
        _add(_add(made, "invalrng"), "range", min=str(numbers[0]), max=str(numbers[-1]))
    for value, label, is_missing in _categories(column):
        category = _add(made, "catgry", **({"missing": "Y"} if is_missing else {}))
        _add(category, "catValu", value)
        _texts(category, "labl", label, languages)
    for rule in ("relevant", "constraint", "required", "calculation"):
        if rule in column.explained:
            _add(made, "codInstr", f"{rule}: {column.explained[rule]}")
    if "calculation" in column.explained:
        derived = _add(made, "derivation")
        _add(derived, "drvdesc", "Worked out by the program from the answers; an answer that is missing, or a missing code, is left out.")
        _add(derived, "drvcmd", column.explained["calculation"], syntax="XLSForm")
    _add(made, "varFormat", **_format(column))
    _add(made, "notes", f"Key: {column.key}")
    return made


def _categories(column: DataColumn) -> Iterator[tuple[str, Any, bool]]:
    if column.kind is ColumnKind.FLAG:
        yield from (("1", said("flag.chosen"), False), ("0", said("flag.not_chosen"), False))
    yield from ((code.name, code.label, False) for code in column.codes)
    yield from ((str(number), gap.label, True) for gap, number in column.missing.items())


def _format(column: DataColumn) -> dict[str, str]:
    """Return the attributes of a format. Another `schema` than those of the standard would ask for a vocabulary that the document names."""
    kind = "numeric" if column.kind in {ColumnKind.NUMBER, ColumnKind.FLAG} else "character"
    told = {ColumnKind.DATE: "date", ColumnKind.INSTANT: "time"}.get(column.kind)
    named = {"formatname": "ISO 8601"} if told else {}
    return {"type": kind, **named, "schema": "ISO", "category": told or "other"}


def _texts(parent: Any, name: str, label: Text, languages: tuple[str, ...]) -> None:
    for language, text in _spoken(label, languages):
        _speak(_add(parent, name, text), language)


def _spoken(label: Text, languages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yield what a label says, by language: in those of the study that it has, or else once, in English or else in any."""
    held = [one for one in languages if label.get(one)] or [one for one in (ENGLISH, *label) if label.get(one)][:1]
    yield from ((one, label[one]) for one in held)


def _speak(element: Any, language: str) -> None:
    element.set(f"{{{_XML}}}lang", language)


def _new(element: str, /, **attributes: str) -> Any:
    spaces: Any = {None: _SPACE}
    return etree.Element(f"{{{_SPACE}}}{element}", attributes, nsmap=spaces)


def _add(parent: Any, element: str, text: str | None = None, /, **attributes: str) -> Any:
    made = etree.SubElement(parent, f"{{{_SPACE}}}{element}", attributes)
    # What XML cannot hold shows that something was there.
    made.text = None if text is None else _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)
    return made
