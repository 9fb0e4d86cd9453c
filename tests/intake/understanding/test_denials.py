"""Whoever denies a refusal refuses nothing, and whoever says that something is not so confirms nothing, whatever their words are like."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.intent import IntentKind
from intake.understanding.intents.wanted import said

_SENT = datetime(2026, 11, 27, 9, tzinfo=UTC)
DENIED = (
    "Please do not read our silence as a refusal.",
    "Ne voyez pas dans notre silence un refus de participer.",
    "No interpreten nuestro silencio como una negativa a participar.",
    "Bitte verstehen Sie unser Schweigen nicht als Weigerung teilzunehmen.",
    "Peço que não entendam o nosso silêncio como recusa em participar.",
    "Просим не расценивать наше молчание как отказ от участия.",
    "نرجو ألا تفسروا صمتنا على أنه رفض للمشاركة.",
    "请不要把我们的沉默理解为拒绝参加调查。",
    "We do not wish to be treated as non-responding.",
    "We shall not fail to reply.",
    "It is out of the question that we would not answer.",
    "We will not leave your letter unanswered.",
    "It is not that we do not want to take part.",
    "Please do not list us among the non-respondents.",
    "We have no wish to be counted as refusing.",
    "We would never ignore your survey.",
    "Il n'est pas question de ne pas répondre, rassurez-vous.",
    "Nous ne manquerons pas de répondre.",
    "Ce n'est pas que nous ne voulons pas répondre.",
    "Nous ne laisserons pas votre courrier sans réponse.",
    "Ne nous comptez pas parmi les non-répondants.",
    "Loin de nous l'idée de refuser.",
    "No dejaremos de responder.",
    "No es que no queramos participar.",
    "No vamos a dejar su carta sin respuesta.",
    "No nos cuenten entre los que no responden.",
    "Lejos de negarnos, queremos participar.",
    "Não deixaremos de responder, como sempre fizemos.",
    "Não é que não queiramos participar.",
    "Não vamos deixar a vossa carta sem resposta.",
    "Longe de nós recusar.",
    "Es ist nicht so, dass wir nicht antworten wollen.",
    "Wir werden die Antwort nicht schuldig bleiben.",
    "Zählen Sie uns bitte nicht zu den Verweigerern.",
    "Es liegt uns fern, die Teilnahme abzulehnen.",
    "Nicht dass wir nicht mitmachen wollten.",
    "Мы не оставим ваше письмо без ответа.",
    "Не считайте нас отказавшимися.",
    "Дело не в том, что мы не хотим отвечать.",
    "Мы не уклоняемся от ответа.",
    "Мы далеки от мысли отказываться.",
    "我们并非不愿填报。",
    "不是我们不想填。",
    "请不要把我们列为拒答单位。",
    "我们不会不回复的。",
    "我們絕無拒填之意。",
    "لا أعتذر عن الإجابة لا سمح الله",
    "ليس الأمر أننا لا نريد المشاركة",
    "لن نترك رسالتكم دون رد",
    "لا تعتبرونا من الممتنعين عن الإجابة",
    "لا نمتنع عن الإجابة",
    "We do not decline to take part.",
    "We are not declining.",
    "Please make sure you do not leave our ministry out of the survey.",
    "It is not ours.",
    "Nous ne refusons pas de participer.",
    "Non, ce n'est pas exact.",
    "Wir lehnen die Teilnahme nicht ab.",
    "Nein, das stimmt nicht.",
    "No rechazamos participar.",
    "No, no es correcto.",
    "Não recusamos participar.",
    "Não, não está certo.",
    "Мы не отказываемся от участия.",
    "Нет, это не так.",
    "我们不拒绝参加。",
    "لا نرفض المشاركة",
    "لا، هذا غير صحيح",
    "There is no refusal on our part.",
    "This is not a refusal; we are simply late.",
    "I have said no such thing and do not intend to.",
    "I won't let you down.",
    "We never said that we would not answer.",
    "Il n'y a aucun refus de notre part.",
    "Ce n'est pas un refus.",
    "Je n'ai jamais dit que nous ne répondrions pas.",
    "Nous n'entendons nullement nous soustraire à l'enquête.",
    "Je ne vous laisserai pas tomber.",
    "No hay negativa alguna de nuestra parte.",
    "No se trata de una negativa.",
    "No he dicho yo tal cosa ni la pienso decir.",
    "No les voy a dejar plantados.",
    "Nunca dijimos que no íbamos a responder.",
    "Não há recusa da nossa parte.",
    "Não se trata de recusa.",
    "não vou deixar na mão.",
    "Nunca dissemos que não íamos responder.",
    "Von Verweigerung kann keine Rede sein.",
    "Das ist keine Absage.",
    "Verweigern wollen wir die Auskunft keineswegs.",
    "Wir lassen Sie nicht im Stich.",
    "Niemand hat gesagt, dass wir nicht antworten.",
    "Причины у меня нет, потому что нет и отказа.",
    "Это не отказ.",
    "Отказа с нашей стороны нет.",
    "Мы не говорили, что не будем отвечать.",
    "Я вас не подведу.",
    "这并不是拒绝。",
    "我们没有拒绝的意思。",
    "我们从未说过不填报。",
    "不会让你们失望的。",
    "هذا ليس رفضا",
    "لا يوجد رفض من جانبنا",
    "لم نقل إننا لن نجيب",
)


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize("text", DENIED)
def test_what_is_denied_is_neither_a_refusal_nor_a_yes(text: str, beside: bool) -> None:
    """A person reads it."""
    found = {one.intent for one in said(text, beside=beside, sent=_SENT)}
    assert found.isdisjoint({IntentKind.DECLINE, IntentKind.CONFIRM})
    assert found


@pytest.mark.parametrize(
    ("text", "intent"), [("We decline to take part.", IntentKind.DECLINE), ("Yes, that is correct.", IntentKind.CONFIRM)]
)
def test_what_is_not_denied_is_heard(text: str, intent: IntentKind) -> None:
    """The same words without a denial."""
    assert intent in {one.intent for one in said(text, sent=_SENT)}


REFUSED = (
    "We will not take part; count us as refusing.",
    "We do not participate, please list us among the non-respondents.",
    "We will not answer, take this as our refusal.",
    "Nous ne participons pas, comptez-nous parmi les refus.",
    "Nous ne répondrons pas : voyez dans notre silence un refus.",
    "Мы не участвуем, считайте это отказом.",
    "No participamos, considérenlo una negativa.",
    "No participaremos, tomen nota de nuestra negativa.",
    "Não vamos participar, tomem nota da nossa recusa.",
    "我们不参加，请把这理解为拒绝。",
    "We fail to see the purpose and shall not reply.",
    "We will not answer, and not that we have no time.",
    "Please treat us as a non-respondent: we refuse.",
    "Nous ne répondrons pas à cette enquête.",
    "Comptez-nous parmi les non-répondants.",
    "No vamos a participar en la encuesta.",
    "Deixámos de participar em inquéritos e não vamos responder.",
    "Wir nehmen nicht teil. Zählen Sie uns zu den Verweigerern.",
    "Мы отказываемся отвечать, считайте нас отказавшимися.",
    "我们不想填报，请列为拒答单位。",
    "نعتذر عن الإجابة",
)


@pytest.mark.parametrize("text", REFUSED)
def test_who_refuses_in_words_with_which_others_deny_it_is_heard(text: str) -> None:
    """Only what is denied twice is no refusal."""
    assert IntentKind.DECLINE in {one.intent for one in said(text, sent=_SENT)}


QUOTED = (
    'Your last reminder says "If you refuse to answer, give us the reason". The reason is a flood; the file comes on Monday.',
    "Votre rappel dit : « Si vous refusez de répondre, indiquez-le. » La machine est en panne, vous aurez le fichier lundi.",
    'En el último se me dice que "si no desea participar, indíquelo". La tormenta tumbó media finca; el lunes lo tienen.',
    "«Se recusarem participar, digam porquê», escrevem. O computador está a arranjar; segunda-feira têm o inquérito.",
    "Sie schreiben: „Wenn Sie die Teilnahme ablehnen, teilen Sie uns das mit.“ Der Rechner ist kaputt; am Montag haben Sie den Bogen.",
    "В третьем напоминании сказано: «Если Вы отказываетесь отвечать, сообщите причину». В понедельник сяду и в тот же день всё отправлю.",
    "來函謂「如拒絕參與，請書面說明理由」。負責同事上週跌傷，下星期一復工，問卷當日即可奉上。",
    "三月六日「最後通知」收悉。內文謂「如拒絕參與，請書面說明理由」，本廠從未拒絕，亦無理由可說明。實情是負責同事上週跌傷。彼下星期一復工，問卷當日即可奉上，萬勿以不合作論。",
    "قرأت في إشعاركم عبارة «في حال عدم الرغبة بالمشاركة يرجى إبلاغنا». الحاسوب احترق، ويوم الأحد تكون الاستبانة عندكم.",
)


@pytest.mark.parametrize("text", QUOTED)
def test_who_quotes_the_condition_of_our_letter_does_not_meet_it(text: str) -> None:
    """It stands in quotation marks, and they say nothing like it themselves."""
    assert IntentKind.DECLINE not in {one.intent for one in said(text, sent=_SENT)}


def test_who_quotes_the_condition_and_meets_it_refuses() -> None:
    """Their own words say so."""
    text = 'Your last reminder says "If you refuse to answer, give us the reason". We will not take part.'
    assert IntentKind.DECLINE in {one.intent for one in said(text, sent=_SENT)}
