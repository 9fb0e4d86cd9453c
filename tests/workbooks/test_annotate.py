from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.lint import findings
from tests.lint.specimen import COMMENTS, SHEET1, SHEET2, TYPES, VML, specimen
from tests.questionnaire.workbook_samples import personal
from tests.workbooks import annotation_samples as samples
from tests.workbooks.annotation_samples import MARKED, MARKS, cells, notice, opened, packed_members, read, rich
from tests.workbooks.files import changed, ordinary, saved, unzipped, zipped
from workbooks.annotate import CellMark, Notice, NoticeColumn, NoticeRow, Unpatchable, annotate, clear, is_notice, read_notice
from workbooks.annotate.comments import LINE
from workbooks.annotate.notice import MARK
from workbooks.cells import Cell, a1

RICH = rich()
ANNOTATED = annotate(RICH, MARKS, notice())
# A part that changed: it holds marked cells, their comments, or what says that there is a new sheet.
CHANGED = {
    SHEET1, SHEET2, COMMENTS, VML, TYPES, samples.STYLES, samples.WORKBOOK, samples.THREAD, samples.PERSONS,
    "xl/_rels/workbook.xml.rels", "xl/worksheets/_rels/sheet2.xml.rels",
}  # fmt: skip
NEW = {"xl/worksheets/sheet4.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"}
AS_WRITTEN_BY_OTHERS: dict[str, Callable[[], bytes]] = {
    "plain": rich, "strict": samples.strict, "prefixed": samples.prefixed, "UTF-16": samples.wide,
    "absolute targets": samples.absolute, "the questionnaire": personal,
}  # fmt: skip


def frames(data: bytes) -> dict[str, dict[str, str]]:
    """Return the frames of the cells that have a ground of ours, by sheet and cell."""
    found: dict[str, dict[str, str]] = {}
    book = opened(data)
    notices = {sheet.title for sheet in book.worksheets if sheet["A1"].value == MARK}
    for sheet, cell in cells(book):
        if cell.fill.fgColor.rgb in {"FFFFDAD5", "FFFFEFC3"} and sheet not in notices:
            found.setdefault(sheet, {})[cell.coordinate] = cell.border.left.style
    return found


def looks(data: bytes) -> dict[tuple[str, str], Any]:
    """Return what openpyxl sees of every cell: value, format and comment; a blank cell in the default format is no cell."""
    default = _format(openpyxl.Workbook().worksheets[0]["A1"])
    found = {}
    for sheet, cell in cells(opened(data)):
        seen = (cell.value, _format(cell), cell.comment and (cell.comment.text, cell.comment.author))
        if seen != (None, default, None):
            found[sheet, cell.coordinate] = seen
    return found


def meaning(data: bytes) -> dict[str, bytes]:
    """Return the parts as they mean: canonical XML, without what says where the user last was, and without blank cells nobody sees."""
    return {name: _meaning(content) if name.endswith((".xml", ".rels")) else content for name, content in unzipped(data).items()}


def _meaning(content: bytes) -> bytes:
    root = etree.fromstring(content)
    for element in [*root.iter("{*}sheetView"), *root.iter("{*}workbookView")]:
        for view in ("tabSelected", "activeTab", "firstSheet"):
            element.attrib.pop(view, "")
    for cell in [cell for cell in root.iter("{*}c") if cell.get("s") == "0"]:
        del cell.attrib["s"]
    for row in root.iter("{*}row"):
        row.attrib.pop("spans", "")
    _drop(root.iter("{*}dimension"))
    _drop(one for one in root.iter("{*}Default") if one.get("Extension") == "vml")
    _drop(cell for cell in root.iter("{*}c") if not len(cell) and cell.get("s") is None)
    _drop(row for row in root.iter("{*}row") if not len(row) and set(row.keys()) <= {"r"})
    return etree.tostring(root, method="c14n")


def _drop(elements: Iterable[etree._Element]) -> None:
    for element in [*elements]:
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)


def _format(cell: Any) -> str:
    return repr((cell.font, cell.fill, cell.border, cell.number_format, cell.alignment, cell.protection))


def test_the_marked_cells_are_highlighted_in_two_looks_and_no_other_is() -> None:
    """The marked cells are highlighted in two looks and no other is."""
    assert frames(ANNOTATED) == MARKED


def test_a_comment_says_what_is_wrong_and_keeps_what_stood_there() -> None:
    """A comment says what is wrong and keeps what stood there."""
    book = opened(ANNOTATED)
    texts = {(sheet.title, cell.coordinate): cell.comment.text for sheet in book for row in sheet for cell in row if cell.comment}
    assert texts == {
        ("First one", "B2"): f"1.5 is no whole number.\nType digits only.\n{LINE}\nToo low",
        ("First one", "B3"): "A formula",
        ("First one", "A7"): f"Inside of a merged range\n{LINE}",
        ("First one", "I30"): f"A cell that is not there yet\n{LINE}",
        ("Second", "B2"): f"A table's cell\n\nSaid twice\n{LINE}",
    }
    assert book["First one"]["B2"].comment.author == "Study"
    assert book["First one"]["A7"].comment.author == "Counterfoil"


def test_a_thread_gets_a_reply() -> None:
    """A thread gets a reply, since Excel shows it in place of the plain comment."""
    first, reply = etree.fromstring(unzipped(ANNOTATED)[samples.THREAD])
    assert (reply.get("parentId"), reply.get("ref")) == (first.get("id"), "B2")
    assert "".join(map(str, reply.itertext())) == "1.5 is no whole number.\nType digits only."
    people = {person.get("id"): person.get("displayName") for person in etree.fromstring(unzipped(ANNOTATED)[samples.PERSONS])}
    assert people[reply.get("personId")] == "Counterfoil"


def test_a_highlighted_cell_keeps_its_value_and_the_rest_of_its_format() -> None:
    """A highlighted cell keeps its value and the rest of its format."""
    before, after = (opened(data)["First one"]["B2"] for data in (RICH, ANNOTATED))
    kept = [repr((cell.value, cell.number_format, cell.font, cell.alignment, cell.protection)) for cell in (before, after)]
    assert kept[0] == kept[1]


def test_the_first_sheet_lists_the_findings_with_links_that_lead_to_the_cells() -> None:
    """The first sheet lists the findings with links that lead to the cells."""
    book = opened(ANNOTATED)
    sheet = book.worksheets[0]
    assert (sheet.title, book.active, sheet.sheet_view.tabSelected) == ("To be corrected", sheet, True)
    links = {cell.coordinate: cell.hyperlink.location for row in sheet for cell in row if cell.hyperlink}
    assert links == {"C6": "'First one'!B2", "C7": "'Second'!B2"}
    assert [cell.value for cell in sheet[5]][2:] == ["Where", "What is wrong", "It is right", "Because"]
    assert [cell.value for cell in sheet[7]][1:4] == ["value:range", "Second, B2", "Twice as much as last year & more."]
    assert not any(other.sheet_view.tabSelected for other in book.worksheets[1:])
    assert sheet.column_dimensions["A"].hidden


def test_only_the_cells_to_be_filled_are_open_and_they_offer_the_choices() -> None:
    """Only the cells to be filled are open and they offer the choices."""
    sheet = opened(ANNOTATED).worksheets[0]
    visible = [cell for row in sheet.iter_rows(min_col=3) for cell in row]
    assert sheet.protection.sheet
    assert [cell.coordinate for cell in visible if not cell.protection.locked] == ["E7", "F7"]
    (rule,) = sheet.data_validations.dataValidation
    assert (str(rule.sqref), [cell.value for (cell,) in sheet[rule.formula1.replace("$", "")]]) == ("E7", ["Yes, it is", "No"])


def test_what_they_fill_in_is_found_again_by_the_key_of_its_row() -> None:
    """What they fill in is found again by the key of its row."""
    book = opened(ANNOTATED)
    book.worksheets[0]["E7"], book.worksheets[0]["F7"] = "Yes, it is", "We merged."
    rows = read_notice(read(saved(book)))
    assert rows.keys() == {"amount:type", "value:range"}
    assert (rows["value:range"][2], rows["value:range"][3]) == ("Yes, it is", "We merged.")
    assert read_notice(read(RICH)) == {}
    assert [is_notice(sheet) for sheet in read(ANNOTATED).sheets] == [True, False, False, False]


def test_a_value_that_was_given_before_stands_there_again() -> None:
    """A value that was given before stands there again."""
    assert read_notice(read(annotate(RICH, MARKS, notice(value="We merged."))))["value:range"][3] == "We merged."


def test_every_part_that_need_not_change_lies_in_the_file_as_it_was() -> None:
    """Every part that need not change lies in the file as it was, compressed byte for byte."""
    before, after = packed_members(RICH), packed_members(ANNOTATED)
    assert {name for name in before if before[name] != after.get(name)} == CHANGED
    assert after.keys() - before.keys() == NEW
    assert list(after)[: len(before)] == list(before)


@pytest.mark.parametrize("part", [samples.MACROS, "xl/externalLinks/externalLink1.xml", "xl/embeddings/oleObject1.bin"])
def test_nothing_that_acts_is_sent_on(part: str) -> None:
    """Macros, links to other files and embedded objects: the file is not given back, so that a workbook of ours goes instead."""
    with pytest.raises(Unpatchable) as why:
        annotate(zipped({**unzipped(RICH), part: b"<a/>"}), MARKS, notice())
    assert why.value.code == "active"


def test_the_sheet_keeps_all_that_this_does_not_understand() -> None:
    """The sheet keeps all that this does not understand, in its order."""
    before, after = (etree.fromstring(unzipped(data)[SHEET1]) for data in (RICH, ANNOTATED))
    assert [child.tag for child in before] == [child.tag for child in after]
    for name in ("sheetProtection", "conditionalFormatting", "dataValidations", "hyperlinks", "extLst", "AlternateContent", "mergeCells"):
        assert [*map(etree.tostring, before.iter(f"{{*}}{name}"))] == [*map(etree.tostring, after.iter(f"{{*}}{name}"))]


def test_the_form_control_keeps_its_shape_and_each_comment_has_one_of_its_own() -> None:
    """The form control keeps its shape and each comment has one of its own."""
    drawing = unzipped(ANNOTATED)[VML].decode()
    assert "Agreed<br>" in drawing
    ids = [piece.partition('"')[0] for piece in drawing.split('shape id="')[1:]] + [
        piece.partition('"')[0] for piece in drawing.split('office:excel" id="')[1:]
    ]
    assert len(set(ids)) == len(ids)
    assert drawing.count('ObjectType="Note"') == 4


def test_a_merged_range_is_framed_as_a_whole() -> None:
    """A merged range is framed as a whole, since Excel draws the frame of each cell under it."""
    root = etree.fromstring(unzipped(ANNOTATED)[SHEET1])
    formats = {cell.get("r"): cell.get("s") for cell in root.iter("{*}c")}
    assert formats["A7"] is not None
    assert formats["A7"] == formats["B7"] == formats["A8"] == formats["B8"] == formats["I30"]


def test_a_drawing_that_leads_nowhere_is_replaced() -> None:
    """A drawing that leads nowhere is replaced, so that a sheet has one."""
    data = changed(RICH, SHEET1, lambda part: part.replace(b'r:id="anysvml"', b'r:id="nowhere"'))
    root = etree.fromstring(unzipped(annotate(data, MARKS, notice()))[SHEET1])
    assert len([*root.iter("{*}legacyDrawing")]) == 1


def test_names_of_one_sheet_follow_it_and_the_others_stay() -> None:
    """Names of one sheet follow it and the others stay."""
    before, after = opened(RICH), opened(ANNOTATED)
    assert after.defined_names.keys() == before.defined_names.keys()
    assert after["First one"].print_area == before["First one"].print_area
    assert after["First one"].print_title_rows == before["First one"].print_title_rows


def test_the_answers_are_read_as_before() -> None:
    """The answers are read as before: the same cells, names, constants and properties."""
    before, after = read(RICH), read(ANNOTATED)
    assert [(sheet.name, sheet.cells, sheet.visibility) for sheet in after.sheets[1:]] == [
        (sheet.name, sheet.cells, sheet.visibility) for sheet in before.sheets
    ]
    assert (after.names, after.constants, after.properties) == (before.names, before.constants, before.properties)


@pytest.mark.parametrize("kind", AS_WRITTEN_BY_OTHERS)
def test_the_lint_finds_nothing_new_whoever_wrote_the_file(kind: str) -> None:
    """The lint finds nothing new whoever wrote the file, neither annotated, nor annotated twice, nor cleared."""
    data = AS_WRITTEN_BY_OTHERS[kind]()
    marks = (
        MARKS if kind != "the questionnaire" else (CellMark(sheet="About you who answers", row=5, column=3, text="No number", severe=True),)
    )
    page = notice() if kind != "the questionnaire" else replace(notice(), rows=())
    once = annotate(data, marks, page)
    known = set(findings(data))
    assert [fault for made in (once, annotate(once, marks, page), clear(once)) for fault in findings(made) if fault not in known] == []
    assert frames(once) == (MARKED if page.rows else {"About you who answers": {"C5": "thick"}})


@pytest.mark.parametrize("kind", AS_WRITTEN_BY_OTHERS)
def test_clearing_gives_the_file_back_whoever_wrote_it(kind: str) -> None:
    """Clearing gives the file back whoever wrote it."""
    data = AS_WRITTEN_BY_OTHERS[kind]()
    marks = (
        MARKS if kind != "the questionnaire" else (CellMark(sheet="About you who answers", row=5, column=3, text="No number", severe=True),)
    )
    page = notice() if kind != "the questionnaire" else replace(notice(), rows=())
    cleared = clear(annotate(data, marks, page))
    assert meaning(cleared) == meaning(data)
    assert looks(cleared) == looks(data)


def test_parts_are_found_in_whatever_case_they_are_spelt() -> None:
    """Parts are found in whatever case they are spelt."""
    data = samples.in_another_case()
    made = annotate(data, MARKS, notice())
    assert packed_members(made).keys() == packed_members(data).keys() | NEW
    assert LINE.encode() in unzipped(made)["xl/comments1.xml"]
    assert meaning(clear(made)) == meaning(data)


MARKS_ANYWHERE = st.lists(
    st.builds(
        CellMark,
        sheet=st.sampled_from(["First one", "Second", "Hidden"]),
        row=st.integers(1, 40),
        column=st.integers(1, 30),
        text=st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=80).filter(lambda text: LINE not in text),
        severe=st.booleans(),
    ),
    max_size=12,
)


@settings(max_examples=60)
@given(MARKS_ANYWHERE, MARKS_ANYWHERE)
def test_clear_undoes_annotate_and_a_second_annotation_replaces_the_first(first: list[CellMark], second: list[CellMark]) -> None:
    """Clear undoes annotate and a second annotation replaces the first."""
    once = annotate(RICH, first, notice())
    assert meaning(clear(once)) == meaning(RICH)
    again = annotate(once, second, notice())
    assert frames(again) == frames(annotate(RICH, second, notice()))
    assert meaning(clear(again)) == meaning(RICH)
    assert not set(findings(again)) - set(findings(RICH))


@given(MARKS_ANYWHERE)
@settings(max_examples=30)
def test_every_mark_is_seen(marks: list[CellMark]) -> None:
    """Every mark is seen: highlighted, and commented with its text, at its cell or at the merged range that it lies in."""
    merged = {(7, 1), (7, 2), (8, 1), (8, 2)}
    book = opened(annotate(RICH, marks, notice()))
    for mark in marks:
        place = (mark.row, mark.column)
        first = (7, 1) if place in merged else (10, 1) if place == (10, 2) else place
        cell = book[mark.sheet][a1(*(first if mark.sheet == "First one" else place))]
        assert cell.fill.fgColor.rgb in ({"FFFFDAD5"} if mark.severe else {"FFFFDAD5", "FFFFEFC3"})
        said = "".join(letter if letter.isprintable() or letter == "\n" else "\ufffd" for letter in cell.comment.text)
        assert "".join(letter if letter.isprintable() or letter == "\n" else "\ufffd" for letter in mark.text) in said


def test_a_corrected_cell_is_no_longer_highlighted() -> None:
    """A corrected cell is no longer highlighted, and the others still are."""
    again = annotate(ANNOTATED, MARKS[1:3], notice())
    assert frames(again) == {"First one": {"A7": "mediumDashed", "I30": "mediumDashed"}}
    assert opened(again)["First one"]["B2"].comment.text == "Too low"
    assert opened(again).sheetnames == ["To be corrected", "First one", "Second", "Hidden"]


def test_what_they_write_below_the_line_of_our_comment_is_kept() -> None:
    """What they write below the line of our comment is kept."""
    answered = changed(ANNOTATED, "xl/comments1.xml", lambda part: part.replace(LINE.encode(), f"{LINE}\nIt is right.".encode()))
    assert opened(clear(answered))["Second"]["B2"].comment.text == "It is right."
    assert f"{LINE}\nIt is right." in opened(annotate(answered, MARKS, notice()))["Second"]["B2"].comment.text


def test_our_part_of_a_comment_goes_even_where_a_program_cut_it_into_other_runs() -> None:
    """Our part of a comment goes even where a program cut it into other runs."""
    half = LINE[:4]
    cut = changed(ANNOTATED, COMMENTS, lambda part: part.replace(half.encode(), f"{half}</t></r><r><t>".encode()))
    assert opened(clear(cut))["First one"]["B2"].comment.text == "Too low"
    assert meaning(clear(cut)) == meaning(RICH)


def test_a_hidden_sheet_is_not_shown_when_the_notice_goes() -> None:
    """A hidden sheet is not shown when the notice goes."""
    first = b'name="First one" sheetId="1" state="visible"'
    data = changed(RICH, samples.WORKBOOK, lambda part: part.replace(first, first.replace(b"visible", b"hidden")))
    book = opened(clear(annotate(data, MARKS, notice())))
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_view.tabSelected] == ["Second"]
    assert book.active is book["Second"]


def test_a_highlighted_cell_whose_number_format_changed_keeps_that_and_loses_the_highlight() -> None:
    """A highlighted cell whose number format changed keeps that and loses the highlight, as when a date is typed into it."""
    book = opened(ANNOTATED)
    book["Second"]["B2"].number_format = "0.00%"
    book["Second"]["D9"]._style = book["Second"]["B2"]._style
    cleared = clear(saved(book))
    assert not frames(cleared)
    cell, before = opened(cleared)["Second"]["B2"], opened(RICH)["Second"]["B2"]
    assert (cell.number_format, repr(cell.fill), repr(cell.border)) == ("0.00%", repr(before.fill), repr(before.border))


def test_a_notice_that_remembers_formats_which_are_not_there_is_not_believed() -> None:
    """A notice that remembers formats which are not there is not believed."""
    remembered = re.compile(rb's="\d+"( t="inlineStr"><is><t>original)')
    wrong = changed(ANNOTATED, "xl/worksheets/sheet4.xml", lambda part: remembered.sub(rb's="9999"\1', part))
    assert wrong != changed(ANNOTATED, "xl/worksheets/sheet4.xml", lambda part: part)
    assert not frames(clear(wrong))
    assert not set(findings(clear(wrong))) - set(findings(RICH))


def test_highlights_and_comments_go_even_where_the_notice_was_deleted() -> None:
    """Highlights and comments go even where the notice was deleted."""
    book = opened(ANNOTATED)
    del book["To be corrected"]
    cleared = clear(saved(book))
    assert not any(cell.comment and LINE in cell.comment.text for sheet in opened(cleared) for row in sheet for cell in row)
    assert all(cell.fill.fgColor.rgb not in {"FFFFDAD5", "FFFFEFC3"} for sheet in opened(cleared) for row in sheet for cell in row)


def test_the_notice_takes_a_name_that_is_free_and_allowed() -> None:
    """The notice takes a name that is free and allowed."""
    names = {
        name: opened(annotate(RICH, (), replace(notice(), name=name))).sheetnames[0]
        for name in ("second", "a/b: 'c'", "x" * 40, "𝄞" * 20, "", "'", "First one")
    }
    assert names == {
        "second": "second (2)", "a/b: 'c'": "a b 'c", "x" * 40: "x" * 31, "𝄞" * 20: "𝄞" * 15, "": "-", "'": "-",
        "First one": "First one (2)",
    }  # fmt: skip


def test_titles_of_the_sheets_in_the_properties_stay_right() -> None:
    """Titles of the sheets in the properties stay right."""
    vt = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
    pair = "<vt:variant><vt:lpstr>Feuilles</vt:lpstr></vt:variant><vt:variant><vt:i4>3</vt:i4></vt:variant>"
    names = "".join(f"<vt:lpstr>{name}</vt:lpstr>" for name in ("First one", "Second", "Hidden"))
    titles = (
        f'<HeadingPairs xmlns:vt="{vt}"><vt:vector size="2" baseType="variant">{pair}</vt:vector></HeadingPairs>'
        f'<TitlesOfParts xmlns:vt="{vt}"><vt:vector size="3" baseType="lpstr">{names}</vt:vector></TitlesOfParts></Properties>'
    )
    data = changed(RICH, "docProps/app.xml", lambda part: part.replace(b"</Properties>", titles.encode()))
    root = etree.fromstring(unzipped(annotate(data, MARKS, notice()))["docProps/app.xml"])
    vector = next(one for one in root.iter("{*}vector") if one.get("baseType") == "lpstr")
    assert (vector.get("size"), [one.text for one in vector]) == ("4", ["To be corrected", "First one", "Second", "Hidden"])
    assert [one.text for one in root.iter("{*}i4")] == ["4"]
    assert meaning(clear(annotate(data, MARKS, notice()))) == meaning(data)
    broken = changed(data, "docProps/app.xml", lambda part: part.replace(b"<vt:i4>3", b"<vt:i4>7"))
    assert b"TitlesOfParts" not in unzipped(annotate(broken, MARKS, notice()))["docProps/app.xml"]


def test_the_smallest_workbook_is_annotated_at_the_right_cells() -> None:
    """The smallest workbook is annotated at the right cells, though it has no styles and numbers neither rows nor cells."""
    page = Notice(
        name="Look",
        right_to_left=True,
        title="Title",
        lines=(),
        columns=(NoticeColumn("Where"),),
        rows=(NoticeRow("a", ("One, A3",), Cell("One", 3, 1)),),
    )
    data = samples.bare()
    made = annotate(
        data,
        (CellMark(sheet="One", row=3, column=1, text="x", severe=True), CellMark(sheet="One", row=2, column=5, text="y", severe=False)),
        page,
    )
    assert findings(made) == ()
    assert frames(made) == {"One": {"A3": "thick", "E2": "mediumDashed"}}
    assert read(made).sheets[1].cells == {(1, 1): 1, (1, 2): 2, (3, 1): 3}
    assert opened(made).worksheets[0].sheet_view.rightToLeft
    assert read(clear(made)) == read(data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_ooxml"),
        (b"a;b\n1;2\n", "not_ooxml"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "broken"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "not_ooxml"),
        (zipped({"xl/workbook.xml": b"<workbook/>"}), "broken"),
        (changed(ordinary(), SHEET1, lambda part: part[:-20]), "broken"),
        (changed(ordinary(), SHEET1, lambda part: part.replace(b'r="B6"', b'r="?"')), "broken"),
        (changed(ordinary(), "xl/workbook.xml", lambda part: part.replace(b"rId1", b"rId77")), "broken"),
        (zipped({name: content for name, content in unzipped(ordinary()).items() if name != SHEET1}), "broken"),
        (changed(ordinary(), "_rels/.rels", lambda part: part.replace(b"core-properties", b"digital-signature/origin")), "signed"),
        (RICH, "sheet_missing"),
    ],
)
def test_what_cannot_be_patched_says_why(data: bytes, code: str) -> None:
    """What cannot be patched says why."""
    with pytest.raises(Unpatchable) as caught:
        annotate(data, (CellMark(sheet="1. Phénomène", row=6, column=2, text="x", severe=True),), replace(notice(), rows=()))
    assert caught.value.code == code


def test_a_link_to_nowhere_is_told() -> None:
    """A link to nowhere is told."""
    with pytest.raises(Unpatchable, match="sheet_missing"):
        annotate(ordinary(), (), notice())


@settings(max_examples=150)
@given(st.sampled_from(sorted(unzipped(RICH))), st.data())
def test_a_part_that_is_damaged_is_annotated_or_refused(name: str, data: st.DataObject) -> None:
    """A part that is damaged is annotated or refused, and nothing else happens."""
    content = unzipped(RICH)[name]
    cuts = data.draw(
        st.lists(st.tuples(st.integers(0, len(content)), st.binary(max_size=3) | st.sampled_from([b'"', b"<", b"999999999999"])))
    )
    for place, bytes_ in cuts:
        content = content[:place] + bytes_ + content[place + len(bytes_) :]
    try:
        made = annotate(zipped({**specimen(), **unzipped(RICH), name: content}), MARKS, notice())
    except Unpatchable:
        return
    with contextlib.suppress(Unpatchable):
        assert clear(made)


def test_a_drawing_of_open_tags_costs_no_more_than_its_length() -> None:
    """What took the square of its length would take longer than any test may."""
    hostile = changed(RICH, VML, lambda part: part.replace(b"</xml>", b"<v:shape <v:shape><o:idmap " * 300_000 + b"</xml>"))
    assert annotate(hostile, MARKS, notice())
