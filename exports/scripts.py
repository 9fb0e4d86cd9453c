"""Scripts that load the CSV files of codes with their labels and missing codes: in R, Stata, SPSS and Python."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from exports.codebook import labelled_gaps
from exports.dataset import ColumnKind, DataColumn, Dataset, DataTable, with_companions
from exports.export import shortened
from exports.words import label_of

_TURNED = "turned__"  # A variable of Stata that lives for a moment; no column ends with an underscore.
_PYTHON = Path(__file__).with_name("load.py.txt")


def scripts(dataset: Dataset, language: str) -> dict[str, str]:
    """Return the scripts by the names of their files."""
    tables = [with_companions(table) for table in dataset.tables]
    made = {"R": _r(dataset, tables, language), "do": _stata(dataset, tables, language), "sps": _spss(dataset, tables, language)}
    made["py"] = _python(dataset, tables, language)
    return {f"{dataset.study_id}-load.{ending}": text for ending, text in made.items()}


def value_labels(column: DataColumn, language: str) -> dict[int, str]:
    """Return what the numbers of a column mean, those of its gaps among them."""
    return {code.number: label_of(code.label, language) for code in column.codes} | labelled_gaps(column, language)


def _r(dataset: Dataset, tables: list[DataTable], language: str) -> str:
    lines = [
        "# Loads the tables with labels and missing codes into data frames (needs the package haven).",
        '# Run it in the folder of the files, or set `folder` before: folder <- "export"; source("FILE")',
        'if (!exists("folder")) folder <- "."',
        "# Missing codes become NA, since mean() and its like would count them. To see them, set before: keep_codes <- TRUE",
        'if (!exists("keep_codes")) keep_codes <- FALSE',
        ".read <- function(name) utils::read.csv(file.path(folder, name), colClasses = 'character', na.strings = '',",
        "  check.names = FALSE, strip.white = FALSE, encoding = 'UTF-8')",
        ".number <- function(x, label, labels = NULL, missing = NULL) {",
        "  x <- as.numeric(x)",
        "  if (!keep_codes) x[x %in% missing] <- NA",
        "  haven::labelled_spss(x, labels = labels, na_values = missing, label = label)",
        "}",
        ".code <- function(x, label, names, values, labels, missing = NULL) {",
        "  at <- match(x, names)",
        "  x[!is.na(at)] <- values[at[!is.na(at)]]",
        "  .number(x, label, labels, missing)",
        "}",
        ".as <- function(x, label) { attr(x, 'label') <- label; x }",
        ".instant <- function(x) as.POSIXct(x, format = '%Y-%m-%dT%H:%M:%SZ', tz = 'UTC')",
    ]
    for table in tables:
        name = f"{plain_name(table.name)}"
        lines.append(f"{name} <- .read({_quoted_r(dataset.file(table, 'csv'))})")
        lines += [f"{name}${one.name} <- {_r_column(one, f'{name}${one.name}', language)}" for one in table.columns]
    return "".join(f"{line}\n" for line in lines)


def _r_column(column: DataColumn, at: str, language: str) -> str:
    label = _quoted_r(label_of(column.label, language))
    if column.kind is ColumnKind.DATE:
        return f".as(as.Date({at}), {label})"
    if column.kind is ColumnKind.INSTANT:
        return f".as(.instant({at}), {label})"
    if column.kind is ColumnKind.TEXT:
        return f".as({at}, {label})"
    said = value_labels(column, language)
    labels = f"c({', '.join(f'{_quoted_r(text)} = {number}' for number, text in said.items())})" if said else "NULL"
    missing = f"c({', '.join(map(str, column.missing.values()))})" if column.missing else "NULL"
    if column.kind is ColumnKind.CODE:
        names = ", ".join(_quoted_r(code.name) for code in column.codes)
        return f".code({at}, {label}, c({names}), c({', '.join(str(code.number) for code in column.codes)}), {labels}, {missing})"
    return f".number({at}, {label}, {labels}, {missing})"


def _quoted_r(text: str) -> str:
    """Return a text as R writes it, in ASCII, so that no locale spoils it."""
    escaped = "".join(_escaped_r(letter) for letter in text)
    return f'"{escaped}"'


def _escaped_r(letter: str) -> str:
    if letter in '"\\':
        return f"\\{letter}"
    if " " <= letter <= "~":
        return letter
    return f"\\U{{{ord(letter):x}}}" if letter != "\0" else ""


def _stata(dataset: Dataset, tables: list[DataTable], language: str) -> str:
    lines = ["* Loads the tables with labels and missing values, and saves each as a .dta beside it.", "version 14", "set more off"]
    for table in tables:
        file = dataset.file(table, "csv")
        lines += [
            f'import delimited "{file}", varnames(1) case(preserve) encoding("utf-8") stringcols(_all) bindquote(strict) '
            "maxquotedrows(unlimited) clear",
            *(line for one in table.columns for line in _stata_column(one, language)),
            f'save "{file.removesuffix(".csv")}.dta", replace',
        ]
    return "".join(f"{line}\n" for line in lines)


def _stata_column(column: DataColumn, language: str) -> Iterator[str]:
    yield from _stata_values(column)
    name = column.name
    if column.numeric:
        letters = {number: f".{chr(ord('a') + min(gap.place, 25))}" for gap, number in column.missing.items()}
        if letters:
            pairs = " \\ ".join(f"{number}={letter}" for number, letter in letters.items())
            yield f"mvdecode {name}, mv({pairs})"
        for number, text in value_labels(column, language).items():
            yield f"label define {name} {letters.get(number, number)} {_quoted_stata(text)}, modify"
        if column.codes or letters:
            yield f"label values {name} {name}"
    yield f"label variable {name} {_quoted_stata(label_of(column.label, language)[:80])}"


def _stata_values(column: DataColumn) -> Iterator[str]:
    """Yield what makes of the texts of a column what they mean; by another variable, since a code may read as the number of another."""
    name = column.name
    made = {
        ColumnKind.DATE: f'daily({name}, "YMD")',
        ColumnKind.INSTANT: f'clock(substr({name}, 1, 10) + " " + substr({name}, 12, 8), "YMD hms")',
        ColumnKind.CODE: f"real({name})",
    }.get(column.kind)
    if made:
        yield f"generate double {_TURNED} = {made}"
        yield from (f"replace {_TURNED} = {code.number} if {name} == {_quoted_stata(code.name)}" for code in column.codes)
        if column.kind is not ColumnKind.CODE:
            yield f"format {_TURNED} {'%td' if column.kind is ColumnKind.DATE else '%tc'}"
        yield f"order {_TURNED}, after({name})"
        yield f"drop {name}"
        yield f"rename {_TURNED} {name}"
    elif column.numeric:
        yield f"destring {name}, replace"


def _quoted_stata(text: str) -> str:
    """Return a text in Stata's compound quotes, on one line, without what would end them or name a macro."""
    line = re.sub(r"\s+", " ", text).replace("`", "'").replace("\"'", "' '").replace("$", "\\$")
    return f'`"{line}"\''


def _spss(dataset: Dataset, tables: list[DataTable], language: str) -> str:
    lines = ["* Encoding: UTF-8.", "* Loads the tables with labels and missing values, and saves each as a .sav beside it."]
    lines.append("* SPSS reads no text with line breaks from a CSV: take `export sav` where there are such.")
    for table in tables:
        file = dataset.file(table, "csv")
        lines += [
            f"GET DATA /TYPE=TXT /FILE={_quoted_spss(file)} /ENCODING='UTF-8' /DELCASE=LINE /DELIMITERS=\",\" /QUALIFIER='\"'",
            # No line begins with a name, which could be that of a command.
            f"  /FIRSTCASE=2 /VARIABLES= {' '.join(f'{name}{chr(10)}  {form}' for name, form in map(_read_as, table.columns))}.",
            *(line for one in table.columns for line in _spss_column(one, language)),
            *_spss_saved(table, file.removesuffix("csv") + "sav"),
        ]
    return "".join(f"{line}\n" for line in lines)


def _spss_saved(table: DataTable, file: str) -> Iterator[str]:
    """Yield what saves a table without what was read as text and turned into numbers."""
    turned = [name for name, _ in map(_read_as, table.columns) if name.endswith("_")]
    yield f"SAVE OUTFILE={_quoted_spss(file)}" + ("." if not turned else "")
    if turned:
        yield f"  /DROP={(chr(10) + '  ').join(turned)}."


def _read_as(column: DataColumn) -> tuple[str, str]:
    """Return the name and the format by which SPSS reads a column of the CSV."""
    if column.kind is ColumnKind.CODE:
        widest = max([*(len(code.name.encode()) for code in column.codes), 12])
        return f"{column.name}_", f"A{widest}"
    if column.kind is ColumnKind.INSTANT:
        return f"{column.name}_", "A20"
    if column.kind is ColumnKind.TEXT:
        return column.name, f"A{min(max(column.width, 1), 32767)}"
    return column.name, "SDATE10" if column.kind is ColumnKind.DATE else "F40"


def _spss_column(column: DataColumn, language: str) -> Iterator[str]:
    name = column.name
    if column.kind is ColumnKind.INSTANT:
        yield f"COMPUTE {name} = NUMBER(CONCAT(SUBSTR({name}_, 1, 10), ' ', SUBSTR({name}_, 12, 8)), YMDHMS20)."
        yield f"FORMATS {name} (DATETIME20)."
    if column.kind is ColumnKind.CODE:
        pairs = {code.name: code.number for code in column.codes} | {str(number): number for number in column.missing.values()}
        # A column of flags may have no code at all, and SPSS takes no RECODE of nothing.
        yield f"RECODE {name}_" if pairs else f"COMPUTE {name} = $SYSMIS."
        yield from (f"  ({_quoted_spss(text)}={number})" for text, number in pairs.items())
        if pairs:
            yield f"  INTO {name}."
    yield f"VARIABLE LABELS {name} {_quoted_spss(shortened(label_of(column.label, language), 255))}."
    if said := value_labels(column, language):
        yield f"VALUE LABELS {name}"
        yield from (f"  {number} {_quoted_spss(shortened(text, 120))}" for number, text in said.items())
        yield "  ."
    if column.missing:
        yield f"MISSING VALUES {name} ({min(column.missing.values())} THRU {max(column.missing.values())})."


def _quoted_spss(text: str) -> str:
    line = re.sub(r"\s+", " ", text).replace("'", "''")
    return f"'{line}'"


def _python(dataset: Dataset, tables: list[DataTable], language: str) -> str:
    said = {plain_name(table.name): _python_table(dataset, table, language) for table in tables}
    return _PYTHON.read_text(encoding="utf-8").replace("{tables}", json.dumps(json.dumps(said)))


def _python_table(dataset: Dataset, table: DataTable, language: str) -> Mapping[str, object]:
    columns = {
        one.name: {
            "kind": one.kind.value,
            "label": label_of(one.label, language),
            "codes": {code.name: code.number for code in one.codes},
            "missing": sorted(one.missing.values()),
            "labels": {str(number): text for number, text in value_labels(one, language).items()},
        }
        for one in table.columns
    }
    return {"file": dataset.file(table, "csv"), "columns": columns}


def plain_name(table: str) -> str:
    """Return what a table is called in a script."""
    return table.replace("-", "_")
