"""How dates are told, in all languages at once: words with what they mean, and the templates in which they stand, as one tree.

Reading this tree costs a bounded number of steps a word, whatever the text is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from babel.dates import get_day_names, get_month_names

from languages.date_tokens import split
from languages.date_words import DateWords, Unit, common, dated, words_of
from languages.kept import kept

_NEEDS = ("", "capital", "year")  # From the least to the most.
_SLOTS = ("month", "weekday", "number", "offset", "unit", "the", "this", "next", "span", "lead", "ordinal", "nth", "first", "part")
Value = int | tuple[Unit, int]
Need = Literal["", "capital", "year"]
_TEMPLATE = re.compile(r"[\[\]()|]|\{\w+\}|[^\s\[\]()|{}]+")
# These say the same in every language.
_EVERYWHERE = ("date: {full}", "date: {lead} {short}", "date: {lead} {weekday} {short}", "date: {weekday} {short}", "offset: {offset}")


class Term(NamedTuple):
    """Words with a meaning. An abbreviation may have a point behind it.

    Some are names only where they have a capital or follow a word that leads to a date; others only where a year follows. Some mean this
    only in a text of one language, and something else in others; an abbreviation, in a text that may be of that one. It is a tuple, since a
    new process makes thousands of what was kept.
    """

    words: tuple[str, ...]
    value: Value
    abbreviated: bool = False
    needs: Need = ""
    only_in: str = ""


@dataclass(slots=True)
class Node:
    """A place in the tree of templates: what may follow, and the rule of the template that ends here.

    Places behind which the same may follow are one: of thirty thousand that makes some hundreds, which a new process has at once.
    """

    literals: dict[str, Node] = field(default_factory=dict)
    slots: dict[str, Node] = field(default_factory=dict)
    rule: str = ""


@kept
def vocabulary() -> Mapping[str, Mapping[str, tuple[Term, ...]]]:
    """Return by each word the terms of all languages that begin with it, by their slots; a name that means two things is none.

    What a language says in so many words comes before what is only made of one by what is written together with it: "one" is no "on-e".
    What means this only in one language comes first.
    """
    found: dict[str, dict[str, list[Term]]] = {}
    for slot in _SLOTS:
        for words, told in _by_words(slot).items():
            found.setdefault(words[0], {}).setdefault(slot, []).extend(sorted({term for term, _ in told if term.only_in}))
            others = {(term, made) for term, made in told if not term.only_in}
            several = {term for term, made in others if not made} or {term for term, _ in others}
            if len({term.value for term in several}) == 1:
                least = min(several, key=lambda term: _NEEDS.index(term.needs))
                term = least._replace(abbreviated=any(one.abbreviated for one in several))
                found[words[0]][slot].append(term)
    return {word: {slot: tuple(listed) for slot, listed in slots.items() if listed} for word, slots in found.items()}


def _by_words(slot: str) -> Mapping[tuple[str, ...], set[tuple[Term, bool]]]:
    found: dict[tuple[str, ...], set[tuple[Term, bool]]] = {}
    for code in dated():
        for term, made in _terms(code, slot):
            found.setdefault(term.words, set()).add((term, made))
    return found


def _terms(code: str, slot: str) -> Iterator[tuple[Term, bool]]:
    """Yield the terms of a language, and whether each is made of one by what is written together with it."""
    words = words_of(code)
    capital = {split(word) for word in words.capital}
    for text, value, abbreviated in _listed(words, slot):
        first, *rest = split(text) or ("",)
        suffixes = words.suffixes if slot != "number" else ()  # What is counted follows, and has them.
        for one in (first, *(prefix + first for prefix in words.prefixes), *(first + suffix for suffix in suffixes)):
            said = (one, *rest)
            if one:
                # An abbreviation that is a common word of another language says nothing without a year.
                other = abbreviated and bool(common().get(one, frozenset()) - {code})
                needs: Need = "capital" if said in capital else "year" if other else ""
                # "Sala" is Tuesday in short for a Turk, and a hall in six other languages.
                only_in = code if text in words.own or (abbreviated and slot == "weekday" and one.isascii()) else ""
                yield Term(words=said, value=value, abbreviated=abbreviated, needs=needs, only_in=only_in), one != first


def _listed(words: DateWords, slot: str) -> Iterator[tuple[str, Value, bool]]:
    """Yield the texts of a slot with what they mean, and whether they are abbreviations."""
    match slot:
        case "month" | "weekday":
            own = words.months if slot == "month" else words.weekdays
            yield from ((text, value, len(text) < 5) for text, value in own.items())
            named = (one for locale in words.locales for one in _names(slot, locale))
            yield from (one for one in named if one[0] not in words.without)
        case "number":
            yield from ((text, value, False) for text, value in {**_numbers(words), **_compounds(words)}.items())
        case "offset" | "nth" | "first" | "part":
            told = {"offset": words.offsets, "nth": words.nth, "first": words.first, "part": words.parts}[slot]
            yield from ((text, value, False) for text, value in told.items())
        case "unit" | "the" | "this" | "next":
            said = {"unit": (words.units,), "the": (words.the, words.this), "this": (words.this,), "next": (words.next, words.later)}[slot]
            yield from ((text, (unit, 1 + (one is words.later)), False) for one in said for unit, texts in one.items() for text in texts)
        case "span":
            yield from ((text, (unit, number), False) for unit, said in words.spans.items() for text, number in said.items())
        case "lead":
            yield from ((text, 0, False) for text in words.leads)
        case "ordinal":
            yield from ((text, 0, False) for text in words.ordinals)


def _numbers(words: DateWords) -> Mapping[str, int]:
    return {text: int(value) for value, texts in words.numbers.items() for text in texts}


def _compounds(words: DateWords) -> Mapping[str, int]:
    """Return the numbers above 10 that are made of a ten and of what is less in one word, as "fünfundvierzig" is."""
    numbers = _numbers(words)
    tens = {text: value for text, value in numbers.items() if value in range(20, 100, 10)}
    ones = {text: value for text, value in numbers.items() if value < 10 and text not in words.articles}
    return {
        form.format(ten=ten, one=one): added + one_value + ten_value * ("{ten}" in form)
        for form, added in words.compounds.items()
        for ten, ten_value in tens.items()
        for one, one_value in ones.items()
    }


def _names(slot: str, locale: str) -> Iterator[tuple[str, int, bool]]:
    for width in ("wide", "abbreviated"):
        for context in ("format", "stand-alone"):
            names = (get_month_names if slot == "month" else get_day_names)(width, context, locale)
            # A name of one letter, or one with a number in it, is none by itself.
            plain = ((name, value) for value, name in names.items() if len(name) > 1 and not any(char.isdigit() for char in name))
            yield from ((name, value, width != "wide") for name, value in plain)


@kept
def templates() -> Node:
    """Return the tree of all templates; raises ValueError where two rules claim the same one."""
    root = Node()
    for template in (
        *_EVERYWHERE,
        *(f"{rule}: {form}" for code in dated() for rule, forms in words_of(code).forms.items() for form in forms),
    ):
        rule, _, form = template.partition(": ")
        for elements in _expanded(_TEMPLATE.findall(form)):
            _add(root, elements, rule)
    return _shared(root, {})


def _add(root: Node, elements: tuple[str, ...], rule: str) -> None:
    node = root
    for element in elements:
        if element.startswith("{"):
            node = node.slots.setdefault(element[1:-1], Node())
        else:
            for word in split(element):
                node = node.literals.setdefault(word, Node())
    if node is root or node.rule not in {"", rule}:
        raise ValueError(f"The template {' '.join(elements)!r} is of the rule {rule}, and of {node.rule or 'none, since it is empty'}.")
    node.rule = rule


def _shared(node: Node, known: dict[tuple[object, ...], Node]) -> Node:
    """Return the place that stands for all those behind which the same may follow; `known` are those that were found so far."""
    literals = {word: _shared(one, known) for word, one in node.literals.items()}
    slots = {slot: _shared(one, known) for slot, one in node.slots.items()}
    same = (node.rule, *((word, id(one)) for word, one in literals.items()), None, *((slot, id(one)) for slot, one in slots.items()))
    return known.setdefault(same, Node(literals, slots, node.rule))


def _expanded(parts: list[str]) -> list[tuple[str, ...]]:
    """Return the templates that one with optional parts `[x]` and choices `(x|y)` stands for."""
    stack: list[tuple[list[tuple[str, ...]], list[tuple[str, ...]]]] = []
    done: list[tuple[str, ...]] = []
    running: list[tuple[str, ...]] = [()]
    for part in parts:
        if part in "[(":
            stack.append((done, running))
            done, running = [], [()]
        elif part == "|":
            done, running = [*done, *running], [()]
        elif part in "])":
            inner = [*done, *running, *([()] if part == "]" else [])]
            done, outer = stack.pop()
            running = [(*head, *tail) for head in outer for tail in inner]
        else:
            running = [(*head, part) for head in running]
    return [*done, *running]
