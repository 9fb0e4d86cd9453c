"""A list of those who are late, the foot of somebody's mail, and a greeting that is a closing too, in eight languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.intent import IntentKind
from intake.understanding.intents.wanted import said
from intake.understanding.own_words.words import own_words

_SENT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def kinds(text: str) -> set[IntentKind]:
    """Return the intents of the words of a message."""
    return {one.intent for one in said(own_words(text), sent=_SENT)}


@pytest.mark.parametrize(
    "text",
    [
        "أجابت مجموعتنا الشهر الماضي عن جميع شركاتها. أدرجنا خطأ في قائمة المتأخرين. نرجو حذفنا من القائمة.",
        "Unser Konzern hat letzten Monat für alle seine Firmen geantwortet. Wir stehen zu Unrecht auf der Liste der Säumigen. "
        "Bitte nehmen Sie uns von der Liste.",
        "Our group has answered for all of its companies last month. We are on your list of overdue respondents by mistake. "
        "Please take us off that list.",
        "Nuestro grupo respondió el mes pasado por todas sus empresas. Figuramos por error en la lista de morosos. "
        "Les ruego que nos quiten de la lista.",
        "Notre groupe a répondu le mois dernier pour toutes ses sociétés. Nous figurons à tort sur la liste des retardataires. "
        "Merci de nous retirer de cette liste.",
        "O nosso grupo respondeu no mês passado por todas as suas empresas. Estamos por engano na lista de atrasados. "
        "Pedimos que nos retirem da lista.",
        "Наша группа ответила в прошлом месяце за все свои компании. Мы по ошибке попали в список должников. "
        "Просим исключить нас из списка.",
        "我们集团上月已代各公司统一填报。我们被误列入逾期名单。请把我们从名单中删除。",
    ],
)
def test_who_wants_to_be_off_the_list_of_those_who_are_late_hears_of_the_next_study(text: str) -> None:
    """They have answered, or somebody has for them, and want no more reminders of this one."""
    assert IntentKind.UNSUBSCRIBE not in kinds(text)


_FEET = [
    "لإلغاء الاشتراك في نشرتنا، اضغط هنا أو اكتبوا إلى leave@firm.example.",
    "إذا لم تعودوا ترغبون في تلقي أخبارنا، اضغط هنا أو اكتبوا إلى leave@firm.example.",
    "Um unseren Newsletter abzubestellen, klicken Sie hier oder schreiben Sie an leave@firm.example.",
    "Wenn Sie unsere Nachrichten nicht mehr erhalten möchten, klicken Sie hier oder schreiben Sie an leave@firm.example.",
    "To unsubscribe from our newsletter click here or write to leave@firm.example.",
    "If you no longer wish to receive our news, click here or write to leave@firm.example.",
    "Para darse de baja de nuestro boletín, haga clic aquí o escriba a leave@firm.example.",
    "Si ya no desea recibir nuestras noticias, haga clic aquí o escriba a leave@firm.example.",
    "Pour vous désabonner de notre lettre d’information, cliquez ici ou écrivez à leave@firm.example.",
    "Si vous ne souhaitez plus recevoir nos nouvelles, cliquez ici ou écrivez à leave@firm.example.",
    "Para cancelar a subscrição do nosso boletim, clique aqui ou escreva para leave@firm.example.",
    "Se não quiser receber mais as nossas notícias, clique aqui ou escreva para leave@firm.example.",
    "Чтобы отписаться от нашей рассылки, нажмите здесь или напишите на leave@firm.example.",
    "Если вы больше не хотите получать наши новости, нажмите здесь или напишите на leave@firm.example.",
    "如需退订我们的通讯，请点击此处或发邮件至 leave@firm.example。",
    "如果您不想再收到我们的消息，请点击此处或发邮件至 leave@firm.example。",
]


@pytest.mark.parametrize("foot", _FEET)
def test_the_foot_of_somebodys_mail_that_tells_how_to_leave_their_list_is_nobodys_word(foot: str) -> None:
    """It is no wish for no more mail, by itself or below a letter, and names no successor."""
    for text in (foot, f"Thank you for your letter.\n\n{foot}", f"Thank you for your letter. {foot}"):
        assert kinds(text) <= {IntentKind.THANKS}


@pytest.mark.parametrize(
    ("greeting", "told"),
    [
        ("تحياتي،", "انتقلت مهامنا إلى المرصد الإقليمي، وبريده desk@office.example، فنرجو إرسال النموذج إليه لأنه لم يكن مرفقا."),
        (
            "Schöne Grüße,",
            "unsere Aufgaben sind an das Observatorium gegangen, dessen Postfach desk@office.example ist, und der Bogen lag nicht bei.",
        ),
        ("Warm greetings,", "Our work has passed to the observatory, whose mailbox is desk@office.example, and the form was not attached."),
        (
            "Cordial saludo,",
            "Sus funciones pasaron al Observatorio, cuyo buzón es desk@office.example; el formulario no venía, ¿lo podrían adjuntar allí?",
        ),
        (
            "Salutations,",
            "Nos tâches sont passées à l’observatoire, dont la boîte est desk@office.example, et le formulaire n’était pas joint.",
        ),
        (
            "Cordiais saudações,",
            "As nossas tarefas passaram para o observatório, cuja caixa é desk@office.example, e o formulário não vinha anexo.",
        ),
        ("С приветом,", "Наши задачи перешли к обсерватории, её почта desk@office.example, а самой формы во вложении не было."),
        ("谨致问候，", "我们的工作已移交观测中心，请今后把来信发到他们的邮箱 desk@office.example，另外上次来信没有附上表格。"),
    ],
)
def test_what_stands_below_a_greeting_that_closes_letters_too_is_kept_where_it_names_an_address(greeting: str, told: str) -> None:
    """A sentence that names an address is no line of a signature, though these name one too."""
    assert told in own_words(f"{greeting}\n\n{told}\n\nYeimy Cuellar\nContratista")
    assert own_words(f"{greeting}\n\nYeimy Cuellar\nyeimy@office.example") == ""
