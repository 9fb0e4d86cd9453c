"""What a mapping says that cannot be: names and codes that are not there, and two answers for one place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from math import isfinite

from domain.changes import Changes
from questionnaire.definition import Choice, Question, Questionnaire, Repeat
from questionnaire.kinds import COUNTED


def mapping_faults(old: Questionnaire, new: Questionnaire, changes: Changes) -> Iterator[str]:
    """Yield a sentence for each entry of a mapping that fits the two versions in no way."""
    before, now = _named(old), _named(new)
    yield from _renamed(before, now, changes)
    for entry in changes.dropped:
        yield from _dropped(entry, before, now, changes)
    yield from scaled_faults(new, changes)
    came_from = {changes.renamed.get(name, name): one for name, one in before.items()}
    for name, codes in changes.recoded.items():
        if name not in now or name not in came_from:
            yield f"recoded: {name} is not in {'the new' if name not in now else 'the earlier'} questionnaire."
            continue
        yield from _recoded(name, codes, came_from[name], now[name])


def scaled_faults(new: Questionnaire, changes: Changes) -> Iterator[str]:
    """Yield a sentence for each factor that is none, or is that of no number of a questionnaire."""
    for name, factor in changes.scaled.items():
        one = new.by_name.get(name)
        if one is None or one.type not in COUNTED:
            yield f"scaled: {name} is no number of the new questionnaire."
        if not isfinite(factor) or factor == 0:
            yield f"scaled: {factor} is no factor for {name}."


_Named = Question | Repeat


def _named(form: Questionnaire) -> dict[str, _Named]:
    every: tuple[_Named, ...] = (*form.valued, *form.repeats)
    return {one.name: one for one in every}


def _renamed(before: dict[str, _Named], now: dict[str, _Named], changes: Changes) -> Iterator[str]:
    for name, to in changes.renamed.items():
        if name not in before:
            yield f"renamed: {name} is not in the earlier questionnaire."
        if to not in now or type(now[to]) is not type(before.get(name, now[to])):
            yield f"renamed: there is no {to} in the new questionnaire that {name} could be."
    counted = Counter(changes.renamed.get(name, name) for name in before if name not in changes.dropped)
    yield from (f"renamed: two things are called {to} now." for to in {*changes.renamed.values()} if counted[to] > 1 and to in now)


def _dropped(entry: str, before: dict[str, _Named], now: dict[str, _Named], changes: Changes) -> Iterator[str]:
    name, _, code = entry.partition("/")
    one, to = before.get(name), changes.renamed.get(name, name)
    if one is None or (code and code not in _codes(one)):
        yield f"dropped: {entry} is not in the earlier questionnaire."
    elif (code and to in now and code in _codes(now[to])) or (not code and name in now and name not in changes.renamed.values()):
        yield f"dropped: {entry} is still in the questionnaire. What means something else now needs a name of its own."


def _recoded(name: str, pairs: Mapping[str, str], one: _Named, now: _Named) -> Iterator[str]:
    for code, to in pairs.items():
        if code not in _codes(one):
            yield f"recoded: {name} had no code {code}."
        if to not in _codes(now):
            yield f"recoded: {name} has no code {to} now."
    if isinstance(one, Repeat):
        counted = Counter(pairs.get(code, code) for code in _codes(one))
        yield from (f"recoded: two columns of {name} would become {to}." for to, times in counted.items() if times > 1)


def _codes(one: _Named) -> tuple[str, ...]:
    choices: tuple[Choice, ...] = one.instances if isinstance(one, Repeat) else one.choices
    return (*(choice.name for choice in choices), *(one.missing if isinstance(one, Question) else ()))
