"""What stands in the workbook that all share where a copy says whose it is."""

from __future__ import annotations

REFERENCE, ORGANISATION = "COUNTERFOIL-REFERENCE", "COUNTERFOIL-ORGANISATION"
TOKEN_NAME = "counterfoil_token"  # noqa: S105 - the name of the constant that holds the token
TOKEN = "COUNTERFOIL-TOKEN"  # noqa: S105 - the placeholder of a token, no secret
LAST_ROUND = "COUNTERFOIL-LAST-ROUND-"  # With a number behind it, and `TOLD` where it is a whole sentence.
TOLD = "-TOLD"
PATTERN = f"{REFERENCE}|{ORGANISATION}|{TOKEN}|{LAST_ROUND}[0-9]+(?:{TOLD})?"
STRINGS = "xl/sharedStrings.xml"  # The part in which all texts stand, and these with them.
