"""Somebody has a workbook of one study, and another study asks the same organisations through the same mailbox.

They put the reference of the second study into the workbook of the first, or send the first study's token to where it proves nothing.
"""

from __future__ import annotations

import shutil

import pytest

from demo import respondents
from service.authoring.drafts import apply
from service.installation.install import SAMPLE
from service.mailings.send_now import send_now
from store import counting, invitations
from tests.attacks.books import guessed, replaced
from tests.attacks.scene import Scene, person
from tests.service.installed import at

OTHER = "another"


@pytest.fixture
def tokens(scene: Scene) -> dict[int, str]:
    """Let another study ask the same organisations; return its tokens."""
    folder = scene.home / "studies" / OTHER
    shutil.copytree(scene.home / "studies" / SAMPLE, folder)
    written = (folder / "study.toml").read_text(encoding="utf-8")
    (folder / "study.toml").write_text(written.replace(f'id = "{SAMPLE}"', f'id = "{OTHER}"').replace('prefix = "', 'prefix = "X', 1))
    apply(scene.service, OTHER, at("02-01"), by="staff")
    send_now(scene.service, OTHER, "circular", scene.now, by="staff")
    send_now(scene.service, OTHER, "questionnaire", scene.now, by="staff")
    found = [one.letter for one in scene.left() if one.letter.workbook]
    assert all(isinstance(letter, respondents.Received) for letter in found)
    with scene.service.store.reading() as tx:
        return {int(code[3:]): one.token for code, one in invitations.of_study(tx, OTHER).items()}


def filed(scene: Scene, study: str) -> list[str]:
    """Return which organisations have an answer that counts in a study."""
    with scene.service.store.reading() as tx:
        codes = {one.id: one.organisation for one in invitations.of_study(tx, study).values()}
        return [codes[one.submission.invitation_id] for one in counting.of_study(tx, study)]


def test_a_token_of_one_study_beside_a_reference_of_the_other_is_held(scene: Scene, tokens: dict[int, str]) -> None:
    """For the same organisation too: which study is answered, a person decides."""
    mixed = replaced(scene.workbook(5, employees=1), {scene.token(5): tokens[5]})
    scene.write("somebody@evil.example", ("answers.xlsx", mixed))
    assert filed(scene, SAMPLE) == filed(scene, OTHER) == []
    assert [case.kind for case in scene.cases()] == ["workbook"]


def test_a_token_of_one_study_proves_nothing_in_the_other(scene: Scene, tokens: dict[int, str]) -> None:
    """A workbook without a token, sent to the answer address of another study, is not proven."""
    scene.write("somebody@evil.example", ("answers.xlsx", scene.tokenless(6)), to=f"cybercrime.study+r{tokens[5]}@unodc.example")
    assert filed(scene, SAMPLE) == filed(scene, OTHER) == []


def test_a_contact_answers_both_studies_in_one_mail(scene: Scene, tokens: dict[int, str]) -> None:
    """Each workbook has its token and its reference."""
    theirs = replaced(scene.workbook(5), {scene.token(5): tokens[5], guessed(5): _of_other(scene)})
    scene.write(person(5), ("one.xlsx", scene.workbook(5)), ("two.xlsx", theirs))
    assert filed(scene, SAMPLE) == filed(scene, OTHER) == ["ORG005"]


def _of_other(scene: Scene) -> str:
    with scene.service.store.reading() as tx:
        return invitations.of_study(tx, OTHER)["ORG005"].reference
