"""A decision with a condition, one that takes itself back and one that is doubted decide nothing, whatever sign or line stands between."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from intake.understanding.coordinators.case_words import is_unsure, said_of_case
from languages.decisions import word

NOW = datetime(2012, 3, 1, tzinfo=UTC)
# What people write behind a decision that gives its reason, by language: "unless they object", "no, they will take part after all", "sorry,
# I meant the other one", "I am not sure", "or rather accept", "not this one", "let me check", "no".
DOUBTS = {
    "en": (
        "Unless they object",
        "If the minister agrees",
        "Provided that they confirm it",
        "Once they have confirmed it",
        "No, they will take part after all",
        "Sorry, I meant the other one",
        "I am not sure",
        "But I'm not sure",
        "Wait, no",
        "Or rather accept",
        "Not this one",
        "Let me check",
        "I would say no",
        "I don't know",
        "Maybe",
        "They wrote twice, unless I am wrong",
    ),
    "fr": (
        "Sauf s'ils s'opposent",
        "Si le ministre est d'accord",
        "À condition qu’ils confirment",
        "Dès qu'ils auront confirmé",
        "Non, ils participeront",
        "Pardon, je voulais dire l’autre",
        "Je ne sais pas",
        "Mais je ne suis pas sûr",
        "Attendez, non",
        "Ou plutôt accepter",
        "Pas celui-ci",
        "Je dois vérifier",
        "Je dirais que non",
        "Peut-être",
    ),
    "es": (
        "Salvo que se opongan",
        "Si el ministro está de acuerdo",
        "A menos que escriban",
        "En cuanto confirmen",
        "No, sí participarán",
        "Perdón, quise decir el otro",
        "No sé",
        "Pero no estoy segura",
        "Espere, no",
        "O más bien aceptar",
        "Este no",
        "Tengo que verificar",
        "Yo diría que no",
        "Tal vez",
    ),
    "de": (
        "Es sei denn, sie widersprechen",
        "Falls der Minister zustimmt",
        "Nur wenn sie es bestätigen",
        "Sobald sie es bestätigt haben",
        "Nein, sie machen mit",
        "Entschuldigung, ich meinte den anderen",
        "Ich weiß nicht",
        "Aber ich bin mir nicht sicher",
        "Moment, nein",
        "Oder besser annehmen",
        "Nicht dieser",
        "Ich muss nachfragen",
        "Eher nicht",
        "Vielleicht",
    ),
    "ru": (
        "Если они не возразят",
        "Только если министр согласен",
        "При условии, что они подтвердят",
        "Как только они подтвердят",
        "Нет, они примут участие",
        "Извините, я имел в виду другой",
        "Не знаю",
        "Но я не уверена",
        "Минутку, нет",
        "Или лучше принять",
        "Не этот",
        "Надо проверить",
        "Скорее нет",
        "Может быть",
    ),
    "ar": (
        "إلا إذا اعترضوا",
        "إذا وافق الوزير",
        "بشرط أن يؤكدوا",
        "عندما يؤكدون",
        "لا، سيشاركون",
        "عفواً، قصدت الآخر",
        "لا أعرف",
        "لكن لست متأكدا",
        "لحظة، لا",
        "أو بالأحرى قبول",
        "ليس هذا",
        "يجب أن أتحقق",
        "ربما",
    ),
    "zh": (
        "除非他们反对",
        "如果部长同意",
        "前提是他们确认",
        "等他们确认",
        "不，他们会参加",
        "抱歉，我的意思是另一个",
        "我不知道",
        "但我不确定",
        "等等，不",
        "不是这份",
        "需要核实",
        "也许",
    ),
    "pt": (
        "Salvo se eles se opuserem",
        "Se o ministro concordar",
        "Desde que confirmem",
        "Assim que confirmarem",
        "Não, eles vão participar",
        "Desculpe, quis dizer o outro",
        "Não sei",
        "Mas não tenho certeza",
        "Espere, não",
        "Ou melhor, aceitar",
        "Este não",
        "Tenho de verificar",
        "Eu diria que não",
        "Talvez",
    ),
}
EACH = [(language, text) for language, texts in DOUBTS.items() for text in texts]


@pytest.mark.parametrize(("language", "text"), EACH)
@pytest.mark.parametrize("between", [". ", ", ", ": ", " - ", "! ", "\n", ".\n"])
def test_a_decision_in_doubt_decides_nothing_and_its_author_is_asked(language: str, text: str, between: str) -> None:
    """One that gives its reason as little as one that lets something count; it is said that two things were said."""
    for decision in ("reject", "declined", "withdraw", "noted", "accept", "count", "merge"):
        mail = f"{word(language, decision)}{between}{text}."
        assert said_of_case(mail, NOW) is None, mail
        assert is_unsure(mail), mail


# What is awaited or looks wrong, why nothing counts; and what leaves any decision in doubt: a test, a word that is still to come.
RESERVED = {
    "en": ("pending confirmation from the ministry", "awaiting their reply", "this looks fake to me though", "something is wrong here"),
    "fr": ("en attente de confirmation", "cela semble suspect", "quelque chose ne va pas"),
    "es": ("pendiente de confirmación", "parece falso", "algo no cuadra"),
    "de": ("vorbehaltlich der Bestätigung", "das sieht gefälscht aus", "da stimmt etwas nicht"),
    "pt": ("pendente de confirmação", "parece suspeito", "algo está errado"),
    "ru": ("в ожидании подтверждения", "похоже на подделку", "что-то не так"),
    "zh": ("待部里确认", "看起来可疑", "似乎有问题"),
    "ar": ("بانتظار تأكيد الوزارة", "يبدو مزورا", "هناك خطأ ما"),
}
TRIED = {
    "en": ("just testing", "this is a test", "I will confirm tomorrow", "please call me first"),
    "fr": ("c'est un test", "je confirmerai demain", "appelez-moi d'abord"),
    "es": ("es una prueba", "confirmaré mañana", "llámeme primero"),
    "de": ("nur ein Test", "ich bestätige morgen", "rufen Sie mich zuerst an", "doch lieber nicht"),
    "pt": ("é um teste", "confirmo amanhã", "ligue-me primeiro"),
    "ru": ("это тест", "подтвержу завтра", "сначала позвоните мне"),
    "zh": ("这是测试", "明天确认", "先给我打电话"),
    "ar": ("هذا اختبار", "سأؤكد غدا", "اتصلوا بي أولا"),
}
BETWEEN = (", ", " - ", "\n", ". ")


@pytest.mark.parametrize("between", BETWEEN)
@pytest.mark.parametrize("language", sorted(RESERVED))
def test_nothing_counts_while_something_is_awaited_or_looks_wrong(language: str, between: str) -> None:
    """Which is a good reason to reject."""
    for text in RESERVED[language]:
        assert said_of_case(mail := f"{word(language, 'accept')}{between}{text}", NOW) is None, mail
        assert is_unsure(mail), mail
        assert said_of_case(mail := f"{word(language, 'reject')}{between}{text}", NOW) is not None, mail


@pytest.mark.parametrize("between", BETWEEN)
@pytest.mark.parametrize("language", sorted(TRIED))
def test_who_only_tries_or_is_still_to_say_it_decides_nothing(language: str, between: str) -> None:
    """Neither that something counts nor that it does not."""
    for text in TRIED[language]:
        for decision in ("accept", "reject"):
            assert said_of_case(mail := f"{word(language, decision)}{between}{text}", NOW) is None, mail
            assert is_unsure(mail), mail


@pytest.mark.parametrize("text", ["accept, this looks good", "accept, it was tested", "accepter - cela me semble bon"])
def test_that_something_looks_right_leaves_nothing_in_doubt(text: str) -> None:
    """Nor that it was tried."""
    assert said_of_case(text, NOW) is not None


OTHERS = {"en": "or accept", "fr": "ou accepter", "es": "o aceptar", "de": "oder annehmen", "ru": "или принять", "ar": "أو قبول"}
OTHERS |= {"zh": "或者接受", "pt": "ou aceitar"}


@pytest.mark.parametrize("language", sorted(DOUBTS))
def test_two_decisions_with_an_or_between_are_none(language: str) -> None:
    """Nor is one that is denied right behind itself."""
    for decision in ("reject", "declined", "withdraw", "noted"):
        assert said_of_case(f"{word(language, decision)}, {OTHERS[language]}", NOW) is None
    assert said_of_case("Reject. Do not reject it, I beg you.", NOW) is None


@pytest.mark.parametrize(
    "text",
    [
        "Withdraw. Unless they object.",
        "Declined. No, they will take part after all.",
        "Declined: they will take part after all",
        "Reject. Sorry, I meant the other one.",
        "Reject. I am not sure.",
        "Reject. No",
        "Reject, no",
        "Reject\nNo",
        "Reject: no, accept",
        "Accept: no",
        "Принять: нет",
        "Accept? I would say no.",
        "Accept - wait, no",
        "reject, or rather accept",
        "Reject\n\nI am not sure.",
        "Withdraw\n\nUnless they object",
        "Reject\n\nNo, wait",
        "Rejeter. Je ne sais pas.",
        "undo. I am not sure",
        "undo, if they agree",
        "wait until 15 March, unless they answer",
        "wait until 15 March. I am not sure",
        "grant until 15 March. Unless they object",
        "grant until 15 March\nI am not sure",
        "yes. I am not sure",
        "yes, if they confirm it",
    ],
)
def test_what_takes_itself_back_after_a_full_stop_decides_nothing(text: str) -> None:
    """As after a comma."""
    assert said_of_case(text, NOW) is None


@pytest.mark.parametrize(
    "text",
    [
        "Not accept",
        "Don't reject",
        "Do not accept",
        "Ne pas rejeter",
        "No aceptar",
        "Nicht ablehnen",
        "Не принимать",
        "不要拒绝",
        "Não aceitar",
    ],
)
def test_a_decision_that_is_denied_is_none(text: str) -> None:
    """Whatever else its author may want."""
    assert said_of_case(text, NOW) is None


@pytest.mark.parametrize(
    ("text", "what", "note"),
    [
        ("Accept, thanks", "accept", ""),
        ("accept: they called on Monday.", "accept", "they called on Monday"),
        ("accept\nThey called on Monday.", "accept", "They called on Monday."),
        ("accept\n\nThey called on Monday, not on Tuesday.", "accept", "They called on Monday, not on Tuesday."),
        ("Reject. The figures are not theirs.", "reject", "The figures are not theirs"),
        ("Reject. They are not sure about the figures.", "reject", "They are not sure about the figures"),
        ("Reject: sorry, they were too late", "reject", "sorry, they were too late"),
        ("Reject. I don't know these people.", "reject", "I don't know these people"),
        ("Reject. Possibly a duplicate.", "reject", "Possibly a duplicate"),
        ("Reject: no", "reject", "no"),
        ("Reject: no figures at all", "reject", "no figures at all"),
        ("Reject. No. 3 is blank.", None, None),
        ("Reject: first, they are late; second, the sheet is blank", "reject", "first, they are late; second, the sheet is blank"),
        ("Reject. They take part after all.", "reject", "They take part after all"),
        ("Declined. The minister told me so when we met.", "declined", "The minister told me so when we met"),
        ("Declined - but they were friendly", "declined", "but they were friendly"),
        ("Withdraw. They asked us to, after a call.", "withdraw", "They asked us to, after a call"),
        ("Noted, thank you", "noted", ""),
        ("undo - sorry, wrong one", "undo", "sorry, wrong one"),
        ("undo: I meant the other one", "undo", "I meant the other one"),
        ("Rejeter. Les chiffres ne sont pas les leurs.", "reject", "Les chiffres ne sont pas les leurs"),
        ("Rechazar. No son sus cifras.", "reject", "No son sus cifras"),
        ("Ablehnen. Das stammt nicht von ihnen.", "reject", "Das stammt nicht von ihnen"),
        ("Отклонить. Это не их данные.", "reject", "Это не их данные"),
        ("رفض. هذه ليست أرقامهم.", "reject", "هذه ليست أرقامهم"),
        ("拒绝。这不是他们的数据。", "reject", "这不是他们的数据"),
        ("Rejeitar. Não são os números deles.", "reject", "Não são os números deles"),
        (
            "reject\n\nHasta luego\nBis bald\nAté logo\nNo 2, Second Avenue",
            "reject",
            "Hasta luego\nBis bald\nAté logo\nNo 2, Second Avenue",
        ),
    ],
)
def test_an_honest_note_still_decides(text: str, what: str | None, note: str | None) -> None:
    """A reason may deny something, hedge, apologise and count."""
    found = said_of_case(text, NOW)
    assert (found.what, found.note) == (what, note) if found else what is None
