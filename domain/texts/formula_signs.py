"""How a text begins that a spreadsheet program may take for a formula: what we write marks such texts, what came from outside stays back.

Source: OWASP, CSV Injection.
"""

from __future__ import annotations

from typing import Final

# Also in their full-width forms, which Excel takes for the same. As part of a class of characters in a pattern.
SIGNS: Final = r"=+\-@＝＋－＠"
# White space before them is passed over.
BEGINNING: Final = rf"\s*[{SIGNS}]"
