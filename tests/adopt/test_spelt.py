"""The words of cells are found however they are spelt, and what was looked at is not kept for ever."""

from __future__ import annotations

import tracemalloc

import pytest

from questionnaire.adopt.words.spelt import begins, plain


def test_a_word_is_found_in_capitals_and_with_accents_where_a_word_begins() -> None:
    """And anywhere among ideographs."""
    assert begins("TÉLÉPHONE du bureau", ["telephone"])
    assert begins("联系电话", ["电话"])
    assert not begins("Microphone", ["phone"])


@pytest.mark.parametrize(("length", "count"), [(2_000, 2_000), (100, 40_000)])
def test_the_texts_of_the_cells_of_very_many_workbooks_are_not_kept(length: int, count: int) -> None:
    """A program that adopts for months does not grow by what it was shown."""
    tracemalloc.start()
    try:
        for number in range(count):
            plain(f"{number:0{length}}")
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 2_000_000
