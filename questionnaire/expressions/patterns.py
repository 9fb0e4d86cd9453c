"""Regular expressions that run in linear time, whatever the pattern and the text are (RE2).

Source: the function regex() of XLSForm, which JavaRosa reads as Java's String.matches: the whole text must have the form.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import re2

# What follows a backslash; one that is meant as a backslash takes the second with it.
_ESCAPED = re.compile(r"\\(?:u(?P<number>[0-9A-Fa-f]{4})|(?P<class>[pP])\{Is(?P<script>\w+)\}|.)", re.DOTALL)
_MEMORY = 1 << 20  # Bytes that a compiled pattern may take: some thousand characters, but no product of repetitions.


class PatternError(ValueError):
    """A pattern that is not accepted; the message is RE2's."""


@lru_cache(maxsize=1024)
def matcher(pattern: str) -> Callable[[str], bool]:
    """Return what says whether a whole text has the form `pattern`; raises PatternError."""
    options = re2.Options()
    options.max_mem, options.log_errors = _MEMORY, False
    try:
        form = re2.compile(_ESCAPED.sub(_as_re2, pattern).encode(), options)
    except UnicodeEncodeError:
        raise PatternError("it contains half of a character") from None
    except re2.error as error:
        raise PatternError(error.args[0].decode(errors="replace")) from None
    return lambda text: form.fullmatch(text.encode(errors="replace")) is not None


def _as_re2(escaped: re.Match[str]) -> str:
    """Return what RE2 calls a character that Java names by its number or by its script."""
    if escaped["number"]:
        return f"\\x{{{escaped['number']}}}"
    return f"\\{escaped['class']}{{{escaped['script']}}}" if escaped["script"] else escaped[0]


def has_form(text: str, pattern: str) -> bool:
    """Say whether the whole of `text` has the form `pattern`; a pattern that is not accepted fits nothing."""
    try:
        return matcher(pattern)(text)
    except PatternError:
        return False
