"""The Jinja2 of letters: sandboxed, strict about what is missing, bounded, and speaking the letter's language."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, partial
from typing import Any

from jinja2 import StrictUndefined, nodes, pass_context
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.runtime import Context, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from domain.sentences import ends_itself
from domain.texts import bidi
from languages import catalogue
from languages.locales import day, number, right_to_left
from languages.telling import phrased, together
from mailer import tags
from mailer.growth import bounded, weigh_replaced, weighed

# What a letter prints: anything else would tell its readers how Python writes it, often with an address in memory.
_PRINTED = (str, int, float, Decimal, date, time, Undefined)
# fmt: off
FILTERS = frozenset((  # Those that letters need.
    "abs", "capitalize", "colon", "count", "d", "date", "default", "dictsort", "first", "float", "groupby", "int", "join", "last", "length",
    "lower", "map", "max", "min", "number", "reject", "rejectattr", "replace", "reverse", "round", "select", "selectattr", "slice",
    "sort", "string", "sum", "title", "trim", "truncate", "unique", "upper", "wordcount",
))
# fmt: on
MAX_ROUNDS = 20_000  # of all loops of one letter together
MAX_CHARACTERS = 2_000_000  # of one rendered part
ROUNDS = "_rounds"  # The name in the context of the rendering's `Rounds`.
_COUNTED = "_counted"
_SCHEMES = ("http://", "https://", "mailto:", "tel:")
_ELEMENTS = str.maketrans({bidi.FSI: "<bdi>", bidi.RLI: '<bdi dir="rtl">', bidi.LRI: '<bdi dir="ltr">', bidi.PDI: "</bdi>"})
# What a program would misread or a reader cannot see is shown as U+FFFD: control characters, and surrogates that UTF-8 cannot carry.
_UNPRINTABLE = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127, *range(0xD800, 0xE000)), "\ufffd")


class Missing(StrictUndefined):
    """A value that the letter names and nobody gave; its error offers the nearest name."""

    @property
    def _undefined_message(self) -> str:
        if self._undefined_hint:
            return str(self._undefined_hint)
        known = [str(key) for key in self._undefined_obj] if isinstance(self._undefined_obj, Mapping) else []
        near = difflib.get_close_matches(str(self._undefined_name), known, 1)
        there = phrased("letters.there_are_do", known=tuple(sorted(known))) if known else ""
        offer = phrased("letters.meant_do", near=near[0]) if near else there
        return together(phrased("letters.no_value", name=str(self._undefined_name)), offer)


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox in which no loop and no repetition runs away, and no value outgrows the letter."""

    intercepted_binops = frozenset({"*", "**", "%", "+"})

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Refuse the operations that make a huge value out of a small one."""
        if operator == "+":
            weighed((left, right))
        for one, other in ((left, right), (right, left)):
            if operator != "+" and isinstance(one, Sized) and (operator != "*" or len(one) * int(other) > MAX_CHARACTERS):
                raise SecurityError(f"A letter cannot use `{operator}` with a text or a list.")
        if operator == "**":
            raise SecurityError("A letter cannot use `**`.")
        return weighed(super().call_binop(context, operator, left, right))

    def call(self, context: Context, called: Any, *args: Any, **named: Any) -> Any:
        """Call what a letter may call; what would replace too much is refused."""
        text = getattr(called, "__self__", None)
        if isinstance(text, str) and getattr(called, "__name__", "") == "replace":
            weigh_replaced(text, *args, **named)
        return super().call(context, called, *args, **named)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return a value of a plain dict by its key, so that `receipt.items` is what was given and not a method."""
        return obj[attribute] if type(obj) is dict and attribute in obj else super().getattr(obj, attribute)


class CountRounds(NodeTransformer):
    """Lets every loop first tell how many rounds it will make."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - Jinja's name
        """Put a filter around what the loop runs over."""
        self.generic_visit(node)
        node.iter = nodes.Filter(node.iter, _COUNTED, [], [], None, None, lineno=node.lineno, environment=node.environment)
        return node


@pass_context
def _counted(context: Context, values: Iterable[Any]) -> list[Any]:
    items = list(values)
    rounds: Rounds = context[ROUNDS]
    rounds.left -= len(items)
    if rounds.left < 0:
        raise SecurityError(f"The loops of this letter run more than {MAX_ROUNDS} times.")
    return items


@dataclass(slots=True)
class Rounds:
    """How many rounds all loops of one rendering may still make together."""

    left: int = MAX_ROUNDS


def _refuse_unreadable(value: object) -> None:
    if not isinstance(value, _PRINTED):
        raise UndefinedError(
            f"A {type(value).__name__} would be printed, which is no text that a person can read. Name one of its values, or join a list: "
            "`{{ list | join(', ') }}`."
        )


def shown(value: object, *, markup: bool) -> object:
    """Return `value` as it is to be printed: no control characters, nothing that turns the text around it, line breaks kept in HTML too.

    None is an error, and so is what only a program can read, such as a method or a group of values (UndefinedError).
    """
    if value is None:
        raise UndefinedError("A value is missing and would be printed as a word. Write `or` and what to print instead.")
    _refuse_unreadable(value)
    if not isinstance(value, str) or value.isprintable() or isinstance(value, Markup):
        return value
    clean = bidi.tamed(value.replace("\r\n", "\n").replace("\r", "\n").translate(_UNPRINTABLE))
    if markup:
        clean = bidi.plain(clean)
    return Markup("<br>\n").join(escape(line) for line in clean.split("\n")) if markup and "\n" in clean else clean


def _isolated(value: object, *, language: str, markup: bool) -> object:
    """Return `value` as it stands within the letter's words: isolated where its direction is another; in HTML by <bdi>.

    A web address in plain text stays as it is, since what follows it would be taken for a part of it.
    """
    if value is None or isinstance(value, Undefined | Markup):
        return value
    _refuse_unreadable(value)
    text = bidi.tamed(str(value).translate(_UNPRINTABLE))
    if not markup:
        return text if "://" in text else bidi.isolated(text, right_to_left=right_to_left(language))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Markup("<br>\n").join(_marked_up(bidi.isolated(line, right_to_left=right_to_left(language))) for line in lines)


def _marked_up(line: str) -> Markup:
    """Return a line as HTML, its isolates as elements; it has none that does not end in it."""
    return Markup(str(escape(bidi.tamed(line))).translate(_ELEMENTS))  # noqa: S704 - escaped just before


def _colon(label: object, *, language: str) -> object:
    """Return the colon that follows a label in the letter's language; nothing behind a label that ends with a sign of its own."""
    if label is None or isinstance(label, Undefined):
        return label
    return "" if ends_itself(str(label)) else catalogue(language).say("letter_colon").message


def link(address: str) -> str:
    """Return the target of a link whose text holds values: web and mail addresses only (SecurityError), nothing that ends the address."""
    if not address.strip().lower().startswith(_SCHEMES):
        raise SecurityError(f"A link must begin with http, https, mailto or tel, not with {address[:60]!r}.")
    return "".join(char if char.isprintable() and char not in ' "<>\\^`{|}' else "%20" for char in address.strip())


def _dated(value: Any, style: str = "long", *, language: str) -> str:
    """Return a date, datetime or ISO 8601 text as the letter's language writes it, as in "30 April 2012"."""
    if not isinstance(value, date | str):
        raise UndefinedError(f"`date` was given {value!r}, which is not a date.")
    return day(datetime.fromisoformat(value) if isinstance(value, str) else value, language, style)


def _numbered(value: Any, *, language: str) -> str:
    """Return a number as the letter's language writes it."""
    if not isinstance(value, int | float | str):
        raise UndefinedError(f"`number` was given {value!r}, which is not a number.")
    return number(value, language)


@cache
def environment(language: str, *, markup: bool) -> LetterEnvironment:
    """Return the environment for one language, for HTML (`markup`: everything printed is escaped) or for plain text."""
    env = LetterEnvironment(undefined=Missing, autoescape=markup, finalize=partial(shown, markup=markup), keep_trailing_newline=True)
    env.globals = {"range": env.globals["range"], "namespace": env.globals["namespace"]}
    filters: dict[str, Any] = {"date": partial(_dated, language=language), "number": partial(_numbered, language=language)}
    filters |= {"colon": partial(_colon, language=language), tags.ISOLATED: partial(_isolated, language=language, markup=markup)}
    env.filters = {**bounded(env.filters, FILTERS), **filters, "link": link, _COUNTED: _counted}
    return env
