"""A word such as "Stop!" stops our mail; above what tells of a file it stops that."""

from __future__ import annotations

import pytest

from domain.intent import IntentKind
from intake.understanding.intents.wanted import said


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

OTHER_ADDRESSES = (
    "We get everything four times. Please delete the addresses of the two branches and leave this one.",
    "Ms Okafor has left the clinic and wants no more post from you; please take her off. I remain on your list, of course.",
    "Nous recevons tout en cinq exemplaires. Ne gardez que l'adresse du secrétariat, supprimez les autres de votre liste.",
    "M. Leroy ne doit plus rien recevoir, retirez-le de vos destinataires. Je reste votre interlocutrice.",
    "Bitte löschen Sie die Adressen der Filialen aus dem Verteiler und lassen Sie diese hier stehen.",
    "Nos llegan cinco correos idénticos. Dejen nada más el de la dirección, los otros bórrenlos de la lista.",
    "O senhor Matos já não trata deste assunto, retirem-no da lista. A direção continua a receber por este endereço.",
    "На завод приходит по пять писем. Оставьте приёмную, остальные адреса из рассылки исключите.",
    "贵处的邮件我们四个科各收一份。请只保留办公室这个邮箱，其余的请从名单里删掉。",
    "السيد سامر ترك العمل لدينا، نرجو شطب اسمه وعدم إرسال أي شيء إليه. المراسلات تبقى باسم الجمعية.",
)
TAKEN_BACK = (
    "Please cancel my message of this morning, “end everything and never write to me again”. It was meant for our phone company.",
    "Prière d'annuler mon courriel « rayez-moi de vos listes ». Il était destiné à mon fournisseur d'accès.",
    "Meine Mail „Kündigung, schreiben Sie mir nie wieder“ war für unseren Stromanbieter gedacht. Entschuldigung.",
    "Anulen el correo que les envié, «BAJA INMEDIATA DE TODO». Iba para la compañía de la luz.",
    "Fica sem efeito a minha mensagem «cancelem tudo e não me contactem mais». Era para o ginásio.",
    "Прошу аннулировать моё письмо «больше мне не пишите». Оно предназначалось провайдеру.",
    "上一封“请立即注销，不要再来信”点错收件人了，请当没看见。",
    "أرجو اعتبار رسالتي «لا أريد رسائلكم بعد اليوم» لاغية، كانت موجهة لشركة الإنترنت.",
    "Mon chef a dit en réunion : « dites-leur de ne plus rien nous envoyer ». Je ne fais que rapporter, le conseil veut répondre.",
)
UNTOUCHED = (
    "There is no French speaker here any more, so you may take us off the French mailing. Keep the English letters coming.",
    "Please stop the hard copies, the porter sells them as waste paper.",
    "Vous pouvez supprimer la fiche de l'ancienne caisse de votre liste, mais surtout pas la nôtre.",
    "Merci, je transmets. Pour ne plus recevoir les messages de cette liste : sympa@refuges.example",
    "Ab 1. Mai bitte keine Post mehr in die Lindengasse. Neue Anschrift: Am Markt 3. Mailadresse unverändert.",
    "Recebido. Você está recebendo este e-mail porque faz parte da lista geral. Para sair da lista, responda DESCADASTRAR.",
    "Просьба прекратить присылать факсы, аппарат стоит в раздевалке. По электронной почте всё доходит.",
    "纸质版请不必再寄，电子版收得到。",
    "The note that this mailbox will be deleted is an old one. I still work here, so keep writing to me.",
    "Bitte löschen Sie das Postfach aus unserem Stammblatt, die Briefe kommen zurück. Nur noch Mail, und zwar diese.",
    "Supprimez l'adresse de la rue des Carmes de votre fichier. L'adresse électronique ne change pas : continuez à m'écrire ici.",
    "Анкету мы представлять не будем, общество ликвидируется. Однако прошу не удалять нас из рассылки.",
)
EVENTS = (
    "I cannot attend after all, please unsubscribe me from the webinar of Thursday. Send the slides if there are any.",
    "Je ne pourrai pas venir, merci de me désinscrire de cette session. Le replay m'intéresse.",
    "Bitte melden Sie mich vom Webinar am Donnerstag ab, ich bin auf Dienstreise.",
)
ANGRY = (
    "Lassen Sie mich endlich in Ruhe mit Ihrem Excel! Da haben Sie's: 3 Lkw, 2 Fahrer, 214.000 km im Jahr, 61.500 Liter Diesel.",
    "Fichez-nous la paix avec vos mails ! Voilà vos réponses : 6 chambres, 2 salariés, 1 140 nuitées, pas de piscine.",
)


@pytest.mark.parametrize("text", [*LESS, *OTHER_ADDRESSES, *TAKEN_BACK, *UNTOUCHED, *EVENTS, *ANGRY])
def test_who_wants_less_of_our_mail_leaves_no_list(text: str) -> None:
    """A person reads what is to go on, and what is not."""
    found = {one.intent for one in said(text)}
    assert found
    assert not found & {IntentKind.UNSUBSCRIBE, IntentKind.THANKS}


@pytest.mark.parametrize(
    "text",
    [
        "Stop writing to us. Why do you keep sending these e-mails every week?",
        "Outlook a envoyé ce message pour vous désabonner de cette liste de diffusion.",
        "Outlook envió este mensaje para cancelar su suscripción a esta lista de correo.",
        "Please “unsubscribe” me from everything that you send. Thank you and goodbye.",
        "Your last letter says “we look forward to your answer”. Take us off your list, we want no more of your letters.",
        "Leave us alone, and take this address off your list for good.",
        "Laissez-nous tranquilles et retirez-nous de votre liste.",
        "Dejen de escribirnos y bórrennos de su lista.",
        "Deixem-nos em paz e retirem-nos da vossa lista de envio.",
        "Оставьте нас в покое и удалите нас из рассылки.",
        "اتركونا في حالنا واحذفونا من قائمتكم البريدية.",
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


@pytest.mark.parametrize(
    "text",
    [
        "Please send us no more reminders about this survey.",
        "Merci de ne plus nous envoyer de relances pour cette enquête.",
        "Les pido que no nos manden más recordatorios de esta encuesta, que asustan a la tesorera.",
        "Les pido que no nos manden más. Las otras circulares sí, por supuesto.",
        "Não nos mandem mais lembretes deste questionário.",
        "Bitte schicken Sie uns keine Erinnerungen zu dieser Umfrage mehr.",
        "Просим больше не присылать напоминаний об этой анкете.",
        "请不要再发本次调查的催报提醒了，我们早就交了。",
        "نرجو عدم إرسال المزيد من التذكيرات بشأن هذا الاستبيان.",
    ],
)
def test_who_wants_no_more_reminders_leaves_no_list(text: str) -> None:
    """Nor who wants the other letters; a person reads it."""
    assert IntentKind.UNSUBSCRIBE not in {one.intent for one in said(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Keine Erinnerungen, keine Rundschreiben, keine Mails mehr: Streichen Sie uns aus Ihrem Verteiler.",
        "Les pido que no nos manden más recordatorios ni correos de ninguna clase.",
        "今後無論問卷、通知或催函一概免寄，懇請將敝公司自名冊中移除。",
        "Remove us from your database, we do not want any more reminders.",
        "Please remove me, no more reminders please",
        "Stop sending reminders and questionnaires.",
        "Supprimez-nous de votre base et cessez vos relances.",
        "Eliminenos de su base y no nos mande más recordatorios.",
        "Удалите нас из базы и больше не присылайте напоминаний.",
    ],
)
def test_who_wants_no_reminders_nor_anything_else_leaves(text: str) -> None:
    """Reminders are named beside all other mail."""
    assert IntentKind.UNSUBSCRIBE in {one.intent for one in said(text)}
