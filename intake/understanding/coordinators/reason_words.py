"""What stands below a decision as its reason: nothing beneath a signature line, and no initials. Pure."""

from __future__ import annotations

import re

from intake.understanding.own_words.lines import DELIMITER

# RFC 3676 section 4.3, and what becomes of it.
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[ -]?){1,4}")


def above_signature(own_words: str, whole: str) -> str:
    """Return own words without what stands in the `whole` text, out of which they were cut, only beneath a signature line.

    Slogans and notices of the house stand there, which read as sentences of a person. Initials at the end are a signature, too.
    """
    lines, given = own_words.splitlines(), [one.strip() for one in whole.splitlines()]
    ends = next((at for at, line in enumerate(whole.splitlines()) if DELIMITER.match(line)), len(given))
    above, beneath = {*given[:ends]}, {*given[ends:]}
    kept = [line for line in lines if line.strip() in above or line.strip() not in beneath]
    while len(kept) > 1 and (not kept[-1].strip() or _is_initials(kept[-1].strip())):
        kept.pop()
    return "\n".join(kept)


def _is_initials(line: str) -> bool:
    return line.isupper() and _INITIALS.fullmatch(line) is not None
