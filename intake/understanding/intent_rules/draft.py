"""The workbook is not final."""

from __future__ import annotations

from collections.abc import Sequence

from domain.intent import Intent, IntentKind
from intake.understanding.said import IntentRule, Said, words_of


def _find(said: Said, _found: Sequence[Intent]) -> Intent | None:
    # Answers that wait for approval are a draft where they came along; where they did not, that is why they are not there yet.
    names = (IntentKind.DRAFT, *(("pending",) if said.beside else ()))
    sentences = tuple(one for one in said.where(*names) if not one.asks)
    return Intent(intent=IntentKind.DRAFT, words=words_of(sentences)) if sentences else None


RULE = IntentRule(
    intent=IntentKind.DRAFT,
    order=20,
    says="A statement that the answers are a draft, or that those that came along wait for approval.",
    find=_find,
)
