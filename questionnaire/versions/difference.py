"""How one questionnaire differs from another, in sentences: questions and choices that came or went, types and texts that changed. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from languages.telling import phrased
from questionnaire.definition import Question, Questionnaire


def difference(old: Questionnaire, new: Questionnaire) -> tuple[str, ...]:
    """Return what is different, in the order of the new questionnaire, and then what it does not ask any more."""
    before, now = ({one.name: one for one in form.answerable} for form in (old, new))
    told = [line for name, one in now.items() for line in _about(before.get(name), one)]
    return (*told, *(phrased("check.folder.question_gone", name=name, type=_kind(one)) for name, one in before.items() if name not in now))


def _about(before: Question | None, now: Question) -> Iterator[str]:
    if before is None:
        yield phrased("check.folder.question_new", name=now.name, type=_kind(now))
        return
    if _kind(before) != _kind(now):
        yield phrased("check.folder.question_type", name=now.name, before=_kind(before), now=_kind(now))
    yield from _choices(now.name, _texts(before), _texts(now))
    if before.label != now.label:
        yield phrased("check.folder.question_worded", name=now.name)
    if (before.required is None) != (now.required is None):
        yield phrased(f"check.folder.question_{'required' if now.required else 'free'}", name=now.name)


def _choices(name: str, before: Mapping[str, object], now: Mapping[str, object]) -> Iterator[str]:
    for said, codes in (("new", now.keys() - before.keys()), ("gone", before.keys() - now.keys())):
        if codes:
            yield phrased(f"check.folder.choices_{said}", name=name, names=", ".join(sorted(codes)))
    if reworded := sorted(code for code in now.keys() & before.keys() if now[code] != before[code]):
        yield phrased("check.folder.choices_worded", name=name, names=", ".join(reworded))


def _texts(one: Question) -> dict[str, object]:
    return {choice.name: choice.label for choice in one.choices}


def _kind(one: Question) -> str:
    return str(one.type.value)
