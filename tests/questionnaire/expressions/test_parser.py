"""The parser of expressions is made once and kept, and is never that of another grammar."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from lark import Lark

from languages import kept
from questionnaire.expressions import grammar, parser
from questionnaire.expressions.grammar import parse_tree

_EXPRESSION = "${a} + 2 * sum(${b}) >= 10 and not(. = 'x')"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep what is kept in a folder of the test."""
    monkeypatch.setattr(kept, "folder", lambda: tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path


def _made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list of the grammars of which parsers are made from now on."""
    made: list[str] = []

    def make(said: str, **options: object) -> Lark:
        made.append(said)
        return Lark(said, **options)

    make.load = Lark.load  # type: ignore[attr-defined]  # What was kept is read by Lark itself.
    monkeypatch.setattr(parser, "Lark", make)
    return made


def test_the_next_start_reads_the_parser_that_was_kept_and_it_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first start makes it, the second makes none, and both understand an expression alike."""
    made = _made(monkeypatch)
    said = []
    for _ in range(2):
        grammar._parser.cache_clear()
        said.append(parse_tree(_EXPRESSION, {}))
    assert said[0] == said[1]
    assert len(made) == 1


def test_what_was_made_of_another_grammar_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A grammar that changes with the program is followed from its first start on, and so is another Lark."""
    made = _made(monkeypatch)
    builder = grammar._Builder()
    parser.parser_for(builder)
    monkeypatch.setattr("lark.__version__", "0.0")
    parser.parser_for(builder)
    parser.parser_for(builder)
    assert len(made) == 2


def test_a_parser_that_the_disk_has_damaged_is_made_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was cut is as good as none."""
    made = _made(monkeypatch)
    parser.parser_for(grammar._Builder())
    (file,) = folder.glob("*.kept")
    file.write_bytes(file.read_bytes()[:-1])
    assert parser.parser_for(grammar._Builder()).parse(". = 1") == parse_tree(". = 1", {})
    assert len(made) == 2
