"""What sentences may say: the keys of the phrases of every language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from languages.checked import Lines, Texts


@dataclass(frozen=True, kw_only=True)
class PhraseTable:
    """Phrasebook (`languages.phrasebooks`) by what they say, mostly intents of `domain.intent`; docs/languages.md says what each is for."""

    decline: Lines = ()
    extension: Lines = ()
    promise: Lines = ()
    answering: Lines = ()
    successor: Lines = ()
    correction: Lines = ()
    draft: Lines = ()
    completing: Lines = ()
    pending: Lines = ()
    confidential: Lines = ()
    answers_in_text: Lines = ()
    elsewhere: Lines = ()
    resend: Lines = ()
    stop: Lines = ()
    unsubscribe: Lines = ()
    leaving: Lines = ()
    portion: Lines = ()
    supposing: Lines = ()
    not_refused: Lines = ()
    not_so: Lines = ()
    nil: Lines = ()
    confirm: Lines = ()
    yes: Lines = ()
    question: Lines = ()
    interrogative: Lines = ()
    request: Lines = ()
    courtesy: Lines = ()
    telling: Lines = ()


@dataclass(frozen=True, kw_only=True)
class IntentWords:
    """`intents.toml`: what people say in answer to a letter.

    `said` are phrases that carry an intent, `unless` are those that take it back where they overlap with one. `families` are phrases that
    others name. `turns` are words before which a courtesy ends, since they say more. `letters` are compared as those that they stand
    for, `prefixes` are written together with the word behind them, `gap` is how many words `..` stands for at most.
    """

    said: PhraseTable = PhraseTable()
    unless: PhraseTable = PhraseTable()
    families: Mapping[str, Lines] = field(default_factory=dict)
    turns: Lines = ()
    letters: Mapping[str, str] = field(default_factory=dict)
    prefixes: Texts = ()
    gap: int = 5
