"""What is asked for beside a decision is told from what only gives its reason, in all languages."""

from __future__ import annotations

import pytest

from languages import known, toml_of
from languages.decisions import around, word
from languages.requests import request_in

LANGUAGES = [code for code in known() if toml_of(code, "decisions.toml")]


@pytest.mark.parametrize(
    ("written", "asks"),
    [
        ("accept. Please tell her that we need it by Friday", "Please tell her that we need it by Friday"),
        ("reject and ask them for the 2025 figures", "ask them for the 2025 figures"),
        ("Dear all,\nplease accept\n\nMany thanks, and remind the ministry", "remind the ministry"),
        ("accept: they called, and please write to them", "please write to them"),
        ("accept\nIs their address still right? It bounced.", "Is their address still right? It bounced."),
        ("accept: clear\nplease add her to the list", "please add her to the list"),
        ("accepter\nMerci de leur dire que c’est urgent", "Merci de leur dire que c’est urgent"),
        ("aceptar\nDígale que lo necesitamos", "Dígale que lo necesitamos"),
        ("رفض: يرجى إبلاغها", "يرجى إبلاغها"),
        ("принять\nСкажите ей, что это срочно", "Скажите ей, что это срочно"),
        ("已知悉，请告诉她周五前需要", "请告诉她周五前需要"),
        ("annehmen\nBitte sagen Sie ihr Bescheid", "Bitte sagen Sie ihr Bescheid"),
        ("rejeitar: peça-lhes os dados de 2025", "peça-lhes os dados de 2025"),
    ],
)
def test_what_is_asked_for_is_found_from_the_words_that_ask(written: str, asks: str) -> None:
    """On the line of the decision, behind what joins it, and on the lines below."""
    assert request_in(written) == asks


@pytest.mark.parametrize(
    "written",
    [
        "accept. They called on Monday.",
        "accept, thanks!",
        "please accept",
        "Please accept it, thank you",
        "undo, please",
        "reject: they answered by post",
        "rejeter : ils ont téléphoné lundi",
        "s’il vous plaît accepter",
        "rechazar: llamaron el lunes",
        "отклонить: они позвонили",
        "请接受",
        "接受\n他们星期一来过电话。",
        "Bitte annehmen",
        "ablehnen: sie haben angerufen",
        "rejeitar: ligaram na segunda",
        "accept. Phone call with Anna on Monday",
        "accept: contact was made on Monday",
        "accept. Email from her of 3 March says so",
        "grant until 15 March. She has to travel",
        "accepter. Merci de votre aide",
        "",
    ],
)
def test_a_reason_thanks_and_the_decision_itself_ask_for_nothing(written: str) -> None:
    """However courteous."""
    assert request_in(written) == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_in_which_decisions_are_read_has_words_that_ask(language: str) -> None:
    """Each of them asks, behind a decision in that language; courtesy that stands alone does not."""
    words = toml_of(language, "decisions.toml")["around"]["request"]
    assert set(words) <= around("request")
    for one in words:
        assert request_in(f"{word(language, 'accept')}\n{one} xyz") == f"{one} xyz"


@pytest.mark.parametrize("text", ["accept " + "a " * 100_000, "ok " * 70_000, "'a" * 100_000, "accept\n" + "please" * 30_000])
def test_a_long_text_is_looked_through_only_at_its_beginning(text: str) -> None:
    """Whatever it is made of, and though each word was once looked for in a copy of all that stands before it."""
    assert len(request_in(text)) <= 4_000
