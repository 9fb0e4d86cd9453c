"""What staff write above a workbook that they mail for an organisation, in every language in which letters are written, and in others."""

from __future__ import annotations

import pytest

from domain.mail.reference import around_reference, printed
from domain.mode import FILED_BY, Mode
from intake.understanding.coordinators.filing_words import SaidOfFiling, said_of_filing
from intake.understanding.own_words.words import own_words, with_signature
from languages import known, spoken, toml_of
from languages.filing import BEHALF, mode_word, vocabulary

REFERENCE = printed("CYB12", 42)
AUTHOR = "Thomas Aubert <thomas.aubert@itu.example>"
LANGUAGES = [code for code in known() if toml_of(code, "filing.toml")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_language_is_read_as_it_is_printed(language: str) -> None:
    """Each "for" with each way in which a workbook reaches somebody, whatever is between them and however it is written."""
    words = toml_of(language, "filing.toml")
    for behalf in words[BEHALF]:
        for mode in FILED_BY:
            for how in words[mode.value]:
                for line in (f"{behalf} {REFERENCE}, {how}", f"{behalf.upper()} {REFERENCE.lower()}: {how}."):
                    assert said_of_filing(f"{line}\n\nas they said") == SaidOfFiling(REFERENCE, mode, "as they said"), line
    assert mode_word(language, Mode.PAPER) == words["paper"][0]


def test_all_languages_in_which_letters_are_written_have_the_words() -> None:
    """And no phrase says two things."""
    assert set(spoken()) <= set(LANGUAGES)
    assert vocabulary()


@pytest.mark.parametrize(
    "words",
    [
        "",
        "for nobody",
        f"see {REFERENCE}, by telephone",
        f"for {REFERENCE}, by pigeon",
        f"for {REFERENCE}, in a meeting",
        f"for {REFERENCE}, by telephone?",
        f"for {REFERENCE} and {printed('CYB12', 43)}",
        f"for {REFERENCE[:-1]}{'A' if REFERENCE[-1] != 'A' else 'B'}",
        f"for {REFERENCE}, by telephone, unless they sent it",
        f"not for {REFERENCE}",
        f"Please look at it.\nfor {REFERENCE}",
        f"for {REFERENCE}{' ' * 200}by telephone",
    ],
)
def test_what_is_not_surely_that_says_nothing(words: str) -> None:
    """Such a message is read as any other."""
    assert said_of_filing(words) is None


def test_a_greeting_above_is_passed_over_and_without_a_way_it_came_by_mail() -> None:
    """Whoever forwards a message has it by mail."""
    assert said_of_filing(f"Dear colleagues,\n\nfor {REFERENCE}\n") == SaidOfFiling(REFERENCE, Mode.MAIL)
    assert around_reference(f"for {REFERENCE.lower()} too") == ("for ", REFERENCE, " too")


OTHER = printed("CYB12", 43)


@pytest.mark.parametrize(
    "below",
    [
        f"for {OTHER}, by telephone",
        f"sorry, I meant for {OTHER}",
        f"Correction: it should be {OTHER}",
        f"Pardon, je voulais dire pour {OTHER}",
        f"for {REFERENCE}, on paper",
        "forget it",
        "Ignore my last mail",
        "Non, laissez tomber",
    ],
)
@pytest.mark.parametrize("shape", ["{first}\n{below}", "{first}\n\n-- \nThomas\n\n{below}", "{first}\n\nRegards,\nThomas Aubert\n{below}"])
def test_whoever_says_otherwise_below_is_not_surely_heard(shape: str, below: str) -> None:
    """In their own words, or below their signature: nothing is filed for either organisation."""
    text = shape.format(first=f"for {REFERENCE}, by telephone", below=below)
    found = said_of_filing(own_words(text, AUTHOR), with_signature(text))
    assert found is not None
    assert found.unsure


@pytest.mark.parametrize(
    "text",
    [
        f"{{}}\n\n> for {OTHER}, on paper\n> forget it",
        f"{{}}\n\nOn 1 Mar 2012, Ann <ann@itu.example> wrote:\n> for {OTHER}, on paper",
        f"{{}}\n\n-----Original Message-----\nFrom: Ann\nSent: Monday\nTo: T\nSubject: x\n\nfor {OTHER}, on paper",
        f"{{}}\n\nThey send one with {OTHER} together.",
        "{}\n\n-- \nThomas\nIf this is not for you, ignore it.",
    ],
)
def test_what_is_quoted_or_told_of_another_organisation_changes_nothing(text: str) -> None:
    """Only whom the first line names is filed for."""
    whole = text.format(f"for {REFERENCE}, by telephone")
    found = said_of_filing(own_words(whole, AUTHOR), with_signature(whole))
    assert found is not None
    assert (found.to, found.mode, found.unsure) == (REFERENCE, Mode.TELEPHONE, False)


@pytest.mark.parametrize(
    "text",
    [
        f"On 1 Mar 2012, Ann <ann@itu.example> wrote:\n> for {OTHER}, on paper",
        f"---------- Forwarded message ---------\nFrom: Ann <ann@itu.example>\nDate: Mon\nSubject: x\nTo: T\n\nfor {OTHER}, on paper",
        f"-- \nThomas\n\nfor {OTHER}, on paper",
        f"Regards,\nThomas Aubert\nfor {OTHER}, on paper",
    ],
)
def test_of_what_is_quoted_or_stands_below_the_signature_nothing_is_filed(text: str) -> None:
    """It is no first line of whoever sends it."""
    assert said_of_filing(own_words(text, AUTHOR), with_signature(text)) is None
