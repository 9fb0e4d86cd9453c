"""Where the terminal names a command, the console says what to press: by the values of the sentence, in each language."""

from __future__ import annotations

import re

import pytest

from domain.telling import Fact
from languages.phrases import console_languages
from languages.telling import PRESSED, phrased, told_in
from languages.telling import _phrases as phrases_of

pytestmark = pytest.mark.outside

_SAYS = [one.removeprefix(f"{PRESSED}.") for one in phrases_of("en").phrases if one.startswith(f"{PRESSED}.")]
# A command of the terminal, or the word of a decision as the terminal has it.
_COMMAND = re.compile(r"counterfoil [a-z]|`\w+`")


@pytest.mark.parametrize("language", console_languages())
def test_what_the_console_says_instead_of_a_command_names_none(language: str) -> None:
    """It says as much otherwise: the same mailing, and the same people."""
    assert len(_SAYS) >= 48
    for phrase in _SAYS:
        usual = phrases_of("en").phrases[phrase]
        facts: dict[str, Fact] = {one: 1 if one == "n" else f"<{one}>" for one in re.findall(r"{(\w+)}", usual)}
        said = phrased(phrase.removesuffix(".one").removesuffix(".other"), **facts)
        assert _COMMAND.search(said), phrase
        pressed = told_in(said, language, PRESSED)
        assert pressed
        assert "`" not in pressed
        assert not re.search("counterfoil [a-z]", pressed), phrase
        assert {"<mailing>", "<who>"} & set(re.findall(r"<\w+>", said)) <= set(re.findall(r"<\w+>", pressed))


def test_a_sentence_within_a_sentence_is_told_so_too() -> None:
    """The terminal keeps its command."""
    how = phrased(
        "reasons.unapproved.how", said=phrased("reasons.unapproved.nobody", missing=phrased("reasons.approvers", n=1)), mailing="circular"
    )
    why = phrased("reasons.not_sent", mailing="circular", why=how)
    assert "`counterfoil approve circular HASH` does" in why
    assert told_in(why, "en", PRESSED) == (
        "The mailing circular was not sent: nobody has approved it. 1 person has to approve it. "
        "It is approved on the page of the mailing circular, and then it leaves by itself."
    )


@pytest.mark.parametrize("language", console_languages())
def test_of_the_sentences_that_the_console_shows_none_names_a_command(language: str) -> None:
    """Those of acts, refusals, lists, checks and the doctor; what only the command line ever says may."""
    terminal = {"faults.init_do", "faults.none_yet_do", "faults.no_letter_do", "faults.preview_do", "faults.uncarried_do"}
    shown = {"done", "faults", "lists", "check", "doctor"}
    told = phrases_of(language, PRESSED).phrases
    assert {key for key, one in told.items() if key.split(".")[0] in shown and re.search("counterfoil [a-z]", one)} <= terminal
