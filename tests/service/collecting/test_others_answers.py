"""Who is told that somebody who is not known as staff answered a letter to staff: whoever got it, or looks after that study."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from service.authoring.drafts import apply
from service.installation import config
from service.installation.install import SAMPLE
from service.wiring import open_service
from tests.service.collecting.test_staff_mail import CONTACT, OTHERS, PRIVATE, told, untouched
from tests.service.digest_reader import AnsweredDigest
from tests.service.installed import at
from tests.service.mailed_cases import COORDINATOR, about_cases, with_a_case, written

OTHER, HEAD = "a-other", "head@other-ministry.example"
SECRET = "The figures of Gabon are wrong, and their minister told me in confidence why."


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return an installation with a case of which its coordinator was told."""
    with_a_case(tmp_path)
    return tmp_path


def change(home: Path, study: str, *changes: tuple[str, str]) -> None:
    """Change a study's file, and apply the study where it can still be read."""
    file = home / "studies" / study / "study.toml"
    said = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in said
        said = said.replace(old, new)
    file.write_text(said, encoding="utf-8")
    with open_service(config.load(home, {})) as service:
        apply(service, study, at("02-27", 12), by="staff")


def add_other(home: Path, *changes: tuple[str, str]) -> None:
    """Add the study of another ministry, which comes first by its name and has people of its own."""
    shutil.copytree(home / "studies" / SAMPLE, home / "studies" / OTHER)
    own = ((f'id = "{SAMPLE}"', f'id = "{OTHER}"'), ("CYB12", "OTH12"), (CONTACT, HEAD), ("cybercrime.study@", "other.study@"))
    change(home, OTHER, *own, *changes)


def told_of(home: Path, digest: AnsweredDigest, words: str = SECRET) -> list[str]:
    """Let somebody who is no staff answer the digest, and return who gets a letter that has their words."""
    before = len(written(home))
    digest.answers(words, sender=PRIVATE)
    return [str(one["To"]) for one in written(home)[before:] if words[:30] in str(one.get_body(("plain",)))]


def test_an_answer_to_the_digest_of_one_study_is_no_news_for_another(home: Path) -> None:
    """Its reader has left since: the contact of that study is told, and neither contact nor coordinators of the other one."""
    digest = AnsweredDigest(home)
    add_other(home, (COORDINATOR, "someone@other-ministry.example"))
    change(home, SAMPLE, (COORDINATOR, "new.one@itu.example"))
    assert told_of(home, digest) == [CONTACT]


def test_several_coordinators_of_a_case_are_told_once_each_in_the_order_of_their_study(home: Path) -> None:
    """Only the case's own address names it, so that nobody is known to have got the letter; who is named twice is told once."""
    (notice,) = about_cases(home)
    first = 'name = "Zoe"\naddress = "zoe@itu.example"\nlanguage = "en"\ncases = "at_once"\n\n[[coordinators]]\nname = "Thomas Aubert"'
    last = f"\n\n[[coordinators]]\n{first.partition(chr(10) * 2)[0]}\n\n# In whose name"
    change(home, SAMPLE, ('name = "Thomas Aubert"', first), ("\n# In whose name", last))
    letters = told(home, PRIVATE, "declined", notice["Reply-To"])
    assert [one["To"] for one in letters if one["Subject"] == OTHERS] == ["zoe@itu.example", COORDINATOR]


@pytest.mark.parametrize("words", ["Thank you very much!", "Merci beaucoup"])
def test_thanks_of_who_is_not_known_as_staff_are_told_to_nobody(home: Path, words: str) -> None:
    """They ask for nothing and decide nothing."""
    (notice,) = about_cases(home)
    assert told(home, PRIVATE, words, notice["Reply-To"], **{"In-Reply-To": notice["Message-ID"]}) == []
    untouched(home)
    assert [one["Subject"] for one in told(home, PRIVATE, "Noted, thank you", notice["Reply-To"])] == [OTHERS]
