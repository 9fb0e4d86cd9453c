"""Where a row of the survey stands."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaire.definition import Repeat
from questionnaire.expressions import Expression


@dataclass(frozen=True, slots=True)
class Within:
    """Where a row stands: the section and the repeat around it, and the condition of all groups around it."""

    section: str = ""
    repeat: Repeat | None = None
    relevant: Expression | None = None
