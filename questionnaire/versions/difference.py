"""How one questionnaire differs from another, in sentences: questions and choices that came or went, types and texts that changed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from questionnaire.definition import Question, Questionnaire


def difference(old: Questionnaire, new: Questionnaire) -> tuple[str, ...]:
    """Return what is different, in the order of the new questionnaire, and then what it does not ask any more."""
    before, now = ({one.name: one for one in form.answerable} for form in (old, new))
    told = [line for name, one in now.items() for line in _about(before.get(name), one)]
    return (*told, *(f"The question {name} ({_kind(one)}) is gone." for name, one in before.items() if name not in now))


def _about(before: Question | None, now: Question) -> Iterator[str]:
    if before is None:
        yield f"The question {now.name} ({_kind(now)}) is new."
        return
    if _kind(before) != _kind(now):
        yield f"The question {now.name} was {_kind(before)} and is now {_kind(now)}."
    yield from _choices(now.name, _texts(before), _texts(now))
    if before.label != now.label:
        yield f"The question {now.name} is worded differently."
    if (before.required is None) != (now.required is None):
        yield f"The question {now.name} is {'' if now.required else 'not '}required now."


def _choices(name: str, before: Mapping[str, object], now: Mapping[str, object]) -> Iterator[str]:
    for said, codes in (("new", now.keys() - before.keys()), ("gone", before.keys() - now.keys())):
        if codes:
            yield f"Of the question {name}, these choices are {said}: {', '.join(sorted(codes))}."
    if reworded := sorted(code for code in now.keys() & before.keys() if now[code] != before[code]):
        yield f"Of the question {name}, these choices are worded differently: {', '.join(reworded)}."


def _texts(one: Question) -> dict[str, object]:
    return {choice.name: choice.label for choice in one.choices}


def _kind(one: Question) -> str:
    return str(one.type.value)
