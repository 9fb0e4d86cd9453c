"""The honest mail of whoever reads a notice on a telephone: a link is tapped, and what it prepares is sent as it is."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from languages.phrases import console_languages
from service.authoring.drafts import apply
from service.installation.install import SAMPLE
from tests.attacks.books import guessed
from tests.attacks.deciding import STRANGER, Notice, claim, decision, notices, say, told_at_once
from tests.attacks.scene import COORDINATOR, STAFF, Scene, person
from tests.service.installed import at


def reads(scene: Scene, language: str) -> None:
    """Let the coordinator read this language, and want each case in a mail of its own."""
    told_at_once(scene)
    file = scene.home / "studies" / SAMPLE / "study.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('language = "en"\ncases', f'language = "{language}"\ncases'), encoding="utf-8")
    apply(scene.service, SAMPLE, scene.now, by="staff")
    scene.left()


def told(scene: Scene) -> Notice:
    """Let somebody send a workbook in the name of an organisation, and return the letter about it, in whatever language."""
    scene.write(STRANGER, (f"{guessed(6)}.xlsx", scene.tokenless(6, employees=1)))
    (notice,) = [Notice(one.letter) for one in scene.left() if one.to == COORDINATOR and "+k" in one.letter.reply_to]
    return notice


def tapped(scene: Scene, link: str) -> None:
    """Send what a prepared link prepares, as a mail program does: its address, its subject and its text, and nothing else."""
    parts = urlsplit(unescape(link))
    asked = {name: value for name, (value,) in parse_qs(parts.query).items()}
    scene.write(COORDINATOR, to=unquote(parts.path), text=asked["body"], subject=asked.get("subject", ""))


@pytest.mark.parametrize("language", console_languages())
def test_the_first_of_the_prepared_links_decides_in_the_language_of_who_taps_it(scene: Scene, language: str) -> None:
    """Its words are those of the reader's language, and the answer by which the case was decided is the one that they name."""
    reads(scene, language)
    notice = told(scene)
    assert all(link.startswith("mailto:") for link in notice.links)
    tapped(scene, notice.links[0])
    assert decision(scene) == "accept"
    assert scene.answers() == {6: 1}


def test_each_prepared_link_does_what_it_says(scene: Scene) -> None:
    """What is left to be filled in decides nothing; each other decides, and is undone by an answer before the next is tapped."""
    told_at_once(scene)
    notice = claim(scene)
    done = []
    for number in range(len(notice.links)):
        tapped(scene, notice.links[number])
        answers = notices(scene)
        if found := decision(scene):
            done.append(found)
            _, notice = say(scene, answers[0], "undo")
    assert {"accept", "reject"} <= set(done)
    assert len(done) == len(set(done))


def test_a_notice_shows_what_differs_from_the_answers_that_count(scene: Scene) -> None:
    """The question in its words, what counts now and what would; why the case waits; and where the message is."""
    told_at_once(scene)
    scene.reply(6, person(6), ("answers.xlsx", scene.workbook(6, employees=400)))
    scene.left()
    scene.write("other@member6.example", ("answers.xlsx", scene.workbook(6, employees=7)))
    (notice,) = notices(scene)
    told = " ".join(notice.letter.text.split())
    assert "would replace what person6@member6.example sent" in told
    assert re.search(r"Number of employees\W+400\W+7\b", told), told
    cells = [re.sub(r"<[^>]*>", " ", row).split() for row in re.findall(r"<tr.*?</tr>", notice.letter.html, re.DOTALL)]
    assert [{"400", "7"} <= set(row) for row in cells if "employees" in row] == [True]
    # It carries a secret of the organisation, and stays in the house; where on the computer is no matter of a letter.
    assert "the page of the case in the console leads to it" in told
    assert str(scene.home) not in told


def test_each_coordinator_is_told_as_they_prefer(scene: Scene) -> None:
    """One wants each case at once; the other reads of it in the digest of the week, and gets no letter of its own."""
    told_at_once(scene)
    scene.write(STRANGER, (f"{guessed(6)}.xlsx", scene.tokenless(6, employees=1)))
    assert [one.to for one in scene.left() if "+k" in one.letter.reply_to] == [COORDINATOR]
    scene.now = at("03-08", 9)
    scene.take_in()
    digests = {one.to: one.letter.text for one in scene.left() if "decision" in one.letter.subject}
    assert "Case 1" in digests[STAFF]
