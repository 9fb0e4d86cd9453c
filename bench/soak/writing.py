"""What people write in the soak: each act is a message to the mailbox, most of them an answer to the newest letter that somebody got."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bench.returned import cut, personal
from bench.soak.sink import newest
from demo import respondents
from demo.acts import entries
from demo.respondents import Received
from demo.smtp_recorder import ImapDelivery
from demo.usual_answers import usual
from domain.answer import AnswerValue
from domain.contact import Contact
from domain.message import Kind
from domain.submission import Invitation
from questionnaire.workbook.placeholders import ORGANISATION, REFERENCE, TOKEN
from questionnaire.workbook.stamp import Personal
from service.letters.press import Press
from workbooks.containers.package import Stampable

_VARIANTS = 4  # Different sets of answers in each language.
_COVER = {
    "en": "Dear colleagues,\n\nPlease find our completed questionnaire attached.\n\nKind regards",
    "fr": "Madame, Monsieur,\n\nVeuillez trouver ci-joint notre questionnaire rempli.\n\nCordialement",
    "ar": "السادة المحترمون،\n\nتجدون مرفقا الاستبيان بعد ملئه.\n\nمع التحية",
}
_ASK = "Dear colleagues,\n\nOur members are companies. Shall each of them answer, or may we answer for all?\n\nKind regards"
_DECLINE = "Madame, Monsieur,\n\nNous vous remercions, mais nous ne participerons pas à cette étude.\n\nCordialement"
_MORE_TIME = "Madame, Monsieur,\n\nNous vous prions de nous accorder un délai jusqu'au 27 avril.\n\nCordialement"
_PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
_CHANGES: Mapping[str, Mapping[str, AnswerValue]] = {
    "answer": {},
    "faulty": {"share_cross_border": 140.0, "incidents_reported": 99_000},
    "improved": {"incidents_total": 5000},
}
_CORRECTED: Mapping[str, AnswerValue] = {"share_cross_border": 5.0, "incidents_reported": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class SoakWriter:
    """Who writes, and the letter that they answer."""

    number: int
    contact: Contact
    invitation: Invitation
    name: str
    letter: Received
    now: datetime


@dataclass(kw_only=True)
class SoakPost:
    """Where letters were left by the mail server, and the mailbox that takes what people write; `press` makes blank workbooks.

    Workbooks `filled` before are those of the same study.
    """

    letters: Path
    delivery: ImapDelivery
    press: Press
    returns_to: str
    delivered: int = 0
    filled: dict[tuple[str, int, str], Stampable] = field(default_factory=dict)

    def act(self, what: str, number: int, contact: Contact, invitation: Invitation, name: str, now: datetime) -> None:
        """Let an organisation do something."""
        letter = respondents.open_letter(newest(self.letters, number))
        _ACTS[what](self, SoakWriter(number=number, contact=contact, invitation=invitation, name=name, letter=letter, now=now))

    def send(self, raw: bytes, to: str, sender: str) -> None:
        """Put a message into the mailbox, as the agency's own mail server does; the null sender is ""."""
        self.delivery.append(sender, to, raw)
        self.delivered += 1

    def workbook(self, who: SoakWriter, what: str) -> tuple[str, bytes]:
        """Return a workbook with answers: to fill one takes a tenth of a second, so that each set of answers is filled once."""
        key = (who.contact.language, who.number % _VARIANTS, what)
        if key not in self.filled:
            self.filled[key] = self._fill(*key)
        one = who.invitation
        return f"{one.reference}.xlsx", personal(self.filled[key], one.token, one.reference, who.name)

    def _fill(self, language: str, variant: int, what: str) -> Stampable:
        blank = self.press.blank(language)
        workbook = blank.prefix + blank.stamp(Personal(REFERENCE, TOKEN, ORGANISATION))
        answers = {**usual(variant), **_CHANGES[what]}
        return cut(respondents.fill(workbook, entries(self.press.running.questionnaire, answers, language)))


def _reply(post: SoakPost, who: SoakWriter, text: str, files: Sequence[tuple[str, bytes]] = ()) -> None:
    sender = who.contact.address
    raw = respondents.answer(who.letter, sender=sender, sender_name=who.contact.name, text=text, files=files, now=who.now)
    post.send(raw, who.letter.reply_to, sender)


def _send_back(what: str) -> Callable[[SoakPost, SoakWriter], None]:
    return lambda post, who: _reply(post, who, _COVER[who.contact.language], [post.workbook(who, what)])


def _write(text: str) -> Callable[[SoakPost, SoakWriter], None]:
    return lambda post, who: _reply(post, who, text)


def _correct(post: SoakPost, who: SoakWriter) -> None:
    """Put right what is marked in the workbook that came back."""
    name, marked = who.letter.workbook or ("", b"")
    right = entries(post.press.running.questionnaire, _CORRECTED, who.contact.language)
    _reply(post, who, _COVER[who.contact.language], [(name, respondents.fill(marked, right))])


def _blank(post: SoakPost, who: SoakWriter) -> None:
    _reply(post, who, _COVER[who.contact.language], [who.letter.workbook or ("", b"")])


def _other_file(post: SoakPost, who: SoakWriter) -> None:
    _reply(post, who, _COVER[who.contact.language], [("questionnaire.pdf", _PDF)])


def _colleague(post: SoakPost, who: SoakWriter) -> None:
    """Let somebody of the same house send it, in a message that answers none."""
    sender = f"figures@{who.contact.address.rpartition('@')[2]}"
    files = [post.workbook(who, "answer")]
    raw = respondents.fresh(
        sender=sender, sender_name="Figures", to=post.returns_to, subject="Questionnaire", text="See attachment.", files=files, now=who.now
    )
    post.send(raw, post.returns_to, sender)


def _away(post: SoakPost, who: SoakWriter) -> None:
    text = "I am away until Monday."
    raw = respondents.out_of_office(who.letter, sender=who.contact.address, sender_name=who.contact.name, text=text, now=who.now)
    post.send(raw, who.letter.return_path, "")


def _report(status: str, diagnostic: str) -> Callable[[SoakPost, SoakWriter], None]:
    def act(post: SoakPost, who: SoakWriter) -> None:
        address = who.contact.address
        mta = f"mx.{address.rpartition('@')[2]}"
        raw = respondents.delivery_report(
            who.letter.raw, failed=address, status=status, diagnostic=diagnostic, now=who.now, reporting_mta=mta
        )
        post.send(raw, who.letter.return_path, "")

    return act


_ACTS: Mapping[str, Callable[[SoakPost, SoakWriter], None]] = {
    **{what: _send_back(what) for what in _CHANGES},
    "correct": _correct,
    "colleague": _colleague,
    "blank": _blank,
    "other_file": _other_file,
    "ask": _write(_ASK),
    "decline": _write(_DECLINE),
    "ask_for_time": _write(_MORE_TIME),
    "away": _away,
    "bounce": _report("5.1.1", "550 5.1.1 User unknown"),
    "delayed": _report("4.4.1", "421 4.4.1 Connection timed out"),
}

# What the program must take each of these for.
KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("answer", "faulty", "improved", "correct", "colleague", "blank", "other_file"), Kind.RETURN),
    **dict.fromkeys(("ask", "decline", "ask_for_time"), Kind.QUESTION),
    "away": Kind.AUTO_REPLY,
    "bounce": Kind.BOUNCE,
    "delayed": Kind.BOUNCE,
}
