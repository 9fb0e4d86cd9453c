"""What a server said stands between sentences of ours: it ends with a full stop, its status is named once; what people wrote is quoted."""

from __future__ import annotations

import pytest

from domain.sentences import ended, file_called, flowing, outside_quotation, quoted, with_status, within_quotation


@pytest.mark.parametrize(("said", "told"), [("User unknown", "User unknown."), ("No such user.", "No such user."), ("Who?", "Who?")])
def test_a_full_stop_stands_where_a_sentence_does_not_end_itself(said: str, told: str) -> None:
    """Never two."""
    assert ended(said) == told


@pytest.mark.parametrize(
    ("status", "said", "told"),
    [
        ("5.1.1", "550 5.1.1 User unknown", "550 5.1.1 User unknown"),
        ("5.1.1", "User unknown", "5.1.1 User unknown"),
        ("5.1.1", "550 5.1.10 No mail here", "5.1.1 550 5.1.10 No mail here"),
        (None, "User unknown", "User unknown"),
        ("5.1.1", "", "5.1.1"),
    ],
)
def test_a_status_stands_before_words_that_do_not_name_it(status: str | None, said: str, told: str) -> None:
    """Servers mostly do."""
    assert with_status(status, said) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('"Régie d\'Esker"', "“‘Régie d'Esker’”"),
        ("We, «Régie», are (“so”) called", "“We, ‘Régie’, are (‘so’) called”"),
        ('5" and ”end', "“5’ and ‘end”"),
        ("l’eau", "“l’eau”"),
    ],
)
def test_a_quotation_within_one_opens_where_it_opened_and_ends_nothing(text: str, told: str) -> None:
    """Whatever sign it was written with: it becomes a single one."""
    assert quoted(text) == told


def test_a_file_is_called_in_quotation_marks_that_its_name_cannot_end() -> None:
    """However it is called, and if it is not."""
    assert file_called("a” is filed, and “b.xlsx") == "“a’ is filed, and ‘b.xlsx”"
    assert file_called("") == "“”"
    assert file_called(f"a\u00ad\u200b.xlsx {'x' * 300}") == f"“a.xlsx {'x' * 113}…”"


def test_what_stands_outside_of_a_quotation_is_ours() -> None:
    """Within marks that a sentence has already, nothing ends them either."""
    assert outside_quotation(f"The file {file_called('(A)” (B)')} names (C).") == "The file  names (C)."
    assert within_quotation("a” b") == "a’ b"


@pytest.mark.parametrize(
    ("sentences", "told"),
    [(("One.", "", " Two."), "One. Two."), (("。", "？", "。"), "。？。"), (("One.", "。", "Two."), "One. 。Two."), ((), "")],
)
def test_a_blank_stands_between_sentences_where_their_marks_leave_no_room(sentences: tuple[str, ...], told: str) -> None:
    """A full stop that fills a square has its own."""
    assert flowing(*sentences) == told
