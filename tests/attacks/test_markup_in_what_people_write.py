"""A phisher wants our letters to carry their links and pictures, and our templates to tell them what they know.

They write HTML, Markdown and Jinja into all that we repeat: name, subject, text, file name, and the answers themselves.
"""

from __future__ import annotations

import re

import pytest

from tests.attacks.scene import COORDINATOR, STAFF, Left, Scene, person

JINJA = "{{ study.contact }}{% raw %}{{ 7 * 7 }}{# x #}"
HTML = (
    '<script>alert(1)</script><img src="http://evil.example/a.png"><a href="http://evil.example/">Log in</a><style>*{display:none}</style>'
)
MARKDOWN = "![p](http://evil.example/p.png) [Log in](http://evil.example/) <http://evil.example/auto> **bold** `x` [u](javascript:alert(1))"
HOSTILE = f"{JINJA} {HTML} {MARKDOWN}"
_LIVE = re.compile(r"""<script|<style[^>]*>\*\{|(?:href|src)\s*=\s*["']?(?:javascript:|http://evil\.example/\w*["'.])""", re.IGNORECASE)


def harmless(left: list[Left]) -> None:
    """Assert that letters left, and nothing that was written in them is alive."""
    assert left
    for one in left:
        assert not _LIVE.search(one.letter.html), one
        assert "49" not in one.letter.subject
        assert "{'name'" not in one.letter.text


def test_markup_in_a_question_is_shown_to_the_staff_as_text(scene: Scene) -> None:
    """They see what was written, and nothing of it takes effect."""
    scene.reply(5, f'"{JINJA} <b>x</b>" <{person(5)}>', text=HOSTILE, subject=HOSTILE)
    (passed,) = scene.passed_on()
    assert passed.to == STAFF
    assert "<script>alert(1)</script>" in passed.letter.text
    harmless([passed])


@pytest.mark.parametrize("share", [2.5, 140.0])
def test_markup_in_answers_and_file_names_is_shown_as_text(scene: Scene, share: float) -> None:
    """In the receipt, and in the letter that sends the workbook back."""
    book = scene.workbook(5, comments=HOSTILE, main_challenge=f"={HOSTILE}", share_cross_border=share)
    scene.reply(5, person(5), (f"{HOSTILE.replace('/', '_')[:120]}.xlsx", book))
    scene.reply(5, person(5), ("answers.xlsx", scene.workbook(5, comments=HTML, respondent_name=MARKDOWN)))
    harmless(scene.left())


def test_markup_is_shown_as_text_in_the_digest(scene: Scene) -> None:
    """Of what waits, it tells who wrote and what the file is called."""
    scene.write("spy@evil.example", (f"{HTML.replace('/', '_')}.xlsx", scene.tokenless(5, comments=HOSTILE)), subject=HOSTILE)
    scene.left()
    scene.now = scene.now.replace(day=5)
    scene.take_in()
    harmless([one for one in scene.left() if one.to in (STAFF, COORDINATOR)])


def test_signs_that_people_really_write_arrive_as_they_are(scene: Scene) -> None:
    """An ampersand and a comparison are no markup."""
    text = "Is R&D meant in 1.4, where x < 5 and y > 3? See *note* and page_12_of_13."
    scene.reply(5, person(5), text=text)
    (passed,) = scene.passed_on()
    assert text in passed.letter.text
