"""A forger writes the name of the agency's mail server with a sign behind it that nobody sees: a null, an escape, a delete.

The server takes such a sign for a letter of the name, so that it is another's, and leaves the field. Whoever takes the sign for a blank
reads the server's own name. It stands right below the server's own word, which found no signature and no DMARC of the contact's domain.
"""

from __future__ import annotations

import pytest

from tests.attacks.books import guessed
from tests.attacks.border import NAME
from tests.attacks.scene import EVIL, Scene, person

WITHOUT_DMARC = 7
NAMES = (f"{NAME}\x01", f"{NAME}\0", f"{NAME}\x7f", f"{NAME}\x1b 1", f"\x1f{NAME}", f"{NAME}\x1c\r\n\t")


@pytest.mark.parametrize("name", NAMES, ids=ascii)
@pytest.mark.parametrize("passes", ["dkim=pass header.d=member7.example", "dmarc=pass header.from=member7.example"])
def test_a_name_with_a_sign_that_nobody_sees_is_another_servers(scene: Scene, name: str, passes: str) -> None:
    """Nothing is filed, and the contact is asked whether the workbook is theirs."""
    scene.border.received_first = True
    raw = scene.compose(person(WITHOUT_DMARC), (f"{guessed(7)}.xlsx", scene.tokenless(7, employees=1)))
    scene.post(f"Authentication-Results: {name}; {passes}\r\n".encode() + raw, "x@evil.example", EVIL)
    scene.take_in()
    assert scene.answers() == {}
    assert WITHOUT_DMARC in scene.remind()


def test_the_servers_own_word_above_such_a_field_is_believed(scene: Scene) -> None:
    """A relay that the contact's mail passed wrote it; it spoils nothing."""
    scene.border.received_first = True
    raw = scene.compose(person(WITHOUT_DMARC), (f"{guessed(7)}.xlsx", scene.tokenless(7, employees=707)))
    fields = b"Authentication-Results: relay.member7.example\x01; dkim=fail header.d=member7.example\r\nX-Relay: \x01\r\n"
    scene.post(fields + raw, person(WITHOUT_DMARC), "mail.member7.example")
    scene.take_in()
    assert scene.answers() == {7: 707}
