"""The text of a contact file."""

from __future__ import annotations

from domain.errors import ContactFileError
from languages.telling import phrased
from workbooks.recognition import encoding


def decode(data: bytes, file: str) -> tuple[str, str]:
    """Return the text and the name of its encoding; ContactFileError where the bytes are no text."""
    try:
        return encoding.decode(data)
    except UnicodeDecodeError as error:
        raise ContactFileError(
            phrased("lists.bad_byte", encoding=error.encoding, number=str(error.start + 1)), where=file, remedy=phrased("lists.save_csv")
        ) from error
