"""The pages of the dispatch book that machines share: each is fetched once, and kept for as long as anybody looks that far back."""

from __future__ import annotations

from collections.abc import Iterator

from store.archive.objects import Objects
from store.archive.shared_pages import SharedPages


class FewObjects(Objects):
    """A bucket in memory that counts what is fetched."""

    def __init__(self) -> None:
        self.there: dict[str, bytes] = {}
        self.fetched: list[str] = []

    def replace(self, key: str, data: bytes) -> None:
        """Put an object."""
        self.there[key] = data

    def get(self, key: str) -> bytes | None:
        """Return an object."""
        self.fetched.append(key)
        return self.there.get(key)

    def names(self, folder: str, since: str = "") -> Iterator[tuple[str, int]]:
        """Yield what lies there from a name on."""
        assert folder
        yield from ((key, len(data)) for key, data in sorted(self.there.items()) if key >= since)


def test_pages_that_ended_are_fetched_once_and_those_of_passes_that_nobody_looks_back_to_are_let_go() -> None:
    """A service that stays would have a line of each letter in memory that ever left."""
    objects = FewObjects()
    pages = SharedPages(objects)
    keys = [pages.begin(number, f"pass {number}") for number in range(1, 6)]
    for number, key in enumerate(keys[:4], 1):
        pages.end(key, f"pass {number}\nend {number}\n".encode())
    whole = pages.read(1)
    assert [one.split("\n")[0] for one in whole] == [f"pass {number}" for number in range(1, 6)]
    objects.fetched.clear()
    assert pages.read(4) == whole[3:]
    assert objects.fetched == keys[4:]
    assert [*pages._ended] == [keys[3]]
    assert pages.read(1) == whole
