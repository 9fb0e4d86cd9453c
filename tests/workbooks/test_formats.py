from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.workbooks.files import SECTION, SHEET1, VALUES, changed, converted, ordinary, saved, unzipped, with_rows, zipped
from workbooks.caged.opening import look
from workbooks.cells import Cell, CellError, Visibility, Workbook
from workbooks.formats import formats


def read(data: bytes, name: str = "book.xlsx") -> Workbook:
    """Open in this process; the child process has tests of its own."""
    result = look(data, name).result
    assert isinstance(result, Workbook), result
    return result


def cells(data: bytes) -> dict[tuple[int, int], object]:
    """Return the cells of the first sheet."""
    return dict(read(data).sheets[0].cells)


def test_every_format_says_what_it_reads_and_none_reads_what_another_does() -> None:
    """Every format says what it reads and none reads what another does."""
    assert {"xlsx", "xlsm", "xls", "ods", "csv"} <= formats().keys()


class TestWhatOpenpyxlSaved:
    """What openpyxl saved."""

    def test_values_keep_their_types_and_integral_numbers_are_ints(self, book: bytes) -> None:
        """Values keep their types and integral numbers are ints."""
        found = read(book).sheets[0].cells
        assert found == VALUES
        assert {position: type(value) for position, value in found.items()} == {position: type(value) for position, value in VALUES.items()}

    def test_formulas_that_were_never_calculated_are_told(self, book: bytes) -> None:
        """Formulas that were never calculated are told."""
        assert read(book).sheets[0].uncalculated == {(12, 2), (13, 2), (14, 2)}

    def test_names_constants_properties_comments_and_states_are_read(self, book: bytes) -> None:
        """Names constants properties comments and states are read."""
        found = read(book)
        assert found.names == {
            "one_cell": Cell(SECTION, 6, 2),
            "an_area": Cell(SECTION, 6, 2),
            "plain": Cell("_counterfoil", 1, 1),
        }
        assert found.constants == {"a_text": 'ab"c', "a_number": "12.5"}
        assert found.broken_names == {"lost"}
        assert found.properties == {"token": "abc", "version": "3"}
        assert found.sheets[0].comments == {(6, 2): "About a dozen"}
        assert [sheet.visibility for sheet in found.sheets] == [Visibility.VISIBLE, Visibility.VERY_HIDDEN, Visibility.HIDDEN]
        assert found.format == "xlsx"


@pytest.fixture(scope="module", params=["xlsx", "ods", "xls"])
def resaved(request: pytest.FixtureRequest, book: bytes, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Workbook]:
    """Let LibreOffice save the ordinary workbook."""
    folder: Path = tmp_path_factory.mktemp(request.param)
    return request.param, read(converted(book, request.param, folder), f"book.{request.param}")


class TestWhatLibreOfficeSaved:
    """What LibreOffice saved."""

    def test_values_are_the_same_and_formulas_have_theirs(self, resaved: tuple[str, Workbook]) -> None:
        """Values are the same and formulas have theirs."""
        expected = {**VALUES, (12, 2): 24, (13, 2): CellError("#DIV/0!")}
        assert dict(resaved[1].sheets[0].cells) == dict(sorted(expected.items()))
        assert resaved[1].sheets[0].uncalculated == set()

    def test_names_constants_and_properties_survive(self, resaved: tuple[str, Workbook]) -> None:
        """Names constants and properties survive."""
        found = resaved[1]
        assert found.format == resaved[0]
        assert found.names == {
            "one_cell": Cell(SECTION, 6, 2),
            "an_area": Cell(SECTION, 6, 2),
            "plain": Cell("_counterfoil", 1, 1),
        }
        assert found.constants == {"a_text": 'ab"c', "a_number": "12.5"}
        assert found.broken_names == {"lost"}
        assert found.properties.items() >= {"token": "abc", "version": "3"}.items()

    def test_states_and_comments_survive(self, resaved: tuple[str, Workbook]) -> None:
        """States and comments survive."""
        states = [sheet.visibility for sheet in resaved[1].sheets]
        assert states == [Visibility.VISIBLE, Visibility.HIDDEN, Visibility.HIDDEN]
        assert resaved[1].sheets[0].comments == {(6, 2): "About a dozen"}


class TestUnusualXml:
    """Unusual XML."""

    def test_a_sheet_that_begins_far_from_the_corner_keeps_its_positions(self) -> None:
        """A sheet that begins far from the corner keeps its positions."""
        assert cells(with_rows(b'<row r="4"><c r="C4"><v>1</v></c></row><row r="9"><c r="E9"><v>2</v></c></row>')) == {(4, 3): 1, (9, 5): 2}

    def test_cells_without_an_address_follow_the_one_before(self) -> None:
        """Cells without an address follow the one before."""
        rows = b'<row r="4"><c r="C4"><v>1</v></c><c><v>2</v></c></row><row><c t="str"><f>1</f></c><c t="e"><v>#N/A</v></c></row>'
        assert cells(with_rows(rows)) == {(4, 3): 1, (4, 4): 2, (5, 2): CellError("#N/A")}

    def test_errors_written_with_single_quotes_are_seen(self) -> None:
        """Errors written with single quotes are seen."""
        assert cells(with_rows(b"<row r='1'><c r='B1' t='e'><v>#REF!</v></c></row>")) == {(1, 2): CellError("#REF!")}

    def test_an_inline_text_loses_its_phonetic_guide_and_keeps_its_spaces(self) -> None:
        """An inline text loses its phonetic guide and keeps its spaces."""
        text = b'<is><r><t xml:space="preserve">a </t></r><rPh sb="0" eb="1"><t>x</t></rPh><r><t>b</t></r></is>'
        rows = b'<row r="1"><c r="A1" t="inlineStr">' + text + b"</c></row>"
        assert cells(with_rows(rows)) == {(1, 1): "a b"}

    def test_a_formula_that_gives_an_empty_text_is_blank_and_one_without_value_is_told(self) -> None:
        """A formula that gives an empty text is blank and one without value is told."""
        rows = b'<row r="1"><c r="A1" t="str"><f>""</f><v></v></c><c r="B1"><f>A1</f></c><c r="C1"><f>1</f><v>1</v></c></row>'
        sheet = read(with_rows(rows)).sheets[0]
        assert sheet.cells == {(1, 3): 1}
        assert sheet.uncalculated == {(1, 2)}

    def test_a_shared_string_without_its_number_is_blank(self) -> None:
        """A shared string without its number is blank."""
        assert cells(with_rows(b'<row r="1"><c r="A1" t="s"><v/></c><c r="B1" t="s"><v></v></c><c r="C1"><v>3</v></c></row>')) == {
            (1, 3): 3
        }

    def test_numbers_too_large_to_be_exact_stay_floats(self) -> None:
        """Numbers too large to be exact stay floats."""
        found = cells(with_rows(b'<row r="1"><c r="A1"><v>1E+300</v></c><c r="B1"><v>-7</v></c></row>'))
        assert found == {(1, 1): 1e300, (1, 2): -7}
        assert isinstance(found[1, 1], float)

    def test_styled_blank_cells_at_the_end_of_the_sheet_are_no_matter(self) -> None:
        """Styled blank cells at the end of the sheet are no matter."""
        rows = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
        assert cells(with_rows(rows)) == {(1, 1): 1}

    def test_dates_since_1904_are_understood(self) -> None:
        """Dates since 1904 are understood."""
        old = openpyxl.Workbook()
        old.epoch = dt.datetime(1904, 1, 1)  # noqa: DTZ001 - A cell has no zone.
        old.worksheets[0]["A1"] = dt.date(2012, 2, 10)
        assert cells(saved(old)) == {(1, 1): dt.date(2012, 2, 10)}

    def test_strict_ooxml_is_read_as_transitional_is(self, book: bytes) -> None:
        """Strict OOXML is read as transitional is."""
        strict = {
            name: part.replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
            ).replace(b"http://schemas.openxmlformats.org/officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/")
            for name, part in unzipped(book).items()
        }
        found, expected = read(zipped(strict)), read(book)
        assert (found.sheets, found.names, found.constants) == (expected.sheets, expected.names, expected.constants)

    def test_members_with_backslashes_are_found(self, book: bytes) -> None:
        """Members with backslashes are found."""
        assert read(zipped({name.replace("/", "\\"): part for name, part in unzipped(book).items()})) == read(book)

    def test_a_workbook_without_an_index_of_its_parts_is_recognised(self, book: bytes) -> None:
        """A workbook without an index of its parts is recognised."""
        parts = unzipped(book)
        del parts["docProps/custom.xml"]
        assert look(zipped({**parts, "[Content_Types].xml": b"<Types/>"}), "book.xlsx").kind == "xlsx"

    def test_the_name_of_the_workbook_goes_before_that_of_a_duplicated_sheet(self, book: bytes) -> None:
        """The name of the workbook goes before that of a duplicated sheet."""
        again = b'<definedName name="one_cell" localSheetId="1">_counterfoil!$Z$9</definedName>'
        both = changed(book, "xl/workbook.xml", lambda part: part.replace(b"<definedNames>", b"<definedNames>" + again))
        assert read(both).names["one_cell"] == Cell(SECTION, 6, 2)

    def test_broken_comments_and_properties_do_not_hide_the_answers(self, book: bytes) -> None:
        """Broken comments and properties do not hide the answers."""
        spoilt = changed(changed(book, "docProps/custom.xml", lambda _: b"<broken"), "xl/comments/comment1.xml", lambda _: b"\xff")
        found = read(spoilt)
        assert found.sheets[0].cells == VALUES
        assert (found.properties, found.sheets[0].comments) == ({}, {})

    def test_a_chart_sheet_is_left_out(self) -> None:
        """A chart sheet is left out."""
        charted = openpyxl.Workbook()
        charted.create_chartsheet("Chart")
        charted.worksheets[0]["B2"] = "x"
        assert [sheet.name for sheet in read(saved(charted)).sheets] == ["Sheet"]


def test_a_workbook_with_macros_is_read_and_called_so(book: bytes) -> None:
    """A workbook with macros is read and called so."""
    main = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macros = changed(book, "[Content_Types].xml", lambda part: part.replace(main, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"))
    found = read(zipped({**unzipped(macros), "xl/vbaProject.bin": b"macro"}), "book.xlsm")
    assert found.format == "xlsm"
    assert found.sheets[0].cells == VALUES


def test_looks_of_cells_are_read_only_where_they_are_asked_for(book: bytes) -> None:
    """All else is the same without them, with macros and without."""
    main = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macros = changed(book, "[Content_Types].xml", lambda part: part.replace(main, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"))
    for data, name in ((book, "book.xlsx"), (macros, "book.xlsm")):
        whole, less = look(data, name).result, look(data, name, with_looks=False).result
        assert isinstance(whole, Workbook)
        assert isinstance(less, Workbook)
        assert any(sheet.looks for sheet in whole.sheets)
        assert not any(sheet.looks for sheet in less.sheets)
        assert less == replace(whole, sheets=tuple(replace(sheet, looks=()) for sheet in whole.sheets))


@pytest.mark.parametrize(
    "text",
    [
        "Numéro;Réponse\r\n1;Oui, bien sûr\r\n".encode(),
        "\ufeffNuméro;Réponse\n1;Oui, bien sûr\n".encode(),
        "sep=;\nNuméro;Réponse\n1;Oui, bien sûr\n".encode(),
        "Numéro\tRéponse\r\n1\tOui, bien sûr\r\n".encode("utf-16"),
        'Numéro,Réponse\n1,"Oui, bien sûr"\n'.encode(),
    ],
)
def test_a_sheet_saved_as_text_gives_its_cells_as_texts(text: bytes) -> None:
    """A sheet saved as text gives its cells as texts."""
    assert read(text, "answers.csv").sheets[0].cells == {(1, 1): "Numéro", (1, 2): "Réponse", (2, 1): "1", (2, 2): "Oui, bien sûr"}


class TestOpenDocument:
    """The OpenDocument reader."""

    CONTENT = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
        xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">
        <office:body><office:spreadsheet><table:table table:name="One">{}</table:table></office:spreadsheet></office:body>
        </office:document-content>"""

    def cells(self, rows: str) -> dict[tuple[int, int], object]:
        """Return the cells of a sheet of these rows."""
        content = self.CONTENT.format(rows).encode()
        return cells(zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content}))

    def test_repeated_cells_stand_at_every_place_and_blank_ones_cost_nothing(self) -> None:
        """Repeated cells stand at every place and blank ones cost nothing."""
        rows = (
            '<table:table-row table:number-rows-repeated="1048574">'
            '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
            '<table:table-row table:number-rows-repeated="2"><table:table-cell/>'
            '<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="3"/></table:table-row>'
        )
        assert self.cells(rows) == {(row, column): 3 for row in (1048575, 1048576) for column in (2, 3)}

    def test_white_space_lines_and_links_inside_of_a_text_are_kept(self) -> None:
        """White space lines and links inside of a text are kept."""
        text = '<text:p>a<text:s text:c="2"/>b<text:tab/><text:a>link</text:a> c<text:line-break/>d</text:p><text:p>e</text:p>'
        assert self.cells(f'<table:table-row><table:table-cell office:value-type="string">{text}</table:table-cell></table:table-row>') == {
            (1, 1): "a  b\tlink c\nd\ne"
        }

    @pytest.mark.parametrize(
        ("attributes", "value"),
        [
            ('office:value-type="percentage" office:value="0.5"', 0.5),
            ('office:value-type="currency" office:value="12"', 12),
            ('office:value-type="boolean" office:boolean-value="false"', False),
            ('office:value-type="date" office:date-value="2012-02-10T00:00:00"', dt.date(2012, 2, 10)),
            ('office:value-type="date" office:date-value="-0044-03-15"', "-0044-03-15"),
            ('office:value-type="time" office:time-value="PT05H06M07.25S"', dt.time(5, 6, 7, 250000)),
            ('office:value-type="time" office:time-value="-PT1H"', dt.timedelta(hours=-1)),
            ('office:value-type="time" office:time-value="PT24H00M00S"', dt.timedelta(days=1)),
            ('office:value-type="string" office:string-value="said"', "said"),
        ],
    )
    def test_values_are_typed_by_what_the_file_says(self, attributes: str, value: object) -> None:
        """Values are typed by what the file says."""
        found = self.cells(f"<table:table-row><table:table-cell {attributes}/></table:table-row>")
        assert found == {(1, 1): value}
        assert type(found[1, 1]) is type(value)


def test_ordinary_files_are_made_the_same_way_each_time() -> None:
    """Ordinary files are made the same way each time."""
    assert unzipped(ordinary()).keys() >= {SHEET1, "docProps/custom.xml", "xl/comments/comment1.xml"}
    assert openpyxl.load_workbook(io.BytesIO(ordinary())).sheetnames == [SECTION, "_counterfoil", "Shy"]
