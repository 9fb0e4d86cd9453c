"""One address for many organisations, as that of a focal point: each is told, and what is told does not grow with their square."""

from __future__ import annotations

import pytest

from contacts.elsewhere import with_shared_told
from contacts.load import read


def _told(organisations: int) -> list[str]:
    rows = "".join(f"ORG{at:04d};Organisation {at};focal@x.example\n" for at in range(organisations))
    loaded = read(f"code;organisation;address\n{rows}".encode(), "list.csv")
    return [str(one.message) for one in with_shared_told(loaded, ()).notes]


@pytest.mark.parametrize("organisations", [2, 21])
def test_a_few_organisations_that_share_an_address_are_all_named(organisations: int) -> None:
    """Beside each stand the others."""
    first, *_, last = _told(organisations)
    others = [f"ORG{at:04d}" for at in range(organisations)]
    assert f"serves {', '.join(others[1:])} too" in first
    assert f"serves {', '.join(others[:-1])} too" in last


def test_of_thousands_some_are_named() -> None:
    """A note for each of them that names all the others would fill the memory of the machine."""
    told = _told(2_000)
    assert len(told) == 2_000
    assert max(map(len, told)) < 500
    assert "ORG0019, ORG0020, … too" in told[0]
    assert "ORG0018, ORG0019, … too" in told[-1]
