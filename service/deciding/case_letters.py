"""Letters about cases to coordinators: the notice that asks for a decision, the answer to what they wrote, and the question if they did."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from digests import cases
from digests.cases import ToldCase
from domain.letter import Letter, LetterKind
from domain.mail.case_address import confirming_address
from domain.mail.reference import derived_tag
from domain.study import Person
from intake.parsing.mail import Mail
from intake.understanding.coordinators.reason_words import above_signature
from intake.understanding.examine import Examined
from languages import in_spoken, words
from service.cases.states import STATE
from service.deciding.case_facts import SentAlong, with_original
from service.letters.planned import planned, reply_sender
from service.studies.running import Running
from store import holds, messages
from store.archive.originals import Archive

CONFIRMS = "confirms"  # The key in a letter's context under which stands what its reader confirms: case, state, first line, message.

FILES = "files"  # The same of a letter that asks whether its reader mailed a workbook: the number of the message that brought it.


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerToDecision:
    """What a letter answers: the message, its mail and its author's own words, whether it was asked for, and when it was read."""

    sha256: str
    message_id: int
    mail: Mail
    words: str
    believed: bool
    now: datetime

    @property
    def line(self) -> str:
        """Return the first line of the author's own words."""
        return next((one.strip() for one in self.words.split("\n") if one.strip()), "")

    @classmethod
    def of(cls, message: messages.Message, examined: Examined, now: datetime, *, believed: bool) -> AnswerToDecision:
        """Return that of a message as it was examined."""
        words = above_signature(examined.own_words, examined.signed_words)
        return cls(sha256=message.sha256, message_id=message.id, mail=examined.mail, words=words, believed=believed, now=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingWhether:
    """What a letter asks about: the message that it answers; the store's secret and what parts a tag from an address make its address."""

    answering: AnswerToDecision
    key: str
    separator: str


def notice_cause(held: holds.Held, turn: int, address: str) -> str:
    """Return the cause of the notice of a case to an address: told once, and at its next `turn` again, when what was decided was undone."""
    return f"case:{hashlib.sha256(f'{turn}:{held.cause}'.encode()).hexdigest()[:24]}:{address.lower()}"


def notice(running: Running, person: Person, facts: ToldCase, state: int, cause: str, original: SentAlong, archive: Archive) -> Letter:
    """Return the letter that asks a coordinator to decide a case."""
    language = in_spoken(person.language)
    kept = archive.put([one.data for one in original.files])
    attached = [{"name": one.name, "media_type": one.media_type, "sha256": sha} for one, sha in zip(original.files, kept, strict=True)]
    content = cases.notice(with_original(facts, original), language)
    more = {"reply_to": facts.reply_to, STATE: [facts.id, state], "attachments": attached}
    return _letter(running, person, cause, content, facts.now, more)


def answer(running: Running, person: Person, content: Mapping[str, object], reply_to: str, answering: AnswerToDecision) -> Letter:
    """Return the letter that says what came of a message; an answer to it goes to the address `reply_to`, or to the study where blank."""
    letter = _letter(
        running, person, f"case_answer:{answering.sha256}", content, answering.now, _answers(answering) | {"reply_to": reply_to}
    )
    return replace(letter, believed=answering.believed, asker=answering.mail.sender)


def question(
    running: Running,
    person: Person,
    facts: ToldCase,
    asked: Sequence[object],
    said: tuple[str, str],
    answering: AnswerToDecision,
    key: str,
    separator: str,
) -> Letter:
    """Return the letter that asks a coordinator whether a message is really theirs: `said` is its first line, and the word for that.

    Its tag, which nobody but its reader gets, proves the answer: `asked` is what is confirmed, see `CONFIRMS`.
    """
    language, cause = in_spoken(person.language), _asked_once(facts.id, asked, person.address)
    yes = words(language).yes[0]
    content = cases.asking(facts, *said, yes, language)
    reply_to = confirming_address(running.study.returns_to, derived_tag(key, cause), separator)
    more = {"reply_to": reply_to, CONFIRMS: list(asked), STATE: list(asked[:2])}
    letter = _letter(running, person, cause, content, answering.now, _answers(answering) | more)
    return replace(letter, believed=answering.believed, asker=answering.mail.sender)


def question_of_filing(running: Running, person: Person, content: Mapping[str, object], once: str, asking: AskingWhether) -> Letter:
    """Return the letter that asks staff whether a message that brings a workbook is really theirs; `once` is what is asked once.

    As with `question`, its tag proves the answer.
    """
    answering = asking.answering
    cause = f"filing_question:{hashlib.sha256(once.encode()).hexdigest()[:24]}:{person.address.lower()}"
    reply_to = confirming_address(running.study.returns_to, derived_tag(asking.key, cause), asking.separator)
    more = {"reply_to": reply_to, FILES: answering.message_id}
    letter = _letter(running, person, cause, content, answering.now, _answers(answering) | more)
    return replace(letter, believed=answering.believed, asker=answering.mail.sender)


def _asked_once(case: int, asked: Sequence[object], address: str) -> str:
    """Return the cause of a question: whoever has a notice can have its reader asked about one answer once, and not flood them."""
    state, words = asked[1], " ".join(str(asked[2]).split()).casefold()
    return f"case_question:{case}:{hashlib.sha256(f'{state}:{words}'.encode()).hexdigest()[:24]}:{address.lower()}"


def _answers(answering: AnswerToDecision) -> dict[str, object]:
    thread = {"in_reply_to": f"<{answering.mail.message_id}>"} if answering.mail.message_id else {}
    return {"message_id": answering.message_id, **thread}


def _letter(
    running: Running, person: Person, cause: str, content: Mapping[str, object], now: datetime, more: Mapping[str, object]
) -> Letter:
    study, language = running.study, in_spoken(person.language)
    sender, context = reply_sender(study.mailings), {"digest": dict(content), **more}
    return planned(LetterKind.CASE, study.id, cause, "digest", sender, person.address, language, now, context=context)
