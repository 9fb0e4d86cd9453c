"""What a person said: the rules of intents, sentence by sentence, and over the notes of the corpus."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import pytest

import languages.intents
from domain.intent import Intent, IntentKind
from intake.parsing.parse import parse
from intake.understanding.intents.said import read
from intake.understanding.intents.wanted import intent_rules, intents, said
from intake.understanding.own_words.words import own_words
from intake.understanding.rule import OpenedMessage
from tests.intake import judged
from tests.intake.notes import notes
from tests.intake.scene import message

DATA = Path(__file__).parents[1] / "data"
SENT = datetime(2026, 3, 10, 10, tzinfo=timezone(timedelta(hours=1)))  # A Tuesday.


@pytest.fixture(scope="module")
def seen() -> tuple[judged.Read, ...]:
    """Return the notes that the rules were written for, as they are read: it takes seconds, so it is no constant of the module."""
    return tuple(judged.read(note) for part in ("seen", "later") for note in notes(part))


def sentences() -> Iterator[tuple[str, str, str, str]]:
    """Yield the language, whether a workbook came along, the intent, and the sentence."""
    for file in sorted((DATA / "sentences").glob("*.toml")):
        for place, by_intent in tomllib.loads(file.read_text(encoding="utf-8")).items():
            for intent, texts in by_intent.items():
                yield from ((file.stem, place, intent, text) for text in texts)


def kinds(text: str, *, beside: bool = False) -> list[str]:
    """Return the intents that are read in a text."""
    return [intent.intent for intent in said(text, beside=beside, sent=SENT)]


def one(text: str, own: frozenset[str] = frozenset()) -> Intent:
    """Return the one intent that is read in a text."""
    (found,) = said(text, sent=SENT, own=own)
    return found


def test_every_intent_but_that_of_machines_has_a_rule_that_says_what_it_looks_for() -> None:
    """In one sentence; their orders differ."""
    assert {rule.intent for rule in intent_rules()} == set(IntentKind) - {IntentKind.AUTO_REPLY}
    assert all(rule.says.endswith(".") for rule in intent_rules())
    assert [rule.order for rule in intent_rules()] == sorted({rule.order for rule in intent_rules()})


@pytest.mark.parametrize(("language", "place", "intent", "text"), tuple(sentences()))
def test_a_plain_sentence_carries_its_one_intent(language: str, place: str, intent: str, text: str) -> None:
    """In each language."""
    assert kinds(text, beside=place == "beside") == [intent], language


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We need two more weeks. Is question 4 about 2025?", ["extension", "question"]),
        ("We will not take part. Please remove us from your list.", ["decline", "unsubscribe"]),
        ("Please change question 3 to 12. The figure is confidential.", ["confidential", "correction"]),
        ("Merci de nous accorder deux semaines de plus. Le fichier ne s'ouvre pas, pouvez-vous le renvoyer ?", ["extension", "resend"]),
    ],
)
def test_a_message_may_carry_several_intents(text: str, expected: list[str]) -> None:
    """Each by its own sentences."""
    assert kinds(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "WE WILL NOT TAKE PART IN THE STUDY.",
        "We won’t take part in the study.",
        "Nous ne desirons pas repondre a votre enquete.",
        "Wir können an der Umfrage nicht teilnehmen.",
        "Wir koennen an der Umfrage nicht teilnehmen.",
        "很遺憾，我們無法參加此次調查。",
        "لَنْ نُشَارِكَ فِي الدِّرَاسَة",
        "Мы не примем участия в опросе.",
    ],
)
def test_letters_may_be_written_as_people_write_them(text: str) -> None:
    """Capitals, curly quotes, accents left out or written as two letters, traditional signs, vowel signs."""
    assert kinds(text) == ["decline"]


@pytest.mark.parametrize(
    "text",
    [
        "Wir haben Ihre Rundschreiben Nr. 12, Nr. 13 und Nr. 14 gelesen.",
        "Мы изучили письма № 12, № 13 и № 14.",
        "Vom 3. März bis zum 20. April sind wir zu.",
    ],
)
def test_what_names_a_letter_or_a_day_is_no_figure(text: str) -> None:
    """A number behind an abbreviation is a name; the day of a date is no number of a question."""
    assert "answers_in_text" not in kinds(text)


def test_a_question_goes_on_behind_an_abbreviation() -> None:
    """As before a number, or the last letter of a unit."""
    assert [sentence.asks for sentence in read("Gehört das in Tab. 2?")] == [True]
    assert [sentence.asks for sentence in read("Указывать в млн куб. м?")] == [True]


@pytest.mark.parametrize(
    ("text", "beside", "expected"),
    [
        ("Das ist noch nicht fertig, ein Entwurf.", True, ["draft"]),
        ("Das ist noch ein Entwurf, wir brauchen Zeit bis zum 30. April.", True, ["draft", "extension"]),
    ],
)
def test_what_is_not_ready_beside_a_workbook_is_a_draft(text: str, beside: bool, expected: list[str]) -> None:
    """More time is asked for where a day is named."""
    assert kinds(text, beside=beside) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We do not need an extension.", ["note"]),
        ("Please do not hesitate to contact us. Kind regards", ["thanks"]),
        ("Nothing in it is confidential, quote whatever you like.", ["note"]),
        ("Please do not take us off your list.", ["note"]),
    ],
)
def test_what_is_denied_is_not_said(text: str, expected: list[str]) -> None:
    """A negation takes an intent back."""
    assert kinds(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "If this is correct, let us know.",
        "Si le chiffre est exact, dites-le-nous.",
        "Si la cifra es correcta, avísenos.",
        "Falls die Zahl richtig ist, geben Sie uns Bescheid.",
        "Se estiver correto, digam-nos.",
        "Если цифра правильная, дайте знать.",
        "如果数字无误，请告知。",
        "إن كان الرقم صحيحا فأعلمونا.",
    ],
)
def test_whoever_supposes_confirms_nothing(text: str) -> None:
    """They ask whether it is so."""
    assert kinds(text) == ["note"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sí, es correcto.", ["confirm"]),
        ("Si c'est correct, dites-le-nous.", ["note"]),
    ],
)
def test_a_word_with_an_accent_takes_nothing_back_in_a_language_without_it(text: str, expected: list[str]) -> None:
    """The Spanish "sí" is not the French "si"."""
    assert kinds(text) == expected


def test_a_long_sentence_reaches_a_person_even_where_it_begins_with_courtesy() -> None:
    """Though it has no verb that is known to tell something."""
    assert kinds("Para su conocimiento: el botón azul que aparece al pie de sus correos abre una página en blanco.") == ["note"]


@pytest.mark.parametrize(
    ("text", "beside", "expected"),
    [
        ("Nous attendons l'approbation du ministre.", False, ["extension"]),
        ("Nous attendons l'approbation du ministre.", True, ["draft"]),
        ("Faut-il attendre l'approbation du ministre ?", False, ["question"]),
        ("Notre ministre doit encore approuver, mais nous ne participerons pas.", False, ["decline"]),
        ("بانتظار موافقة الوزير.", False, ["extension"]),
        ("بانتظار موافقة الوزير.", True, ["draft"]),
    ],
)
def test_what_waits_for_approval_is_a_draft_where_it_came_along_and_else_late(text: str, beside: bool, expected: list[str]) -> None:
    """Unless something else is said, or it is asked."""
    assert kinds(text, beside=beside) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Yes, that is correct.", ["confirm"]),
        ("Oui, c'est exact.", ["confirm"]),
        ("Oui, c'est exact, mais nous avons besoin de deux semaines de plus.", ["extension"]),
        ("نعم هذا صحيح.", ["confirm"]),
        ("نعم هذا صحيح. نحتاج إلى مهلة إضافية.", ["extension"]),
    ],
)
def test_a_yes_confirms_where_nothing_else_is_said(text: str, expected: list[str]) -> None:
    """A yes to something else is part of that."""
    assert kinds(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Please stop sending us reminders, we will answer in February.",
        "We no longer wish to receive it in French.",
        "Your letter says: write unsubscribe to receive no more. Is that so for all studies?",
        "We want to stop cybercrime.",
        "Please remove Ms Rossi from the cover page and put my name.",
        "Should we unsubscribe and subscribe again to change our address?",
        "Merci de ne plus nous envoyer de rappels, nous répondrons en mai.",
        "Ne nous envoyez plus la version papier.",
        "Ne m'écrivez plus à cette adresse mais à paul@min.example",
        "Ne nous écrivez plus avant la rentrée.",
        "Merci de ne plus nous envoyer de rappels.",
        "Supprimez mon ancienne adresse et remplacez-la par celle-ci : a@b.example",
        "N'envoyez plus rien à M. Blanc, il a quitté la maison ; écrivez à Mme Noir.",
        "Ne plus envoyer de fichiers protégés svp, notre système les bloque.",
        "Dejen de enviarnos recordatorios, responderemos en mayo.",
        "La tasa de respuesta es baja en nuestra región.",
        "Bitte keine Mahnungen mehr, wir antworten im Mai.",
        "Не присылайте больше напоминаний, мы ответим в мае.",
        "Удалите, пожалуйста, наши данные за 2023 год из таблицы.",
        "Коллега Смирнов просит больше не писать ему, пишите мне.",
        "Не надо писать нам на французском.",
        "Streichen Sie bitte den alten Eintrag aus der Liste in Blatt 3.",
        "Bitte nehmen Sie uns auch in den Verteiler auf.",
        "Wir haben keine weiteren Nachrichten erhalten.",
        "请不要再催，我们五月答复。",
        "لا ترسلوا مزيدا من التذكيرات، سنرد في مايو.",
        "لا تراسلونا قبل العيد.",
        "لا ترسلوا على هذا البريد بل على البريد الجديد a@b.example",
        "احذفوا السيد علي من القائمة فقد تقاعد.",
        "لا ترسلوا الرد إلى الوزير.",
        "احذفوا النسخة الأولى واعتمدوا الثانية.",
    ],
)
def test_less_than_a_wish_for_no_mail_at_all_silences_nobody(text: str) -> None:
    """Reminders, a language, a name on a page, a promise to answer, a question."""
    assert "unsubscribe" not in kinds(text)


def alike(name: str, share: float, monkeypatch: pytest.MonkeyPatch, text: str, *, beside: bool = False) -> list[tuple[str, object]]:
    """Return the intents, each with its day or address, of a text whose sentences all are so much like the examples of one."""
    monkeypatch.setattr(languages.intents, "alike", lambda sentences, _text=(): tuple({name: share} for _ in sentences))
    found = said.__wrapped__(text, beside=beside, sent=SENT)  # Not what another test has let it keep.
    return [(str(intent.intent), intent.until or intent.address) for intent in found]


@pytest.mark.parametrize(
    ("name", "text", "bears_out"),
    [
        ("extension", "Our board meets at the end of April.", date(2026, 4, 30)),
        ("successor", "Our board reads desk@board.example too.", "desk@board.example"),
    ],
)
def test_a_day_to_come_or_another_address_bears_out_what_a_sentence_is_rather_like(
    name: str, text: str, bears_out: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a share of 0.3 on; less is not enough."""
    assert (name, bears_out) in alike(name, 0.3, monkeypatch, text)
    assert name not in dict(alike(name, 0.29, monkeypatch, text))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("extension", "Our board meets in another room."),
        ("extension", "Our board met on 2 March."),
        ("extension", "Our board meets at the end of April?"),
        ("successor", "Our board sees things in another light."),
    ],
)
def test_without_a_day_to_come_or_another_address_that_is_not_enough(name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A day that was, and a question, bear nothing out."""
    assert name not in dict(alike(name, 0.5, monkeypatch, text))


def test_a_day_to_come_bears_nothing_out_beside_a_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    """There it tells of something else."""
    assert "extension" not in dict(alike("extension", 0.5, monkeypatch, "Our board meets at the end of April.", beside=True))


def test_whoever_wants_the_workbook_at_another_address_names_a_successor(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence need not be like one that speaks of a successor."""
    text = "Please send it once more, straight to lea@railways.example."
    assert ("successor", "lea@railways.example") in alike("resend", 0.9, monkeypatch, text)


def test_the_numbers_of_questions_that_are_answered_below_are_no_question() -> None:
    """Whoever answers repeats what was asked."""
    assert kinds("1. Has the fee changed?\nno\n2. Since when?\n2019\nOur answers: 1. no, 2. 2019") == ["answers_in_text"]


def test_few_words_behind_a_request_ask_for_that_and_nothing_else() -> None:
    """A question of its own is one."""
    assert kinds("We need two more weeks. Would that work?") == ["extension"]
    assert kinds("We need two more weeks. What does column F of sheet 2 mean?") == ["extension", "question"]


@pytest.mark.parametrize("text", tomllib.loads((DATA / "stays.toml").read_text(encoding="utf-8"))["sentences"])
def test_who_wants_less_paper_fewer_calls_or_another_address_stays_on_the_list(text: str) -> None:
    """Whatever words of a wish for no more mail they take."""
    assert "unsubscribe" not in kinds(text)


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("", "unsubscribe"),
        ("unsubscribe", ""),
        ("STOP", "Questionnaire"),
        ("Désabonnement, merci", ""),
        ("abmelden. überall. dauerhaft. danke", ""),
        ("退订", ""),
        ("إلغاء الاشتراك", ""),
    ],
)
def test_the_word_alone_is_a_wish_for_no_mail(words: str, subject: str) -> None:
    """In the text, or as the subject that a mail program writes to the address of List-Unsubscribe."""
    assert [intent.intent for intent in said(words, subject)] == ["unsubscribe"]


@pytest.mark.parametrize("text", ["Null. Wie jedes Jahr.", "Nil. As every year.", "Zéro. Merci."])
def test_a_lone_word_that_tells_something_is_more_than_courtesy(text: str) -> None:
    """A person hears of it."""
    assert set(kinds(text)) <= {"note", "confirm"}


@pytest.mark.parametrize("text", ["Yes, please unsubscribe.", "Yes, unsubscribe us please.", "Ja, bitte abmelden."])
def test_a_yes_says_nothing_else_than_a_wish_for_no_mail(text: str) -> None:
    """As whoever answers the question whether it is meant."""
    assert "unsubscribe" in kinds(text)


def test_the_word_in_the_subject_of_our_own_letter_is_none() -> None:
    """The subject of an answer is ours."""
    raw = message(subject="Re: unsubscribe", text="", In_Reply_To="<x@y.example>")
    assert intents(OpenedMessage(parse(raw)), "") == ()


def test_whoever_answers_no_between_our_lines_declines_nothing() -> None:
    """Below two questions that are quoted, whatever sounds like a refusal answers one of them; a person reads it. Whole, it refuses."""
    told = "¿Cuántas empresas operan?\n{}Catorce, más dos informales que no le voy a negar.\n{}¿Tienen servicios accesibles?\nNo.\n"
    between = "> " + told.format("", "> ")
    found = intents(OpenedMessage(parse(message(text=between))), own_words(between))
    assert [one.intent for one in found] == [IntentKind.ANSWERS_IN_TEXT]
    assert "Catorce" in found[0].words
    refusal = "> ¿Participan ustedes?\nNo vamos a participar en esta encuesta.\n"
    assert [one.intent for one in intents(OpenedMessage(parse(message(text=refusal))), own_words(refusal))] == [IntentKind.DECLINE]


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("We need until 15 April.", date(2026, 4, 15)),
        ("Your letter of 3 March has come; we shall answer by 15 April, not before 1 April.", date(2026, 4, 15)),
        ("We need more time. The figures come on 2 April.", date(2026, 4, 2)),
        ("Nous avons besoin d'un délai de deux semaines.", date(2026, 3, 24)),
        ("Wir antworten bis Ende März.", date(2026, 3, 31)),
        ("We need more time.", None),
    ],
)
def test_the_day_until_which_time_is_asked_is_read(text: str, until: date | None) -> None:
    """The last day that the sentence names, seen from when it was sent; where it names none, that of the text."""
    assert one(text).until == until


@pytest.mark.parametrize(
    "text",
    [
        "nous avons besoin de deux semaines supplémentaires pour répondre au questionnaire.",
        "Il nous faut deux semaines supplémentaires pour répondre au questionnaire.",
        "We need two more weeks to answer the questionnaire.",
    ],
)
def test_whoever_says_for_what_they_need_more_time_asks_for_it(text: str) -> None:
    """The questionnaire is spoken of by those who decline it too."""
    assert kinds(text) == ["extension"]


def test_the_address_of_a_successor_is_neither_the_senders_nor_ours() -> None:
    """The first other one."""
    text = "I have left (rossi@a.example). Please write to Ann Smith, ann@a.example, and no longer to study@unodc.example."
    own = frozenset({"rossi@a.example", "study@unodc.example"})
    assert one(text, own=own).address == "ann@a.example"
    assert one("I have retired. My successor is Ann Smith.", own=own).address is None


@pytest.mark.parametrize("text", ["12", "Ministry of Justice", "Kolme lukua puuttuu vielä"])
def test_a_text_without_a_word_of_courtesy_is_for_a_person(text: str) -> None:
    """Nothing is lost, in whatever language."""
    assert kinds(text) == ["note"]
    assert kinds("") == []


@pytest.mark.parametrize(
    "text",
    [
        "I am sending it again in case it got lost.",
        "I am forwarding our workbook once more in case the first mail landed in your spam.",
        "Nothing to add, the questionnaire is attached again as you asked.",
    ],
)
def test_who_sends_again_wants_nothing_again(text: str) -> None:
    """The workbook is asked for by others."""
    assert "resend" not in kinds(text, beside=True)


def test_a_question_mark_in_a_link_asks_nothing() -> None:
    """Where a page is named, its address tells whether it is a question as little as its name does."""
    assert kinds("Our answers are on this page: https://x.example/answers?year=2025") == ["elsewhere"]


@pytest.mark.parametrize(
    ("text", "beside", "expected"),
    [
        ("The tables are on my list for 27 March.", False, ["extension"]),
        ("The tables are on my list for 27 March.", True, ["note"]),
        ("The tables are on my list.", False, ["note"]),
        ("A meeting about the tables is held on 27 March.", False, ["note"]),
    ],
)
def test_who_speaks_of_the_answer_and_of_a_day_to_come_asks_for_time(text: str, beside: bool, expected: list[str]) -> None:
    """Where nothing else is said and no workbook came along."""
    assert kinds(text, beside=beside) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We cannot open your workbook, so here are our answers: Q1 12, Q2 45, Q3 no.", ["answers_in_text"]),
        ("We cannot open your workbook. Please send it again.", ["resend"]),
    ],
)
def test_who_answers_in_another_way_since_the_workbook_does_not_open_wants_it_no_more(text: str, expected: list[str]) -> None:
    """Unless they ask for it."""
    assert kinds(text) == expected


def test_a_promise_beside_a_workbook_is_no_wish_for_time() -> None:
    """What is still to come is told in passing."""
    assert "extension" not in kinds("Our answers are attached. We will send the annex by 30 April.", beside=True)


@pytest.mark.parametrize("text", ["a) 34\nb) 12", "Q.1 4500 Q.2 3200", "A1：是；A2：否", "1/ yes 2/ no"])
def test_answers_are_known_by_the_marks_of_their_questions(text: str) -> None:
    """However these are written."""
    assert kinds(text) == ["answers_in_text"]


def test_more_than_is_read_is_for_a_person() -> None:
    """However polite its beginning is."""
    assert kinds("Thank you very much.\n" * 1000) == ["note"]


def test_a_sentence_goes_on_where_a_mail_program_broke_the_line() -> None:
    """And ends where a person ended the line; a day as in German and a title end none."""
    broken = "We regret that for want of staff our office will not be able to\ntake part.\nRegards\nAnn"
    assert read(broken)[0].text.endswith("take part.")
    assert len(read(broken)) == 3
    assert len(read("Bitte bis 15. März. Danke!")) == 2
    assert len(read("Please write to Mr. Smith. Thanks")) == 2
    assert len(read("我们不参加。谢谢！")) == 2


@pytest.mark.parametrize("text", ["Thank you.", "Thanks!", "Thanks,\nAna", "Merci beaucoup.", "Danke.", "شكرا", "Спасибо!", "谢谢"])
def test_thanks_alone_are_thanks(text: str) -> None:
    """They close a letter as well, and are not cut with its signature where they are all that it says."""
    assert kinds(own_words(text, "Ana Lopes <ana@member.example>")) == ["thanks"]


@pytest.mark.parametrize(
    "text", ["https://cloud.example/s/abc", "Hello, https://x.example/y", "Dear all,\n\nhttps://x.example/y\n\nKind regards\nAna"]
)
def test_the_address_of_a_page_is_more_than_courtesy(text: str) -> None:
    """Where no workbook came along the answers may be there."""
    assert kinds(own_words(text, "Ana Lopes <ana@member.example>")) == ["note"]


def covers() -> Iterator[tuple[str, str]]:
    """Yield the subjects and texts of ordinary cover mails."""
    for file in sorted((DATA / "covers").glob("*.toml")):
        for cover in tomllib.loads(file.read_text(encoding="utf-8"))["cover"]:
            yield cover["subject"], own_words(cover["text"]) if "text" in cover else cover["cover"]


def test_of_a_hundred_ordinary_cover_mails_at_most_two_say_more_than_thanks() -> None:
    """Whatever gateways and signatures add."""
    read_as = [{intent.intent for intent in said(words, subject, beside=True)} for subject, words in covers()]
    assert len(read_as) >= 100
    assert sum(not found <= {IntentKind.THANKS} for found in read_as) <= 2


def test_the_seen_notes_are_read_as_they_are_marked(seen: tuple[judged.Read, ...]) -> None:
    """Recall and precision of each intent, pooled over the languages."""
    short = []
    for kind in set(IntentKind) - {IntentKind.AUTO_REPLY}:
        found, marked = judged.recall(seen, kind)
        right, read_as = judged.precision(seen, kind)
        if found < 0.85 * marked or right < (0.85 if kind is IntentKind.NOTE else 0.9) * read_as:
            short.append((kind, found, marked, right, read_as))
    assert short == []


def test_no_seen_note_is_lost_or_silences_its_sender(seen: tuple[judged.Read, ...]) -> None:
    """Whoever says more than thanks is heard, and only who wants no mail gets none."""
    assert [one.note.id for one in judged.lost(seen)] == []
    assert [one.note.id for one in judged.false_unsubscribes(seen)] == []


def test_what_hardly_anybody_says_beside_a_workbook_must_be_said_plainly_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sends one tells what came before; likeness alone, or a phrase that it does not bear out, is not enough."""
    vague, plain = "Our board sees it in another light.", "Please send the workbook again, we cannot open it."
    for share, text, alone, beside in (
        (0.95, vague, "resend", "note"),
        (0.95, plain, "resend", "resend"),
        (0.79, plain, "resend", "note"),
        (0.8, plain, "resend", "resend"),
    ):
        said.cache_clear()
        monkeypatch.setattr(languages.intents, "alike", partial(_all_like, share))
        assert (kinds(text), kinds(text, beside=True)) == ([alone], [beside]), (share, text)
    said.cache_clear()


def _all_like(share: float, sentences: Sequence[str], _text: Sequence[str] = ()) -> tuple[dict[str, float], ...]:
    return tuple({"resend": share} for _ in sentences)


def test_one_answer_may_be_confirmed_where_another_is_corrected() -> None:
    """But whoever says yes to a letter about time wants time."""
    assert kinds("Yes, the value of 98 per cent in question 6 is correct. But question 7 should be 12, not 21.") == [
        "correction",
        "confirm",
    ]


def test_a_wish_that_is_put_as_a_question_is_no_question_too() -> None:
    """Whatever mark it has."""
    assert kinds("Question 7 should be 12, not 21. Could you change that on your side?") == ["correction"]


@pytest.mark.parametrize(
    "text",
    [
        "Yes.",
        "YES",
        "yes, it is ours",
        "Dear Ms Keller,\n\nYes, it is ours. Thank you very much.",
        "It is ours.",
        "Yes, this workbook is ours.",
        "I confirm.",
        "Oui.",
        "Madame,\n\nOui, il est de nous. Merci.",
        "Oui, c’est bien le nôtre.",
        "Sí.",
        "Sí, es nuestro. Gracias.",
        "Ja.",
        "Ja, sie ist von uns.",
        "Sim, é nosso.",
        "Да.",
        "Да, это наш файл.",
        "是的",
        "是的，是我们的。",
        "نعم",
        "نعم، هو لنا.",
    ],
)
def test_a_bare_yes_is_known_from_any_other(text: str) -> None:
    """It says nothing more than that what was asked is so, beside short courtesy."""
    found = one(text)
    assert (found.intent, found.alone) == (IntentKind.CONFIRM, True)


@pytest.mark.parametrize(
    "text",
    [
        "Yes, I saw that. Not ours.",
        "Yes, it is fake.",
        "Yes, that's a scam",
        "Yes, but not from us.",
        "Yes, someone is impersonating us.",
        "Yes, will do.",
        "Yes we can",
        "OK",
        "Yes?",
        "Yes. Thank you for your warning about this forged workbook.",
        "Yes, this workbook is a forgery, please delete it",
        "Yes, we have sent it last week.",
        "Yes, it is not ours.",
        "Is it ours?",
        "Yes. https://evil.example/answers.xlsx",
        "Oui, j'ai vu. Ce n'est pas de nous.",
        "Oui, c'est un faux.",
        "Sí, es falso.",
        "Ja, das habe ich gesehen.",
        "Да, это подделка.",
        "是的，这是伪造的。",
        "نعم، هذا مزور.",
    ],
)
def test_a_yes_with_any_further_word_is_no_bare_one(text: str) -> None:
    """Whatever it says, a person reads it."""
    assert not any(found.alone for found in said(text, sent=SENT) if found.intent is IntentKind.CONFIRM)


def test_the_subject_may_say_more_than_a_bare_yes() -> None:
    """Where it is the person's own."""
    assert not any(found.alone for found in said("Yes.", "This is not ours"))


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("Dear Ms Keller, please send us the workbook again. Many thanks, Anna", True),
        ("Please send us the workbook again. The one that came from our address is a forgery.", False),
    ],
)
def test_a_wish_beside_which_something_is_told_does_not_stand_alone(text: str, alone: bool) -> None:
    """Whoever fulfils it has not dealt with all that was said."""
    (found,) = (found for found in said(text, sent=SENT) if found.intent is IntentKind.RESEND)
    assert found.alone is alone


@pytest.mark.parametrize(
    "text",
    [
        "Please find attached our questionnaire, did you receive it?",
        "Thank you for your letter and the questionnaire, whom do we send it to?",
        "Please find attached the questionnaire; why do you need table 5?",
        "Please find attached the completed questionnaire, is this the right version?",
    ],
)
def test_a_question_within_a_courtesy_is_a_question(text: str) -> None:
    """However much the rest is like every letter."""
    assert IntentKind.QUESTION in {one.intent for one in said(text)}


def test_what_is_only_like_a_courtesy_makes_no_yes_a_bare_one() -> None:
    """A bare yes lets a workbook count."""
    assert [one.alone for one in said("Yes.\nAttached, signed and sealed.") if one.intent is IntentKind.CONFIRM] != [True]


@pytest.mark.parametrize(
    "text",
    [
        "The answers to section 3 will reach you by post.",
        "Les réponses à la section 3 vous parviendront par la poste.",
        "Las respuestas a la sección 3 les llegarán por correo postal.",
        "Die Antworten zu Abschnitt 3 kommen per Post.",
        "As respostas à seção 3 seguirão pelo correio.",
        "Ответы на раздел 3 будут отправлены почтой.",
        "第3部分的答案将通过邮寄寄出。",
        "ستصلكم إجابات القسم 3 بالبريد.",
    ],
)
def test_a_part_of_the_answers_that_goes_by_post_is_an_answer_elsewhere_beside_a_workbook_too(text: str) -> None:
    """It is missing in the workbook, which nobody else would see."""
    assert kinds(text, beside=True) == [IntentKind.ELSEWHERE]


@pytest.mark.parametrize("text", ["A paper copy follows by post.", "The hard copy with the minister's signature follows by mail."])
def test_a_copy_that_follows_by_post_is_none(text: str) -> None:
    """All that it says stands in the workbook."""
    assert IntentKind.ELSEWHERE not in kinds(text, beside=True)


@pytest.mark.parametrize(
    "address", ["study@unodc.example", "study+r47hsr4f2jlhrnuse@unodc.example", "study-b47hsr4f2jlhrnuse@unodc.example"]
)
def test_an_address_of_ours_leads_nowhere_else_whatever_its_tag(address: str) -> None:
    """Whoever asks whether they answered to the right address names nobody else's, and no case shows their tag."""
    found = said(f"Is {address} the address to answer to?", own=frozenset({"study@unodc.example"}))
    assert [one.address for one in found] == [None]


@pytest.mark.parametrize("address", ["statisticsoffice@unodc.example", "study.abroad@unodc.example"])
def test_an_address_that_begins_like_ours_is_another(address: str) -> None:
    """Only a tag behind the name makes it ours."""
    (found,) = said(f"Please write to our successor at {address} from now on.", own=frozenset({"study@unodc.example"}))
    assert found.address == address
