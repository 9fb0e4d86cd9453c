"""Whoever asks not to be forgotten, or says that they were left out, wants our letters; whoever asks to be forgotten wants none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.intent import IntentKind
from intake.understanding.intents.wanted import said

_SENT = datetime(2026, 11, 27, 9, tzinfo=UTC)
STAYING = (
    "Please don't forget us on your mailing list.",
    "Please do not forget to keep us on your mailing list.",
    "Never forget us when you mail your circulars.",
    "Please don't spare us your circulars.",
    "Please don't leave us out of your mailing list.",
    "Please do not leave us off your circulars.",
    "Please do not drop us from your list.",
    "Please don't strike us off the mailing list.",
    "Please don't lose our address.",
    "It seems we were left off your mailing list.",
    "We were forgotten in your last mailing.",
    "We have been left out of your mailing list.",
    "Our office was removed from your mailing list by mistake.",
    "You forgot us in your mailing.",
    "Merci de ne pas nous oublier dans votre liste de diffusion.",
    "Merci de ne pas oublier notre service dans vos prochains envois.",
    "Ne nous oubliez pas lors de vos envois.",
    "N'oubliez pas notre adresse dans votre liste de diffusion.",
    "Ne nous rayez pas de votre liste.",
    "Merci de ne pas nous retirer de votre liste.",
    "Vous nous avez oubliés dans le dernier envoi.",
    "Nous avons été oubliés dans votre liste de diffusion.",
    "Bitte vergessen Sie uns nicht in Ihrem Verteiler.",
    "Bitte uns nicht im Verteiler vergessen.",
    "Bitte streichen Sie uns nicht aus dem Verteiler.",
    "Bitte lassen Sie uns nicht aus dem Verteiler.",
    "Bitte nehmen Sie uns nicht aus dem Verteiler.",
    "Sie haben uns beim letzten Rundschreiben vergessen.",
    "Wir wurden in Ihrem Verteiler vergessen.",
    "Не забудьте про нас в рассылке.",
    "Просим не забывать нас в вашей рассылке.",
    "Не исключайте нас из рассылки.",
    "Просим не удалять наш адрес из списка рассылки.",
    "Вы забыли о нас в последней рассылке.",
    "Не вычёркивайте нас из списка.",
    "Não se esqueçam de nos incluir nos próximos envios.",
    "Não nos esqueçam na vossa lista de envio.",
    "Por favor, não esqueçam o nosso endereço.",
    "Não nos retirem da lista.",
    "Esqueceram-se de nós no último envio.",
    "Por favor no nos olviden en sus próximos envíos.",
    "No se olviden de nosotros en sus envíos.",
    "No olviden nuestra dirección en la lista de envíos.",
    "No nos borren de la lista.",
    "Les rogamos no eliminarnos de la lista.",
    "Se olvidaron de nosotros en el último envío.",
    "نرجو عدم نسياننا في قائمتكم البريدية",
    "لا تنسونا في التعميم القادم",
    "الرجاء عدم نسيان عنواننا في قائمتكم",
    "لا تحذفونا من القائمة",
    "نرجو عدم شطبنا من قائمتكم البريدية",
    "请不要忘记把我们列入邮件名单",
    "请别忘了我们，继续给我们寄通函。",
    "请不要把我们从名单中删除",
    "请勿将我单位从邮件名单中移除。",
    "你们上次寄信把我们忘了。",
    "Kindly ensure that we are not forgotten in your next mailing.",
    "Please do not forget our ministry in your future mailings.",
    "Please don't forget to send us your circulars.",
    "We trust we will not be forgotten when you mail the next circular.",
    "We don't want to be left out of your mailing list.",
    "We do not wish to be taken off your mailing list.",
    "Why did you take us off your mailing list?",
    "Someone took us off your mailing list.",
    "We noticed that our office is no longer on your mailing list.",
    "We no longer receive your circulars.",
    "Nous ne recevons plus vos circulaires.",
    "Wir erhalten Ihre Rundschreiben nicht mehr.",
    "Ya no recibimos sus circulares.",
    "Já não recebemos as vossas circulares.",
    "Мы больше не получаем ваши циркуляры.",
    "我们不再收到贵处的通函。",
    "لم نعد نستلم تعاميمكم",
    "Veuillez ne pas nous laisser de côté dans vos envois.",
    "Nous ne voulons pas être oubliés dans vos envois.",
    "Nous ne souhaitons pas être retirés de votre liste.",
    "Wir möchten nicht aus dem Verteiler gestrichen werden.",
    "Wir wollen nicht vergessen werden bei Ihren Aussendungen.",
    "No queremos que nos olviden en sus envíos.",
    "Não queremos ser esquecidos nos vossos envios.",
    "Мы не хотим, чтобы нас забыли в рассылке.",
    "Мы не хотим быть исключёнными из рассылки.",
    "我们不希望被从名单中删除。",
    "لا نريد أن يتم نسياننا في قائمتكم",
    "لا نرغب في حذفنا من القائمة البريدية",
    "Por favor não deixem de nos enviar as circulares.",
    "Por favor no dejen de enviarnos sus circulares.",
    "Ne cessez pas de nous envoyer vos circulaires.",
    "Bitte hören Sie nicht auf, uns Ihre Rundschreiben zu senden.",
    "Please do not stop sending us your circulars.",
    "Не прекращайте присылать нам ваши письма.",
    "请不要停止给我们寄通函。",
    "لا تتوقفوا عن إرسال تعاميمكم إلينا",
    "Please keep our address, we do not want to lose your mailings.",
    "Last circular we received was in March, please put us back on your list.",
    "No need to remove me from the mailing list.",
    "I do not want to be removed from your mailing list.",
    "You need not unsubscribe us.",
    "Inutile de me retirer de votre liste de diffusion.",
    "Pas besoin de nous désinscrire.",
    "Je ne veux pas être retiré de la liste de diffusion.",
    "Il n'est pas nécessaire de nous rayer de votre liste.",
    "No hace falta que me den de baja de la lista.",
    "No quiero que me den de baja de la lista.",
    "No es necesario eliminarnos de su lista de correo.",
    "Darme de baja de la lista no hace falta.",
    "Não precisam de me tirar da lista.",
    "Não é preciso retirar-nos da lista de distribuição.",
    "Não quero ser removido da lista de e-mails.",
    "Remover-me da lista não é necessário.",
    "Sie brauchen uns nicht aus dem Verteiler zu nehmen.",
    "Aus dem Verteiler müssen Sie mich nicht streichen.",
    "Ich möchte nicht aus dem Verteiler gestrichen werden.",
    "Es ist nicht nötig, uns aus dem Verteiler zu nehmen.",
    "Из рассылки удалять меня не надо, сводки присылайте.",
    "Не нужно удалять нас из рассылки.",
    "Исключать нас из списка рассылки не нужно.",
    "Я не хочу, чтобы меня удаляли из рассылки.",
    "Отписывать нас не надо.",
    "不用把我从邮件列表中删除。",
    "不必将我们移出邮件列表。",
    "无需取消我们的订阅。",
    "我不想被移出邮件列表。",
    "لا داعي لحذفي من القائمة البريدية",
    "لا حاجة لإزالتنا من قائمتكم البريدية",
    "لا أريد حذفي من القائمة البريدية",
    "ليس من الضروري شطبنا من قائمة المراسلات",
)
LEAVING = (
    "Please forget us in your mailings.",
    "Please take us off your mailing list.",
    "Please remove us from your mailing list.",
    "Please do not write to us again and forget our address.",
    "Merci de nous retirer de votre liste de diffusion.",
    "Veuillez ne plus nous écrire et oublier notre adresse.",
    "Bitte streichen Sie uns aus dem Verteiler.",
    "Bitte schreiben Sie uns nicht mehr und vergessen Sie unsere Adresse.",
    "Пожалуйста, исключите нас из рассылки.",
    "Por favor, retirem-nos da vossa lista de envio.",
    "Por favor, bórrennos de su lista de envíos.",
    "يرجى حذفنا من قائمتكم البريدية",
    "请把我们从邮件名单中删除",
    "Es ist nicht nötig, uns weiter anzuschreiben, bitte nehmen Sie uns aus dem Verteiler.",
    "Nicht nötig, uns zu schreiben - bitte streichen.",
    "Sie müssen uns nicht mehr anschreiben, nehmen Sie uns aus dem Verteiler.",
    "Inutile de nous écrire, retirez-nous de la liste.",
    "Inutile de m'envoyer quoi que ce soit, supprimez mon adresse de votre liste.",
    "No hace falta que me escriban más, denme de baja de la lista.",
    "No es necesario que nos manden nada; bórrennos de la lista.",
    "Não é preciso escrever mais, retirem-nos da lista.",
    "Não precisam de mandar mais nada, tirem-me da lista de e-mails.",
    "Удалите нас из рассылки, больше писать не надо.",
    "Удалите меня из списка рассылки, ничего мне не нужно.",
    "Исключите нас из рассылки, это нам не нужно.",
    "不用再发邮件，请把我们从名单中删除。",
    "لا داعي لمراسلتنا، احذفونا من القائمة البريدية.",
    "لا حاجة إلى إرسال المزيد، يرجى شطب عنواننا من القائمة البريدية",
)


# Who takes no part goes on reading what else is mailed.
READING_ON = (
    "We are not going to fill this in. No need to remove me from the mailing list, though, the bulletins are useful.",
    "Nous ne remplirons pas ce questionnaire. Inutile en revanche de me retirer de votre liste, vos bulletins m'intéressent.",
    "No vamos a llenar la encuesta. Pero no hace falta que me den de baja de la lista, los boletines me sirven.",
    "Não vamos preencher o questionário. Mas não é preciso tirar-me da lista, os boletins interessam-me.",
    "Wir füllen das nicht aus. Aus dem Verteiler brauchen Sie mich deshalb nicht zu nehmen, die Berichte lese ich gern.",
    "Заполнять не будем. Исключать нас из рассылки не нужно, сводки читаем.",
    "这次不填了。不过不用把我从名单里删掉，简报我还是要看的。",
    "لن نملأ الاستبيان. لكن لا داعي لحذفي من القائمة، فالنشرات تهمني.",
)
# What is to be cancelled or deleted is not said: an answer, a meeting, an address.
UNSAID = (
    *("Cancel it.", "Cancel.", "Delete it.", "Delete.", "Remove it.", "Cancel this.", "Please delete it.", "Please cancel it."),
    *("Annulez-le.", "Supprimez-le.", "Supprimez.", "Supprimer", "Effacez-la.", "Merci de le supprimer."),
    *("Löschen.", "Löschen Sie es.", "Bitte löschen", "Stornieren.", "Cancelar", "Bórrelo.", "Elimínelo.", "Eliminar", "Cancélelo."),
    *("Cancele.", "Apague-o.", "Excluir", "Elimine-o.", "Удалите.", "Удалите это.", "Отмените."),
    *("احذفه", "حذفها", "يرجى حذفه", "ألغوها", "删除", "取消", "取消它。", "删掉。"),
)
SAID_ALONE = (
    *("Stop", "UNSUBSCRIBE", "Remove me.", "Delete us from your list", "Cancel my subscription", "Supprimez-moi.", "Abmelden"),
    *("Bitte mich löschen", "Baja", "Eliminar de la lista", "Sair da lista", "Excluir da lista", "Удалите меня", "Отписаться"),
    *("حذف من القائمة", "退订", "删除我"),
)


@pytest.mark.parametrize("text", UNSAID)
def test_what_is_to_be_deleted_is_asked_of_a_person_where_it_is_not_said(text: str) -> None:
    """The word alone ends no mailings, nor does "it"."""
    assert [one.intent for one in said(text, sent=_SENT)] == [IntentKind.NOTE]


@pytest.mark.parametrize("text", SAID_ALONE)
def test_the_word_that_ends_mailings_is_heard_alone(text: str) -> None:
    """With whom it is of, or with the list."""
    assert IntentKind.UNSUBSCRIBE in {one.intent for one in said(text, sent=_SENT)}


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize("text", STAYING)
def test_whoever_asks_not_to_be_forgotten_goes_on_getting_letters(text: str, beside: bool) -> None:
    """In no language do the words of leaving stop a letter where they are denied, or told of us."""
    found = {one.intent for one in said(text, beside=beside, sent=_SENT)}
    assert found.isdisjoint({IntentKind.UNSUBSCRIBE, IntentKind.DECLINE})


@pytest.mark.parametrize("text", READING_ON)
def test_whoever_takes_no_part_and_need_not_be_removed_goes_on_getting_letters(text: str) -> None:
    """A refusal beside it makes no wish to leave of the words of leaving."""
    assert {one.intent for one in said(text, sent=_SENT)} == {IntentKind.DECLINE}


@pytest.mark.parametrize("text", LEAVING)
def test_whoever_asks_to_be_forgotten_is_heard(text: str) -> None:
    """The same words without a denial before them."""
    assert IntentKind.UNSUBSCRIBE in {one.intent for one in said(text, sent=_SENT)}


def test_a_footer_that_tells_others_where_to_leave_a_list_is_no_wish() -> None:
    """It supposes a wish, and names the address for it."""
    text = "Wenn Sie künftig keine Informationen der Firma mehr wünschen, genügt eine Nachricht an abmeldung@firma.example."
    assert IntentKind.UNSUBSCRIBE not in {one.intent for one in said(text)}
