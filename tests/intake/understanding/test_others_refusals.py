"""Who tells that somebody else will not answer, and that their own answer is there, refuses nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.intent import IntentKind
from intake.understanding.intents.wanted import said

SENT = datetime(2026, 12, 1, 9, tzinfo=UTC)


def kinds(text: str) -> set[IntentKind]:
    """Return what is read in a text."""
    return {one.intent for one in said(text, sent=SENT)}


@pytest.mark.parametrize(
    "text",
    [
        "Taieri School tells us that they are not going to fill yours in this year. Ours went off last week.",
        "Der Landesverband hat seinen Mitgliedern empfohlen, Ihren Bogen nicht auszufüllen. Wir haben trotzdem geliefert.",
        "Sachez que l'administrateur de la clinique du Belvédère refuse toute enquête. Cela ne concerne pas la nôtre.",
        "El hospital vecino nos dice que no va a participar en la encuesta. El nuestro ya lo enviamos el lunes.",
        "O município vizinho está em calamidade, não vão responder ao inquérito. A nossa já foi.",
        "Соседняя школа говорит, что отвечать на анкету не будет. Наша уже отправлена.",
        "邻县告诉我们他们不会填这份问卷。我们的已经交了。",
        "أخبرتنا المدرسة المجاورة أنها لن تشارك في الاستبيان. استمارتنا أرسلت الأسبوع الماضي.",
        "للعلم: دعت الغرفة أعضاءها إلى مقاطعة استبيانكم، وكثير من الورش لن ترد. إجابتنا نحن وصلتكم يوم الأحد.",
    ],
)
def test_somebody_elses_refusal_beside_an_own_answer_is_no_refusal(text: str) -> None:
    """It is something that a person reads."""
    found = kinds(text)
    assert IntentKind.DECLINE not in found
    assert found - {IntentKind.THANKS}


@pytest.mark.parametrize(
    "text",
    [
        "We will not take part in your study.",
        "We sent ours last year. This year we will not take part in your study.",
        "Wir nehmen an Ihrer Erhebung nicht teil. Wir haben dafür kein Personal.",
        "Nous ne participerons pas à votre enquête. Nos services ont répondu l'an dernier.",
        "Мы не будем участвовать в опросе. Наша организация закрывается.",
        "我们不参加这次调查。",
    ],
)
def test_an_own_refusal_stays_one(text: str) -> None:
    """Whatever is told beside it of other years."""
    assert IntentKind.DECLINE in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "Бывший бухгалтер у нас больше не работает, и за его слова организация не отвечает.",
        "Мы не отвечаем за то, что написал наш бывший сотрудник.",
        "Nous ne répondons pas des erreurs de nos membres.",
        "El antiguo encargado ya no está, y no respondemos de lo que haya escrito.",
        "O antigo tesoureiro já cá não está, e não respondemos pelo que ele escreveu.",
    ],
)
def test_who_does_not_answer_for_somebody_refuses_no_answer(text: str) -> None:
    """The same verb says both, and what it stands with tells them apart."""
    assert IntentKind.DECLINE not in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "Мы не отвечаем на анкеты.",
        "Nous ne répondons plus du tout à vos enquêtes.",
        "L'entreprise ne répond pas de manière générale aux questionnaires.",
        "No respondemos por correo a encuestas.",
        "No respondemos por este medio a encuestas.",
        "Não respondemos por falta de tempo.",
        "За неимением времени не отвечаем на анкеты.",
        "За недостатком времени на анкету не отвечаем.",
    ],
)
def test_who_answers_no_questionnaire_refuses_one(text: str) -> None:
    """Also where the word behind is one that stands with both."""
    assert kinds(text) == {IntentKind.DECLINE}


def test_who_refuses_the_form_and_tells_the_figures_answers() -> None:
    """What they do not do is the form."""
    figures = "We keep 60 goats, milked 51 of them last year, sold about 900 litres, and nobody works here but the two of us."
    assert kinds(f"I don't do spreadsheets. {figures}") == {IntentKind.ANSWERS_IN_TEXT}
