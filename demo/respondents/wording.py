"""What a mail program adds in the language of its user: Re:, From:, "On ... wrote:"."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from demo.respondents.letter import Received


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words of one language. `headings` are From, Sent, To and Subject; `wrote` is the line above a quotation."""

    reply: str
    forward: str
    away: str
    headings: tuple[str, str, str, str]
    original: str
    wrote: str
    day: str
    months: tuple[str, ...]

    def attribution(self, letter: Received, now: datetime) -> str:
        """Return the line that says who wrote what is quoted, and when."""
        at = _local(letter, now)
        who = f"{letter.sender_name} <{letter.sender}>" if letter.sender_name else letter.sender
        return self.wrote.format(day=at.day, month=self.months[at.month - 1], year=at.year, time=f"{at:%H:%M}", who=who)

    def heading(self, letter: Received, now: datetime) -> tuple[tuple[str, str], ...]:
        """Return what Outlook writes above the letter that is answered or forwarded: (name, value) by line."""
        sent = _local(letter, now).strftime(self.day)
        sender, to = _mailbox(letter.sender_name, letter.sender), _mailbox(letter.to_name, letter.to)
        return tuple(zip(self.headings, (sender, sent, to, letter.subject), strict=True))

    def replying(self, subject: str) -> str:
        """Return the subject of a reply; the mark is not put twice."""
        return _marked(self.reply, subject)

    def forwarding(self, subject: str) -> str:
        """Return the subject of a forwarded letter."""
        return _marked(self.forward, subject)


def wording(language: str) -> Wording:
    """Return the words of a language; English for all that stands not here."""
    return _WORDINGS.get(language, _WORDINGS["en"])


def _local(letter: Received, now: datetime) -> datetime:
    """Return when the letter was sent, by the clock of the one who quotes it."""
    return (letter.date or now).astimezone(now.tzinfo)


def _mailbox(name: str, address: str) -> str:
    return f"{name} <{address}>" if name else address


def _marked(mark: str, subject: str) -> str:
    return subject if subject.lower().startswith(mark.strip().lower()) else f"{mark} {subject}"


def _months(names: str) -> tuple[str, ...]:
    return tuple(names.split())


_WORDINGS = {
    "en": Wording(
        reply="RE:",
        forward="FW:",
        away="Automatic reply:",
        headings=("From:", "Sent:", "To:", "Subject:"),
        original="-----Original Message-----",
        wrote="On {day} {month} {year}, at {time}, {who} wrote:",
        day="%d %B %Y %H:%M",
        months=_months("January February March April May June July August September October November December"),
    ),
    "fr": Wording(
        reply="RE:",
        forward="TR:",
        away="Réponse automatique :",
        headings=("De :", "Envoyé :", "À :", "Objet :"),
        original="-----Message d'origine-----",
        wrote="Le {day} {month} {year} à {time}, {who} a écrit :",
        day="%d/%m/%Y %H:%M",
        months=_months("janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    ),
    "es": Wording(
        reply="RE:",
        forward="RV:",
        away="Respuesta automática:",
        headings=("De:", "Enviado el:", "Para:", "Asunto:"),
        original="-----Mensaje original-----",
        wrote="El {day} de {month} de {year}, a las {time}, {who} escribió:",
        day="%d/%m/%Y %H:%M",
        months=_months("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
    ),
    "de": Wording(
        reply="AW:",
        forward="WG:",
        away="Automatische Antwort:",
        headings=("Von:", "Gesendet:", "An:", "Betreff:"),
        original="-----Ursprüngliche Nachricht-----",
        wrote="Am {day}. {month} {year} um {time} schrieb {who}:",
        day="%d.%m.%Y %H:%M",
        months=_months("Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
    ),
    "ar": Wording(
        reply="رد:",
        forward="إعادة توجيه:",
        away="رد تلقائي:",
        headings=("من:", "تم الإرسال:", "إلى:", "الموضوع:"),
        original="-----الرسالة الأصلية-----",
        wrote="في {day} {month} {year}، الساعة {time}، كتب {who}:",
        day="%d/%m/%Y %H:%M",
        months=_months("يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"),
    ),
}
