"""What is kept of a letter's bytes: they come back as they were, and what is not what was kept is never taken for it."""

from __future__ import annotations

import json
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import OriginalError
from domain.letter import Piece, Shared
from store.outbox.recipe import own_in, pieces_in, recipe_of, shared_in

PIECES = st.lists(st.one_of(st.binary(max_size=200), st.binary(max_size=50).map(Shared.of)), max_size=6)
WORDS = b"From: UNODC <study@unodc.example>\r\n\r\nDear colleagues,\r\nplease find the questionnaire attached.\r\n" * 40


@given(PIECES)
def test_a_message_comes_back_piece_by_piece(pieces: list[Piece]) -> None:
    """What is shared by its hash alone; what is its own, also empty or with line ends within, byte for byte."""
    recipe = recipe_of(pieces)
    assert list(pieces_in(recipe, 7)) == [one.sha256 if isinstance(one, Shared) else one for one in pieces]
    assert list(shared_in(recipe, 7)) == [one.sha256 for one in pieces if isinstance(one, Shared)]
    assert own_in(recipe, 7) == b"".join(one for one in pieces if isinstance(one, bytes))


@given(PIECES)
def test_what_was_recorded_by_an_earlier_program_is_read_as_well(pieces: list[Piece]) -> None:
    """It kept each piece in JSON, and its own bytes in base64."""
    before = [{"shared": one.sha256} if isinstance(one, Shared) else {"own": b64encode(one).decode()} for one in pieces]
    recipe = json.dumps(before).encode()
    assert list(pieces_in(recipe, 7)) == list(pieces_in(recipe_of(pieces), 7))
    assert list(shared_in(recipe, 7)) == list(shared_in(recipe_of(pieces), 7))


def test_words_and_what_is_already_packed_take_less_than_they_are_long() -> None:
    """A workbook's parts stand in the letter in base64."""
    packed = b64encode(bytes(number * number % 251 for number in range(9000)))
    assert len(recipe_of([WORDS])) < len(WORDS) / 4
    assert len(recipe_of([packed])) < 0.85 * len(packed)


@pytest.mark.parametrize("harm", ["", "[", "[7]\n", '{"own": 1}\nx', '[{"own": 5}]', '[{"other": "x"}]', "[[1]]\nx"])
def test_a_recipe_that_is_damaged_is_told(harm: str) -> None:
    """In words, with what to do, and of which letter it is."""
    with pytest.raises(OriginalError, match="restore it from a backup") as told:
        list(pieces_in(harm.encode(), 7))
    assert told.value.where == "letter 7"


@pytest.mark.parametrize("harm", ["", "[", "7"])
def test_hashes_that_cannot_be_read_are_told_as_well(harm: str) -> None:
    """Whoever makes a backup or a move learns which letter it is."""
    with pytest.raises(OriginalError) as told:
        list(shared_in(harm.encode(), 7))
    assert told.value.where == "letter 7"


def test_damage_within_the_compressed_bytes_is_told() -> None:
    """Not one byte of them may be another."""
    recipe = bytearray(recipe_of([WORDS]))
    recipe[-3] ^= 1
    with pytest.raises(OriginalError):
        list(pieces_in(bytes(recipe), 7))


@pytest.mark.parametrize("head", [b"[1000]", b"[1]", b"[3, 3]", b"[]"])
def test_pieces_that_are_longer_or_shorter_than_what_is_there_are_told(head: bytes) -> None:
    """And so is what follows them, or is cut off."""
    whole = recipe_of([b"abc"])
    for harmed in (head + whole[whole.index(b"\n") :], whole + b"junk", whole[:-1]):
        with pytest.raises(OriginalError):
            list(pieces_in(harmed, 7))
