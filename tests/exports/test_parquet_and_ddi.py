"""Parquet as polars reads it, and the DDI-Codebook as its schema orders it."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from lxml import etree

from exports.dataset import Cell, ColumnKind, DataColumn, Gap, with_companions
from tests.exports.sample import dataset, written

_DDI = "{ddi:codebook:2_5}"
# The order of the elements within those that the export writes. Source: DDI-Codebook 2.5, codebook.xsd.
_ORDER = {
    "codeBook": "docDscr stdyDscr fileDscr dataDscr otherMat",
    "docDscr": "citation guide docStatus docSrc controlledVocabUsed notes",
    "citation": "titlStmt rspStmt prodStmt distStmt serStmt verStmt biblCit holdings notes",
    "titlStmt": "titl subTitl altTitl parTitl IDNo",
    "prodStmt": "producer copyright prodDate prodPlac software fundAg grantNo",
    "stdyDscr": "citation studyAuthorization stdyInfo studyDevelopment method dataAccs othrStdyMat notes",
    "sumDscr": "timePrd collDate nation geogCover geogUnit geoBndBox boundPoly anlyUnit universe dataKind",
    "method": "dataColl notes anlyInfo stdyClas dataProcessing codingInstructions",
    "dataColl": "timeMeth dataCollector collectorTraining frequenc sampProc sampleFrame targetSampleSize deviat collMode resInstru "
    "instrumentDevelopment sources collSitu actMin ConOps weight cleanOps",
    "fileTxt": "fileName fileCitation dataFingerprint fileCont fileStrc dimensns fileType format filePlac dataChck ProcStat dataMsng",
    "dimensns": "caseQnty varQnty logRecL recPrCas recNumTot recDimnTot",
    "var": "location labl imputation security embargo respUnit anlysUnit qstn valrng invalrng undocCod universe TotlResp sumStat txt "
    "stdCatgry catgryGrp catgry codInstr verStmt concept derivation varFormat geoMap catLevel notes",
    "catgry": "catValu labl txt catStat mrow",
}


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


def test_each_element_of_the_ddi_stands_where_its_schema_wants_it(tmp_path: Path) -> None:
    """Every variable of every file is described, by an id of its own that its file is named by."""
    made = dataset()
    written("ddi", made, tmp_path)
    root = etree.parse(tmp_path / "study-ddi.xml").getroot()
    assert (root.tag, root.get("version")) == (f"{_DDI}codeBook", "2.5")
    for element in root.iter(*(f"{_DDI}{name}" for name in _ORDER)):
        order = _ORDER[etree.QName(element).localname].split()
        places = [order.index(etree.QName(child).localname) for child in element]
        assert places == sorted(places), element.tag
    ids = [element.get("ID") for element in root.iter(f"{_DDI}var", f"{_DDI}fileDscr")]
    assert len(set(ids)) == len(ids)
    described = [(element.get("files"), element.get("name")) for element in root.iter(f"{_DDI}var")]
    assert described == [(f"F{n}", one.name) for n, table in enumerate(made.tables, 1) for one in with_companions(table).columns]
    assert {element.get("missing") for element in root.iter(f"{_DDI}catgry")} == {None, "Y"}
