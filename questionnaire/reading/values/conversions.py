"""The rules by which an answer is read that was written in another way than its cell asks for; each is told by its code."""

from __future__ import annotations

from enum import StrEnum


class ConversionRule(StrEnum):
    """How an answer was made of what was written."""

    MISSING_CODE = "missing_code"  # A code for a missing answer, in another spelling.
    NUMBER_TEXT = "number_text"  # A text that says a number,
    NUMBER_PERCENT = "number_percent"  # with a per cent sign,
    NUMBER_UNIT = "number_unit"  # or with its unit.
    NUMBER_FLAG = "number_flag"  # A number with a code beside it that marks it, as in 1234 p,
    NUMBER_ESTIMATE = "number_estimate"  # or with a sign that it is about that, as in ~1200.
    DATE_TEXT = "date_text"
    DATE_NUMBER = "date_number"  # The number of a day, or eight digits.
    CHOICE_LANGUAGE = "choice_language"  # The label in another language.
    CHOICE_CODE = "choice_code"
    CHOICE_YES_NO = "choice_yes_no"  # A word that says yes or no.
    BESIDE = "beside"  # Written beside its cell,
    COMMENT = "comment"  # in a comment,
    LABEL = "label"  # behind the label,
    BELOW = "below"  # or in the row beneath.
