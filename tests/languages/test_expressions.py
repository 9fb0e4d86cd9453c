"""Expressions are compiled once and kept for the next start, and find what those find that Python compiles."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from languages import expressions
from languages.checked import keys_of
from languages.mail import MailWords, alternatives, bounce_programs

_KINDS = [name for name in keys_of(MailWords) if name != "bounce_programs"]
# The first process compiles and keeps; whoever starts with the argument may compile no more.
_ASKED = """
import re, sys
from languages.expressions import compiled, keep_compiled
from languages.mail import alternatives, pattern
made = []
compiler = re._compiler
before = compiler._code
compiler._code = lambda *asked: (made.append(asked), before(*asked))[1]
for kind in ("automatic", "absent"):
    found = pattern(kind)
    print(found.search("I am out of the office until Monday."), found.pattern == re.compile(f"(?:{alternatives(kind)})", re.I))
made.clear()
compiled(f"(?P<a>{sys.argv[1]})|(?:b)")
print(bool(made), compiled(f"(?P<a>{sys.argv[1]})|(?:b)").search("xay")["a"])
keep_compiled()
"""


@pytest.mark.parametrize("kind", _KINDS)
def test_what_was_kept_is_what_python_compiles(kind: str) -> None:
    """A pattern out of its numbers is equal to one that was compiled, with the names of its groups."""
    expression = f"(?:{alternatives(kind)})"
    code = expressions._code(expression, re.IGNORECASE)
    assert code is not None
    made, known = expressions._pattern(expression, code), re.compile(expression, re.IGNORECASE)
    assert made == known
    assert (made.groups, dict(made.groupindex)) == (known.groups, dict(known.groupindex))


def test_groups_keep_their_names_and_numbers() -> None:
    """Also between groups that have none."""
    expression = r"(a)(?P<year>\d{4})-(?P<month>\d\d)(b)?"
    code = expressions._code(expression, 0)
    assert code is not None
    made = expressions._pattern(expression, code)
    assert made is not None
    found = made.fullmatch("a2030-01")
    assert found is not None
    assert (found.groupdict(), found.lastgroup, found.groups()) == ({"year": "2030", "month": "01"}, "month", ("a", "2030", "01", None))


def test_programs_of_mail_servers_are_found() -> None:
    """Each program's words are one expression."""
    assert all(found.pattern == re.compile(found.pattern.pattern, re.IGNORECASE) for found in bounce_programs().values())


def run(cache: Path, letter: str) -> list[str]:
    """Return what a new process prints that keeps its files in a folder."""
    environment = {"PYTHONPYCACHEPREFIX": str(cache), "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": "0"}
    return subprocess.run([sys.executable, "-c", _ASKED, letter], env=environment, check=True, capture_output=True, text=True).stdout.split(
        "\n"
    )


def test_the_next_start_compiles_none_that_was_kept(tmp_path: Path) -> None:
    """What is asked for anew is compiled, kept as well, and found by the third process; all find the same."""
    first, second, third, fourth = run(tmp_path, "a"), run(tmp_path, "a"), run(tmp_path, "ay"), run(tmp_path, "ay")
    assert [said[2] for said in (first, second, third, fourth)] == ["True a", "False a", "True ay", "False ay"]
    assert first[:2] == second[:2] == third[:2] == fourth[:2]
    assert "out of the office" in first[1]
    assert len(list(tmp_path.rglob("languages.expressions.*.kept"))) == 1


def test_what_is_kept_of_another_expression_is_never_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """An expression is known by all of it and by its flags."""
    code = expressions._code("a", re.IGNORECASE)
    assert code is not None
    there = expressions._Compiled({("a", int(re.IGNORECASE)): code})
    monkeypatch.setattr(expressions, "_all", lambda: there)
    found = [expressions.compiled.__wrapped__(one, flags) for one, flags in (("b", re.IGNORECASE), ("a", 0), ("a", re.IGNORECASE))]
    assert found == [re.compile("b", re.IGNORECASE), re.compile("a"), re.compile("a", re.IGNORECASE)]
    assert there.is_new


@pytest.mark.parametrize("gone", ["_sre", "re._compiler", "re._parser"])
def test_where_python_does_it_otherwise_each_is_compiled_as_ever(gone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The modules that are used here are no promise of Python."""

    def imported(name: str) -> ModuleType:
        if name == gone:
            raise ImportError(name)
        return import_module(name)

    monkeypatch.setattr(expressions, "import_module", imported)
    monkeypatch.setattr(expressions, "_all", lambda: expressions._Compiled({}))
    assert expressions.compiled.__wrapped__("a|b") == re.compile("a|b", re.IGNORECASE)
