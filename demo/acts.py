"""What people do in the demo, each deed as real mail: they look at the newest letter that they got, and answer it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from demo import respondents, usual_answers
from demo.respondents import Received
from demo.respondents.clients import Style
from demo.script import Deed
from demo.servers import Servers
from domain.answer import AnswerValue
from domain.contact import Contact
from questionnaire.definition import Question, Questionnaire, QuestionType, in_language
from questionnaire.items import parts
from service.deciding.held import decide as decide_case
from service.rulings.decided import Deciding
from service.studies.running import Running
from service.wiring import Service
from store import holds, invitations

_WORDS = {
    "en": "Dear colleagues,\n\nPlease find our completed questionnaire attached.\n\nKind regards",
    "fr": "Madame, Monsieur,\n\nVeuillez trouver ci-joint notre questionnaire rempli.\n\nCordialement",
    "es": "Estimados señores:\n\nAdjunto les enviamos el cuestionario debidamente rellenado.\n\nAtentamente",
    "ar": "السادة المحترمون،\n\nتجدون مرفقا الاستبيان بعد ملئه.\n\nمع التحية",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody who does a deed: the organisation, who writes, the letter that was read, and the time."""

    servers: Servers
    service: Service
    running: Running
    number: int
    code: str
    contact: Contact
    by: str
    deed: Deed
    now: datetime
    repeat: int

    @property
    def letter(self) -> Received:
        """Return the newest letter with a workbook of this organisation."""
        for path in reversed(self.servers.mail_for(self.contact.address)):
            letter = respondents.open_letter(path)
            if letter.workbook:
                return letter
        raise LookupError(f"{self.code} got no letter with a workbook before {self.now:%Y-%m-%d}")

    @property
    def newest(self) -> Received:
        """Return the newest letter to whoever does the deed."""
        return respondents.open_letter(self.servers.mail_for(self.by)[-1])

    def send(self, raw: bytes, to: str, mail_from: str | None = None) -> None:
        """Hand a message to the SMTP server, as often as the demo wants every message delivered."""
        for _ in range(self.repeat):
            self.servers.deliver(raw, mail_from=self.by if mail_from is None else mail_from, rcpt_to=to)


def act(actor: Actor) -> None:
    """Do the deed."""
    _ACTS[actor.deed.act](actor)


def _filled(actor: Actor) -> tuple[str, bytes]:
    letter = actor.letter
    name, workbook = letter.workbook or ("", b"")
    answers = {**usual_answers.usual(actor.number), **actor.deed.changes}
    filled = respondents.fill(workbook, entries(actor.running.questionnaire, answers, actor.contact.language))
    return (f"{name}.zip", respondents.zipped([(name, filled)])) if actor.deed.more.get("zip") else (name, filled)


def entries(form: Questionnaire, answers: Mapping[str, AnswerValue], language: str) -> dict[respondents.Place, respondents.Entry]:
    """Return answers as a person types or picks them: by visible label, choices by theirs. What is calculated nobody types."""
    spoken = language if language in form.languages else form.languages[0]
    given = {key: value for key, value in answers.items() if value is not None}
    asked = {key: question for key in given if (question := form.by_name[parts(key)[2]]).calculation is None}
    return {_place(form, key, question, spoken): _entry(question, given[key], spoken) for key, question in asked.items()}


def _place(form: Questionnaire, key: str, question: Question, language: str) -> respondents.Place:
    """Return where the answer is looked for: in a matrix at a column for the instance, in a table at the row of its number."""
    label = in_language(question.label, language)
    repeat, instance, _ = parts(key)
    if not repeat:
        return label
    columns = {one.name: in_language(one.label, language) for of in form.repeats if of.name == repeat for one in of.instances}
    return (label, columns[instance]) if columns else (instance, label)


def _entry(question: Question, value: AnswerValue, language: str) -> respondents.Entry:
    labels = {choice.name: in_language(choice.label, language) for choice in question.choices}
    if question.type is QuestionType.SELECT_MULTIPLE:
        return tuple(labels[name] for name in value)  # type: ignore[union-attr]
    if question.type is QuestionType.SELECT_ONE:
        return labels[str(value)]
    return value  # type: ignore[return-value]


def _cover_note(actor: Actor) -> str:
    """Return what stands in the answer beside the workbook; English where the demo has no words of the contact's language."""
    return _WORDS.get(actor.contact.language, _WORDS["en"])


def _answer(actor: Actor) -> None:
    letter, words = actor.letter, actor.deed.more.get("words")
    text = f"{words}\n\n{_cover_note(actor)}" if words else _cover_note(actor)
    style: Style = actor.deed.more.get("style", "outlook")
    raw = respondents.answer(letter, sender=actor.by, sender_name=actor.code, text=text, files=[_filled(actor)], now=actor.now, style=style)
    actor.send(raw, letter.reply_to)


def _answer_afresh(actor: Actor) -> None:
    _send_afresh(actor, "See attachment.", [_filled(actor)])


def _answer_without_token(actor: Actor) -> None:
    """Send a workbook that shows only what anybody may have seen: the reference that is printed in it."""
    with actor.service.store.reading() as tx:
        token = invitations.of_study(tx, actor.running.study.id)[actor.code].token
    name, filled = _filled(actor)
    _send_afresh(actor, "Please find our answers attached.", [(name, respondents.without(filled, token))])


def _send_afresh(actor: Actor, text: str, files: Sequence[tuple[str, bytes]] = (), subject: str = "Questionnaire") -> None:
    to = actor.running.study.returns_to
    raw = respondents.fresh(
        sender=actor.by,
        sender_name=actor.code,
        to=to,
        subject=subject,
        text=text,
        files=files,
        now=actor.now,
    )
    actor.send(raw, to)


def _forward_answer(actor: Actor) -> None:
    to, letter = actor.running.study.returns_to, actor.letter
    inner = respondents.answer(
        letter, sender="bureau@borealis.example", sender_name="Bureau", text="Voici.", files=[_filled(actor)], now=actor.now, to=actor.by
    )
    raw = respondents.forward(
        respondents.open_letter(inner),
        sender=actor.by,
        sender_name=actor.code,
        to=to,
        text="Pour vous, arrivé chez nous par erreur.",
        now=actor.now,
        as_attachment=True,
    )
    actor.send(raw, to)


def _correct(actor: Actor) -> None:
    """Correct what is marked in the workbook that came back, and nothing else."""
    _send_back(actor, entries(actor.running.questionnaire, actor.deed.changes, actor.contact.language))


def _confirm(actor: Actor) -> None:
    """Say on the first sheet of the workbook that came back that what it asks about is right; `reasons` are by the number of the row."""
    reasons = actor.deed.more["reasons"]
    right: dict[respondents.Place, respondents.Entry] = {(number, "It is right"): "Yes" for number in reasons}
    _send_back(actor, right | {(number, "Because"): reason for number, reason in reasons.items()})


def _send_back(actor: Actor, changes: Mapping[respondents.Place, respondents.Entry]) -> None:
    """Send the workbook of the newest letter with these changes."""
    letter = actor.newest
    name, marked = letter.workbook or ("", b"")
    filled = respondents.fill(marked, changes)
    raw = respondents.answer(
        letter,
        sender=actor.by,
        sender_name=actor.code,
        text=_cover_note(actor),
        files=[(name, filled)],
        now=actor.now,
    )
    actor.send(raw, letter.reply_to)


def _ask(actor: Actor) -> None:
    text = "Dear colleagues,\n\nOur members are companies. Shall each of them answer, or may we answer for all?\n\nKind regards"
    actor.send(_text_reply(actor, text), actor.letter.reply_to)


def _decline(actor: Actor) -> None:
    text = "Madame, Monsieur,\n\nNous vous remercions, mais nous ne participerons pas à cette étude.\n\nCordialement"
    actor.send(_text_reply(actor, text), actor.letter.reply_to)


def _decline_by_name(actor: Actor) -> None:
    """Decline as somebody does who knows of the organisation no more than its reference."""
    with actor.service.store.reading() as tx:
        reference = invitations.of_study(tx, actor.running.study.id)[actor.code].reference
    _send_afresh(actor, "Dear colleagues,\n\nWe will not take part in this study.\n\nKind regards", subject=reference)


def _ask_for_time(actor: Actor) -> None:
    text = "Madame, Monsieur,\n\nNous vous prions de nous accorder un délai jusqu'au 27 avril.\n\nCordialement"
    actor.send(_text_reply(actor, text), actor.letter.reply_to)


def _unsubscribe(actor: Actor) -> None:
    raw = respondents.answer(actor.newest, sender=actor.by, sender_name=actor.code, text="Please unsubscribe me.", now=actor.now)
    actor.send(raw, actor.newest.reply_to)


def _wrong_file(actor: Actor) -> None:
    pdf = next(
        data
        for path in actor.servers.mail_for(actor.by)
        for name, data in respondents.open_letter(path).attachments
        if name.endswith(".pdf")
    )
    raw = respondents.answer(
        actor.letter, sender=actor.by, sender_name=actor.code, text=_WORDS["fr"], files=[("questionnaire.pdf", pdf)], now=actor.now
    )
    actor.send(raw, actor.letter.reply_to)


def _blank(actor: Actor) -> None:
    name, workbook = actor.letter.workbook or ("", b"")
    raw = respondents.answer(
        actor.letter, sender=actor.by, sender_name=actor.code, text=_WORDS["en"], files=[(name, workbook)], now=actor.now
    )
    actor.send(raw, actor.letter.reply_to)


def _out_of_office(actor: Actor) -> None:
    letter = actor.newest
    raw = respondents.out_of_office(letter, sender=actor.by, sender_name=actor.code, text="I am away until Monday.", now=actor.now)
    actor.send(raw, letter.reply_to, mail_from="")


def _bounce(actor: Actor, status: str = "5.1.1", diagnostic: str = "smtp; 550 5.1.1 User unknown") -> None:
    path = actor.servers.mail_for(actor.by)[-1]
    # The reverse-path is on the envelope, so the recipient's server knows it from there.
    return_path = next(one.mail_from for one in actor.servers.accepted() if one.file == path)
    domain = actor.by.rpartition("@")[2]
    raw = respondents.delivery_report(
        path.read_bytes(), failed=actor.by, status=status, diagnostic=diagnostic, now=actor.now, reporting_mta=f"mx.{domain}"
    )
    actor.send(raw, return_path, mail_from="")


def _delay(actor: Actor) -> None:
    _bounce(actor, "4.4.1", "smtp; 421 4.4.1 Connection timed out")


def _text_reply(actor: Actor, text: str) -> bytes:
    return respondents.answer(actor.letter, sender=actor.by, sender_name=actor.code, text=text, now=actor.now)


def _decide(actor: Actor) -> None:
    """Let a coordinator decide the case of this organisation that waits."""
    with actor.service.store.reading() as tx:
        invitation = invitations.of_study(tx, actor.running.study.id)[actor.code]
        (case,) = [one for one in holds.waiting(tx) if one.invitation_id == invitation.id]
    decide_case(actor.service, Deciding(case=str(case.id), what=str(actor.deed.more["what"]), by="coordinator"), actor.now)


_ACTS: Mapping[str, Callable[[Actor], None]] = {
    "answer": _answer,
    "answer_afresh": _answer_afresh,
    "answer_without_token": _answer_without_token,
    "forward_answer": _forward_answer,
    "correct": _correct,
    "confirm": _confirm,
    "ask": _ask,
    "ask_for_time": _ask_for_time,
    "decline": _decline,
    "decline_by_name": _decline_by_name,
    "unsubscribe": _unsubscribe,
    "wrong_file": _wrong_file,
    "blank": _blank,
    "out_of_office": _out_of_office,
    "bounce": _bounce,
    "delay": _delay,
    "decide": _decide,
}
