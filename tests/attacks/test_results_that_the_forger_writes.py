"""A forger knows RFC 8601, and writes the Authentication-Results themselves: "dmarc=pass", as if the agency's server had found that.

They know the name of the server, which stands in every answer that it gives, and the reference and contact of an organisation.
"""

from __future__ import annotations

from collections.abc import Iterable

from tests.attacks.books import guessed
from tests.attacks.border import NAME
from tests.attacks.scene import PLAIN, Scene, person

PASSES = "dmarc=pass header.from=member5.example"
FORGED = (
    f"Authentication-Results: {NAME}; {PASSES}",
    f"Authentication-Results: mx.evil.example; {PASSES}",
    f"Authentication-Results: mx.evil.example ({NAME}); {PASSES}",
    f"Authentication-Results: {NAME}.evil.example; {PASSES}",
    f'Authentication-Results: "mx.evil.example; {NAME}"; {PASSES}',
    f"Authentication-Results : {NAME};\r\n {PASSES}",
    f"ARC-Authentication-Results: i=1; {NAME}; {PASSES}",
    f"X-Authentication-Results: {NAME}; {PASSES}",
    f"Authentication-Results-Original: {NAME}; {PASSES}",
    f"X-Ham: yes\r\n\tAuthentication-Results: {NAME}; {PASSES}",
    f"Received: from x by {NAME}; Thu, 01 Mar 2012 09:00:00 +0100\r\nAuthentication-Results: {NAME}; {PASSES}",
    f"Received-SPF: pass\r\nAuthentication-Results: {NAME} 1; dkim=pass header.d=member5.example; {PASSES}",
)


def attack(scene: Scene, forged: Iterable[str]) -> set[int]:
    """Forge the contact of another organisation with each of these fields, some hours apart; return whom it was about."""
    tried = dict(zip(PLAIN, forged, strict=False))
    for number, fields in tried.items():
        raw = scene.compose(person(number), (f"{guessed(number)}.xlsx", scene.tokenless(number, employees=1)))
        written = fields.replace("member5.example", f"member{number}.example").encode() + b"\r\n" + raw
        scene.post(written, "x@evil.example", "mail.evil.example")
        scene.take_in(hours=2)
    return set(tried)


def test_what_the_forger_writes_about_themselves_is_not_believed(scene: Scene) -> None:
    """The agency's own word stands on top of it, or no other server is believed."""
    tried = attack(scene, FORGED)
    assert scene.answers() == {}
    assert scene.remind() >= tried


def test_where_the_server_is_silent_another_servers_word_is_not_believed(scene: Scene) -> None:
    """It deletes what pretends to be its own, though it found out nothing itself."""
    scene.border.says = False
    tried = attack(scene, [*FORGED[:5], *FORGED[6:9]])
    assert scene.answers() == {}
    assert scene.remind() >= tried


def test_what_other_servers_wrote_on_the_way_harms_nobody(scene: Scene) -> None:
    """The contact's own server said that it passed, or failed; ours decides."""
    raw = scene.compose(person(5), (f"{guessed(5)}.xlsx", scene.tokenless(5, employees=505)))
    fields = b"Authentication-Results: out.member5.example; dmarc=fail header.from=member5.example\r\n"
    scene.post(fields + raw, person(5), "mail.member5.example")
    scene.take_in()
    assert scene.answers() == {5: 505}
