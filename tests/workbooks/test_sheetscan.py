"""A sheet that is written plainly is read by a pattern, any other by a parser: whatever stands in it, both say the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workbooks.files import with_rows
from workbooks.caged.opening import look
from workbooks.cells import Workbook, a1
from workbooks.ooxml.sheetscan import attributes, written
from workbooks.ooxml.strings import shared_strings
from workbooks.refusal import Refusal, Refused

HEAD = '<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
TAIL = "</sheetData><pageMargins/></worksheet>"
STRINGS_HEAD = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
# With a comment before it, no pattern is trusted.
COMMENT = "<!-- a remark -->"

TEXTS = st.text(st.sampled_from("aZ09 \n\t.,:;'\"<>&é\u0639\U0001f600_x"), max_size=8)


def escaped(text: str) -> str:
    """Return a text as XML holds it, by names and by numbers of characters."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&#62;").replace('"', "&quot;").replace("'", "&#x27;")


VALUES = TEXTS.map(lambda text: f"<v>{escaped(text)}</v>") | st.sampled_from(["", "<v/>", "<v></v>", "<v>12</v>", "<v>1.5E-3</v>"])
FORMULAS = st.sampled_from(
    ["", "<f>A1&amp;B1</f>", '<f aca="false">1&lt;2</f>', '<f t="shared" si="0"/>', "<f/>", '<f t="array" ref="A1">SUM(A1:A2)</f>']
)
INLINE = TEXTS.map(lambda text: f'<is><t xml:space="preserve">{escaped(text)}</t></is>') | st.sampled_from(
    ["<is><t/></is>", "<is><r><t>a</t></r><rPh sb='0' eb='1'><t>x</t></rPh><r><t>b</t></r></is>"]
)
ATTRIBUTES = st.sampled_from(["", ' s="5"', ' s="0" t="s"', ' t="n"', ' t="inlineStr" s="3"', " t='str'", ' s="1" t="e" cm="1"', ' t="b"'])


@st.composite
def rows(draw: st.DrawFn) -> str:
    """Return the rows of a sheet: cells with and without address, blank ones, and all kinds of content."""
    made = []
    for row in range(1, draw(st.integers(1, 4))):
        cells = []
        for column in sorted(draw(st.sets(st.integers(1, 800), max_size=4))):
            address = draw(st.sampled_from([f' r="{a1(row, column)}"'] * 6 + [""]))
            content = draw(st.just("") | st.builds("".join, st.tuples(FORMULAS, VALUES | INLINE)))
            said = draw(ATTRIBUTES)
            cells.append(f"<c{address}{said}>{content}</c>" if content or draw(st.booleans()) else f"<c{address}{said}/>")
        made.append(f'<row r="{row}" spans="1:9">{"".join(cells)}</row>')
    return "".join(made)


def meant(part: str) -> list[tuple[str, ...]]:
    """Return the cells of a part that hold something, with their attributes understood."""
    found: list[tuple[str, ...]] = []
    for letters, digits, said, formula, value, inline in written(part.encode()):
        if formula or value or inline:
            found.append((letters, digits, *attributes(said), formula, value, inline))
    return found


@given(rows())
def test_both_ways_to_read_a_sheet_say_the_same(content: str) -> None:
    """Both ways to read a sheet say the same."""
    assert meant(HEAD + content + TAIL) == meant(COMMENT.join(("", HEAD.partition("?>")[2])) + content + TAIL)


def test_a_blank_cell_within_another_joins_no_texts() -> None:
    """Blank cells are taken out before the others are looked for: what stood on their two sides is no value of its own."""
    content = '<row r="1"><c r="A1"><v>5<c r="B1"></c>6</v></c><c r="C1"><v>7</v></c></row>'
    by_parser = meant(COMMENT.join(("", HEAD.partition("?>")[2])) + content + TAIL)
    assert meant(HEAD + content + TAIL) == by_parser
    assert "56" not in [value for *_, value, _ in by_parser]


@given(
    st.lists(
        TEXTS.map(lambda text: f'<si><t xml:space="preserve">{escaped(text)}</t></si>')
        | st.sampled_from(["<si><t/></si>", "<si/>", "<si><t>a\r\nb</t></si>", "<si><r><rPr><b/></rPr><t>a</t></r><r><t> b</t></r></si>"])
    )
)
def test_both_ways_to_read_the_shared_strings_say_the_same(items: list[str]) -> None:
    """Both ways to read the shared strings say the same, one string for each item."""
    part = STRINGS_HEAD + "".join(items) + "</sst>"
    found = shared_strings(part.encode())
    assert list(found) == list(shared_strings((COMMENT + part).encode()))
    assert len(found) == len(items)


def cells(content: bytes) -> dict[tuple[int, int], object]:
    """Return the cells of a workbook whose first sheet has these rows."""
    result = look(with_rows(content), "book.xlsx").result
    assert isinstance(result, Workbook), result
    return dict(result.sheets[0].cells)


def test_what_a_comment_or_a_section_of_plain_characters_holds_is_told_from_cells() -> None:
    """What stands in a comment is no cell, and what stands in a section of plain characters is a text."""
    hidden = b'<!-- <c r="A1"><v>1</v></c> --><c r="B1"><v>2</v></c>'
    assert cells(b'<row r="1">' + hidden + b"</row>") == {(1, 2): 2}
    section = b'<c r="A1" t="str"><v><![CDATA[<c r="B1"><v>9</v></c>]]></v></c>'
    assert cells(b'<row r="1">' + section + b"</row>") == {(1, 1): '<c r="B1"><v>9</v></c>'}


def test_cells_of_another_prefix_are_cells() -> None:
    """A cell is known by its name, whatever prefix its namespace has."""
    name = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    assert cells(b'<row r="1"><c r="A1"><v>1</v></c><x:c xmlns:x="' + name + b'" r="B1"><x:v>2</x:v></x:c></row>') == {(1, 1): 1, (1, 2): 2}


@pytest.mark.parametrize("reference", ["&nbsp;", "&#0;", "&#xD800;", "&#x110000;", "& ", "&#xFFFF;"])
def test_a_reference_that_means_no_character_makes_a_broken_file(reference: str) -> None:
    """A reference that means no character makes a broken file."""
    part = HEAD + f'<row r="1"><c r="A1" t="str"><v>{reference}</v></c></row>' + TAIL
    for each in (part, COMMENT + part.partition("?>")[2]):
        with pytest.raises(Refused):
            written(each.encode())


def test_a_sheet_in_another_encoding_is_read() -> None:
    """A sheet in another encoding is read."""
    part = HEAD.replace("UTF-8", "UTF-16") + '<row r="1"><c r="A1" t="str"><v>é</v></c></row>' + TAIL
    assert [cell[4] for cell in written(part.encode("utf-16"))] == ["é"]
    assert [cell[4] for cell in written(part.replace("UTF-16", "ISO-8859-1").encode("latin-1"))] == ["é"]


@pytest.mark.parametrize("content", [b'<c r="A1" t="s"><v>7000</v></c>', b'<c r="A1" t="s"><v>-1</v></c>', b'<c r="XFE1"><v>1</v></c>'])
def test_a_cell_that_can_be_nowhere_or_names_no_text_makes_a_broken_file(content: bytes) -> None:
    """A cell that can be nowhere, or names a shared string that is not there, makes a broken file."""
    result = look(with_rows(b'<row r="1">' + content + b"</row>"), "book.xlsx").result
    assert isinstance(result, Refusal)
    assert result.code == "file_broken"


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1"><v>5</v>"></c>',
        '<c r="A1" t="inlineStr"><is><t>yes</t></is>"></c>',
        '<c r="A1"><v>5</v><x a="b"></c>',
        '<c r="A1">"></c>',
    ],
)
def test_what_only_ends_as_a_blank_cell_does_is_none(cell: str) -> None:
    """Somebody's own file may have any text before the end of a cell: what a person sees and what is filed are the same all the same."""
    said = []
    for comment in ("", COMMENT):
        try:
            said.append(meant(f'{HEAD}{comment}<row r="1">{cell}<c r="B1" s="1"></c></row>{TAIL}'))
        except Refused:
            said.append([("refused",)])
    assert said[0] == said[1]
