"""What nearly every form asks of whoever fills it in: names, addresses and days, by the words for these in each language."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from languages import known, toml_of
from languages.checked import Texts, checked


@dataclass(frozen=True, kw_only=True)
class AskedWords:
    """`asked.toml`: words of what nearly every form asks of whoever fills it in, which stand alone or are looked for within a text.

    `given` and `given_within` are the same of headings beneath which figures are given, and not asked for; `inputs` and `inputs_within` of
    headings beneath which they are to be typed in or changed. `office` says that a part is not for whoever answers, `examples` that a row
    is one, and `placeholders` that a text is to be written over; all three are in small letters without accents, and begin a word.
    `signatures` are how labels begin of what is signed or stamped. `texts`, `days`, `ticks`, `counts` and `measures` say what is typed
    beside or beneath them; short ones stand alone, others begin a word. `whole_texts` and `whole_counts` do so as all words of a label.
    `definitions` are headings of columns that explain what is asked in a row, and do not call it, as all of their words; `remarks` are all
    the words of a label that offers room for remarks, and asks for nothing.
    """

    alone: Texts = ()
    within: Texts = ()
    given: Texts = ()
    given_within: Texts = ()
    inputs: Texts = ()
    inputs_within: Texts = ()
    office: Texts = ()
    examples: Texts = ()
    placeholders: Texts = ()
    signatures: Texts = ()
    definitions: Texts = ()
    remarks: Texts = ()
    whole_texts: Texts = ()
    whole_counts: Texts = ()
    texts: Texts = ()
    days: Texts = ()
    ticks: Texts = ()
    counts: Texts = ()
    measures: Texts = ()


@cache
def asked() -> AskedWords:
    """Return these words, of all languages together."""
    every = [checked(AskedWords, toml_of(code, "asked.toml")) for code in known()]
    return AskedWords(**{
        one.name: tuple(word for words in every for word in getattr(words, one.name)) for one in fields(AskedWords)
    })  # fmt: skip
