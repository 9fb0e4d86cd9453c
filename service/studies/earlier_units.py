"""The units of last round's figures: what was counted in thousands then is never shown beside millions without a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from domain.changes import Changes
from domain.errors import ConfigurationError
from questionnaire.definition import Question, Questionnaire
from questionnaire.items import is_flag, parts
from questionnaire.versions.codes import factor_line, unit_changed
from questionnaire.versions.mapping import scaled_faults
from questionnaire.versions.translation import scaled

_WHERE = "study.toml [last_round]"


def refuse_changed_units(before: Mapping[str, Question], form: Questionnaire, changes: Changes) -> None:
    """Raise ConfigurationError where a figure of the last round was counted in another unit, and `changes` do not say what it is in this.

    `before` are its questions by their names. A unit that reads otherwise in one language alone counts too: nobody was asked whether it
    means the same, as they are between two versions of one questionnaire.
    """
    shown = [one for one in form.questions if one.previous]
    wrong = [*scaled_faults(form, changes), *_not_shown(form, changes), *_renamed_faults(before, form, changes)]
    if wrong:
        raise ConfigurationError("\n".join(wrong), where=_WHERE, remedy="Correct it, or take it out.")
    called = {now: old for old, now in changes.renamed.items()}
    then = {one.name: before[old] for one in shown if (old := called.get(one.name, one.name)) in before}
    faults = {one.name: fault for one in shown if one.name in then for fault in unit_changed(then[one.name], one, changes)}
    if faults:
        told = "\n".join(fault.says for fault in faults.values())
        table = "In the table [last_round], the line is then" if changes.scaled else "Say in a table [last_round] what becomes of them"
        remedy = f"{table}:\n  {factor_line(faults, changes.scaled)}"
        raise ConfigurationError(f"Figures of the last round would be shown in another unit:\n{told}", where=_WHERE, remedy=remedy)


def _not_shown(form: Questionnaire, changes: Changes) -> Iterator[str]:
    for name in changes.scaled:
        if name in form.by_name and not form.by_name[name].previous:
            yield f"scaled: {name} shows no figure of the last round."


def _renamed_faults(before: Mapping[str, Question], form: Questionnaire, changes: Changes) -> Iterator[str]:
    """Yield a sentence for each new name that is none; `before` may be unknown, and then holds nothing."""
    repeats = {one.name for one in form.repeats}
    for old, now in changes.renamed.items():
        if before and old not in before and now not in repeats:
            yield f"renamed: there was no {old} in the last round."
        if now not in repeats and not (now in form.by_name and form.by_name[now].previous):
            yield f"renamed: no question {now} of the questionnaire shows a figure of the last round."
    twice = (now for now, many in Counter(changes.renamed.values()).items() if many > 1)
    yield from (f"renamed: two questions of the last round would be {now}." for now in twice)


def in_units(rows: Iterable[tuple[str, Mapping[str, str]]], changes: Changes) -> Iterable[tuple[str, Mapping[str, str]]]:
    """Return rows of last round's figures in the units of this one."""
    if not changes.scaled:
        return rows
    factors = {name: Decimal(repr(factor)) for name, factor in changes.scaled.items()}
    return ((code, {key: _scaled(key, text, factors) for key, text in values.items()}) for code, values in rows)


def _scaled(key: str, text: str, factors: Mapping[str, Decimal]) -> str:
    factor = None if is_flag(key) else factors.get(parts(key)[2])
    return text if factor is None else f"{scaled(float(text), factor):.15g}"
