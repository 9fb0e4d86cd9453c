"""What the program tells of its own work: made in English, said in each language of the console, and the same again after it was kept."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime

import pytest

from domain.case import OPTIONS, CaseKind, Moot
from domain.contact import Stopped
from domain.desk import DeskRole
from domain.journal import Subject, What
from domain.letter import DeliveryState, LetterKind
from domain.message import Kind
from domain.sentences import quoted
from domain.telling import Telling, plain, text_of
from intake.understanding.classify import rules
from languages import ENGLISH, locales, toml_of
from languages.phrases import console_languages, console_phrases, flat
from languages.telling import files, heard, named, phrased, told_in
from store.personal.scrubber import Forgotten, Scrubber

OTHERS = [one for one in console_languages() if one != ENGLISH]
_PLURALS = ("zero", "one", "two", "few", "many", "other")


def phrases(language: str) -> dict[str, str]:
    """Return the phrases that a language has of what the program tells."""
    return {f"{name}.{key}": one for name in files() for key, one in flat(toml_of(language, "desk", f"{name}.toml")).items()}


def fields(phrase: str) -> set[str]:
    """Return what is filled into a phrase."""
    return set(re.findall(r"\{(\w+)\}", phrase))


def without_plural(key: str) -> str:
    """Return the key of a phrase, whichever number of things its plural is for."""
    stem, _, last = key.rpartition(".")
    return stem if last in _PLURALS and stem in PLURALS else key


PLURALS = {
    key.removesuffix(".other")
    for key in phrases(ENGLISH)
    if key.endswith(".other") and f"{key.removesuffix('.other')}.one" in phrases(ENGLISH)
}


@pytest.mark.parametrize("language", OTHERS)
def test_every_phrase_is_said_in_every_language_of_the_console(language: str) -> None:
    """With the plurals that the language has, and nothing that the English one does not know."""
    own, english = phrases(language), phrases(ENGLISH)
    assert {without_plural(key) for key in own} == {without_plural(key) for key in english}
    tags = {locales.locale_of(language).plural_form(number) for number in range(200)} | {"other"}  # Nobody is told of millions.
    assert [stem for stem in PLURALS if not {key.rpartition(".")[2] for key in own if key.startswith(f"{stem}.")} >= tags] == []
    known = {key: fields(one) for key, one in english.items()} | {stem: fields(english[f"{stem}.other"]) for stem in PLURALS}
    assert [key for key, one in own.items() if not fields(one) <= known[without_plural(key)]] == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_phrase_was_left_in_english(language: str) -> None:
    """A sentence of two words or more is another one in another language; but for what has no words of its own."""
    english = phrases(ENGLISH)
    same = [
        key
        for key, one in phrases(language).items()
        if english.get(key) == one and len(re.findall(r"[a-z]{2,}", re.sub(r"\{\w+\}", "", one))) > 1
    ]
    assert same == []


def test_whatever_may_be_decided_has_a_phrase() -> None:
    """Each kind of entry, what it may be about, why a case is moot or an address stopped, each letter, message and rule."""
    english = phrases(ENGLISH)
    keys = [f"journal.{one}" for one in What if one is not What.OPEN] + [f"journal.moot.{one}" for one in Moot]
    keys += [f"journal.about.{one}" for one in Subject if one not in {Subject.ADDRESS, Subject.CONTACT, Subject.DETAILS, Subject.USER}]
    keys += [f"journal.stopped.{one}" for one in Stopped] + [f"journal.rules.{one.name}" for one in rules()]
    keys += [f"timeline.letters.{one}" for one in LetterKind] + [f"timeline.event.{one}" for one in Kind]
    keys += [f"reasons.unsent_of.{one}" for one in LetterKind if one is not LetterKind.CASE]
    assert [one for one in keys if one not in english and f"{one}.other" not in english] == []
    console = console_phrases(ENGLISH).phrases
    called = [f"decision.{one}" for options in OPTIONS.values() for one in options] + [f"kind.{one}" for one in CaseKind]
    called += [f"delivery.{one}" for one in DeliveryState] + [f"role.{one}" for one in DeskRole]
    assert [one for one in called if one not in console] == []


@pytest.mark.parametrize("table", ["journal.value", "journal.noted", "messages.effect", "messages.why"])
def test_what_is_kept_as_text_alone_is_known_again(table: str) -> None:
    """By the phrase that says just that; what a person wrote is no phrase."""
    for key, phrase in phrases(ENGLISH).items():
        if key.startswith(f"{table}."):
            given = {
                one: "2012-03-08" if one.endswith("day") or one == "until" else "12" if one == "n" else f"x{one}@y.example"
                for one in fields(phrase)
            }
            found = heard(table, phrase.format(**given))
            assert isinstance(found, Telling)
            assert (found.phrase, found) == (key, phrase.format(**given))
            assert {name: str(fact) for name, fact in found.facts.items()} == given
    assert not isinstance(heard("journal.noted", "They rang and will not answer."), Telling)
    assert (
        told_in(heard("journal.noted", "anna@x.example is away until 2012-99-99."), "fr")
        == "anna@x.example\u00a0: absence jusqu’au 2012-99-99."
    )


def test_a_telling_is_its_english_text_and_is_said_in_another_language() -> None:
    """Days, moments and numbers are written as the language does; what others wrote is isolated where it runs the other way."""
    marked = phrased("journal.until", what=phrased("journal.waiting"), until=date(2012, 3, 8))
    assert marked == "marked as not to be reminded until 2012-03-08"
    assert told_in(marked, ENGLISH) == "marked as not to be reminded until 8 March 2012"
    rule = phrased("journal.rule", name=Telling("auto_reply", "journal.rules.auto_reply"))
    assert (rule, told_in(rule, ENGLISH)) == ("rule auto_reply", "rule automatic replies")
    decided = phrased("journal.decide", about=phrased("journal.about.case", id="3"), value=named("decision", "accept"))
    assert told_in(decided, ENGLISH) == decided == "case 3 decided: accept"
    assert told_in(marked, "fr") == "marquée comme n’étant pas à relancer, jusqu’au 8 mars 2012"
    asked = phrased("journal.noted.unanswered", sender="anna@x.example")
    assert told_in(asked, "ar") == "لم يُجب بعد على ما كتبه \u2068anna@x.example\u2069."
    many = phrased("journal.cancel", about=phrased("journal.about.mailing", id="s/reminder"), n=1200)
    assert many == "mailing s/reminder cancelled: 1,200 letters will not leave"
    assert told_in(many, "es") == "envío s/reminder: cancelado; 1\xa0200 cartas no saldrán"
    late = phrased("reasons.late", moment=datetime(2012, 3, 8, 9, 30, tzinfo=UTC), zone="UTC", days="3")
    assert late == "it was due on 2012-03-08 09:30 (UTC) and is 3 days late."
    assert "2012年3月8日" in told_in(late, "zh")


def test_what_has_no_phrase_is_said_in_no_other_language() -> None:
    """A plain text, a phrase that is no more, and one that now speaks of more than was kept."""
    assert told_in("Something else.", "fr") == ""
    assert told_in(Telling("Gone.", "journal.gone"), "fr") == ""
    assert told_in(Telling("Less.", "journal.until", {"what": "x"}), "fr") == ""


def test_a_telling_that_was_kept_is_the_same_again_and_can_be_scrubbed() -> None:
    """As values of JSON; whoever is erased goes from its facts as from its text."""
    said = phrased("reasons.says.extension_until", who="anna@x.example", organisation="ORG1", until=date(2012, 3, 8), words="“Later.”")
    whole = phrased(
        "timeline.and", first=said, second=phrased("reasons.part_disputed", part="anna@x.example", many="2", names=("q1", "q2"))
    )
    kept = json.loads(json.dumps(plain(whole)))
    again = text_of(kept)
    assert again == whole
    assert [told_in(again, one) for one in OTHERS] == [told_in(whole, one) for one in OTHERS]
    gone = text_of(Scrubber(Forgotten({"anna@x.example": "erased-1@erased.invalid"})).value(kept))
    assert "anna" not in gone
    assert "anna" not in told_in(gone, "fr")
    assert text_of(plain("as it was written")) == "as it was written"


def test_words_are_quoted_as_each_language_quotes() -> None:
    """French has its own marks around what somebody wrote; marks inside a text that is no quotation stay."""
    said = phrased("reasons.says.extension", who="anna@x.example", organisation="ORG1", words=quoted("Encore un mois."))
    assert told_in(said, "fr").endswith(" : «\N{NO-BREAK SPACE}Encore un mois.\N{NO-BREAK SPACE}»".replace(" :", "\N{NO-BREAK SPACE}:"))
    assert told_in(said, "en").endswith(": “Encore un mois.”")
    both = phrased("reasons.says.extension", who="anna@x.example", organisation="ORG1", words="“One” and “two”")
    assert told_in(both, "fr").endswith("“One” and “two”")
