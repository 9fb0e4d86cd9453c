"""What every export has, whatever the form asks: the names of its own columns, and the places of its own reasons for a missing value.

What they are called in each language stands elsewhere (`exports.columns`, `exports.missing`): who reads an export back needs no word of it.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final


class GapPlace(IntEnum):
    """The places of the reasons that every study has (see `exports.dataset.Gap`); the form's own codes, and bounds, come after them."""

    UNANSWERED = 0
    WITHHELD = 1
    NOT_APPLICABLE = 2
    NOT_ASKED = 3
    UNREADABLE = 4


# No question's column is called as a column or a table of every export is.
RESERVED: Final = frozenset(
    {
        "organisation_code",
        "organisation",
        "country",
        "region",
        "reference",
        "standing",
        "completeness",
        "form_version",
        "received_at_utc",
        "sender",
        "file",
        "instance",
        "table_answers",
        "table_cases",
        "table_contacts",
        "table_edits",
        "table_revisions",
        "table_confirmations",
        "table_submissions",
        "table_others",
        "table_codebook",
        "table_manifest",
    }
)
