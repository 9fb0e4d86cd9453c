"""A respondent's workbook has parts that newer programs put there: connections, scripts, pictures from elsewhere, names of colleagues.

Whoever made them wants them to run, or to fetch something, for the contact to whom a workbook goes back, or for the staff to whom it is
passed on. A picture that somebody puts into a cell looks nearly the same, and so do labels of sensitivity and lists for filters.
"""

from __future__ import annotations

import pytest

from tests.attacks.books import changed, with_part
from tests.attacks.scene import Scene, person
from tests.workbooks.test_harmless import xlsx

_EXCEL, _OFFICE = "http://schemas.microsoft.com/office", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.ms-excel"
_LABEL = (
    '<property xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes" pid="90" name="MSIP_Label_1_Name" '
    'fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"><vt:lpwstr>Internal</vt:lpwstr></property></Properties>'
)
# The part, the relationship that leads to it, and what stands in it.
ACTIVE = {
    "connections": ("xl/connections.xml", f"{_OFFICE}/connections", '<connections><dbPr connection="evil"/></connections>'),
    "data model": ("xl/model/item.data", f"{_EXCEL}/2007/relationships/powerPivotData", "evil"),
    "pictures from elsewhere": ("xl/richData/rdRichValueWebImage.xml", f"{_EXCEL}/2020/07/relationships/rdRichValueWebImage", "<evil/>"),
    "scripts": ("xl/python.xml", f"{_EXCEL}/2023/09/relationships/Python", "<python><evil/></python>"),
}
QUIET = {
    "lists for filters": ("xl/slicerCaches/slicerCache1.xml", f"{_EXCEL}/2007/relationships/slicerCache", "<slicerCacheDefinition/>"),
    "pictures in cells": ("xl/richData/richValueRel.xml", f"{_EXCEL}/2022/10/relationships/richValueRel", "<richValueRels/>"),
    "pictures in cells of WPS": ("xl/cellimages.xml", "http://www.wps.cn/officeDocument/2020/cellImage", "<cellImages/>"),
    "values of types": ("xl/richData/rdarray.xml", f"{_EXCEL}/2017/06/relationships/rdArray", "<arrayData/>"),
}


def _with(book: bytes, part: tuple[str, str, str]) -> bytes:
    name, relation, content = part
    return with_part(book, name, content.encode(), f"{_KIND}.part+xml", relation)


@pytest.mark.parametrize("what", ACTIVE)
def test_what_acts_goes_back_to_nobody_and_is_passed_on_to_nobody(scene: Scene, what: str) -> None:
    """The answers count all the same; who must correct something gets a workbook of ours."""
    scene.write(person(5), ("answers.xlsx", _with(scene.workbook(5, employees=505), ACTIVE[what])))
    scene.write(person(8), ("answers.xlsx", _with(scene.workbook(8, employees="many"), ACTIVE[what])))
    (back,) = (one for one in scene.left() if one.letter.workbook)
    assert (back.to, back.says("evil")) == (person(8), False)
    assert scene.answers() == {5: 505}
    scene.reply(
        5, person(5), ("tables.xlsx", _with(xlsx(), ACTIVE[what])), text="Which year is meant in question 1.4? See the attached file."
    )
    (letter,) = scene.passed_on()
    assert not letter.letter.attachments


@pytest.mark.parametrize("what", QUIET)
def test_what_only_shows_something_goes_back_and_reaches_the_staff(scene: Scene, what: str) -> None:
    """The honest counterpart: somebody put a picture into a cell, or filters a table of their own."""
    name, _, content = QUIET[what]
    scene.write(person(8), ("answers.xlsx", _with(scene.workbook(8, employees="many"), QUIET[what])))
    (back,) = (one for one in scene.left() if one.letter.workbook)
    assert (back.to, back.says(content)) == (person(8), True)
    scene.reply(
        5, person(5), ("tables.xlsx", _with(xlsx(), QUIET[what])), text="Which year is meant in question 1.4? See the attached file."
    )
    (letter,) = scene.passed_on()
    assert letter.letter.attachments, name


def test_a_label_of_sensitivity_stays_on_its_own_workbook(scene: Scene) -> None:
    """An agency's program put it there; the workbook counts, and goes back as its own."""
    book = scene.workbook(8, employees="many")
    labelled = changed(book, "docProps/custom.xml", lambda part: part.replace(b"</Properties>", _LABEL.encode()))
    scene.write(person(8), ("answers.xlsx", labelled))
    (back,) = (one for one in scene.left() if one.letter.workbook)
    assert back.says("MSIP_Label_1_Name")
