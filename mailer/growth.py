"""No value that a letter makes of others outgrows it, however often it is doubled: they are weighed before they are made.

What is joined, repeated or put into a list forty times would else be larger than any memory, in forty short lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from functools import wraps
from typing import Any

from jinja2 import nodes, pass_eval_context
from jinja2.exceptions import SecurityError
from jinja2.nodes import EvalContext
from jinja2.runtime import markup_join, str_join
from jinja2.visitor import NodeTransformer

HEAVIEST = 1_000_000  # Characters and items of one value that a letter makes, all that is in it together.
_LONGEST_NUMBER = 4_096  # Bits.
_MOST = 20_000  # Parts of a list that is sliced.
_PLACES = 100  # To which a number may be rounded.
_JOINED, _WEIGHED = "_joined", "_weighed"


class WeighMade(NodeTransformer):
    """Lets whatever joins values, or puts them into a list, weigh them first."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Filter:  # noqa: N802 - Jinja's name
        """Join what `~` joins by a filter."""
        self.generic_visit(node)
        return _filtered(nodes.List(node.nodes, lineno=node.lineno), _JOINED, node)

    def visit_List(self, node: nodes.List) -> nodes.Filter:  # noqa: N802 - Jinja's name
        """Put a filter around a list."""
        self.generic_visit(node)
        return _filtered(node, _WEIGHED, node)

    def visit_Dict(self, node: nodes.Dict) -> nodes.Filter:  # noqa: N802 - Jinja's name
        """Put a filter around a dictionary."""
        self.generic_visit(node)
        return _filtered(node, _WEIGHED, node)

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Expr:  # noqa: N802 - Jinja's name
        """Put a filter around a tuple, but where it names what a loop or a value is called."""
        self.generic_visit(node)
        return _filtered(node, _WEIGHED, node) if node.ctx == "load" else node


def _filtered(node: nodes.Expr, name: str, like: nodes.Node) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=like.lineno, environment=like.environment)


def weighed(value: Any) -> Any:
    """Return a value that is light enough, or SecurityError: the characters of its texts, its items, and theirs."""
    if isinstance(value, int) and value.bit_length() > _LONGEST_NUMBER:
        raise _too_heavy()
    _refuse_heavy(_weight(value))
    return value


def _weight(*values: Any) -> int:
    """Return how much values weigh together, as far as that is looked at: what is too heavy need not be looked through."""
    weight, left = 0, [*values]
    while left and weight <= HEAVIEST:
        one = left.pop()
        if isinstance(one, Sized) and not isinstance(one, range):
            weight += len(one)
        if isinstance(one, Mapping):
            left += one.values()
        elif isinstance(one, list | tuple | set | frozenset) and weight <= HEAVIEST:
            left += one
    return weight


def _refuse_heavy(*sizes: int) -> None:
    if sum(sizes) > HEAVIEST:
        raise _too_heavy()


def _too_heavy() -> SecurityError:
    return SecurityError(f"A letter makes a value of more than {HEAVIEST} characters and items.")


@pass_eval_context
def _joined(context: EvalContext, values: list[Any]) -> str:
    weighed(values)
    return (markup_join if context.autoescape else str_join)(values)


def weigh_replaced(s: Any, old: Any = "", new: Any = "", *_: Any, **__: Any) -> None:
    """Refuse a replacement that would be too large (SecurityError); the names are those of Jinja and of Python."""
    text, pattern = str(s), str(old)
    _refuse_heavy(len(text), text.count(pattern) * len(str(new)))


def _weigh_list(value: Any, d: Any = "", *others: Any, **named: Any) -> None:
    between = len(value) * len(str(d)) if isinstance(value, list | tuple) else 0
    _refuse_heavy(between, _weight(value, *others, *named.values()))


def _refuse_beyond(most: int) -> Callable[..., None]:
    def check(_: Any, *given: Any, **named: Any) -> None:
        if any(isinstance(one, int) and abs(one) > most for one in (*given, *named.values())):
            raise SecurityError(f"The most that a letter can use here is {most}.")

    return check


_CHECKS: Mapping[str, Callable[..., None]] = {
    "join": _weigh_list,
    "replace": weigh_replaced,
    "round": _refuse_beyond(_PLACES),
    "slice": _refuse_beyond(_MOST),
    "sum": _weigh_list,
}


def bounded(filters: Mapping[str, Callable[..., Any]], names: Iterable[str]) -> dict[str, Callable[..., Any]]:
    """Return these filters alone, of which those that can make a value grow weigh it before."""
    found = {name: filters[name] for name in names if name in filters}
    checked = {name: _after(check, found[name]) for name, check in _CHECKS.items() if name in found}
    return {**found, **checked, _JOINED: _joined, _WEIGHED: weighed}


def _after(check: Callable[..., None], work: Callable[..., Any]) -> Callable[..., Any]:
    passed = 1 if hasattr(work, "jinja_pass_arg") else 0  # Jinja gives some filters a context before the value.

    @wraps(work)
    def worked(*args: Any, **named: Any) -> Any:
        given = list(args[passed:])
        if given and isinstance(given[0], Iterator):
            given[0] = [*given[0]]
        check(*given, **named)
        return work(*args[:passed], *given, **named)

    return worked
