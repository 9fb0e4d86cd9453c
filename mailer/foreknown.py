"""What a letter says to everybody is worked out once: tags that speak of nothing but known values become words before the letter is run.

Only whole tags are: what is printed, which branch of a condition is taken, and a loop that speaks of nothing else. Whatever names an
unknown value stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from jinja2 import nodes

Printed = Callable[[nodes.Template], str]
"""Says what a tree prints where nothing but the known values is given."""

_TRUE, _LOOP = "1", "loop"
_BETWEEN = "\0"  # Nothing that a letter prints holds it.


class UnknowableError(Exception):
    """What is known cannot be worked out by itself."""


@dataclass(frozen=True)
class _Names:
    """The names of values that are known; of the mapping `part`, only the values under the names in `known_part` are."""

    known: frozenset[str]
    part: str
    known_part: frozenset[str]

    def hold(self, tree: nodes.Node, inner: frozenset[str] = frozenset()) -> bool:
        """Say whether a tree names nothing else, but for `inner` names of its own. What it calls, or gives a name to, nobody can say."""
        if isinstance(tree, nodes.Call | nodes.Assign):
            return False
        if isinstance(tree, nodes.Getattr) and isinstance(tree.node, nodes.Name) and tree.node.name == self.part:
            return tree.attr in self.known_part
        if isinstance(tree, nodes.Name):
            return tree.name in self.known or tree.name in inner
        if isinstance(tree, nodes.For):
            return self._hold_loop(tree, inner)
        return all(self.hold(one, inner) for one in tree.iter_child_nodes())

    def _hold_loop(self, loop: nodes.For, inner: frozenset[str]) -> bool:
        """Say whether a loop names nothing else. What it runs over, and what it says where that is empty, cannot see its own names.

        There a name of its own is that of a loop around it, and `loop` is that loop.
        """
        own = inner | _stored(loop.target)
        within = all(self.hold(one, own | {_LOOP}) for one in loop.body)
        return within and (not loop.test or self.hold(loop.test, own)) and all(self.hold(one, inner) for one in (loop.iter, *loop.else_))


def foreknown(tree: nodes.Template, known: Mapping[str, Any], part: str, printed: Printed) -> nodes.Template:
    """Return the tree of a letter with what is known put in. Of the known mapping `part` there may be more values, which are not known.

    A name that the letter gives to a value of its own is unknown. UnknowableError, or whatever a value raises, where it cannot be done.
    """
    own = _stored(tree)
    inner = frozenset() if part in own else frozenset(known.get(part, {}))
    names = _Names(frozenset(known) - own - {part}, part, inner)
    wanted = list(_knowable(tree.body, names))
    tests = {id(one.test) for one in tree.find_all(nodes.If)}
    # All at once, since to compile each by itself would take longer than what it spares.
    told = printed(nodes.Template([*chain.from_iterable((_asked(one, tests), _output(_words(_BETWEEN, one))) for one in wanted)], lineno=1))
    said = told.split(_BETWEEN)[:-1]
    if len(said) != len(wanted):
        raise UnknowableError
    words = {id(one): text for one, text in zip(wanted, said, strict=True)}
    return nodes.Template([*chain.from_iterable(_put(one, words) for one in tree.body)], lineno=tree.lineno)


def words_of(tree: nodes.Template) -> str | None:
    """Return what a letter prints if that is the same whatever is given, else None."""
    pieces = [one for output in tree.body for one in (output.nodes if isinstance(output, nodes.Output) else [output])]
    words = [one.data for one in pieces if isinstance(one, nodes.TemplateData)]
    return "".join(words) if len(words) == len(pieces) else None


def _knowable(body: list[nodes.Node], names: _Names) -> Iterator[nodes.Node]:
    """Yield what is known of some statements: whole loops, what is printed, and the tests of conditions."""
    for one in body:
        if isinstance(one, nodes.Output):
            yield from (each for each in one.nodes if not isinstance(each, nodes.TemplateData) and names.hold(each))
        elif isinstance(one, nodes.If):
            if not one.elif_ and names.hold(one.test):
                yield one.test
            yield from _knowable([*one.body, *one.else_, *chain.from_iterable(each.body for each in one.elif_)], names)
        elif isinstance(one, nodes.For):
            if names.hold(one):
                yield one
            else:
                yield from _knowable([*one.body, *one.else_], names)


def _asked(one: nodes.Node, tests: Collection[int]) -> nodes.Node:
    """Return the statement that prints what is known: of a test, a sign where it holds."""
    if isinstance(one, nodes.For):
        return one
    sign, nothing = nodes.Const(_TRUE, lineno=one.lineno), nodes.Const("", lineno=one.lineno)
    return _output(nodes.CondExpr(one, sign, nothing, lineno=one.lineno) if id(one) in tests else one)


def _put(one: nodes.Node, words: Mapping[int, str]) -> list[nodes.Node]:
    """Return a statement with the words in it, as those that it comes to."""
    if id(one) in words:
        return [_output(_words(words[id(one)], one))]
    if isinstance(one, nodes.Output):
        return [nodes.Output(_joined(one, words), lineno=one.lineno)]
    if isinstance(one, nodes.If | nodes.For):
        one.body, one.else_ = ([*chain.from_iterable(_put(each, words) for each in body)] for body in (one.body, one.else_))
    if isinstance(one, nodes.If):
        for other in one.elif_:
            other.body = [*chain.from_iterable(_put(each, words) for each in other.body)]
        if (found := words.get(id(one.test))) is not None:
            return one.body if found else one.else_
    return [one]


def _joined(output: nodes.Output, words: Mapping[int, str]) -> list[nodes.Expr]:
    """Return what is printed, as one piece where words stand side by side."""
    made: list[nodes.Expr] = []
    for one in output.nodes:
        word = one.data if isinstance(one, nodes.TemplateData) else words.get(id(one))
        if word is None:
            made.append(one)
        elif made and isinstance(made[-1], nodes.TemplateData):
            made[-1] = _words(made[-1].data + word, made[-1])
        else:
            made.append(_words(word, one))
    return made


def _stored(tree: nodes.Node) -> frozenset[str]:
    return frozenset(one.name for one in (tree, *tree.find_all(nodes.Name)) if isinstance(one, nodes.Name) and one.ctx == "store")


def _words(text: str, like: nodes.Node) -> nodes.TemplateData:
    return nodes.TemplateData(text, lineno=like.lineno)


def _output(one: nodes.Node) -> nodes.Output:
    return nodes.Output([one], lineno=one.lineno)
