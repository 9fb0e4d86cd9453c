"""Where the terminal names a command, the console says what to press: by the values of the sentence, in each language."""

from __future__ import annotations

import re

import pytest

from languages.phrases import console_languages
from languages.telling import PRESSED, phrased, told_in
from languages.telling import _phrases as phrases_of

pytestmark = pytest.mark.outside

_SAYS = [one.removeprefix(f"{PRESSED}.") for one in phrases_of("en").phrases if one.startswith(f"{PRESSED}.")]
_FACTS = {one: f"<{one}>" for one in ("reference", "address", "said", "mailing", "added", "who")}


@pytest.mark.parametrize("language", console_languages())
def test_what_the_console_says_instead_of_a_command_names_none(language: str) -> None:
    """It says as much otherwise: the same mailing, and the same people."""
    assert len(_SAYS) >= 9
    for phrase in _SAYS:
        said = phrased(phrase, **_FACTS)
        assert "`counterfoil" in said or "`resume`" in said
        pressed = told_in(said, language, PRESSED)
        assert "`" not in pressed
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
