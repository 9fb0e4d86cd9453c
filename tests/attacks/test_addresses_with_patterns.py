"""A server of one member reports on a letter that it really had, and names in the report whatever a careless program might take for more.

Patterns of databases and shells, lists, other spellings: the tag is genuine, and about one letter to one address.
"""

from __future__ import annotations

import pytest

from tests.attacks.reports import dsn
from tests.attacks.scene import PLAIN, Scene, person

PATTERNS = (
    "%",
    "%@%",
    "_erson_@member_.example",
    "*@*.example",
    "person6@member6.example, person7@member7.example",
    "person6@member6.example\nFinal-Recipient: rfc822; person7@member7.example",
    "' OR 1=1 --@x.example",
    "<person6@member6.example>",
    '"person6@member6.example"@x.example',
    "@member5.example:person6@member6.example",
    "PERSON6@MEMBER6.EXAMPLE",
)


def test_a_genuine_tag_touches_no_address_but_its_own(scene: Scene) -> None:
    """Whatever the report names."""
    reported = list(PLAIN[-len(PATTERNS) :])
    for number, pattern in zip(reported, PATTERNS, strict=True):
        letter = scene.letter(number)
        scene.post(dsn([pattern], to=letter.return_path), "", f"mail.member{number}.example", letter.return_path)
        scene.take_in(hours=2)
    assert scene.suppressed() <= {person(number) for number in reported}
    assert scene.remind() >= set(range(40)) - set(reported)


@pytest.mark.parametrize("named", ["person5@member5.example", "Person5@MEMBER5.example", "<person5@member5.example>"])
def test_a_genuine_report_names_its_recipient_in_any_spelling(scene: Scene, named: str) -> None:
    """Servers write addresses as they like."""
    letter = scene.letter(5)
    scene.post(dsn([named], to=letter.return_path), "", "mail.member5.example", letter.return_path)
    scene.take_in()
    assert scene.suppressed() == {person(5)}
