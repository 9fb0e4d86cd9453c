"""What is wrong with a form is told in the reader's language: each sentence that the code can make is one of the phrases."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from domain.telling import Telling
from languages.telling import heard, told_in
from questionnaire.expressions.errors import ExpressionError
from questionnaire.expressions.unsupported import _INSTEAD, unsupported
from questionnaire.xlsform.questions.types import _OUTSIDE
from questionnaire.xlsform.sheets.file import _REFUSED

ROOT = Path(__file__).parent.parent.parent / "questionnaire"
LANGUAGES = ("fr", "es", "ar", "ru", "zh")
_PUT_TOGETHER = frozenset({"x1x2", "x1 x2", "The cell x1 x2."})  # Of pieces that are told whole, below.


def _texts(node: ast.expr, within: ast.AST) -> Iterator[str]:
    """Yield the texts that an argument can be, with a word in the place of each value; nothing of what is worked out elsewhere."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        words = count(1)
        yield "".join(str(one.value) if isinstance(one, ast.Constant) else f"x{next(words)}" for one in node.values)
    elif isinstance(node, ast.IfExp):
        yield from (*_texts(node.body, within), *_texts(node.orelse, within))
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "did_you_mean":
        yield from _texts(node.args[-1], within)
    elif isinstance(node, ast.Name):
        for one in ast.walk(within):
            if isinstance(one, ast.Assign) and any(isinstance(to, ast.Name) and to.id == node.id for to in one.targets):
                yield from _texts(one.value, within)


def _made() -> Iterator[tuple[str, str, str]]:
    """Yield the table, the place and the English text of each sentence about an error of a form."""
    for path in (*sorted((ROOT / "xlsform").rglob("*.py")), *sorted((ROOT / "expressions").glob("*.py"))):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in (one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)):
            for call in (one for one in ast.walk(function) if isinstance(one, ast.Call)):
                name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
                if name in {"error", "_error"} and len(call.args) == 3:
                    said = {"form.says": call.args[1], "form.do": call.args[2]}
                elif name == "ExpressionError" and len(call.args) == 3:
                    said = {"form.says": call.args[0], "form.do": call.args[2]}
                else:
                    continue
                for table, node in said.items():
                    yield from (
                        (table, f"{path.name}:{call.lineno}", text) for text in _texts(node, function) if text and text not in _PUT_TOGETHER
                    )


@pytest.mark.parametrize(("table", "place", "text"), sorted(set(_made())))
def test_each_sentence_about_an_error_of_a_form_is_told_in_each_language(table: str, place: str, text: str) -> None:
    """Whoever writes a new one writes it in six languages."""
    said = heard(table, text)
    assert isinstance(said, Telling), f"{place}: {text!r} is no phrase of {table}"
    assert all(told_in(said, language) for language in LANGUAGES)


def test_enough_of_them_are_seen() -> None:
    """A change of how errors are made does not empty the test above."""
    assert len({text for _, _, text in _made()}) > 180


@pytest.mark.parametrize("remedy", sorted({*_INSTEAD.values(), *_OUTSIDE.values(), *_REFUSED.values()}))
def test_what_stands_in_a_table_of_remedies_is_told_too(remedy: str) -> None:
    """What to write instead of a function, a type or a sheet."""
    assert isinstance(heard("form.do", remedy), Telling)


@pytest.mark.parametrize(
    ("error", "says", "do"),
    [
        (unsupported("once", 1), "No se admite la función once().", "Deje que responda"),
        (unsupported("len", 1), "No se admite la función len().", "¿Quiso decir string-length()"),
    ],
)
def test_a_function_is_named_in_the_sentence_of_the_language(error: ExpressionError, says: str, do: str) -> None:
    """With what to write instead."""
    assert told_in(heard("form.says", error.what), "es") == says
    assert told_in(heard("form.do", error.remedy), "es").startswith(do)


def test_a_sentence_within_a_sentence_is_told_in_the_language_as_well() -> None:
    """As that of an expression, in which the character is told; and what stands for two things."""
    said = heard("form.says", "A path is not supported. (Character 3 of 'a /b'.)")
    assert told_in(said, "es") == "No se admite una ruta. (Carácter 3 de 'a /b'.)"
    said = heard("form.says", "The name 'a' stands for two things: a.csv and the list 'a' of the sheet choices. The other is in row 4.")
    assert "список 'a' на листе choices" in told_in(said, "ru")
    for text in (
        "excel::fill organisation in a matrix is not supported.",
        "The cell B3 contains the error #REF!.",
        "previous is 'perhaps'.",
    ):
        assert isinstance(heard("form.says", text), Telling)
    assert told_in(heard("form.says", "There is no question ${total}."), "zh") == "没有问题 ${total}。"
    assert told_in(heard("form.do", "Write it as ${name}."), "zh") == "写成 ${name}。"


_MET_MOST = (
    "The label is missing, so the name is printed.",
    "The label is missing; the name is printed.",
    "The x1 is missing in x2, so it is printed there in another language.",
    "Curly quotation marks were read as straight ones.",
    "The row is disabled, so it is not read.",
    "The row has no type, name or label, so it is not read.",
    "x1 is not used.",
    "x1 is not used on a x2.",
    "The row has no list and is not read.",
    "The list already has the label x1, in row x2. The names are printed after both.",
    "Only the first row below the headers is read.",
    "The form has no x1; x2 is used.",
    "or_other is asked as the choice x1 and a text x2_x3.",
    "The choices of x1 cannot be read, so that a text is asked.",
    "x1 offers what is answered elsewhere in the form, which no drop-down can know before: a text is asked.",
    "A rank is asked as an integer for each choice: x1x2.",
    "A range is asked as x1 from x2 to x3.",
    "A percentage is asked as integer from 0 to 100.",
    "The name x1 is already used in row x2; here it is x3.",
    "x1 has no choice x2.",
    "The comparison is true only where x1 alone is chosen.",
    "The only sheet is read as survey.",
    "The sheet x1 is not read.",
    "A text mentions the answer to another question; the label of that question is printed, in brackets.",
    "The default x1 is no x2: the cell starts blank.",
)
_NO_SENTENCE = frozenset({"x1", "x1: x2."})  # Of pieces that are put together elsewhere.


def _warned() -> Iterator[tuple[str, str]]:
    """Yield the table and the English text of each sentence of a warning about a form."""
    for path in sorted((ROOT / "xlsform").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in (one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)):
            for call in (one for one in ast.walk(function) if isinstance(one, ast.Call)):
                name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
                if name in {"warning", "warn"} and len(call.args) >= 2:
                    for table, node in zip(("form.says", "form.do"), call.args[1:3], strict=False):
                        yield from ((table, text) for text in _texts(node, function) if text and text not in _NO_SENTENCE)


@pytest.mark.parametrize("text", _MET_MOST)
def test_the_warnings_that_authors_meet_most_are_told_in_each_language(text: str) -> None:
    """Each of them is one that the code makes, in these words."""
    assert ("form.says", text) in set(_warned())
    said = heard("form.says", text)
    assert isinstance(said, Telling)
    told = [told_in(said, language) for language in LANGUAGES]
    assert all(told)
    assert len(set(told)) == len(LANGUAGES)


def test_what_to_do_about_them_is_told_too_and_no_phrase_stands_for_nothing() -> None:
    """With what a sentence holds of another; a figure of the form is in the words of the language."""
    assert told_in(heard("form.says", "The form has no form_title; the form_id is used."), "fr") == (
        "Le formulaire n’a pas de form_title ; on utilise form_id."
    )
    assert told_in(heard("form.says", "The form has no form_id; the name of the file is used."), "es") == (
        "El formulario no tiene form_id; se usa el nombre del archivo."
    )
    for text in ("Clear the row.", "Add form_id to the sheet settings.", "Rename one of the two.", "Write straight ones, ' or \"."):
        assert told_in(heard("form.do", text), "ru"), text
    assert told_in(heard("form.do", "Write selected(${a}, 'b') if others may be chosen as well."), "zh") == (
        "如果也可选择其他选项，请写 selected(${a}, 'b')。"
    )
    assert told_in(heard("form.do", "Word it without ${...} if that does not read well."), "ru") == (
        "Сформулируйте без ${...}, если это плохо читается."
    )
