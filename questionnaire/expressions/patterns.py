"""Regular expressions that run in linear time, whatever the pattern and the text are (RE2).

Source: the function regex() of XLSForm, which JavaRosa reads as Java's String.matches: the whole text must have the form.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import re2

_MEMORY = 1 << 20  # Bytes that a compiled pattern may take: some thousand characters, but no product of repetitions.


class PatternError(ValueError):
    """A pattern that is not accepted; the message is RE2's."""


@lru_cache(maxsize=1024)
def matcher(pattern: str) -> Callable[[str], bool]:
    """Return what says whether a whole text has the form `pattern`; raises PatternError."""
    options = re2.Options()
    options.max_mem, options.log_errors = _MEMORY, False
    try:
        form = re2.compile(pattern.encode(), options)
    except UnicodeEncodeError:
        raise PatternError("it contains half of a character") from None
    except re2.error as error:
        raise PatternError(error.args[0].decode(errors="replace")) from None
    return lambda text: form.fullmatch(text.encode(errors="replace")) is not None


def has_form(text: str, pattern: str) -> bool:
    """Say whether the whole of `text` has the form `pattern`; a pattern that is not accepted fits nothing."""
    try:
        return matcher(pattern)(text)
    except PatternError:
        return False
