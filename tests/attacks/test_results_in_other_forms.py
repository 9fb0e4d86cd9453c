"""A forger writes the agency's own verdict in forms that a reader of headers may take for it: folded, twice, with comments, encoded.

The agency's server deletes only the form that it knows (its own name behind the colon), and says nothing itself or the truth on top.
"""

from __future__ import annotations

import pytest

from tests.attacks.books import guessed
from tests.attacks.border import NAME
from tests.attacks.scene import PLAIN, Scene, person

PASSES = "dmarc=pass header.from=member5.example"
FORMS = (
    f"Authentication-Results: (checked) {NAME}; {PASSES}",
    f"Authentication-Results: ({NAME}); {PASSES}",
    f"Authentication-Results: (a (nested) comment)\r\n\t{NAME} (v1) 1; {PASSES}",
    f"Authentication-Results: =?utf-8?q?{NAME}?=; {PASSES}",
    f'Authentication-Results: "{NAME}"; {PASSES}',
    f"Authentication-Results: x.{NAME}; {PASSES}",
    f"Authentication-Results: mx.evil.example;\r\n {PASSES}\r\nAuthentication-Results: mx.evil.example; {PASSES}",
    f'Authentication-Results: mx.evil.example; dkim=fail reason="; {NAME}; {PASSES}"',
    f"Authentication-Results: mx.evil.example\r\n ; x=1 (\r\n\t{NAME}; {PASSES}",
    f"AUTHENTICATION-RESULTS: mx.evil.example; {PASSES}",
    f"Authentication-Results:mx\u3002agency\u3002example; {PASSES}",
    f"Authentication-Results: mx.agency.example\u200b.evil.example; {PASSES}",
)


def attack(scene: Scene, forms: tuple[str, ...]) -> set[int]:
    """Forge a contact with each of these fields, some hours apart; return whom it was about."""
    tried = dict(zip(PLAIN, forms, strict=False))
    for number, form in tried.items():
        raw = scene.compose(person(number), (f"{guessed(number)}.xlsx", scene.tokenless(number, employees=1)))
        field = form.replace("member5.example", f"member{number}.example").encode() + b"\r\n"
        scene.post(field + raw, "x@evil.example", "mail.evil.example")
        scene.take_in(hours=2)
    return set(tried)


@pytest.mark.parametrize("says", [True, False])
def test_no_form_of_it_is_believed(scene: Scene, says: bool) -> None:
    """Neither below the server's own word, nor where the server is silent."""
    scene.border.says = says
    tried = attack(scene, FORMS)
    assert scene.answers() == {}
    assert scene.remind() >= tried
