"""The text of a contact file."""

from __future__ import annotations

from domain.errors import ContactFileError
from workbooks import encoding


def decode(data: bytes, file: str) -> tuple[str, str]:
    """Return the text and the name of its encoding; ContactFileError where the bytes are no text."""
    try:
        return encoding.decode(data)
    except UnicodeDecodeError as error:
        raise ContactFileError(
            f"The file starts as {error.encoding}, but byte {error.start + 1} is not valid in it.",
            where=file,
            remedy='Save it again from Excel as "CSV UTF-8" or as .xlsx.',
        ) from error
