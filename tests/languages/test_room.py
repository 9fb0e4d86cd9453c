"""The room for languages is whole, and no other module knows a word of a language."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import get_args

import pytest
from babel import Locale

from languages import ENGLISH, known, lists, mail, phrase_table, plain, spoken, telling, words, writing
from languages.checked import checked, keys_of
from languages.phrases import Phrases, console_languages, console_phrases, phrases
from questionnaire.reading.values.folding import fold

ROOT = Path(__file__).parents[2]
ROOM = ROOT / "languages"
_PACKAGES = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["root_packages"]
PROGRAM = tuple(package for package in _PACKAGES if package not in {"demo", "languages"})
OTHERS = tuple(code for code in known() if code != ENGLISH)
FORMS = frozenset(("none", "zero", "one", "two", "few", "many", "other"))
TAGS = frozenset(("hr", "id", "tr"))  # These are of HTML.
# These are words of French, Spanish or Danish, and of English too; the last one is in the name of a field.
ENGLISH_TOO = frozenset(
    {
        *("principal", "message", "contact", "total", "agency", "station", "provenance", "public", "mails", "direction", "preserve"),
        *("program", "accept", "ricevuta"),
    }
)


def sentences(language: str) -> dict[str, str]:
    """Return the sentences that a language itself has, message and remedy in one."""
    files = sorted((ROOM / language / "sentences").glob("*.toml"))
    tables = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
    return {code: said["message"] + said.get("remedy", "") for table in tables for code, said in table.items()}


def fields(text: str) -> set[str]:
    """Return the names of the fields of a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", spoken())
def test_a_language_says_every_sentence_with_the_same_facts(language: str) -> None:
    """None is missing, and none asks for a fact that English does not know."""
    english, own = sentences(ENGLISH), sentences(language)
    assert set(own) == set(english)
    assert {code: fields(text) for code, text in own.items()} == {code: fields(text) for code, text in english.items()}


@pytest.mark.parametrize("language", spoken())
def test_a_language_has_every_phrase_of_every_digest_in_each_of_its_plurals(language: str) -> None:
    """One for each number that CLDR tells apart for whole numbers below a million."""
    for file in (ROOM / ENGLISH / "digests").glob("*.toml"):
        english, own = phrases(file.stem, ENGLISH), phrases(file.stem, language)
        assert own.language == language
        assert set(_phrases(own)) == set(_phrases(english))
        for key, facts in _phrases(english).items():
            assert _phrases(own)[key] <= facts | {"n"}, key
        counted = {key.rpartition(".")[0] for key in english.phrases if key.endswith(".other")}
        plurals = {Locale.parse(language).plural_form(number) for number in range(1, 1000)}
        for key in counted:
            assert {form for form in plurals if f"{key}.{form}" not in own.phrases} <= {"other"}, key
            assert f"{key}.other" in own.phrases


@pytest.mark.parametrize("language", console_languages())
def test_a_language_of_the_console_has_every_phrase_in_each_of_its_plurals(language: str) -> None:
    """A page half in English would leave whoever reads no English alone in the middle of it."""
    assert set(console_languages()) == {"ar", "en", "es", "fr", "ru", "zh"}
    english, own = console_phrases(ENGLISH), console_phrases(language)
    assert set(_phrases(own)) == set(_phrases(english))
    for key, facts in _phrases(english).items():
        assert _phrases(own)[key] <= facts | {"n"}, key
    plurals = {Locale.parse(language).plural_form(number) for number in range(1, 1000)}
    for key in {key.rpartition(".")[0] for key in english.phrases if key.endswith(".other")}:
        assert {form for form in plurals if f"{key}.{form}" not in own.phrases} <= {"other"}, key
        assert f"{key}.other" in own.phrases


def _phrases(said: Phrases) -> dict[str, set[str]]:
    """Return the fields of each phrase, those of its plurals together."""
    found: dict[str, set[str]] = {}
    for key, text in said.phrases.items():
        head, _, form = key.rpartition(".")
        found.setdefault(head if form in FORMS else key, set()).update(fields(text))
    return found


def test_no_word_means_yes_in_one_language_and_no_in_another() -> None:
    """They are read together, since nobody knows in which language a person answers."""
    for one, other in combinations(known(), 2):
        assert not {fold(word) for word in words(one).yes} & {fold(word) for word in words(other).no}, (one, other)
        assert not {fold(word) for word in words(one).no} & {fold(word) for word in words(other).yes}, (one, other)


def test_every_expression_of_every_language_can_be_compiled() -> None:
    """One that is misspelt would be found when the first message comes."""
    for code in known():
        for kind, expressions in vars(checked(mail.MailWords, _toml(code, "mail.toml"))).items():
            for expression in expressions if kind != "bounce_programs" else sum(expressions.values(), ()):
                assert re.compile(expression).groups == 0, (code, expression)
        for expressions in vars(checked(plain.PlainWords, _toml(code, "plain.toml"))).values():
            assert all(re.compile(expression).groups == 0 for expression in expressions), code
    assert all(mail.pattern(kind) for kind in keys_of(mail.MailWords) if kind != "bounce_programs")
    assert all(plain.plainly(kind) for kind in keys_of(plain.PlainWords))


def test_every_file_of_a_language_is_one_that_is_read() -> None:
    """A misspelt name would go unheard."""
    for code in known():
        files = {str(path.relative_to(ROOM / code)) for path in (ROOM / code).rglob("*") if path.is_file()}
        heard = "words|mail|plain|courtesy|lists|asked|dates|intents|concepts|decisions|filing|tongues"
        named = rf"({heard}|console|sentences/\w+|digests/\w+|study/(form|adopted))\.toml"
        kinds = rf"{named}|desk/({'|'.join(telling.files())})\.toml|(letters|study)/\w+\.md|examples/\w+\.txt|likeness\.bin"
        assert all(re.fullmatch(kinds, file) for file in files), code
        assert Locale.parse(code, sep="-").language == code


def test_no_two_languages_call_different_countries_the_same() -> None:
    """What is read in a contact list does not depend on the order of the languages."""
    named: dict[str, str] = {}
    for said in lists.lists().values():
        for name, code in said.countries.items():
            assert named.setdefault(fold(name), code) == code, name


def _toml(language: str, name: str) -> dict[str, object]:
    file = ROOM / language / name
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


# What follows looks at the program's own text.


def literals() -> Iterator[tuple[Path, int, str]]:
    """Yield every text in the program that is no docstring, with its place."""
    for package in PROGRAM:
        for path in sorted((ROOT / package).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
                    yield path, node.lineno, node.value


def vocabulary(language: str, *names: str, between: str = "|") -> set[str]:
    """Return the plain words and phrases of the files of a language from which it is read; single short words say too little."""
    texts: set[str] = set()
    waiting: list[object] = [_toml(language, name) for name in names or ("words.toml", "mail.toml", "lists.toml")]
    while waiting:
        match waiting.pop():
            case dict() as table:
                waiting += [*table.keys(), *table.values()] if not set(table) & set(keys_of(mail.MailWords)) else [*table.values()]
            case list() as listed:
                waiting += listed
            case str() as text:
                texts.update(part.strip() for part in text.replace("\\b", "").split(between))
    return {text.casefold() for text in texts if re.fullmatch(r"[\w' -]{5,}", text) and not text.isdigit()}


def test_no_module_of_the_program_holds_a_letter_that_english_has_not() -> None:
    """Signs of typography are no letters."""
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path, line, text in literals()
        # What is written as an escape is a range of characters.
        if any(c.isalpha() and not c.isascii() and c in path.read_text(encoding="utf-8") for c in text)
    ]
    assert found == []


def test_no_module_of_the_program_holds_a_word_of_another_language() -> None:
    """As a whole word, in any text."""
    keys = {*keys_of(writing.Words), *keys_of(lists.Lists), *get_args(writing.DayStyle)}
    english = vocabulary(ENGLISH) | ENGLISH_TOO | keys
    foreign = sorted(set().union(*map(vocabulary, OTHERS)) - english)
    assert len(foreign) > 150
    anyone = re.compile(rf"\b(?:{'|'.join(map(re.escape, foreign))})\b")
    found = [(str(path.relative_to(ROOT)), hit[0]) for path, line, text in literals() if (hit := anyone.search(text.casefold()))]
    assert found == []


def test_no_module_of_the_program_asks_which_language_it_is() -> None:
    """No code of a language but English stands in it, alone or as a key."""
    found = [f"{path.relative_to(ROOT)}:{line} {text}" for path, line, text in literals() if text in set(OTHERS) - TAGS]
    assert found == []


def test_no_module_of_the_program_lists_words_in_english_either() -> None:
    """Neither in an expression that finds them nor in a collection; prose is no list, and XLSForm has words of its own for yes and no."""
    of_mail = vocabulary(ENGLISH, "mail.toml", between="\n")
    answers = {fold(word) for word in (*words(ENGLISH).yes, *words(ENGLISH).no, *words(ENGLISH).totals)}
    # What headers of mail and XML say is no English.
    said = {phrase for phrase in of_mail if " " in phrase} | answers - {"no", "true", "false"}
    alternatives = [
        (str(path.relative_to(ROOT)), part)
        for path, line, text in literals()
        if "|" in text
        for part in text.split("|")
        if part.strip("\\b").casefold() in said | of_mail
    ]
    assert alternatives == []
    assert [hit for hit in _collections(said) if not str(hit).startswith("questionnaire/xlsform")] == []


def _collections(said: set[str]) -> Iterator[str]:
    """Yield the collections that hold two words of `said` or more."""
    for package in PROGRAM:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Tuple | ast.List | ast.Set):
                    held = [one.value for one in node.elts if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                    if len({text for text in held if text.casefold() in said}) > 1:
                        yield f"{path.relative_to(ROOT)}:{node.lineno} {held}"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"yess": ["yes"]}, "no key 'yess'"),
        ({"yes": "yes"}, "Words, yes"),
        ({"yes": ["yes", 1]}, "Words, yes"),
        ({"yes": [1]}, "Words, yes"),
        ({"locale": ["en"]}, "Words, locale"),
        ({"scales": {"k": "1000"}}, "Words, scales.k"),
        ({"scales": {"k": True}}, "Words, scales.k"),
        ({"days": {"shortest": "d"}}, "Words, days"),
        ({"letters": "ab"}, "Words, letters"),
        ("yes", "no table"),
    ],
)
def test_what_is_not_to_stand_in_a_file_of_words_is_told_by_its_key(said: object, why: str) -> None:
    """A misspelt key would go unheard, and a text where a list is to stand would be read letter by letter."""
    with pytest.raises(ValueError, match=re.escape(why)):
        checked(writing.Words, said)


def test_files_of_words_are_read_as_their_classes_have_them() -> None:
    """Phrases may stand a line each, and headings are tables in a table."""
    assert checked(writing.Words, {"yes": ["yes", "y"], "scales": {"k": 1000}}).yes == ("yes", "y")
    phrases = {"said": {"decline": "we refuse\n\nno thanks\n"}, "families": {"we": ["i", "we"]}, "gap": 4}
    heard = checked(phrase_table.IntentWords, phrases)
    assert (heard.said.decline, heard.said.extension, heard.families, heard.gap) == (("we refuse", "no thanks"), (), {"we": ("i", "we")}, 4)
    columns = {"columns": {"name": {"plain": ["name"], "forms": ["the {}"]}}}
    assert list(checked(lists.Lists, columns).columns["name"].at_length(("name",))) == ["name", "the name"]
