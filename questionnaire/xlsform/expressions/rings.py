"""Rings of names that need each other: all of them, in one walk through what needs what."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping


def rings(needs: Mapping[str, Collection[str]]) -> Iterator[list[str]]:
    """Yield rings of names, the first of them at both ends, each needing the next.

    Before the next one is asked for, the last one must be broken: a name is taken out of `needs`, or needs another one no more. Nothing is
    walked again but what lies behind that place, so that thousands of rings take little more time than one.
    """
    done: set[str] = set()
    for start in [*needs]:
        path = [start] if start in needs and start not in done else []
        ways = [iter(needs[name]) for name in path]
        places = dict.fromkeys(path, 0)
        while path:
            following = next((name for name in ways[-1] if name in needs and name in needs[path[-1]] and name not in done), None)
            if following in places:
                begins = places[following]
                yield [*path[begins:], following]
                kept = _whole(needs, [*path, following], begins)
                for name in path[kept:]:
                    del places[name]
                del path[kept:], ways[kept:]
                ways[-1:] = [iter(needs[path[-1]])] if path else []
            elif following is None:
                ways.pop()
                del places[path[-1]]
                done.add(path.pop())
            else:
                places[following] = len(path)
                path.append(following)
                ways.append(iter(needs[following]))


def _whole(needs: Mapping[str, Collection[str]], path: list[str], begins: int) -> int:
    """Return how many names of a path are still there, and needed by the one before; before the place where a ring `begins`, all are."""
    broken = (at for at in range(begins, len(path)) if path[at] not in needs or (at > begins and path[at] not in needs[path[at - 1]]))
    return next(broken, len(path) - 1)
