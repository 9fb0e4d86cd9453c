"""A word such as "Stop!" stops our mail; above what tells of a file it stops that."""

from __future__ import annotations

import pytest

from domain.intent import IntentKind
from intake.understanding.intents import said


@pytest.mark.parametrize(
    "text",
    [
        "Stopp bitte! Das, was meine Lernende am Montag geschickt hat, war ihre \u00dcbung und noch nicht unsere Abgabe.",
        "Stop please! What my apprentice sent on Monday was an exercise and not our submission yet.",
        "Stop. Wrong file, the right one follows.",
        "Arr\u00eatez svp ! Ce que le stagiaire a envoy\u00e9 lundi \u00e9tait un exercice, pas notre r\u00e9ponse.",
    ],
)
def test_who_stops_what_they_sent_leaves_no_list(text: str) -> None:
    """A person reads it."""
    found = {one.intent for one in said(text)}
    assert found
    assert not found & {IntentKind.UNSUBSCRIBE, IntentKind.THANKS}


@pytest.mark.parametrize(
    "text",
    [
        "Stop!",
        "Stop. Remove us from your list.",
        "STOP. We are a bakery and have nothing to do with radio licences.",
        "Stop please! We have told you three times that we do not want your mail.",
        "Unsubscribe. Thank you and all the best to the team in Vienna.",
        "Stopp. Sie haben mir schon f\u00fcnf Mails geschickt.",
    ],
)
def test_who_stops_our_mail_leaves(text: str) -> None:
    """Also who tells why, or thanks."""
    assert IntentKind.UNSUBSCRIBE in {one.intent for one in said(text)}


@pytest.mark.parametrize(
    "text",
    [
        "We gave all our figures to your colleague Vera by telephone last week. She said not to send anything more.",
        "Мы вашей сотруднице всё продиктовали по телефону, минут сорок сидели. Она сказала, что ничего больше слать не надо.",
        "Nous avons tout dicté à votre collègue la semaine dernière. Elle a dit de ne plus rien envoyer.",
        "Ihrer Kollegin haben wir letzte Woche alles am Telefon durchgegeben. Sie sagte, wir sollen nichts mehr schicken.",
    ],
)
def test_what_others_said_of_answers_that_came_in_another_way_is_no_wish(text: str) -> None:
    """They are told where the answers are, and are written to as before."""
    assert {one.intent for one in said(text)} == {IntentKind.ELSEWHERE}


def test_what_others_said_by_itself_is_read_by_a_person() -> None:
    """Nobody is written to no more for it."""
    assert [one.intent for one in said("Elle a dit de ne plus rien envoyer.")] == [IntentKind.NOTE]


@pytest.mark.parametrize(
    "text",
    [
        "We gave all figures by telephone last week. I told her to write to us no more. Take us off your list.",
        "We gave all figures by telephone last week. Do not write to us again, and take us off your list.",
        "We gave all figures by telephone last week. You said that you would take us off the list, so take us off the list.",
        "We gave all figures by telephone. They told me to ask you: please unsubscribe me.",
        "Wir haben alles am Telefon durchgegeben. Ihre Kollegin sagte, ich soll mich abmelden: bitte nehmen Sie mich aus dem Verteiler.",
        "Мы всё продиктовали по телефону. Я вашей сотруднице сказал, что больше не хочу получать письма, удалите мой адрес.",
        "Lo dictamos todo por teléfono. Mi jefe dijo que no nos escriban más y que nos borren de la lista.",
    ],
)
def test_who_says_themselves_that_no_more_is_to_come_leaves(text: str) -> None:
    """Though the answers came in another way."""
    assert IntentKind.UNSUBSCRIBE in {one.intent for one in said(text)}


LESS = (
    "Please stop sending reminders to the director's private telephone; letters to this mailbox are welcome as before.",
    "Please take my deputy off your list. I have no objection to you continuing to write to me.",
    "Please stop the text messages. But do keep writing to this address.",
    "Merci de ne plus envoyer de rappels sur le portable du maire ; les courriers à cette adresse, comme d'habitude.",
    "Ne nous envoyez plus de fax. Vous pouvez continuer à nous écrire par courriel.",
    "Bitte schicken Sie keine Erinnerungen mehr auf das Handy des Direktors. An dieses Postfach dürfen Sie gerne weiterhin schreiben.",
    "Bitte nehmen Sie die Nummer aus dem Verteiler. Gegen Mails haben wir nichts dagegen.",
    "Dejen de mandar avisos al teléfono del director; a este correo pueden seguir escribiendo.",
    "Por favor, no envíen más recordatorios al móvil del alcalde. Las cartas, como siempre, a este buzón.",
    "Deixem de enviar lembretes para o telemóvel do diretor; podem continuar a escrever para esta caixa.",
    "Просим больше не присылать напоминания на личный телефон директора. Против писем на этот ящик не возражаем.",
    "Уберите, пожалуйста, номер из рассылки, а сюда можете по-прежнему писать.",
    "请不要再给局长的私人手机发提醒，来信照常发到这个邮箱即可。",
    "يرجى التوقف عن إرسال التذكيرات إلى هاتف المدير الشخصي، ولا مانع من استمرار المراسلات على هذا البريد كالمعتاد.",
)


@pytest.mark.parametrize("text", LESS)
def test_who_wants_less_of_our_mail_leaves_no_list(text: str) -> None:
    """A person reads what is to go on, and what is not."""
    found = {one.intent for one in said(text)}
    assert found
    assert not found & {IntentKind.UNSUBSCRIBE, IntentKind.THANKS}


@pytest.mark.parametrize(
    "text",
    [
        "Stop writing to us. Why do you keep sending these e-mails every week?",
        "Please remove us from your mailing list and do not continue to write to us.",
        "Bitte streichen Sie uns aus dem Verteiler und schreiben Sie uns nicht weiter an.",
        "Bórrenos de su lista y no sigan escribiendo a este correo.",
        "Retirez-nous de votre liste et cessez de continuer à nous écrire.",
        "Удалите нас из рассылки и больше не продолжайте писать на этот адрес.",
        "请把我们从名单里删掉，不要继续发邮件了。",
    ],
)
def test_who_complains_that_our_mail_goes_on_leaves(text: str) -> None:
    """The same words say what is not to be."""
    assert IntentKind.UNSUBSCRIBE in {one.intent for one in said(text)}


@pytest.mark.parametrize(
    "text",
    [
        "We would be glad to receive no more e-mails from you. Please remove us from your list.",
        "Please remove this address from your mailing list. We would be happy if these e-mails stopped.",
        "I am not happy with your constant e-mails. Unsubscribe me.",
        "Please take us off your list. You ignore what I write and keep sending these e-mails.",
        "Remove me from your mailing list. You promised to stop, but continue to send letters every week.",
        "We unsubscribed in May and the e-mails keep coming as before. Take us off the list.",
        "Streichen Sie uns aus dem Verteiler. Bitte leiten Sie das an Ihre Kollegen weiter.",
        "Diese ständigen E-Mails sind nicht in Ordnung. Streichen Sie uns aus dem Verteiler.",
        "Wir haben uns abgemeldet, und die E-Mails kommen wie bisher. Streichen Sie uns endlich aus dem Verteiler.",
        "Streichen Sie uns aus dem Verteiler. Wir können nichts dagegen tun, dass Ihre Post im Spam landet.",
        "Je me passerais volontiers de vos courriels. Retirez-nous de votre liste.",
        "Vos courriels ne sont plus les bienvenus. Retirez-nous de votre liste.",
        "Retirez-nous de votre liste. Les courriels arrivent toujours comme avant.",
        "Vous ne pouvez pas ignorer notre demande et continuer à nous écrire. Retirez-nous de votre liste.",
        "Bórrenos de su lista. No nos importa su encuesta.",
        "Ustedes no nos pueden seguir enviando correos. Bórrenos de su lista.",
        "Bórrenos de su lista. Los correos siguen llegando como siempre.",
        "Retirem-nos da vossa lista. Não nos podem continuar a enviar mensagens.",
        "Retirem-nos da vossa lista. As mensagens continuam a chegar como sempre.",
        "Удалите нас из рассылки. Сколько можно присылать эти письма!",
        "Удалите нас из рассылки. Письма приходят как раньше, хотя мы отписались.",
        "请把我们从名单里删掉。我们已经退订了，邮件照常发来。",
        "احذفونا من قائمتكم. ألغينا الاشتراك والرسائل ما زالت تصل كالمعتاد.",
        "لا مانع عندي من أن تشطبوا هذا العنوان من قائمتكم، بل أرجو ذلك. لا ترسلوا لنا شيئا بعد اليوم.",
    ],
)
def test_nor_does_a_complaint_that_sounds_like_leave_to_write_keep_anybody(text: str) -> None:
    """It has the words of who is content with our mail: that it comes as ever, that they would be glad, that somebody may."""
    assert IntentKind.UNSUBSCRIBE in {one.intent for one in said(text)}
