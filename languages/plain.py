"""What people say plainly, in all languages at once: the regular expressions of `languages/<code>/plain.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from languages import known, toml_of
from languages.checked import Texts, checked, keys_of
from languages.expressions import Spoken, spoken


@dataclass(frozen=True, kw_only=True)
class PlainWords:
    """`plain.toml`: what people say plainly, as regular expressions. The English file says what each key is for."""

    away: Texts = ()
    returns: Texts = ()
    expects: Texts = ()
    item: Texts = ()
    no_item: Texts = ()
    whole: Texts = ()
    rest_told: Texts = ()
    no_file: Texts = ()
    last_resort: Texts = ()
    told: Texts = ()
    amended: Texts = ()
    swapped: Texts = ()
    asked: Texts = ()
    affirms: Texts = ()
    takes_part: Texts = ()
    as_written: Texts = ()
    final: Texts = ()
    unsettled: Texts = ()
    wants_to_know: Texts = ()
    remains: Texts = ()
    the_one: Texts = ()
    no_more: Texts = ()
    attests: Texts = ()
    denies: Texts = ()
    was_wrong: Texts = ()
    said_before: Texts = ()
    figures: Texts = ()
    by_phone: Texts = ()
    printed: Texts = ()
    taken_there: Texts = ()
    no_mail: Texts = ()
    never_came: Texts = ()
    takes_off: Texts = ()
    reported: Texts = ()
    leaves_not: Texts = ()
    of_reminders: Texts = ()
    lacks: Texts = ()
    lacks_nothing: Texts = ()
    in_time: Texts = ()
    late: Texts = ()
    answers_back: Texts = ()
    answers_kept: Texts = ()
    answers_anew: Texts = ()
    answers_stay: Texts = ()
    ours_came: Texts = ()
    answered_already: Texts = ()
    again: Texts = ()
    of_before: Texts = ()
    corrected: Texts = ()
    corrected_thing: Texts = ()
    corrected_beside: Texts = ()
    objects: Texts = ()
    was_sent: Texts = ()
    drop_it: Texts = ()
    objects_not: Texts = ()
    other_final: Texts = ()
    called_draft: Texts = ()
    an_estimate: Texts = ()
    unfinished: Texts = ()
    own_part: Texts = ()
    own_answer: Texts = ()
    another_way: Texts = ()
    measured_in: Texts = ()
    by_whose_hand: Texts = ()
    unapproved: Texts = ()
    by_others: Texts = ()
    changes: Texts = ()
    changes_nothing: Texts = ()


@cache
def plainly(kind: str) -> Spoken:
    """Return what finds an expression of a kind (a key of `plain.toml`) in any language, without regard to case."""
    return spoken("|".join(f"(?:{one})" for words in _all() for one in getattr(words, kind)))


def put_together() -> None:
    """Put together what finds the expressions of every kind, so that nobody waits for it."""
    for kind in keys_of(PlainWords):
        plainly(kind)


@cache
def _all() -> tuple[PlainWords, ...]:
    return tuple(checked(PlainWords, toml) for code in known() if (toml := toml_of(code, "plain.toml")))
