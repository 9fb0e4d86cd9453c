"""A forger writes the name of the agency's mail server with a dot behind it, as names of machines are written in the DNS.

The server deletes the fields that bear its own name, letter for letter, and this is another. It stands right below the server's own, which
found nothing, since the contact's domain publishes no DMARC.
"""

from __future__ import annotations

import pytest

from tests.attacks.books import guessed
from tests.attacks.border import NAME
from tests.attacks.scene import EVIL, Scene, person

WITHOUT_DMARC = 7
NAMES = (f"{NAME}.", f"{NAME}...", f"{NAME.upper()}. 1", f"{NAME}.\r\n\t", f"{NAME}-", f".{NAME}")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("passes", ["dkim=pass header.d=member7.example", "dmarc=pass header.from=member7.example"])
def test_a_name_with_a_dot_is_another_servers(scene: Scene, name: str, passes: str) -> None:
    """Nothing is filed, and the contact is asked whether the workbook is theirs."""
    scene.border.received_first = True
    raw = scene.compose(person(WITHOUT_DMARC), (f"{guessed(7)}.xlsx", scene.tokenless(7, employees=1)))
    scene.post(f"Authentication-Results: {name}; {passes}\r\n".encode() + raw, "x@evil.example", EVIL)
    scene.take_in()
    assert scene.answers() == {}
    assert WITHOUT_DMARC in scene.remind()


def test_the_servers_own_word_right_above_is_believed(scene: Scene) -> None:
    """As it is where Received stands between."""
    scene.border.received_first = True
    scene.write(person(WITHOUT_DMARC), (f"{guessed(7)}.xlsx", scene.tokenless(7, employees=707)))
    assert scene.answers() == {7: 707}
