"""A machine answered: out of office, vacation, a ticket, a read receipt (RFC 3834, RFC 8098)."""

from __future__ import annotations

import re

from domain.message import Kind
from intake.intents import wants_no_mail
from intake.machine import bulk_mark, null_sender, responder_mark
from intake.rule import Case, Rule, Verdict
from intake.words import own_words

# What mail programs put before the subject of an automatic answer, by language; a person's reply to one begins with "Re:".
_PREFIX = re.compile(
    r"(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response|responder)|autoreply|autosvar|automatiskt svar|automatisk svar"
    r"|automaattinen vastaus|automatische antwort"
    r"|automatische rückmeldung|automatisch antwoord|réponse automatique|respuesta automática|risposta automatica|resposta automática"
    r"|răspuns automat"
    r"|odpowiedź automatyczna|automatická odpověď|automatikus válasz|otomatik yan[ıi]t|αυτόματη απάντηση|автоматический ответ"
    r"|автоматична відповідь"
    r"|رد تلقائي|الرد التلقائي|رد آلي|תשובה אוטומטית|自动答复|自动回复|自動回覆|自動応答|자동 회신"
    r"|(?:auto:? .{0,80}(?:out of (?:the )?office|absent|abwesend))"
    r"|out of (?:the )?office(?: auto\w*)?(?: reply| response)?|ooo|absence du bureau|absent du bureau|message d['’]absence|(?:avis"
    r"|notification) d['’]absence"
    r"|abwesenheit(?:snotiz|smeldung|sassistent|sbenachrichtigung)?|fuera de (?:la )?oficina|fuori sede|fuori ufficio"
    r"|ausência (?:temporária|do escritório)|afwezig(?:heid)?"
    r"|poza biurem|خارج المكتب|вне офиса)\b",
    re.IGNORECASE,
)
_ABSENT = re.compile(
    r"\b(?:i am|i['’]m|i will be|he is|she is|currently) (?:currently |presently |now )?(?:out of (?:the |my )?office|away (?:from|on"
    r"|until)|on (?:annual |maternity |sick )?(?:leave|vacation|holiday|mission))"
    r"|\bis out of the office\b|\blimited access to (?:my )?e-?mail|je (?:suis|serai) (?:actuellement )?(?:absent|en congé|en mission"
    r"|en déplacement)"
    r"|ich bin (?:derzeit |zurzeit |momentan |bis |vom |ab ).{0,40}(?:nicht im (?:büro|haus)|abwesend|außer haus|im urlaub)"
    r"|bin ich (?:nicht im büro|abwesend)"
    r"|(?:estoy|estaré|me encuentro) (?:actualmente )?(?:fuera de (?:la )?oficina|ausente|de vacaciones)"
    r"|sono (?:attualmente )?(?:fuori ufficio|assente|in ferie)"
    r"|estou (?:fora do escritório|ausente|de férias)|أنا (?:حاليا |حالياً |الآن )?(?:خارج المكتب|في إجازة)|(?:سأكون"
    r"|أكون) .{0,20}(?:خارج المكتب|في إجازة)|я (?:сейчас )?(?:в отпуске|нахожусь в отпуске)",
    re.IGNORECASE,
)
_MACHINE_SAYS = re.compile(
    r"this is an automat(?:ed|ic)(?:ally generated)? (?:reply|response|message|e-?mail|acknowledg)|ceci est (?:un|une) (?:message"
    r"|réponse|courriel) automatique|dies ist eine automatische|este es un mensaje automático"
    r"|هذا رد (?:تلقائي|آلي)|هذه رسالة (?:تلقائية|آلية)|(?:confirm|verify) (?:that )?you are (?:a human|not a robot)"
    r"|to deliver your message.{0,40}(?:click|reply)",
    re.IGNORECASE,
)


def _examine(case: Case) -> Verdict | None:
    mail = case.mail
    if wants_no_mail("", mail.subject):
        return None  # A mail program that unsubscribes for its user may mark that as automatic.
    if mail.report_type == "disposition-notification" or mail.notification.fields:
        return Verdict("It is a notification that our letter was displayed or deleted (RFC 8098), sent by the recipient's mail program.")
    mark, prefix = responder_mark(mail), _PREFIX.match(mail.subject)
    if mark:
        return Verdict(f"A program says of itself that it answered: {mark}.")
    if prefix:
        return Verdict(f"Its subject begins as automatic answers do: “{prefix[0]}”.")
    return _by_text(case)


def _by_text(case: Case) -> Verdict | None:
    """Judge by the text; that the person is away counts only beside a sign of a machine, since a person may write it too."""
    mail, words = case.mail, own_words(case.mail.text)
    hinted = null_sender(mail) or mail.headers.has("x-auto-response-suppress") or bool(bulk_mark(mail, case.own_addresses))
    said = _MACHINE_SAYS.search(words) or (_ABSENT.search(words[:600]) if hinted else None)
    if said:
        return Verdict(f"Its text speaks as automatic answers do: “{said[0]}”.")
    if null_sender(mail):
        return Verdict("Its envelope sender is null, so that a machine sent it, and it tells of no failed delivery.")
    return None


RULE = Rule("auto_reply", 50, "A machine answered: out of office, a ticket, a read receipt (RFC 3834).", Kind.AUTO_REPLY, _examine)
