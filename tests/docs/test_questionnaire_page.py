"""docs/questionnaire.md says what becomes of each type and of each function, those that the program does not know among them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from questionnaire.expressions.functions import FUNCTIONS
from questionnaire.expressions.unsupported import _INSTEAD, _ODK
from questionnaire.xlsform.questions.adapted import _TYPES, METADATA
from questionnaire.xlsform.questions.types import _PLAIN

_PAGES = [Path(__file__).parents[2] / "docs" / name for name in ("questionnaire.md", "authors.md")]
# Names that a form may write for what has another name there.
_SPELT = {"string", "int", "start_time", "end_time", "device_id", "phone_number", "sim_id", "imei", "subscriber_id"}
_OTHERS = {"select_one", "select_multiple", "begin_group", "begin_repeat", "select_one_external", "begin loop over"}


def _told() -> str:
    return "\n".join(" ".join(re.findall(r"`[^`]+`", page.read_text(encoding="utf-8"))) for page in _PAGES)


@pytest.mark.parametrize("name", sorted({*_PLAIN, *_TYPES, *METADATA, *_OTHERS} - _SPELT))
def test_each_type_of_question_is_named(name: str) -> None:
    """In the table of types, or in that of forms for telephones; what is written as a sentence is one there."""
    told = _told().casefold()
    assert name.casefold() in told or name.replace("_", " ") in told


@pytest.mark.parametrize("name", sorted({*FUNCTIONS, *_INSTEAD, *_ODK}))
def test_each_function_is_named(name: str) -> None:
    """Also one that a workbook cannot work out."""
    assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", _told())
