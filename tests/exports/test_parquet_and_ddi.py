"""Parquet as polars reads it, and the DDI-Codebook by a schema of what it writes."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from lxml import etree

from exports.dataset import Cell, ColumnKind, DataColumn, Dataset, Gap, with_companions
from tests.exports.sample import dataset, written

_DDI = "{ddi:codebook:2_5}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# Our own schema of the elements that are written: the original is in no package index. See its head.
_SCHEMA = Path(__file__).with_name("ddi_codebook_2_5_subset.xsd")


def test_polars_reads_every_cell_and_why_it_is_missing(tmp_path: Path) -> None:
    """Each column with gaps has a companion; labels stand in the metadata."""
    made = dataset()
    written("parquet", made, tmp_path)
    for table in made.tables:
        followed = with_companions(table, everywhere=True)
        frame = pl.read_parquet(tmp_path / f"study-{table.name}.parquet")
        assert frame.columns == [column.name for column in followed.columns]
        rows = list(followed.rows())
        for place, column in enumerate(followed.columns):
            assert frame[column.name].to_list() == [_value(row[place], column) for row in rows]
    answers = pl.read_parquet(tmp_path / "study-answers.parquet")
    assert answers["staff"].to_list() == [12, None, None, None]
    assert answers["staff_m"].to_list() == [None, "n/a", "conf", None]


def _value(cell: Cell, column: DataColumn) -> object:
    assert not isinstance(cell, Gap)
    return float(cell) if column.kind is ColumnKind.NUMBER and cell is not None else cell  # type: ignore[arg-type]


def _described(folder: Path, made: Dataset | None = None) -> etree._Element:
    written("ddi", made or dataset(), folder)
    return etree.parse(folder / "study-ddi.xml").getroot()


def test_the_ddi_is_valid_and_describes_every_variable_of_every_file(tmp_path: Path) -> None:
    """Every variable has an id of its own, by which its file is named, and its missing codes among its categories."""
    made, root = dataset(), _described(tmp_path)
    etree.XMLSchema(file=str(_SCHEMA)).assertValid(root)
    ids = [element.get("ID") for element in root.iter(f"{_DDI}var", f"{_DDI}fileDscr")]
    assert len(set(ids)) == len(ids)
    described = [(element.get("files"), element.get("name")) for element in root.iter(f"{_DDI}var")]
    assert described == [(f"F{n}", one.name) for n, table in enumerate(made.tables, 1) for one in with_companions(table).columns]
    assert {element.get("missing") for element in root.iter(f"{_DDI}catgry")} == {None, "Y"}


def test_the_ddi_tells_how_the_study_was_collected(tmp_path: Path) -> None:
    """Days, mode, universe, version and rates; a rate without a denominator is none."""
    root = _described(tmp_path)
    assert [(one.get("event"), one.text) for one in root.iter(f"{_DDI}collDate")] == [("start", "2012-03-01"), ("end", "2012-04-30")]
    assert [one.text for one in root.iter(f"{_DDI}version")] == ["2", "2"]
    assert [one.text for one in root.iter(f"{_DDI}universe")] == ["The organisations on the contact list of the study: 4 were invited."]
    (rates,) = root.iter(f"{_DDI}respRate")
    assert rates.text == "By the definitions of AAPOR: RR1 0.7500 (3 of 4), RR5 n/a (0 of 0), RR3 n/a (3 of n/a)"
    labels = [one.text for one in root.iter(f"{_DDI}labl") if one.get(_LANGUAGE) == "fr"]
    assert {"Sans réponse", "Confidentiel"} <= {*labels}


def _labels(root: etree._Element, variable: str) -> list[tuple[str | None, str | None]]:
    (found,) = (one for one in root.iter(f"{_DDI}var") if one.get("name") == variable and one.get("files") == "F1")
    return [(one.get(_LANGUAGE), one.text) for one in found.findall(f"{_DDI}labl")]


def test_no_text_of_the_ddi_passes_for_one_of_a_language_in_which_it_is_not(tmp_path: Path) -> None:
    """A label has the languages that it is in; what the program says is English, and the title is in the form's first language."""
    root = _described(tmp_path, replace(dataset(), languages=("fr", "en")))
    assert _labels(root, "comment") == [("fr", "comment (fr)"), ("en", "Comment")]
    assert _labels(root, "organisation") == [("en", "Organisation: its name")]
    assert root.get(_LANGUAGE) == "en"
    assert [one.get(_LANGUAGE) for one in root.iter(f"{_DDI}titl")] == ["fr", "fr"]


def test_a_label_in_none_of_the_languages_of_the_study_stands_once_in_its_own(tmp_path: Path) -> None:
    """It is in English where it has that, and otherwise in what it has; a question of no words is not described as one."""
    made = dataset()
    words: tuple[dict[str, str], ...] = ({"el": "Αριθμός"}, {"fr": "Nombre", "en": "Number"}, {})
    shown = [replace(column, label=label, explained={"type": "text"}) for column, label in zip(made.tables[0].columns, words, strict=False)]
    root = _described(tmp_path, replace(made, languages=("ar",), tables=(replace(made.tables[0], columns=tuple(shown)),)))
    expected = [[("el", "Αριθμός")], [("en", "Number")], []]
    assert [_labels(root, one.name) for one in shown] == expected
    asked = [[(lit.get(_LANGUAGE), lit.text) for lit in one.iter(f"{_DDI}qstnLit")] for one in root.iter(f"{_DDI}var")]
    assert asked == expected
    assert len([*root.iter(f"{_DDI}qstn")]) == 2
    etree.XMLSchema(file=str(_SCHEMA)).assertValid(root)


@pytest.mark.parametrize("letter", ["\x00", "\x1f", "\ufffe", "\uffff", "\ud800"])
def test_what_xml_cannot_hold_shows_in_the_ddi_that_something_was_there(tmp_path: Path, letter: str) -> None:
    """One such character keeps no study from being described."""
    root = _described(tmp_path, replace(dataset(), title=f"Crime{letter} & so on"))
    assert [one.text for one in root.iter(f"{_DDI}titl")] == [
        "DDI of Crime\N{REPLACEMENT CHARACTER} & so on",
        "Crime\N{REPLACEMENT CHARACTER} & so on",
    ]


def test_the_ddi_names_the_standard_of_the_formats_that_it_tells(tmp_path: Path) -> None:
    """A day and an instant are written by ISO 8601; no format is of a vocabulary that the document would have to name."""
    kinds = {one.get("name"): dict(_first(one, "varFormat").attrib) for one in _described(tmp_path).iter(f"{_DDI}var")}
    assert kinds["since"] == {"type": "character", "schema": "ISO", "formatname": "ISO 8601", "category": "date"}
    assert kinds["received_at_utc"] == {"type": "character", "schema": "ISO", "formatname": "ISO 8601", "category": "time"}
    assert kinds["staff"] == {"type": "numeric", "schema": "ISO", "category": "other"}
    assert kinds["victim"] == {"type": "character", "schema": "ISO", "category": "other"}


def test_what_the_standard_does_not_have_is_not_valid(tmp_path: Path) -> None:
    """The schema sees an element out of its place, one too many, one unknown, one left out, and wrong or doubled attributes.

    One too many is told by the original of 2012: that of 2014 lets some of these repeat, and archives have either.
    """
    schema = etree.XMLSchema(file=str(_SCHEMA))
    for spoil in _SPOILS:
        root = _described(tmp_path)
        assert schema.validate(root)
        spoil(root)
        assert not schema.validate(root), spoil


def _first(root: etree._Element, name: str) -> etree._Element:
    return next(root.iter(f"{_DDI}{name}"))


def _twice(name: str) -> Callable[[etree._Element], object]:
    return lambda root: _first(root, name).addnext(deepcopy(_first(root, name)))


_SPOILS: tuple[Callable[[etree._Element], object], ...] = (
    lambda root: _first(root, "var").append(_first(root, "labl")),
    lambda root: _first(root, "sumDscr").insert(0, _first(root, "dataKind")),
    lambda root: _first(root, "method").insert(0, _first(root, "anlyInfo")),
    lambda root: _first(root, "citation").remove(_first(root, "titlStmt")),
    lambda root: root.remove(_first(root, "stdyDscr")),
    lambda root: etree.SubElement(_first(root, "var"), f"{_DDI}label"),
    lambda root: etree.SubElement(_first(root, "derivation"), f"{_DDI}drvdesc"),
    lambda root: _first(root, "var").set("intrvl", "continuous"),
    lambda root: _first(root, "var").set("files", "F99"),
    lambda root: _first(root, "var").set("ID", "F1"),
    lambda root: _first(root, "collDate").set("date", "1 March 2012"),
    lambda root: _first(root, "catgry").set("missing", "yes"),
    lambda root: _first(root, "varFormat").set("schema", "CSV"),
    lambda root: _first(root, "varFormat").set("schema", "other"),
    lambda root: root.set("version", "2.6"),
    *map(_twice, ("titlStmt", "titl", "prodStmt", "version", "anlyInfo", "fileName", "fileCont", "dimensns", "fileType")),
    *map(_twice, ("catValu", "derivation", "drvdesc", "drvcmd", "varFormat")),
)
