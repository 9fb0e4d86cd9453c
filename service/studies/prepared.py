"""Answers that a study has prepared: what staff wrote once, in the languages of those who ask, and is sent by choosing it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from domain.errors import ConfigurationError
from domain.study import Study
from domain.telling import Telling
from languages.telling import phrased


@dataclass(frozen=True, slots=True)
class PreparedAnswer:
    """An answer as it would go to whoever asked: its name, and the text in the language that they read, or else in another one.

    `reads` is the language that they read where the text is in another one, "" where it is in theirs or nobody knows.
    """

    name: str
    text: str
    language: str
    reads: str = ""


def prepared(study: Study, spoken: str) -> tuple[PreparedAnswer, ...]:
    """Return the answers of a study as they would go to whoever reads a language, in the order of study.toml."""
    order = (study.language_for(spoken), *study.languages)
    found = []
    for one in study.answers:
        language = next((code for code in order if code in one.text), next(iter(one.text)))
        same = not spoken or spoken.partition("-")[0] == language.partition("-")[0]
        found.append(PreparedAnswer(one.name, one.text[language], language, "" if same else spoken))
    return tuple(found)


def unprepared(study: Study) -> Iterator[Telling]:
    """Yield which prepared answers are not written in a language of the study: whoever reads that gets them in another one."""
    for one in study.answers:
        for language in study.languages:
            if language not in one.text:
                instead = next((code for code in study.languages if code in one.text), next(iter(one.text)))
                yield phrased("check.no_answer", answer=repr(one.name), language=repr(language), instead=repr(instead))


def prepared_text(study: Study, spoken: str, name: str) -> str:
    """Return the text of a prepared answer. ConfigurationError where the study has none of that name."""
    known = {one.name: one.text for one in prepared(study, spoken)}
    if name not in known:
        remedy = f"Known: {', '.join(known)}." if known else "[[answers]] in study.toml has them."
        raise ConfigurationError(f"There is no prepared answer {name!r}.", where=study.id, remedy=remedy, key="no_prepared_answer")
    return known[name]
