"""The tables of `study.toml` that say what becomes of earlier figures: of those of an earlier version, and of the last round."""

from __future__ import annotations

from pydantic import Field

from domain.changes import Changes
from settings.reading import Text, TomlSection

_SCALED = ["scaled = { question = 0.001 }, where new = old x 0.001"]


class ChangesTable(TomlSection):
    """One of `[[changes]]`: what a new version of the questionnaire makes of the answers to the one before."""

    renamed: dict[str, Text] = Field(default={}, examples=['renamed = { old_name = "new_name" }'])
    dropped: list[Text] = Field(default=[], examples=['dropped = ["question", "question/choice"]'])
    scaled: dict[str, float | int] = Field(default={}, examples=_SCALED)
    recoded: dict[str, dict[str, Text]] = Field(default={}, examples=['recoded = { question = { old_code = "new_code" } }'])

    def value(self) -> Changes:
        """Return the changes."""
        return Changes(renamed=self.renamed, dropped=tuple(self.dropped), scaled=self.scaled, recoded=self.recoded)


class LastRoundTable(TomlSection):
    """`[last_round]`: what this study makes of the figures of the last round."""

    renamed: dict[str, Text] = Field(default={}, examples=['renamed = { old_name = "new_name" }'])
    scaled: dict[str, float | int] = Field(default={}, examples=_SCALED)

    def value(self) -> Changes:
        """Return the changes."""
        return Changes(renamed=self.renamed, scaled=self.scaled)
