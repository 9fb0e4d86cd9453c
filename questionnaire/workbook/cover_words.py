"""What the cover sheet says, apart from how it is drawn: whoever only stamps workbooks loads nothing that draws them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What the cover sheet says of the study.

    `contact` is a name and address in one line; `study` is the study's id (the form's where blank); `spelling` are words of the sheet
    that the study writes otherwise.
    """

    study_title: str
    sender: str
    deadline_text: str
    returns_to: str
    contact: str
    study: str = ""
    spelling: Mapping[str, str] = field(default_factory=dict)

    def __hash__(self) -> int:
        """Return a hash of what differs most often."""
        return hash((self.study, self.study_title, self.sender, self.deadline_text, self.returns_to))
