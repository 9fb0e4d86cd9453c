"""Notes that tell two matters: a draft and when the rest comes, a figure that stands and one that does not, figures beside a workbook."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain.intent import Intent, IntentKind
from intake.understanding.intent_rules import confirm, extension
from intake.understanding.intents.said import HeardSentence, Said
from intake.understanding.intents.wanted import said
from languages.heard import Heard

SENT = datetime(2026, 2, 10, 9, tzinfo=UTC)


def found(text: str, *, beside: bool = False) -> dict[IntentKind, Intent]:
    """Return the intents of a text by their kinds."""
    return {one.intent: one for one in said(text, beside=beside, sent=SENT)}


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("This is only a draft. Final by 15 April.", date(2026, 4, 15)),
        ("Das ist nur ein Entwurf. Die endgültige Fassung bekommen Sie am 8. März.", date(2026, 3, 8)),
        ("Ceci n'est qu'un brouillon. La version définitive vous parviendra pour le 6 mars.", date(2026, 3, 6)),
        ("Esto es solo un borrador. La versión final les llega el 8 de marzo.", date(2026, 3, 8)),
        ("Isto é só um rascunho. A versão final chega a 8 de março.", date(2026, 3, 8)),
        ("Это только черновик. Остальное пришлём до конца марта.", date(2026, 3, 31)),
        ("هذه مسودة فقط. النهائي يوم 8 مارس", date(2026, 3, 8)),
        ("这只是草稿。剩下的三月份给您。", date(2026, 3, 31)),
    ],
)
def test_whoever_sends_a_draft_and_says_when_the_final_one_comes_needs_that_long(text: str, until: date) -> None:
    """Beside a workbook, in each language."""
    kinds = found(text, beside=True)
    assert set(kinds) == {IntentKind.DRAFT, IntentKind.EXTENSION}
    assert kinds[IntentKind.EXTENSION].until == until


@pytest.mark.parametrize(
    "text",
    [
        "This is only a draft. The final version follows.",
        "Please find our workbook attached. The final accounts are due by 15 April.",
        "Figures are preliminary, final data will follow in May.",
    ],
)
def test_a_day_alone_or_a_draft_alone_asks_for_no_time(text: str) -> None:
    """Nor does a single sentence that explains why it is a draft."""
    assert IntentKind.EXTENSION not in found(text, beside=True)


def test_a_year_is_no_day_to_wait_for_where_another_is_named() -> None:
    """Who tells of the year asks for the month."""
    kinds = found("As the system was changed this year, we ask for an extension of two weeks.")
    assert kinds[IntentKind.EXTENSION].until == date(2026, 2, 24)


def test_one_figure_may_stand_and_another_not() -> None:
    """A sentence that says both is a yes where another corrects; where none does, it is the correction."""
    both = "Number of fires: the figure is correct, no mistake. Area burnt: we made a mistake, it should read 1,347 and not 13,472."
    assert set(found(both)) == {IntentKind.CONFIRM, IntentKind.CORRECTION}


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("The answers that did not fit into the cells are given below: staff 31, volunteers 110, visits 48,200.", True),
        ("Thank you, please find our workbook attached.\nTel. 2900 0144, ext. 12", False),
    ],
)
def test_answers_beside_a_workbook_are_told_in_words(text: str, answers: bool) -> None:
    """A telephone number is none."""
    assert (IntentKind.ANSWERS_IN_TEXT in found(text, beside=True)) is answers


def test_years_are_no_answers() -> None:
    """Who complains of what came before tells years too."""
    assert IntentKind.ANSWERS_IN_TEXT not in found("I asked for that in 2024 and in 2025.")


@pytest.mark.parametrize(
    "text",
    [
        "Nil return: no cases, no victims, no expenditure in 2011.",
        "État néant : aucun cas, aucune dépense en 2025.",
        "Fehlanzeige: keine Fälle, keine Opfer, keine Ausgaben im Jahr 2025.",
        "Sin casos, sin víctimas y sin gastos en 2025: todas las respuestas son cero.",
        "Nenhum caso, nenhuma vítima e nenhuma despesa em 2025: todas as respostas são zero.",
        "В 2025 году случаев не было, пострадавших нет, расходов нет, все показатели нулевые.",
        "2025年全年无案件、无伤亡、无支出，各项均为零。",
        "لم تسجل أي حالة خلال عام 2025، ولا إصابات ولا مصروفات، فجميع الخانات صفر.",
    ],
)
def test_a_nil_return_answers_though_it_names_no_number_but_a_year(text: str) -> None:
    """There is nothing else to tell."""
    assert IntentKind.ANSWERS_IN_TEXT in found(text)


_PLAIN = {
    IntentKind.DECLINE: (
        "Our organisation will not take part in the survey.",
        "We will not participate.",
        "Notre ministère ne participera pas.",
        "Nous déclinons l'invitation à participer.",
        "Unsere Behörde nimmt an der Umfrage nicht teil.",
        "No participaremos en la encuesta.",
        "O ministério não participará no inquérito.",
        "Министерство не будет участвовать в опросе.",
        "我部不参加本次调查。",
        "لن نشارك",
    ),
    IntentKind.EXTENSION: (
        "We request an extension until 15 December 2026.",
        "We need until 15 December.",
        "Nous demandons un délai jusqu'au 15 décembre 2026.",
        "Wir bitten um Fristverlängerung bis 15. Dezember 2026.",
        "Solicitamos una prórroga hasta el 15 de diciembre de 2026.",
        "Solicitamos uma prorrogação do prazo até 15 de dezembro de 2026.",
        "Просим продлить срок до 15 декабря 2026 года.",
        "请求延期至2026年12月15日。",
        "نطلب تمديد المهلة حتى 15 ديسمبر 2026",
    ),
}


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize(("intent", "text"), [(intent, text) for intent, said_so in _PLAIN.items() for text in said_so])
def test_a_plain_refusal_or_request_for_time_is_heard_beside_a_workbook_too(intent: IntentKind, text: str, beside: bool) -> None:
    """In all languages."""
    assert intent in found(text, beside=beside)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Answers CYB12-0008-4", "Attached."),
        ("Our answers, ref. A/123/2026", "Please find them attached."),
        ("Réponses CYB12-0008-4", "Ci-joint."),
        ("Respuestas CYB12-0008-4", "Adjunto."),
        ("Antworten CYB12-0008-4", "Anbei."),
        ("Respostas CYB12-0008-4", "Em anexo."),
        ("Ответы CYB12-0008-4", "Во вложении."),
        ("الإجابات CYB12-0008-4", "مرفق."),
        ("答复 CYB12-0008-4", "见附件。"),
    ],
)
def test_a_reference_in_the_subject_is_no_answer_beside_a_workbook(subject: str, text: str) -> None:
    """Whoever calls a workbook the answers, and names its reference, tells no figure."""
    assert IntentKind.ANSWERS_IN_TEXT not in {one.intent for one in said(text, subject, beside=True, sent=SENT)}


def _with(rather: str, said_too: str = "") -> Heard:
    names = frozenset(said_too.split())
    return Heard(
        said=names,
        words=9,
        unsaid=9,
        courteous=0.0,
        maybe=frozenset(),
        rather=frozenset(rather.split()),
        plainly=frozenset(),
        telling=True,
        unasked=False,
    )


def _note(*sentences: HeardSentence, beside: bool) -> Said:
    return Said(sentences=sentences, beside=beside, sent=SENT)


@pytest.mark.parametrize(
    ("rather", "text", "confirms"),
    [
        ("confirm", "The 96 per cent is legit.", True),
        ("confirm", "It is legit.", False),
        ("confirm correction", "The 96 per cent is a slip.", False),
        ("confirm answers_in_text", "Question 96: yes.", False),
    ],
)
def test_a_figure_bears_out_that_something_is_right(rather: str, text: str, confirms: bool) -> None:
    """But not where a sentence is as likely to tell what else figures are named for."""
    note = _note(HeardSentence(text=text, heard=_with(rather), asks=False), beside=True)
    assert (confirm.RULE.find(note, ()) is not None) is confirms


@pytest.mark.parametrize(
    ("beside", "said_too", "waits"), [(False, "", True), (True, "", False), (True, "completing", True), (True, "pending", True)]
)
def test_a_day_bears_out_a_wish_for_time_beside_a_workbook_only_where_a_rest_is_to_come(beside: bool, said_too: str, waits: bool) -> None:
    """Whoever sent all tells days too."""
    sentence = HeardSentence(text="Sheet three reaches you on 3 March.", heard=_with("extension", said_too), asks=False)
    found_in = extension.RULE.find(_note(sentence, beside=beside), ())
    assert (found_in is not None) is waits
