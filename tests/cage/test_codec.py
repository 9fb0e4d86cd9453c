from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cage.codec import Codec, Special
from domain.evidence import Author
from domain.intent import Intent
from domain.message import Clue, Report
from intake.parsing.mail import Mail
from intake.understanding.caged import examined


class Colour(StrEnum):
    """A colour."""

    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class Leaf:
    """The end of a branch."""

    name: str
    data: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A value with a field of each kind."""

    number: int
    share: float
    on: bool
    colour: Colour
    day: date | None
    at: datetime | None
    leaves: tuple[Leaf, ...]
    either: Leaf | str
    pair: tuple[int, str]
    names: frozenset[str]
    facts: Mapping[str, str] = field(default_factory=dict)


LEAVES = st.builds(Leaf, name=st.text(), data=st.binary())
BRANCHES = st.builds(
    Branch,
    number=st.integers(),
    share=st.floats(allow_nan=False),
    on=st.booleans(),
    colour=st.sampled_from(Colour),
    day=st.none() | st.dates(),
    at=st.none() | st.datetimes() | st.datetimes(timezones=st.just(UTC)),
    leaves=st.lists(LEAVES, max_size=3).map(tuple),
    either=LEAVES | st.text(),
    pair=st.tuples(st.integers(), st.text()),
    names=st.frozensets(st.text(), max_size=3),
    facts=st.dictionaries(st.text(), st.text(), max_size=3),
)
JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=3), lambda one: st.lists(one, max_size=4), max_leaves=8)
CODEC = Codec(Branch)


@given(BRANCHES)
def test_a_value_arrives_as_it_was_sent(value: Branch) -> None:
    """A value arrives as it was sent."""
    assert CODEC.decode(CODEC.encode(value)) == value


@given(st.lists(st.binary(max_size=40), max_size=3))
def test_bytes_that_are_no_value_are_a_value_error(blobs: list[bytes]) -> None:
    """Bytes that are no value are a value error."""
    with pytest.raises(ValueError, match="answer"):
        CODEC.decode(blobs)


@given(BRANCHES, st.data())
def test_what_lies_about_a_field_is_a_value_error_or_another_value(value: Branch, data: st.DataObject) -> None:
    """Every field of what is decoded is of its type, whatever was sent."""
    head, *blobs = CODEC.encode(value)
    raw = json.loads(head)
    raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(JSON)
    try:
        found = CODEC.decode([json.dumps(raw).encode(), *blobs])
    except ValueError:
        return
    assert CODEC.decode(CODEC.encode(found)) == found
    assert type(found.on) is bool
    assert type(found.number) is int
    assert all(type(leaf) is Leaf and type(leaf.data) is bytes for leaf in found.leaves)


def test_the_same_bytes_travel_once_and_arrive_as_one() -> None:
    """A file that is named twice takes no more memory than once, on either side."""
    data = b"x" * 1000
    blobs = Codec(tuple[Leaf, ...]).encode((Leaf("a", data), Leaf("b", data)))
    one, other = Codec(tuple[Leaf, ...]).decode(blobs)
    assert len(blobs) == 2
    assert one.data is other.data


def test_a_type_may_have_its_own_bytes() -> None:
    """As a workbook has."""
    codec = Codec(tuple[Leaf, ...], {Leaf: Special(lambda leaf: leaf.name.encode(), lambda data: Leaf(data.decode()))})
    assert codec.encode((Leaf("a"),)) == [b"[0]", b"a"]
    assert codec.decode([b"[0]", b"a"]) == (Leaf("a"),)


def test_nesting_without_end_is_a_value_error() -> None:
    """It does not end the service."""
    with pytest.raises(ValueError, match="RecursionError"):
        CODEC.decode([b"[" * 1_000_000])


def test_what_cannot_travel_is_told_at_once() -> None:
    """Whoever adds a field of such a type is told when the codec is made, and not by the first message."""
    with pytest.raises(TypeError, match="cannot leave the cage"):
        Codec(tuple[Any, ...])


@pytest.mark.parametrize("kind", [Mail, Author, Intent, Clue, Report])
def test_all_that_is_said_of_a_message_can_travel(kind: type) -> None:
    """Whatever is added to these values: a codec that cannot be made is a TypeError."""
    assert examined() is not None
    assert isinstance(Codec(kind), Codec)
