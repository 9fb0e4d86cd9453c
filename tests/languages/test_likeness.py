"""What people say in words that no phrase has: sentences are like the examples that a language was learned from."""

from __future__ import annotations

import math
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import languages
from domain.intent import IntentKind
from languages import intents
from languages.agreement import alike_to, clauses, doubtful, outdone, plainly_like, weighed
from languages.heard import Heard
from languages.learning import examples, hash_of, learned
from languages.likeness import NAME, alike, likenesses, packed, places_of, shares, unpacked, words_of

ROOM = Path(languages.__file__).parent
LEARNED = sorted(path.parent.name for path in ROOM.glob(f"*/{NAME}"))
SOME = {
    "decline": ("we will not take part", "our office does not take part this year", "we decline to answer", "we do not wish to answer"),
    "resend": ("please send the form again", "the file is broken, send it again", "we lost the form", "the form never reached us"),
    "thanks": ("please find the form attached", "thank you for the letter", "many thanks and kind regards", "attached please find it"),
}


def test_eight_languages_are_learned() -> None:
    """Those in which intents are read by phrases too."""
    assert LEARNED == ["ar", "de", "en", "es", "fr", "pt", "ru", "zh"]
    assert len(likenesses()) == len(LEARNED)


@pytest.mark.parametrize("language", LEARNED)
def test_what_is_kept_was_learned_from_the_examples_that_are_there(language: str) -> None:
    """Whoever changes an example runs `python -m languages.learning`."""
    _, hash_ = unpacked((ROOM / language / NAME).read_bytes())
    assert hash_ == hash_of(examples(ROOM / language / "examples"))


@pytest.mark.parametrize("language", LEARNED)
def test_the_examples_of_a_language_say_one_thing_each(language: str) -> None:
    """Some hundred for each intent that a person has, and no sentence twice."""
    told = examples(ROOM / language / "examples")
    assert set(told) == {kind.value for kind in IntentKind} - {IntentKind.AUTO_REPLY.value}
    assert min(map(len, told.values())) >= 200
    sentences = [one for said in told.values() for one in said]
    assert len(set(sentences)) == len(sentences)
    assert all(one.strip() == one and one for one in sentences)


def test_sentences_that_nobody_has_written_yet_are_told_apart() -> None:
    """A few examples are enough for sentences that share their words."""
    likeness = learned(SOME)
    said = ("we shall not take part", "we lost the file, send the form again please", "thank you, please find attached the form")
    found = [likeness.shares(places_of(one)) for one in said]
    assert [max(one, key=lambda intent: one[intent]) for one in found] == ["decline", "resend", "thanks"]


def test_the_same_examples_teach_the_same() -> None:
    """So that a file that differs tells that examples differ."""
    assert packed(learned(SOME), hash_of(SOME)) == packed(learned(SOME), hash_of(SOME))
    assert hash_of(SOME) != hash_of({**SOME, "thanks": SOME["thanks"][1:]})
    likeness, hash_ = unpacked(packed(learned(SOME), hash_of(SOME)))
    assert (likeness, hash_) == (learned(SOME), hash_of(SOME))


@pytest.mark.parametrize(
    ("sentence", "intent"),
    [
        ("Our board sees no way to be part of this exercise.", "decline"),
        ("Le formulaire ne s'ouvre pas chez nous, pourriez-vous nous l'adresser encore une fois ?", "resend"),
        ("Die Zahlen dürfen außerhalb Ihres Hauses nicht bekannt werden.", "confidential"),
        ("Necesitamos unas semanas más para reunir los datos.", "extension"),
        ("Эти данные ещё не утверждены руководством.", "draft"),
        ("今年我单位不参加此项调查。", "decline"),
    ],
)
def test_each_language_is_read_by_its_own_examples(sentence: str, intent: str) -> None:
    """Nobody says in which language they write."""
    (found,) = alike([sentence])
    assert max(found, key=lambda one: found[one]) == intent


@pytest.mark.parametrize("sentence", ["", "12345", "qwrtz xcvbn plkjh", "これは日本語の文です", "to jest zdanie po polsku"])
def test_what_is_in_no_language_that_was_learned_is_like_nothing(sentence: str) -> None:
    """A guess would be none."""
    assert alike([sentence]) == ({},)


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=20))
def test_shares_are_positive_in_the_order_of_the_scores_and_one_in_all(scores: list[float]) -> None:
    """The law of the softmax."""
    found = shares(scores)
    assert math.isclose(sum(found), 1)
    assert all(share >= 0 for share in found)
    assert found[scores.index(max(scores))] == max(found)


@given(st.text(max_size=300))
def test_whatever_is_written_has_pieces_and_words(text: str) -> None:
    """Each piece counts once, in no order; upper and lower case are alike."""
    assert places_of(text) == sorted(set(places_of(text)))
    assert places_of(text.casefold()) == places_of(text)
    assert len(words_of(text)) <= len(unicodedata.normalize("NFKD", text.casefold()))


def heard(sentence: str, share: float, monkeypatch: pytest.MonkeyPatch, name: str = "decline", *, beside: bool = False) -> frozenset[str]:
    """Return what a sentence says that is so much like the examples of an intent."""
    monkeypatch.setattr(intents, "alike", lambda sentences, _text=(): tuple({name: share} for _ in sentences))
    return intents.hear([sentence], beside=beside)[0].said


@pytest.mark.parametrize(
    ("name", "share", "beside"),
    [
        ("decline", 0.7, False),
        ("extension", 0.8, False),
        ("successor", 0.85, False),
        ("successor", 0.85, True),
        ("correction", 0.6, False),
        ("correction", 0.7, True),
        ("draft", 0.7, False),
        ("draft", 0.6, True),
        ("confidential", 0.6, False),
        ("confidential", 0.6, True),
        ("answers_in_text", 0.6, False),
        ("answers_in_text", 0.7, True),
        ("elsewhere", 0.4, False),
        ("elsewhere", 0.8, True),
        ("resend", 0.5, False),
        ("confirm", 0.6, False),
        ("confirm", 0.45, True),
        ("question", 0.5, False),
        ("question", 0.5, True),
    ],
)
def test_a_sentence_says_what_it_is_surely_like(name: str, share: float, beside: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """No phrase is needed, and less is not enough."""
    for enough in (True, False):
        said = heard("Our board sees things in another light.", share - (0 if enough else 0.01), monkeypatch, name, beside=beside)
        assert (name in said) is enough


@pytest.mark.parametrize("name", ["decline", "extension", "resend", "unsubscribe"])
def test_what_hardly_anybody_wants_beside_a_workbook_is_not_said_there_by_likeness(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sends one tells what came before, and why it is late."""
    assert name not in heard("Please stop it, our board sees things in another light.", 1.0, monkeypatch, name, beside=True)


@pytest.mark.parametrize(
    ("name", "share", "beside", "sentence"),
    [
        ("elsewhere", 0.4, False, "The answers are in the post."),
        ("draft", 0.7, False, "This is only a draft."),
        ("draft", 0.2, True, "This is only a draft."),
        ("confirm", 0.1, True, "We stand by the figure."),
        ("successor", 0.5, False, "My successor is Ann Smith."),
        ("successor", 0.5, True, "My successor is Ann Smith."),
        ("extension", 0.2, False, "We need two more weeks."),
        ("extension", 0.9, True, "We need two more weeks."),
        ("decline", 0.5, True, "We will not take part in the study."),
    ],
)
def test_how_like_its_intent_a_phrase_must_be_depends_on_the_intent_and_on_a_workbook(
    name: str, share: float, beside: bool, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that phrases find where nothing is meant must be borne out."""
    assert name in heard(sentence, share, monkeypatch, name, beside=beside)
    assert name not in heard(sentence, share - 0.01, monkeypatch, name, beside=beside)


@pytest.mark.parametrize(
    ("sentence", "share", "says"),
    [
        ("We would be glad to see nothing further from your side.", 0.92, True),
        ("We would be glad to see nothing further from your side.", 0.91, False),
        ("Our board sees things in another light.", 1.0, False),
        ("Nothing further please, we will answer in May.", 1.0, False),
        ("Nothing further in the way of reminders please.", 1.0, False),
    ],
)
def test_a_wish_for_no_more_mail_needs_its_words_where_no_phrase_has_it(
    sentence: str, share: float, says: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Likeness alone silences nobody, nor does it whoever promises an answer or wants no more reminders."""
    assert ("unsubscribe" in heard(sentence, share, monkeypatch, "unsubscribe")) is says


@pytest.mark.parametrize(("share", "says"), [(0.09, False), (0.1, True)])
def test_a_phrase_is_not_heard_in_a_sentence_that_is_hardly_like_it(share: float, says: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its words happen to stand together."""
    assert ("decline" in heard("We will not take part in the study.", share, monkeypatch)) is says


def test_what_a_phrase_denies_is_not_said_by_likeness(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those who need no extension use all the words of those who do."""
    assert "extension" in heard("We need an extension of the deadline.", 0.99, monkeypatch, "extension")
    assert "extension" not in heard("We do not need an extension of the deadline.", 0.99, monkeypatch, "extension")


@pytest.mark.parametrize(
    ("whole", "parts", "weighs"),
    [
        ({"confirm": 0.4, "thanks": 0.5}, [{"confirm": 0.8}, {"thanks": 0.9}], {"confirm": 0.64, "thanks": 0.5}),
        ({"confirm": 0.4, "thanks": 0.5}, [{"confirm": 0.8}], {"confirm": 0.4, "thanks": 0.5}),
        ({"draft": 0.9, "extension": 0.0}, [{"draft": 0.9}, {"extension": 0.9}], {"draft": 0.9, "extension": 0.0}),
        ({}, [{"draft": 0.9}, {"draft": 0.9}], {}),
    ],
)
def test_the_parts_of_a_sentence_bear_out_what_it_is_like(
    whole: dict[str, float], parts: list[dict[str, float]], weighs: dict[str, float]
) -> None:
    """But a part that is all of it bears out nothing, nor is another matter found in what is surely like one."""
    assert dict(weighed(whole, parts)) == pytest.approx(weighs)


@pytest.mark.parametrize("name", ["yes", "stop", "unsubscribe"])
def test_what_takes_effect_at_once_is_left_to_phrases(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A yes lets a workbook count."""
    assert name not in heard("Our board sees things in another light.", 1.0, monkeypatch, name)


@pytest.mark.parametrize(("share", "says"), [(0.9, True), (0.89, False)])
def test_a_yes_may_be_said_in_words_that_deny(share: float, says: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever was asked whether a figure is a mistake says yes to it with a no."""
    assert ("confirm" in heard("The doubt is not right, the board has two chairs.", share, monkeypatch, "confirm")) is says


@pytest.mark.parametrize(
    ("name", "share", "beside", "says"),
    [
        ("confirm", 0.9, False, True),
        ("confirm", 0.89, False, False),
        ("confirm", 1.0, True, False),
        ("elsewhere", 0.98, False, True),
        ("decline", 1.0, False, False),
    ],
)
def test_a_part_of_a_sentence_may_say_what_the_whole_does_not(name: str, share: float, beside: bool, says: bool) -> None:
    """One says among other things that a figure stands, or who else answers."""
    assert (name in alike_to(frozenset(), {"note": 0.9}, ({"note": 1.0}, {name: share}), beside=beside)) is says


def test_figures_and_addresses_divide_no_sentence() -> None:
    """What stands between two signs of a number says nothing."""
    assert clauses("The 1,200 is right: see a.petrov@office.example, page 3.2") == [
        "The 1,200 is right",
        " see a.petrov@office.example",
        " page 3.2",
    ]


def test_a_part_is_in_the_language_of_its_text() -> None:
    """One is too short to tell, and its words may be rare."""
    part = ["Zymotechnik Xaverl Pfrundner"]
    assert alike(part) == ({},)
    assert all(alike(part, ["Wir können leider nicht teilnehmen, da uns die Daten fehlen."]))


def test_a_chinese_sentence_is_known_by_its_signs_whatever_it_is_about() -> None:
    """Its pairs of signs are those of its subject, which no example has."""
    sentences = ["目前省级直管水库部分已填报完毕", "昨日電話中你問及的情況,現書面補充。"]
    assert all(alike(sentences))


def test_a_mere_greeting_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it is like."""
    assert "decline" not in heard("Dear colleagues,", 1.0, monkeypatch)


@pytest.mark.parametrize(
    ("shares", "corrects"),
    [
        ({"correction": 0.5, "confirm": 0.51}, False),
        ({"correction": 0.5, "answers_in_text": 0.51}, False),
        ({"correction": 0.5, "confirm": 0.5}, True),
        ({"correction": 0.1, "confirm": 0.3}, True),
        ({"correction": 0.1, "confirm": 0.31}, False),
        ({"correction": 0.1, "draft": 0.9}, True),
    ],
)
def test_what_is_more_like_an_answer_or_a_yes_corrects_nothing(shares: dict[str, float], corrects: bool) -> None:
    """Both name a figure that is right."""
    assert ("correction" not in outdone(shares)) is corrects


@pytest.mark.parametrize(
    ("shares", "leaves"),
    [
        ({"unsubscribe": 0.2, "successor": 0.7}, False),
        ({"unsubscribe": 0.45, "elsewhere": 0.5}, False),
        ({"unsubscribe": 0.2, "elsewhere": 0.49}, True),
        ({"unsubscribe": 0.75, "successor": 0.25}, True),
        ({"unsubscribe": 0.2, "thanks": 0.8}, True),
    ],
)
def test_a_part_wants_no_more_mail_only_where_the_whole_is_not_rather_another_intent(shares: dict[str, float], leaves: bool) -> None:
    """Words that take effect at once stand in many a sentence about something else."""
    assert ("unsubscribe" not in doubtful({"unsubscribe"}, shares, ({"unsubscribe": 0.9},))) is leaves


def test_what_is_plainly_like_an_intent_or_a_note_is_no_courtesy() -> None:
    """However polite its words are."""
    assert plainly_like({"decline": 0.9})
    assert plainly_like({"note": 0.9})
    assert not plainly_like({"decline": 0.89, "thanks": 1.0})


def test_two_words_are_a_wish_for_no_more_mail_only_where_they_are_like_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A full stop that somebody dictated is none."""
    assert "unsubscribe" in heard("Please stop.", 0.7, monkeypatch, "unsubscribe")
    assert "unsubscribe" not in heard("Please stop.", 0.69, monkeypatch, "unsubscribe")


def heard_in_parts(sentence: str, whole: dict[str, float], part: dict[str, float], monkeypatch: pytest.MonkeyPatch) -> Heard:
    """Return what is heard in a sentence that is as a whole like `whole`, and of which each part is like `part`."""
    monkeypatch.setattr(intents, "alike", lambda sentences, text=(): tuple((part if text else whole) for _ in sentences))
    return intents.hear([sentence])[0]


@pytest.mark.parametrize(("share", "says"), [(0.9, True), (0.89, False)])
def test_a_part_that_is_plainly_a_yes_is_not_taken_back(share: float, says: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of taking back may belong to the other part: a file that is fine says nothing of the figure."""
    sentence = "The file is fine with us here, and our accountant told you the same by then."
    assert ("confirm" in heard_in_parts(sentence, {"confirm": 0.7}, {"confirm": share}, monkeypatch).said) is says


@pytest.mark.parametrize(("share", "says"), [(0.9, True), (0.89, False)])
def test_what_is_plainly_an_intent_is_said_in_words_of_courtesy_too(share: float, says: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Phrases of courtesy leave no word of it."""
    assert ("correction" in heard("Thank you very much for your letter.", share, monkeypatch, "correction")) is says
