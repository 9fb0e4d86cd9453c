"""What decision 0120 found: matters in the tone of an office, and courtesy that tells of last year."""

from __future__ import annotations

import pytest

from domain.intent import IntentKind
from tests.intake.understanding.test_other_words import kinds


@pytest.mark.parametrize(
    "text",
    [
        "I request my permanent exclusion from your register and from any communication that comes from it.",
        "Beenden Sie bitte endgültig jede elektronische Kommunikation mit uns und löschen Sie unsere Adresse.",
        "Je sollicite mon exclusion définitive de votre liste et de toute communication qui en découle.",
        "Solicito mi exclusión definitiva de su lista y de toda comunicación que provenga de ella.",
        "Solicito a minha exclusão permanente do cadastro e de qualquer comunicação que dele venha.",
        "Прошу навсегда исключить нас из вашего справочника и любых рассылок по нему.",
        "نطلب استبعادنا نهائيا من قوائمكم ومن كل مراسلة تصدر عنها.",
        "请将我单位永久从贵方名录和一切通讯中除名。",
    ],
)
def test_a_wish_for_no_more_mail_may_be_said_as_an_office_says_it(text: str) -> None:
    """Exclusion from a list, and an end of all communication."""
    assert IntentKind.UNSUBSCRIBE in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "The two museums were excluded from the list of monuments in 2024.",
        "Die beiden Museen wurden 2024 aus dem Verzeichnis der Denkmäler ausgeschlossen.",
        "Les deux musées ont été exclus de la liste des monuments en 2024.",
        "Los dos museos fueron excluidos de la lista de monumentos en 2024.",
        "Os dois museus foram excluídos da lista de monumentos em 2024.",
        "استبعد المتحفان من قائمة المعالم في 2024.",
        "Was our exclusion from the register intended?",
        "Please do not exclude us from your list.",
    ],
)
def test_what_else_is_excluded_from_a_list_wants_no_less_mail(text: str) -> None:
    """Museums are, and whoever asks why, or wants to stay."""
    assert IntentKind.UNSUBSCRIBE not in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, I received your explanation, and it is all clear to me now.",
        "Danke, Ihre Erklärung ist da, jetzt ist mir alles klar.",
        "Merci, j'ai bien reçu votre explication, tout est clair.",
        "De nada, la prórroga del año pasado nos ayudó mucho.",
        "Obrigado, já recebi a sua explicação, está tudo claro.",
        "Спасибо, объяснение получила, теперь всё ясно.",
        "شكرا لكم، وصلني الشرح وصار كل شيء واضحا.",
        "谢谢，解释收到了，都明白了。",
    ],
)
def test_thanks_for_an_explanation_or_for_last_year_are_courtesy(text: str) -> None:
    """No person needs to read them, and no day is waited for."""
    assert kinds(text) == {IntentKind.THANKS}


@pytest.mark.parametrize(
    "text",
    [
        "The tariffs in the file before were without tax; this one has them with tax, please ignore the other.",
        "In der vorigen Datei standen die Tarife ohne Steuer, in dieser mit Steuer; bitte die andere wegwerfen.",
        "Dans le fichier précédent les tarifs étaient hors taxe, celui-ci les donne taxe comprise, oubliez l'autre.",
        "En el archivo anterior las tarifas iban sin impuesto; este las trae con impuesto, descarten el otro.",
        "No ficheiro anterior as tarifas estavam sem imposto; este já as traz com imposto, ignorem o outro.",
        "В прежнем файле тарифы были без налога, в этом они с налогом, прежний не учитывайте.",
        "في الملف السابق كانت التعرفة بدون ضريبة، وهذا الملف مع الضريبة، فأهملوا السابق.",
        "费率那列原来没含税，附件里改成含税了，请用这份，前一份作废。",
    ],
)
def test_a_workbook_that_takes_the_place_of_another_corrects_it(text: str) -> None:
    """It says what was wrong in the first."""
    assert IntentKind.CORRECTION in kinds(text, beside=True)


@pytest.mark.parametrize(
    "text",
    [
        "Nothing in this file may leave your office.",
        "Nichts aus dieser Datei darf Ihr Haus verlassen.",
        "Rien de ce fichier ne doit sortir de votre bureau.",
        "Nada de este archivo puede salir de su oficina.",
        "Nada deste ficheiro pode sair do vosso gabinete.",
        "Ничего из этого файла не должно выйти за пределы вашего отдела.",
        "这份文件的内容不能出您的办公室。",
    ],
)
def test_what_may_not_leave_an_office_is_confidential(text: str) -> None:
    """No word of it says so."""
    assert IntentKind.CONFIDENTIAL in kinds(text, beside=True)
