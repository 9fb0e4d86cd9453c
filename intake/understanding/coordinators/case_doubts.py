"""What stands beside a decision and sets it a condition, doubts it or takes it back, whatever sign or line stands between. Pure."""

from __future__ import annotations

from itertools import takewhile

from domain.case import Decision
from domain.said_of_case import Beside
from intake.understanding.coordinators.reason_words import above_signature
from languages.decisions import said, without_courtesy
from languages.doubting import is_after_all, is_conditional, is_denied, is_doubted, is_no, is_reserved, says_otherwise
from languages.requests import QUESTION_MARKS
from languages.taking_back import clauses

_DECISIONS = frozenset({*map(str, Decision), *map(str, Beside)} - {Beside.YES})
# A note on one of them says why, and that may be "not theirs".
REASONED = (Decision.REJECT, Decision.DECLINED, Decision.WITHDRAW, Decision.NOTED)
_TIMED = frozenset({Decision.GRANT, Beside.WAIT})
_STAYED = (*REASONED, Beside.WAIT, Beside.UNDO)  # Of whoever lets nothing count: that something is awaited, or looks wrong, is why.
_ENDED = frozenset({Decision.DECLINED, Decision.WITHDRAW})  # Of who will not take part: they may do so after all.
_SHORT = 9  # Words of a line in a paragraph further below that says of the decision that it is in doubt.
_FEW = 6  # Words of such a line that is nothing but a condition: who remarks something says more.


def is_in_doubt(name: str, line: str, own_words: str, whole: str) -> bool:
    """Say whether what stands behind a decision in its `line`, right below it, or short and further below, leaves it in doubt.

    A reason is no doubt: "reject: not theirs" is one, and so is "reject. They are not sure". `whole` is the text out of which the own words
    were cut, "" where nothing was.
    """
    _, rest = said(without_courtesy(line) or line)
    if rest.lstrip().startswith(QUESTION_MARKS):
        return True  # "Accept? I would say no."
    if name in REASONED and rest.lstrip().startswith((":", "：")) and is_no(rest):
        rest = ""  # "Reject: no" says the same twice.
    given = [one.strip() for one in above_signature(own_words, whole).splitlines()]
    below = given[given.index(line) + 1 :] if line in given else []
    beside = list(takewhile(bool, below))
    if any(_doubts(name, one) for one in (rest, *beside)):
        return True
    return any(_doubts_further_below(one) for one in below[len(beside) :] if one)


def _doubts(name: str, text: str) -> bool:
    if is_conditional(text, timed=name in _TIMED) or is_doubted(text) or (name not in _STAYED and is_reserved(text)):
        return True
    if name == Beside.UNDO:
        return False  # That something else was meant is why it is undone.
    return is_denied(text) or says_otherwise(text, name, _DECISIONS - {name}) or (name in _ENDED and is_after_all(text))


def _doubts_further_below(line: str) -> bool:
    words, first = len(line.split()), clauses(line)[:1]
    alone = words <= _FEW and len(clauses(line)) == 1 and is_conditional(line, timed=True)
    return alone or (words <= _SHORT and any(is_doubted(one) or is_denied(one) for one in first))
