"""What somebody puts into a cell so that its reader never comes to an end: every way to read a value ends, whatever the text is.

A text is read in some milliseconds; one on which an expression goes astray takes minutes, or for ever. The limit lies so far from both that
it measures nothing.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from itertools import cycle, product

import pytest

from domain.rules.attached import attached
from questionnaire.definition import Choice, Question, QuestionType
from questionnaire.designed.signs import without_print
from questionnaire.reading.values.choices import AmbiguousChoiceError, UnknownChoiceError, is_marked, several_choices
from questionnaire.reading.values.flags import flag_of, is_bound, without_about, without_flag
from questionnaire.reading.values.folding import fold
from questionnaire.reading.values.typed import Context, Converted, Unreadable, typed
from questionnaire.reading.values.unknown import is_unknown
from tests.questionnaire.workbook_samples import question

_SECONDS = 60  # Of the processor, for one way to read some thousand texts: it takes a few.
_LANGUAGES = ("en", "fr", "ar", "zh", "ja", "ru", "ko", "th")
_LINES, _CELL, _STEP = (99, 400), 30_000, 28  # As long as a line, a short paragraph, and as much as a cell holds; of these each 28th.
_BEFORE = ("", "9", "三", "Z", "< ", "30 April", "about ", " ")
_REPEATED = (
    *(
        "9",
        "9 ",
        "9999 ",
        "9x ",
        "x9 ",
        "9.",
        "9,999",
        "9'",
        "(9)",
        "9% ",
        "9-",
        "١٢",
        "٣٬",
        "- ",
        "-",
        ".",
        ",",
        "/",
        " ",
        "\t",
        "\n",
        ";",
    ),
    *(
        "三",
        "三-",
        "十亿",
        " 十亿",
        "百",
        "1万",
        "9 万",
        "亿",
        "二〇",
        "9年",
        "x",
        "x ",
        "( ",
        "[9",
        "* ",
        "~",
        "%",
        "30 of ",
        "April ",
        "th ",
    ),
    *("Yes;", "1; ", " p", "n/a ", ": ", "\u0301", "\u0315\u0300", "\u0f73", "\ufdfa", "\u200b", "\u0640", "ﾞ"),
)
_BEHIND = ("", "x", " 9", " (e", "2012", "万", "!")
_CHOICES = (Choice("1", {"en": "Yes", "fr": "Oui", "ar": "نعم"}), Choice("2", {"en": "No", "fr": "Non", "ar": "لا"}))
_FLAGS = (Choice("q", {"en": "Questionable"}), Choice("est", {"en": "Estimated (by hand)"}))


def _asked(kind: QuestionType) -> Question:
    made = question("x", kind, "How many employees?", "Combien de salariés ?", "كم عدد الموظفين؟", choices=_CHOICES)
    return replace(made, required=None, missing=("-99", "n/a"), unit={"en": "%", "fr": "tonnes"}, flags=_FLAGS)


def _typed(asked: Question, text: str, language: str) -> object:
    return typed(asked, text, Context(language, _LANGUAGES))


_NUMBER, _ONE = _asked(QuestionType.DECIMAL), _asked(QuestionType.SELECT_ONE)
_READ = (QuestionType.TEXT, QuestionType.INTEGER, QuestionType.DECIMAL, QuestionType.DATE, QuestionType.SELECT_ONE)
_WAYS: dict[str, Callable[[str, str], object]] = {
    **{kind.value: partial(_typed, _asked(kind)) for kind in _READ},
    "thousands": partial(_typed, replace(_NUMBER, unit={"en": "thousand"})),
    "select_multiple": lambda text, _: is_marked(text, "Malware"),
    "choices in a list": lambda text, language: several_choices(_ONE, text, language, _LANGUAGES),
    "flag": lambda text, _: (flag_of(text, _FLAGS), without_flag(text, ()), without_flag(text, _FLAGS), without_about(text, ())),
    "bound": lambda text, _: is_bound(text),
    "comparison": lambda text, _: fold(text),
    "unknown": lambda text, _: is_unknown(_NUMBER, text),
    "name of a file": lambda text, _: attached({"x": text}, [("law.pdf", "Law (1).pdf")]),
    "box": lambda text, _: (without_print(text, "☐ Yes"), without_print(text, "Name: ____ here")),
}


def texts() -> Iterator[str]:
    """Yield texts of one piece over and over, with something before and behind it; of those as long as a cell may be some alone."""
    around = [*product(_BEFORE, _BEHIND)]
    for number, piece in enumerate(_REPEATED):
        some = around[number % _STEP :: _STEP]
        yield from (_filled(length, piece, *both) for length in _LINES for both in around)
        yield from (_filled(_CELL, piece, *both) for both in some)


def _filled(length: int, piece: str, before: str, behind: str) -> str:
    return f"{before}{piece * ((length - len(before) - len(behind)) // len(piece))}{behind}"


@contextmanager
def ended(said: Callable[[], str]) -> Iterator[None]:
    """Fail where what is done within does not come to an end."""

    def stop(*_: object) -> None:
        raise AssertionError(f"This text is read without an end: {said()!r}")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, _SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize("way", _WAYS)
def test_every_way_to_read_a_value_comes_to_an_end(way: str) -> None:
    """Whatever is repeated in a cell, however often, in every language of the workbook: nothing is tried in ever more ways."""
    read, text = _WAYS[way], ""
    with ended(lambda: text[:80]):
        for text, language in zip(texts(), cycle(_LANGUAGES), strict=False):
            with suppress(UnknownChoiceError, AmbiguousChoiceError):
                read(text, language)


@pytest.mark.parametrize("kind", [QuestionType.INTEGER, QuestionType.DECIMAL, QuestionType.DATE])
@pytest.mark.parametrize("text", ["9" * 401, "9999 " * 100, "一" * 5_000, "12 " + "x" * 400])
def test_a_text_of_a_page_is_no_figure(kind: QuestionType, text: str) -> None:
    """It is told as any text is that is none, whatever stands in it."""
    assert typed(_asked(kind), text, Context("en", _LANGUAGES)) == Unreadable(text.strip())


def test_a_figure_within_a_line_is_read_at_any_length_that_it_has() -> None:
    """Three hundred digits are a number, and so is one with blanks around it."""
    read = Context("en", _LANGUAGES)
    assert typed(_asked(QuestionType.INTEGER), "9" * 300, read).value == int("9" * 300)  # type: ignore[union-attr]
    assert isinstance(typed(_NUMBER, f"{' ' * 600}12 tonnes{' ' * 600}", read), Converted)


def test_a_text_is_an_answer_at_any_length_and_so_is_the_label_of_a_choice() -> None:
    """Thirty pages are allowed where a text is asked for, and nobody bounds what an author calls a choice."""
    long = "Twelve of them, and more. " * 1_200
    asked = replace(_ONE, choices=(*_CHOICES, Choice("3", {"en": long.strip()})))
    assert typed(_asked(QuestionType.TEXT), long, Context("en", _LANGUAGES)) == long.strip()
    assert typed(asked, long, Context("en", _LANGUAGES)) == "3"


def test_a_list_names_its_choices_in_any_order_once_or_twice() -> None:
    """By label or code, with blanks and lines between them; who names the same ones over and over lists nothing."""
    assert several_choices(_ONE, "No ;\n\n Yes; yes;", "en", ("en",)) == ("1", "2")
    assert several_choices(_ONE, "1;" * 5_000, "en", ("en",)) == ("1",)
    with pytest.raises(UnknownChoiceError):
        several_choices(_ONE, "; ".join(f"Yes{'.' * number}" for number in range(5_000)), "en", ("en",))


def test_accents_in_a_row_are_folded_away_as_one_is() -> None:
    """However many there are, in whichever order, and where they cross the place at which a text is cut."""
    several, one = "\u0315\u0300\u0f73" * 9_000, "\u0301" * 255
    assert fold(f"E{several}te{one}s") == "etes"
