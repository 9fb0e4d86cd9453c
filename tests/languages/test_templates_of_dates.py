"""The templates in which dates stand are one tree, in which places behind which the same may follow are one."""

from __future__ import annotations

from languages.dates import Node, templates


def _places(node: Node, known: dict[int, Node]) -> dict[int, Node]:
    if id(node) not in known:
        known[id(node)] = node
        for one in (*node.literals.values(), *node.slots.values()):
            _places(one, known)
    return known


def _ways(node: Node) -> int:
    return 1 + sum(_ways(one) for one in (*node.literals.values(), *node.slots.values()))


def test_places_behind_which_the_same_may_follow_are_one() -> None:
    """So a new process has some hundreds of values to make, and not one for each of the thousands of ways to them."""
    places = _places(templates(), {}).values()
    told = [(one.rule, *((word, id(behind)) for named in (one.literals, one.slots) for word, behind in named.items())) for one in places]
    assert len(set(told)) == len(told) < 2_000
    assert _ways(templates()) > 20_000
