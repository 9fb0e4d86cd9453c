"""What whoever cannot give an answer may do instead: write a code for a missing one where the form has it, or leave the cell blank."""

from __future__ import annotations

from domain.sentences import Catalogue
from domain.texts import bidi
from languages.locales import either, right_to_left
from questionnaire.conditions import takes_codes
from questionnaire.definition import Question
from questionnaire.printed import codes

# Findings of what could not be read, or is not there; those of numbers begin alike.
_UNREAD = frozenset(
    {"type", "cell_error", "cell_uncalculated", "date_ambiguous", "date_unknown", "date_disguised", "choice_ambiguous", "choice_disguised"}
)
_OF_NUMBERS, _KEPT = "number_", "number_bound"  # A bound is kept as it is, so that nothing need be done.
# Findings that ask for a value, for which a missing code may stand where the form allows one.
_ASKING = _UNREAD | {"required", "range", "constraint"}


def way_out(code: str, question: Question, words: Catalogue, language: str, *, optional: bool) -> str:
    """Return the sentence that says what may stand instead of the answer that a finding asks for, or "".

    A cell that may be blank may be left so where what stands there could not be read: a value that is wrong is better put right.
    """
    is_number = code.startswith(_OF_NUMBERS)
    coded = takes_codes(question) and (code in _ASKING or is_number)
    blank = optional and (code in _UNREAD or (is_number and code != _KEPT))
    if not coded:
        return words.tell("check_may_be_blank").message if blank else ""
    said = either([isolated(one, language) for one in codes(question)], language)
    return words.tell("check_missing_or_blank" if blank else "check_missing", codes=said).message


def isolated(written: str, language: str) -> str:
    """Return one of several texts that a sentence lists, so that it keeps its place among them."""
    return bidi.isolated(bidi.tamed(written), right_to_left=right_to_left(language))
