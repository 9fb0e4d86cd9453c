"""What a reader would stumble over is found in a letter that was made."""

from __future__ import annotations

import pytest

from mailer.lint import stumbles
from mailer.merge import Rendered
from tests.mailer.letters import STUDY, context, of_study

WORDS = "We write to you about the questionnaire that you will find attached to this message. Please answer it by the end of the month."


def said(*, subject: str = "A study", text: str = WORDS, html: str = f"<p>{WORDS}</p>") -> list[str]:
    """Return what is said of a letter."""
    return [one.what for one in stumbles(Rendered(subject, text, f"<html><body>{html}</body></html>"))]


def link(shown: str, target: str) -> list[str]:
    """Return what is said of a letter with a link."""
    return said(html=f'<p>{WORDS} <a href="{target}">{shown}</a></p>')


@pytest.mark.parametrize("not_taken", ["", "blank", "unreadable"])
@pytest.mark.parametrize("file", sorted(path.name.removesuffix(".md") for path in STUDY.glob("*.md")))
def test_nothing_is_said_of_the_letters_of_the_sample_study(file: str, not_taken: str) -> None:
    """Even of "[Original signed]", which stands in the circular as it stood on paper, and whatever was wrong with what came."""
    assert stumbles(of_study(file).render(context(not_taken=not_taken))) == ()


def test_a_letter_without_subject_or_text_is_told() -> None:
    """Filters distrust both."""
    assert said(subject=" ") == ["It has no subject."]
    assert said(text="\n") == ["It has no text part."]


def test_a_letterhead_around_nothing_is_no_text_and_around_a_picture_is_no_words() -> None:
    """Only the letter's own words count, where they are known."""
    letter = Rendered("A study", WORDS, f"<html><body><p>{WORDS}</p></body></html>")
    assert [one.what for one in stumbles(letter, " \n")] == ["It has no text part."]
    assert [one.what for one in stumbles(letter, '<p>See: <img src="cid:a"></p>')] == ["It says what it says in a picture."]
    assert stumbles(letter, "<p>Yes.</p>") == stumbles(letter, f'<p>{WORDS}<img src="cid:a"></p>') == ()


def test_a_letter_that_is_a_picture_is_told() -> None:
    """A picture beside enough words is none."""
    picture = '<img src="cid:a" alt="">'
    assert said(html=f"<p>Dear Sir, {picture}</p>") == ["It says what it says in a picture."]
    assert said(html=f"<p>{WORDS} {picture}</p>") == []
    assert said(html="<p>Dear Sir,</p>") == []


@pytest.mark.parametrize(
    "left", ["{{ name }}", "{% if x %}", "{{", "%}", "${NAME}", "<<Name>>", "%(name)s", "[NAME]", "[ORGANISATION NAME]", "[...]"]
)
def test_leftovers_of_a_template_are_told(left: str) -> None:
    """In the text and in the subject, each once."""
    assert said(text=f"Dear {left}, {WORDS} {left}")[0].startswith(left)
    assert len(said(text=f"Dear {left}, {WORDS} {left}")) == 1
    assert len(said(subject=f"For {left}")) == 1


@pytest.mark.parametrize("words", ["[Original signed]", "[1]", "[a]", "« un mot »", "10 % s'y trouvent", "MAXX", "{a}", "[sic]"])
def test_words_that_only_look_like_leftovers_are_not(words: str) -> None:
    """Brackets around words, numbers, and what people quote."""
    assert said(text=f"{WORDS} {words}") == []


@pytest.mark.parametrize(
    ("shown", "target"),
    [
        ("http://agency.org/study", "http://evil.org/study"),
        ("agency.org", "https://evil.org"),
        ("www.agency.org", "https://agency.org.evil.net"),
        ("https://agency.org/study", "https://agency.org/other"),
        ("study@agency.org", "mailto:study@evil.org"),
        ("study@agency.org", "https://agency.org"),
        ("https://agency.org", "mailto:a@agency.org"),
    ],
)
def test_a_link_that_shows_another_address_than_it_leads_to_is_told(shown: str, target: str) -> None:
    """Whatever it is that differs."""
    assert link(shown, target) == [f"The link that shows {shown!r} leads to {target}."]


@pytest.mark.parametrize(
    ("shown", "target"),
    [
        ("the study", "https://agency.org/study"),
        ("http://agency.org/study", "http://agency.org/study"),
        ("agency.org", "https://www.agency.org/"),
        ("https://www.agency.org/study/", "https://agency.org/study"),
        ("https://agency.org/very/...", "https://agency.org/very/long"),
        ("questionnaire.xlsx", "https://agency.org/files/1"),
        ("Study@agency.org", "mailto:study@agency.org?subject=x"),
        ("+43 1 26060", "tel:+43126060"),
    ],
)
def test_a_link_that_leads_where_it_says_is_not(shown: str, target: str) -> None:
    """Words say no address, and neither does the name of a file."""
    assert link(shown, target) == []


@pytest.mark.parametrize("target", ["page.html", "/study", "#top", "//agency.org/study", "http://", "javascript:void(0)", "https://[a"])
def test_a_link_that_leads_nowhere_from_a_mail_is_told(target: str) -> None:
    """A mail has no place that another could be relative to."""
    assert link("here", target) == [f"The link 'here' leads to {target!r}, which is no address."]
