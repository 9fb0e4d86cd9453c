"""What sentences say, in all languages at once: nobody knows before in which one a person writes."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from languages import known, toml_of
from languages.agreement import (
    MERELY_SPOKEN_OF,
    alike_to,
    clauses,
    courteous,
    doubtful,
    outdone,
    perhaps_like,
    plainly_like,
    rather_like,
    weighed,
)
from languages.checked import checked, keys_of
from languages.date_words import common_words
from languages.heard import Heard, unheard
from languages.kept import kept
from languages.likeness import alike
from languages.listening import COMMAS, Listener, Span, Text, folded, is_ideograph, text_of
from languages.phrase_table import IntentWords, PhraseTable
from languages.phrasebooks import Phrase, Phrasebook, all_phrases, phrases_of

_COURTESY = "courtesy"
_TELLS = 3  # So many common words of a language tell in which a sentence is written,
_MANY = 12  # So many words say more than courtesy where they are surely like an intent.
_NEAR = 0.7  # and another language with so large a share of these may be meant too.
_SUPPOSING = "supposing"
# What is so like one of these says it in words that deny or take back as well: "no mistake there", "we answer none, now or by next year".
_PLAIN, _PLAINLY, _SURELY = frozenset({"decline", "successor", "elsewhere", "confirm", "question"}), 0.9, 0.95
# Whoever says these refuses or confirms nothing, whatever their words are like: "we do not decline", "that is not so".
_NOTHING_OF = {"not_refused": "decline", "not_so": "confirm"}
_WORD, _ACCENTED = re.compile(r"[^\W_]+"), re.compile("[\u00c0-\u024f]")
_FOREIGN = "x"  # Stands for a word that no phrase says.


@dataclass(frozen=True, slots=True)
class _Found:
    """Where phrases begin in a text, and those that take one back, by their names; and the words that are courtesy, or make a statement."""

    begun: Mapping[str, set[int]]
    denied: Mapping[str, set[int]]
    marked: Mapping[str, set[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Language:
    """A language as it is listened for. `key` is what a text is folded by: languages that fold alike share the text."""

    said_by: Listener
    courteous: Listener
    taken_back: Listener
    said: Phrasebook
    courtesy: Phrasebook
    unless: Phrasebook
    letters: Mapping[str, str]
    prefixes: tuple[str, ...]
    common: frozenset[str]
    key: tuple[object, ...]
    alphabet: frozenset[str]

    def native(self, sentence: str) -> str:
        """Return a sentence without the words that have an accent which this language does not know."""
        composed = unicodedata.normalize("NFC", sentence)
        return _WORD.sub(self._native, composed) if _ACCENTED.search(composed) else sentence

    def _native(self, word: re.Match[str]) -> str:
        return word[0] if not _ACCENTED.search(word[0]) or self.alphabet.issuperset(word[0].casefold()) else _FOREIGN


def hear(sentences: Sequence[str], *, beside: bool = False) -> tuple[Heard, ...]:
    """Return what each of the sentences says. `beside` tells that a workbook came along with them."""
    if not sentences:
        return ()  # Most subjects are ours, and none would be looked for in every language.
    texts: dict[tuple[object, ...], Text] = {}
    found: list[Mapping[str, set[Span]]] = []
    likely = _likely(sentences)
    for language in likely:
        text = _text(language, sentences, texts)
        found += (language.said_by.spans(language.said, text), language.courteous.spans(language.courtesy, text))
    told = _joined(found)
    # Accents are often left out, but what has one is no word of a language without it: "sí" is not "si".
    native = ((language, _text(language, [language.native(sentence) for sentence in sentences], texts)) for language in likely)
    shares, parts = alike(sentences), [alike(clauses(sentence), sentences) for sentence in sentences]
    # What a sentence may be like is denied as well as what it is surely like.
    likely_names = {
        name
        for one, some in zip(shares, parts, strict=True)
        for whole in (weighed(one, some),)
        for name in alike_to(told.keys(), whole, some, beside=beside) | rather_like(whole, some) | perhaps_like(whole)
    }
    taken = _joined(language.taken_back.spans(language.unless, text, likely_names | set(told)) for language, text in native)
    if not texts:
        return tuple(unheard(len(one.split())) for one in sentences)
    # Letters stand for letters, so that every language counts the same words.
    ranges = next(iter(texts.values())).sentences()
    words = next(iter(texts.values())).words
    # What one language takes back is not said in another, whose words are alike.
    said = {name: [span for span in spans if not any(_overlap(span, one) for one in taken.get(name, ()))] for name, spans in told.items()}
    begun = {name: {start for start, _ in spans} for name, spans in said.items()}
    marked = {name: {at for start, end in said.get(name, ()) for at in range(start, end)} for name in ("courtesy", "telling")}
    denied = {name: {start for start, _ in spans} for name, spans in taken.items()}
    found_in_all = _Found(begun, denied, marked)
    return tuple(
        _heard(words, places, found_in_all, one, some, beside=beside) for places, one, some in zip(ranges, shares, parts, strict=True)
    )


def _joined(spans: Iterable[Mapping[str, set[Span]]]) -> dict[str, set[Span]]:
    joined: dict[str, set[Span]] = {}
    for found in spans:
        for name, places in found.items():
            joined.setdefault(name, set()).update(places)
    return joined


def _text(language: _Language, sentences: Sequence[str], texts: dict[tuple[object, ...], Text]) -> Text:
    """Return sentences as a text in the letters of a language, which is made once for all languages that read the same in them."""
    key = (*sentences, *language.key)
    if key not in texts:
        texts[key] = text_of([folded(sentence, language.letters) for sentence in sentences], language.prefixes)
    return texts[key]


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _likely(sentences: Sequence[str]) -> tuple[_Language, ...]:
    """Return the languages that the text as a whole may be in, and each of its sentences that is long enough to tell; else all."""
    told = [folded(sentence, {}) for sentence in sentences]
    votes = [[sum(1 for word in words if word in language.common) for language in languages()] for words in told]
    whole = [sum(column) for column in zip(*votes, strict=True)]
    told_by = [row for row in (whole, *votes) if max(row, default=0) >= _TELLS]
    chosen = {place for row in told_by for place, count in enumerate(row) if count >= max(row) * _NEAR}
    return tuple(language for place, language in enumerate(languages()) if place in chosen or not chosen)


def _heard(
    words: Sequence[str],
    places: range,
    found_in_all: _Found,
    shares: Mapping[str, float],
    parts: Sequence[Mapping[str, float]],
    *,
    beside: bool,
) -> Heard:
    rest, likely = set(places) - found_in_all.marked["courtesy"], shares
    by_phrase = frozenset(name for name, starts in found_in_all.begun.items() if not starts.isdisjoint(places))
    count, unsaid = _count(words[at] for at in places), _count(words[at] for at in rest)
    # What is short is like much, unless it is surely a yes, "really nil". And "full stop" is no wish for no more mail.
    brief = {"unsubscribe", *({"confirm"} if shares.get("confirm", 0.0) >= _SURELY else ())}
    shares = shares if count >= _TELLS else {name: share for name, share in shares.items() if name in brief}
    never = frozenset(intent for name, intent in _NOTHING_OF.items() if name in by_phrase)
    supposed = never | ({"confirm"} if _SUPPOSING in by_phrase else frozenset[str]())
    if plainly_like(shares):
        # No words of courtesy in it make courtesy of it: "thank you, we leave it out".
        rest, unsaid = set(places), count
    marked = any(words[at] == "?" for at in places)
    whole = weighed(shares, parts)
    # Beside a workbook a phrase must be borne out by the sentence, or a part of it, alone.
    doubted = doubtful(by_phrase, shares if beside else whole, parts, asks=marked, beside=beside)
    asks = marked or "question" in by_phrase - doubted
    denied = {name for name, starts in found_in_all.denied.items() if not starts.isdisjoint(places)}
    # A greeting and thanks around it may reach across a whole matter.
    tells = unsaid >= _TELLS or count >= _MANY or (unsaid == count and shares.get("confirm", 0.0) >= _SURELY)
    surely = alike_to(by_phrase, whole, parts, beside=beside) if tells else frozenset[str]()
    # Whoever asks waits for an answer: what takes effect at once is said plainly there, or not at all.
    denied |= {"unsubscribe"} if asks else set()
    denied -= {name for name in _PLAIN if any(one.get(name, 0.0) >= _PLAINLY for one in (shares, *parts))}
    found = ((by_phrase - doubted) | (surely - denied)) - outdone(shares)
    return Heard(
        said=found - supposed,
        words=count,
        unsaid=unsaid,
        courteous=0.0 if asks else courteous(by_phrase, doubted, shares),
        maybe=frozenset(perhaps_like(whole) - denied - never),
        rather=frozenset(rather_like(whole, parts) - denied - never),
        plainly=frozenset(name for name, share in whole.items() if share >= _PLAINLY and name not in denied | never),
        # What a phrase says and the examples do not is for a person to read.
        telling=not rest.isdisjoint(found_in_all.marked["telling"]) or bool((doubted | (found & supposed)) - MERELY_SPOKEN_OF),
        unasked="question" in doubtful({"question"}, shares, parts, asks=False),
        shares=likely,
        parts=tuple(parts),
        denied=frozenset(denied | never | ({"confirm"} & supposed)),
    )


def _count(words: Iterable[str]) -> int:
    """Return how many words there are; it takes two ideographs or more to write one."""
    told = [word for word in words if word[0].isalnum()]
    ideographs = sum(1 for word in told if is_ideograph(word))
    return len(told) - ideographs + round(ideographs / 2.5)


@kept
def languages() -> tuple[_Language, ...]:
    """Return the languages in which intents are read."""
    return tuple(_language(code, checked(IntentWords, toml)) for code in known() if (toml := toml_of(code, "intents.toml")))


def _language(code: str, words: IntentWords) -> _Language:
    def phrases(written: Sequence[str]) -> list[Phrase]:
        return all_phrases(written, words.letters)

    families: dict[str, Phrasebook] = {}
    for name, written in words.families.items():
        families[name] = phrases_of({name: phrases(written)}, families)

    def book(said: PhraseTable, *, courtesy: bool | None = None) -> Phrasebook:
        names = [name for name in keys_of(PhraseTable) if courtesy is None or courtesy == (name == _COURTESY)]
        return phrases_of({name: phrases(getattr(said, name)) for name in names}, families)

    common = " ".join((*words.said.telling, *words.said.courtesy, *(one for family in words.families.values() for one in family)))
    turns = COMMAS | {word for turn in words.turns for word in folded(turn, words.letters)}
    return _Language(
        said_by=Listener(language=code, families=families, gap=words.gap),
        courteous=Listener(language=code, families=families, gap=words.gap, ends=turns),
        taken_back=Listener(language=code, families=families, gap=words.gap, ends=frozenset()),
        said=book(words.said, courtesy=False),
        courtesy=book(words.said, courtesy=True),
        unless=book(words.unless),
        letters=words.letters,
        prefixes=words.prefixes,
        key=(*words.letters.items(), *words.prefixes),
        common=frozenset(
            word for word in folded(" ".join((common_words(code), *words.said.telling, *words.said.courtesy)), {}) if word.isalpha()
        ),
        alphabet=frozenset(f"{string.ascii_letters}{string.digits}{common.casefold()}{common_words(code)}"),
    )
