"""Lines that stand around letters, put around a short letter: mails in which nothing is told but by what stands there, if by that.

Whole mails have few such lines, and these are soon like those that were taught already. `gorse` wrote lines that say nothing, above a
salutation and beneath a signature; `heath` wrote lines that tell something and look as those do (decision 0251). Both had seen nothing of
the program. What is put together is the same each time.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from tests.intake.mails import HERE, Mail, TellingAround

PLAIN, TELLING = "gorse", "heath"
_FOLDER = HERE / "lines"
_SENDER, _SUBJECT = "Office <office@agency.example>", "Questionnaire"
_MOST_ABOVE, _MOST_BELOW, _BESIDE = 2, 3, 2  # So many lines stand around a letter.


def plain_mails() -> tuple[Mail, ...]:
    """Return mails around which nothing is told, with each line once."""
    drawn = random.Random(1)  # noqa: S311 - an order, and always the same.
    return tuple(
        Mail(id=f"{PLAIN}-{number:03}", author=PLAIN, sender=_SENDER, subject=_SUBJECT, text=text)
        for number, text in enumerate(text for language in _letters() for text in _around_letters(language, drawn))
    )


def telling_mails() -> tuple[TellingAround, ...]:
    """Return mails around which one line tells something, between one or two that do not."""
    drawn = random.Random(3)  # noqa: S311 - an order, and always the same.
    told = (line for line in _lines(TELLING) if line["language"] in _letters())
    return tuple(
        TellingAround(
            id=f"{TELLING}-{number:03}", sender=_SENDER, subject=_SUBJECT, text=_with_others(line, drawn), says=line["text"].strip()
        )
        for number, line in enumerate(told)
    )


def _letters() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((_FOLDER / "letters.toml").read_text(encoding="utf-8"))


def _lines(author: str) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = tomllib.loads((_FOLDER / f"{author}.toml").read_text(encoding="utf-8"))["line"]
    return lines


def _of(language: str, where: str) -> list[str]:
    return [one["text"].strip() for one in _lines(PLAIN) if (one["language"], one["where"]) == (language, where)]


def _around_letters(language: str, drawn: random.Random) -> Iterator[str]:
    above, below = ([*drawn.sample(those, len(those))] for those in (_of(language, "above"), _of(language, "below")))
    heads, feet = iter(above), iter(below)
    left = len(above) + len(below)
    while left > 0:
        head = list(islice(heads, drawn.randint(0, _MOST_ABOVE)))
        foot = list(islice(feet, drawn.randint(1, _MOST_BELOW)))
        left -= len(head) + len(foot)
        if head or foot:
            yield _text(language, head, foot)


def _with_others(line: Mapping[str, str], drawn: random.Random) -> str:
    language, where = line["language"], line["where"]
    beside = [*drawn.sample(_of(language, where), drawn.randint(1, _BESIDE)), line["text"].strip()]
    drawn.shuffle(beside)
    return _text(language, beside, []) if where == "above" else _text(language, [], beside)


def _text(language: str, head: list[str], foot: list[str]) -> str:
    letter = _letters()[language]
    return "\n\n".join((*head, letter["opening"].strip(), letter["closing"].strip(), *foot))
