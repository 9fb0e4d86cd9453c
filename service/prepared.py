"""Answers that a study has prepared: what staff wrote once, in the languages of those who ask, and is sent by choosing it."""

from __future__ import annotations

from dataclasses import dataclass

from domain.errors import ConfigurationError
from domain.study import Study


@dataclass(frozen=True, slots=True)
class PreparedAnswer:
    """An answer as it would go to whoever reads `language`: its name, and the text in that, or else in the study's first language."""

    name: str
    text: str
    language: str


def prepared(study: Study, spoken: str) -> tuple[PreparedAnswer, ...]:
    """Return the answers of a study as they would go to whoever reads a language, in the order of study.toml."""
    order = (study.language_for(spoken), *study.languages)
    found = []
    for one in study.answers:
        language = next((code for code in order if code in one.text), next(iter(one.text)))
        found.append(PreparedAnswer(one.name, one.text[language], language))
    return tuple(found)


def prepared_text(study: Study, spoken: str, name: str) -> str:
    """Return the text of a prepared answer. ConfigurationError where the study has none of that name."""
    known = {one.name: one.text for one in prepared(study, spoken)}
    if name not in known:
        remedy = f"Known: {', '.join(known)}." if known else "[[answers]] in study.toml has them."
        raise ConfigurationError(f"There is no prepared answer {name!r}.", where=study.id, remedy=remedy, key="no_prepared_answer")
    return known[name]
