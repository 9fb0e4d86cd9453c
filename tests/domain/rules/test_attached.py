"""Files that answers name: found by their names, and by nothing else where an answer has the name of another file."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from domain.rules.attached import attached


def found(written: Mapping[str, str], *files: str) -> dict[str, list[str]]:
    """Return the files that each answer means; one that no answer names has a question mark."""
    meant = attached(written, [(name,) for name in files])
    return {key: [files[one.number] + ("" if one.by_name else "?") for one in several] for key, several in meant.items()}


@pytest.mark.parametrize("answer", ["law.pdf", "LAW.PDF", "law", "See law.pdf, please", r"C:\Users\me\law.pdf", "«law.pdf»", "law.pdf."])
def test_an_answer_means_the_file_that_it_names(answer: str) -> None:
    """However it is written: with or without its ending, in other letters, with what stands around it."""
    assert found({"law": answer}, "scan.png", "law.pdf") == {"law": ["law.pdf"]}


@pytest.mark.parametrize("answer", ["law.docx", "act-law.pdf", "outlaw.pdf", "laws.pdf", "law.pdfx", ""])
def test_a_name_that_only_looks_alike_is_none(answer: str) -> None:
    """Another ending is another file, and a part of a word no name."""
    assert found({"law": answer}, "law.pdf", "scan.png") == {"law": []}


def test_of_two_files_with_one_name_both_are_meant() -> None:
    """As programs write the second copy, and as two folders have them."""
    assert found({"law": "law.pdf"}, "law.pdf", "Law (1).pdf") == {"law": ["law.pdf", "Law (1).pdf"]}


def test_an_answer_may_name_several_and_a_longer_name_is_no_shorter_one() -> None:
    """Each is found; what stands inside of a longer name is not meant by itself."""
    assert found({"law": "a.pdf; b.pdf"}, "a.pdf", "b.pdf", "c.pdf") == {"law": ["a.pdf", "b.pdf"]}
    assert found({"law": "draft law.pdf"}, "law.pdf", "draft law.pdf") == {"law": ["draft law.pdf"]}


def test_what_names_no_file_belongs_to_the_one_that_nothing_names() -> None:
    """As in "attached"; where two are left, or the answer names another file, nobody knows."""
    assert found({"law": "attached"}, "x.pdf") == {"law": ["x.pdf?"]}
    assert found({"law": "attached", "photo": "office.jpg"}, "office.jpg", "x.pdf") == {"law": ["x.pdf?"], "photo": ["office.jpg"]}
    assert found({"law": "attached"}, "x.pdf", "y.pdf") == {"law": []}
    assert found({"law": "attached", "photo": "attached"}, "x.pdf") == {"law": [], "photo": []}
    assert found({"law": "law.pdf"}, "x.pdf") == {"law": []}


@pytest.mark.parametrize("answer", ["law.pdf", "act 12.pdf"])
def test_a_file_that_came_under_two_names_is_meant_by_either(answer: str) -> None:
    """It is one file all the same, and its other name is no second file that nothing names."""
    meant = attached({"law": answer, "other": "attached"}, [("law.pdf", "act 12.pdf")])
    assert {key: [(one.number, one.by_name) for one in several] for key, several in meant.items()} == {"law": [(0, True)], "other": []}
