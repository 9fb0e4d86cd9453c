from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from tests.workbooks.files import SHEET1, changed, ordinary, unzipped, zipped
from workbooks.containers.package import Stampable, partly_stamped, stampable, stored
from workbooks.refusal import Refused

CUSTOM = "docProps/custom.xml"
TEMPLATE = changed(
    changed(
        ordinary(),
        SHEET1,
        lambda part: part.replace(b"<sheetData>", b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>%REF%</t></is></c></row>'),
    ),
    CUSTOM,
    lambda part: part.replace(b">abc<", b">%TOKEN%<"),
)
BLANK: Stampable = stampable(TEMPLATE, (SHEET1, CUSTOM))


@given(st.text("abcdefghij%KNOTREF-0123456789 éن", min_size=1), st.text("ABC%REFTOKN", min_size=1))
def test_a_copy_differs_from_the_template_in_exactly_the_changed_parts(token: str, reference: str) -> None:
    """A copy differs from the template in exactly the changed parts."""
    copy = BLANK.prefix + BLANK.stamp({b"%TOKEN%": token.encode(), b"%REF%": reference.encode()})
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        assert archive.testzip() is None
    expected = unzipped(TEMPLATE)
    expected[SHEET1] = expected[SHEET1].replace(b"%REF%", reference.encode())
    expected[CUSTOM] = expected[CUSTOM].replace(b"%TOKEN%", token.encode())
    assert unzipped(copy) == expected


def test_a_copy_opens_in_other_readers_with_its_values() -> None:
    """A copy opens in other readers with its values."""
    copy = BLANK.prefix + BLANK.stamp({b"%TOKEN%": b"tok&amp;en", b"%REF%": b"CYB12-0007-K"})
    book = openpyxl.load_workbook(io.BytesIO(copy))
    assert book.worksheets[0]["A1"].value == "CYB12-0007-K"
    properties: Any = book.custom_doc_props  # type: ignore[attr-defined]
    assert {one.name: one.value for one in properties.props}["token"] == "tok&en"
    assert "one_cell" in book.defined_names
    with python_calamine.load_workbook(io.BytesIO(copy)) as other:
        assert other.get_sheet_by_index(0).to_python()[0][0] == "CYB12-0007-K"


def test_the_same_values_always_give_the_same_bytes_and_the_prefix_is_shared() -> None:
    """The same values always give the same bytes and the prefix is shared."""
    values = {b"%TOKEN%": b"t", b"%REF%": b"r"}
    assert BLANK.stamp(values) == stampable(TEMPLATE, (SHEET1, CUSTOM)).stamp(values)
    assert BLANK.stamp(values) != BLANK.stamp({**values, b"%TOKEN%": b"u"})


def test_what_is_the_same_in_all_of_some_copies_may_be_put_in_before() -> None:
    """The parts say the same, and a value that looks like a placeholder stays what it is."""
    reference = {b"%REF%": b"r %TOKEN%"}
    before = partly_stamped(BLANK, {b"%TOKEN%": b"t"})
    assert unzipped(before.prefix + before.stamp(reference)) == unzipped(BLANK.prefix + BLANK.stamp({**reference, b"%TOKEN%": b"t"}))
    assert partly_stamped(BLANK, {}) == BLANK


def test_a_value_that_looks_like_another_placeholder_is_left_alone() -> None:
    """A value that looks like another placeholder is left alone."""
    copy = BLANK.prefix + BLANK.stamp({b"%TOKEN%": b"%REF%", b"%REF%": b"%TOKEN%"})
    assert b">%REF%<" in unzipped(copy)[CUSTOM]
    assert b"<t>%TOKEN%</t>" in unzipped(copy)[SHEET1]


def test_a_placeholder_that_stands_nowhere_is_an_error() -> None:
    """A placeholder that stands nowhere is an error."""
    with pytest.raises(KeyError, match="%TYPO%"):
        BLANK.stamp({b"%TYPO%": b"t"})


def test_a_changing_member_that_does_not_exist_is_an_error() -> None:
    """A changing member that does not exist is an error."""
    with pytest.raises(KeyError):
        stampable(TEMPLATE, ("xl/nowhere.xml",))


def test_a_template_with_duplicate_members_is_refused() -> None:
    """A template with duplicate members is refused."""
    buffer = io.BytesIO(TEMPLATE)
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET1, b"<other/>")
    with pytest.raises(Refused):
        stampable(buffer.getvalue(), (CUSTOM,))


def test_a_name_that_is_not_ascii_survives() -> None:
    """A name that is not ASCII survives."""
    data = zipped({"é/ن.xml": b"<a/>", "b.xml": b"%X%"})
    cut = stampable(data, ("b.xml",))
    assert unzipped(cut.prefix + cut.stamp({b"%X%": b"y"})) == {"é/ن.xml": b"<a/>", "b.xml": b"y"}


def test_stored_parts_read_back() -> None:
    """Stored parts read back."""
    parts = {"a.xml": b"<a/>" * 1000, "b/c.xml": b""}
    assert unzipped(stored(parts)) == parts
