"""Which doors of the console are pages that a person looks at."""

from __future__ import annotations

import re
from collections.abc import Iterable

from web.console.plan import DOORS

# Files to keep, ways that lead on at once, and letters as they are, which are shown within a page.
_NO_PAGES = re.compile(
    r"/oidc(/back)?$|/original$|\.(eml|pdf|csv)$|/workbook/{language}$|/letters/{letter}/{kind}$|/files/{number}$|/html$"
)


def pages_missed(addresses: Iterable[str]) -> list[str]:
    """Return the pages of the console that are at none of these addresses."""
    known = [one.partition("?")[0] for one in addresses]
    looked_at = [door.path for door in DOORS if door.method == "GET" and not _NO_PAGES.search(door.path)]
    return [path for path in looked_at if not any(re.fullmatch(re.sub(r"{\w+}", "[^/]+", path), one) for one in known)]
