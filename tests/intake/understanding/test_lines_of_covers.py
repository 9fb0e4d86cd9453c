"""What offices write around the sentence that announces a filled form says nothing; what only looks like it is kept and heard.

The lines are in `tests/intake/data/whole/lines.toml`; decision 0189 tells how they were judged.
"""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.intent import IntentKind
from intake.understanding.intents.wanted import said
from intake.understanding.own_words.banners import without_own_notice
from intake.understanding.own_words.words import own_words
from languages import toml_of

LINES = tomllib.loads((Path(__file__).parents[1] / "data" / "whole" / "lines.toml").read_text(encoding="utf-8"))
HEARD = tomllib.loads((Path(__file__).parents[1] / "data" / "whole" / "heard.toml").read_text(encoding="utf-8"))
SENT = datetime(2026, 3, 2, 9, tzinfo=UTC)
COVER = "Dear Ms Lund,\n\nPlease find attached our completed questionnaire."


def told(text: str) -> set[IntentKind]:
    """Return what is read in a text beside a workbook, and is more than thanks."""
    read = said(own_words(text), beside=True, sent=SENT, answered="Questionnaire CYB12-0007-A")
    return {one.intent for one in read} - {IntentKind.THANKS}


def letters(of: dict[str, Any]) -> dict[str, str]:
    """Return by each line of a language a letter that has it in its place, and beneath a signature by an office without a closing too."""
    begun = f"{of['greeting']}\n\n{of['cover']}"
    signed = f"{of['signed']}\n{of['title']}"
    found = {line: f"{line}\n\n{begun}\n\n{of['closing']}\n{signed}\n" for line in of["above"]}
    found |= {line: f"{begun} {line}\n\n{of['closing']}\n{signed}\n" for line in of["courtesy"]}
    found |= {line: f"{begun}\n\n{line}\n{signed}\n{of['telephone']}\n" for line in of["closings"]}
    for line in of["beneath"]:
        found[line] = f"{begun}\n\n{of['closing']}\n{signed}\n{of['telephone']}\n\n{line}\n"
        found[f"{line} "] = f"{begun}\n\n{signed}\n{of['telephone']}\n{line}\n"
    return found


@pytest.mark.parametrize("language", LINES)
def test_a_line_that_every_office_writes_is_no_word_to_act_on(language: str) -> None:
    """Above the greeting, within the courtesy, as a closing and beneath the signature."""
    assert {line: kinds for line, text in letters(LINES[language]).items() if (kinds := told(text))} == {}


@pytest.mark.parametrize(
    "below",
    [
        "Very truly yours,\n\nJOYCE T. RAMOS\nAdministrative Officer V\nTrunkline: (02) 8555-0190 loc. 214 / 215",
        "With best wishes for the success of your work,\n\nSarah\n\nDr. Sarah Moore\nHead, International Office",
        "Greetings from Oslo\n\nKari Hansen\nTlf. 22 55 01 42",
        "In haste,\n\nJoyce Ramos\nAdministrative Officer",
        "Hannah\n\nHannah Fitch (she/her)\nSenior Adviser\nT: +64 4 555 0122",
    ],
)
def test_a_signature_is_cut_by_what_it_is_made_of(below: str) -> None:
    """Wishes that go on, an unknown closing above a name and a title, and a first name above the full one."""
    assert own_words(f"{COVER}\n\n{below}") == COVER


@pytest.mark.parametrize(
    ("office", "footer"),
    [
        (
            "Registry of Ships\nPort Office",
            "Please don't feel you have to reply outside your own.\nThis mailbox is not monitored on weekends.",
        ),
        ("Ng Hui Shan\nCommunications", "The Post Collective, join us at our open day"),
        ("Anna Roy\nPort Office", "Follow us on Mastodon\nBe sure, before it is too late, to save the planet and its trees."),
    ],
)
def test_a_footer_begins_below_a_name_with_who_invites_or_above_a_second_footer(office: str, footer: str) -> None:
    """No closing stands above it, and its words stand farther on in the line; a name with a footer beneath it is a signature."""
    assert own_words(f"{COVER}\n\n{office}\n{footer}") == COVER
    assert own_words(f"Please write to:\n\n{office}\n{footer}") == f"Please write to:\n\n{office}"


def test_an_office_below_a_delimiter_signs_where_nothing_stands_above() -> None:
    """Its name is longer than a person's. Without a telephone the lines may be answers."""
    office = "--\nMinistry of Transport, Communications and Works\nRegistry\n28 Acheron Street, Nicosia"
    assert own_words(f"\n\n{office}\nTel. +357 22 555 010\n") == ""
    assert "Registry" in own_words(f"\n\n{office}\n")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("{kept}\n\n{cover}", "All correspondence should be addressed to our new contact, Ms Anna Roy"),
        ("{kept}\n\n{cover}", "Please reply to: anna.roy@office.example"),
        ("{kept}\n\n{cover}", "When replying please quote the right table?"),
        ("{cover}\n\n{kept}\n\nAnna Roy", "With best wishes, and the figures of table 3 are estimates,"),
        ("{cover}\n\nPlease write to\n\nAnna\n\n{kept}\nTel. +233 30 255 5012", "Anna Roy\nDeputy Director"),
        ("{cover}\n\nAnna Roy\nOfficer\nTel. +233 30 255 5012\n\n{kept}", "The figures in table 3 are estimates."),
        ("{cover}\n\nAnna Roy\nTel. +233 30 255 5012\nOffice hours: 8-16\n\n{kept}", "We will send the missing sheet next week."),
        ("{cover}\n\nAnna Roy\nTel. +233 30 255 5012\n\n{kept}", "Please ring me before noon on Friday."),
    ],
)
def test_what_only_looks_like_a_letterhead_or_a_signature_is_kept(text: str, kept: str) -> None:
    """It names a contact or a mailbox, asks, or speaks of the answers, or it is a sentence below a telephone."""
    assert kept in own_words(text.format(cover=COVER, kept=kept))


def test_a_name_in_arabic_letters_with_a_telephone_is_a_signature_unless_it_introduces_somebody() -> None:
    """No closing stands above it, and its script has no capitals."""
    of = LINES["ar"]
    begun = f"{of['greeting']}\n\n{of['cover']}"
    assert own_words(f"{begun}\n\n{of['signed']}\n{of['telephone']}") == begun
    successor = "\u0627\u0644\u0645\u0646\u0633\u0642 \u0628\u062f\u0644\u0627 \u0645\u0646\u0647"  # "the coordinator instead of him"
    assert successor in own_words(f"{begun}\n\n{successor}\n{of['telephone']}")


def test_a_gateway_that_marks_a_line_warns_of_one_thing_alone() -> None:
    """Without the mark, who cannot open an attachment might say it."""
    warned = "Be careful with attachments."
    assert own_words(f"[EXTERNAL] {warned}\n\nSee table 3.") == "See table 3."
    assert warned in own_words(f"{warned}\n\nSee table 3.")


def test_a_subject_above_a_letter_stands_in_its_head() -> None:
    """With the number of the letter beneath it, in an official letter's order; what it says of a refusal is heard."""
    above = "Asunto: {}\nOficio No. 4.3.-0712/2025\n\nCiudad de México, a 9 de junio de 2025"
    head = f"{above}\n\nEstimados señores:\n\nAnexo encontrarán el cuestionario."
    assert told(head.format("Se remite cuestionario.")) == set()
    assert "Oficio" not in own_words(head.format("Se remite cuestionario."))
    assert told(head.format("La cifra de la fila 3 es 14 y no 4.")) != set()


@pytest.mark.parametrize(
    ("subject", "heard"),
    [
        ("Nota nº 58/2025", False),
        ("F. No. 12/7/2024-IC", False),
        ("Ministry of Justice 10.03.2026 no 7-3/555-2", False),
        ("The 4 in row 7 is a 14", True),
    ],
)
def test_a_subject_that_is_the_number_of_a_letter_says_nothing_beside_a_workbook(subject: str, heard: bool) -> None:
    """Offices write it there; what is wrong with an answer is heard from there too."""
    read = said(COVER, subject, beside=True, sent=SENT)
    assert bool({one.intent for one in read} - {IntentKind.THANKS}) is heard


AUTHOR = "Ana SOL Vidal <ana.sol@office.example>"


@pytest.mark.parametrize(
    "below",
    [
        "Ana SOL Vidal (Ms) | Head of Unit | DID (65) 5550 0388\n10 Harbour Road #10-01\nCourage, Integrity, Service",
        "Ana Sol Vidal \u2013 Port Office\nOffice hours: Mon-Fri 8:00-17:00",
        "Kind regards and best wishes for your work\n\nAna Sol Vidal\nPort Office\nT +47 555 01 30",
    ],
)
def test_a_line_that_begins_with_the_senders_whole_name_signs(below: str) -> None:
    """Whatever stands behind the name, and above it a closing that goes on; another's name does not, and no sentence is one."""
    assert own_words(f"{COVER}\n\n{below}", AUTHOR) == COVER
    assert own_words(f"{COVER}\n\n{below}", "Tom Berg <tom@office.example>") != COVER
    told_ = "Ana Sol Vidal counted the 14 of row 3 twice."
    assert told_ in own_words(f"{COVER}\n\n{told_}", AUTHOR)
    assert "table 3 are estimates" in own_words(f"{COVER}\n\n{below}\n\nThe figures in table 3 are estimates.", AUTHOR)


@pytest.mark.parametrize(
    "line",
    [
        "No me escriban más, les dije por qué es importante.",
        "Ne m'écrivez plus, je vous ai dit pourquoi c'est important.",
        "Der Absender gehört nicht zu unserer Firma, bitte streichen Sie diese Adresse.",
        "El remitente no pertenece a nuestra entidad y no vamos a responder.",
        "Los colegas no suelen recibir correos externos, escriban en adelante a finanzas@agencia.example.",
        "Die Kollegen erhalten nicht oft E-Mails von außen, schreiben Sie künftig an meier@amt.example.",
        "No publiquen la tabla 3: ya les explicamos por qué es importante.",
        "La réponse du tableau 3 est fausse, voici pourquoi cela est important.",
        "请勿提供密码，表3有误，请用新文件。",
        "Никому не сообщайте пароль, а таблица 3 ошибочна, исправьте на 12.",
        "O remetente não pertence à nossa entidade, escrevam para rui@entidade.example.",
        "Nunca informe a sua senha, e corrijam a linha 4 para 12.",
        "Erfahren Sie, warum dies wichtig ist: Die Zahlen in Tabelle 3 sind falsch.",
        "Geben Sie niemals Ihr Passwort weiter, und ändern Sie Zeile 4 auf 12.",
        "Diffusion non autorisée.",
        "Partage avec les partenaires jamais autorisé",
        "Weitergabe an niemanden gestattet.",
        "Se permite su difusión a nadie",
        "Divulgação com ninguém permitida",
        "We don't often get e-mail from you, so please stop writing to us.",
        "You don't often get email answers from the north: table 3 is wrong, use 12.",
        "La Dirección no suele recibir correo de ustedes: no publiquen la tabla 3.",
        "Please send me no more mail. The figures of table 3 are wrong. See https://aka.ms/LearnAboutSenderIdentification",
        "Our office processes personal data in line with the GDPR, so table 3 is wrong: use 12.",
        "Our office processes personal data in line with the GDPR and therefore please do not publish table 3.",
        "Le ministère traite les données personnelles conformément à la loi, donc ne publiez pas le tableau 3.",
        "La Agencia trata los datos personales conforme a la ley y por eso no publiquen la tabla 3.",
        "Das Amt verarbeitet personenbezogene Daten gemäß der DSGVO und daher ändern Sie Zeile 4 auf 12.",
        "O Instituto trata os dados pessoais nos termos da lei, por isso não publiquem o quadro 3.",
        "Министерство обрабатывает персональные данные в соответствии с законом, поэтому таблица 3 ошибочна, исправьте на 12.",
        "Images in signatures have been removed by the gateway, and the figure in table 3 is wrong: use 12.",
        "我们依法处理个人信息，表3有误，请用新文件。",
        "We will not take part unless you process personal data in accordance with the GDPR.",
        "Wir können nicht antworten, solange das Amt personenbezogene Daten gemäß Ihrer Satzung verarbeitet.",
        "Notre ministère ne répondra pas tant que l'office traite les données personnelles conformément à rien.",
        "El ministerio no participará mientras su oficina trata los datos personales conforme a su propia norma.",
        "O ministério não vai participar enquanto a agência trata os dados pessoais conforme a sua norma.",
        "Наше министерство не ответит пока ваш отдел обрабатывает персональные данные в соответствии с вашим уставом.",
        "Our e-mails do not bind the ministry; only documents that we send you by 3 May count as our answer.",
        "This e-mail does not commit the ministry to take part in your study.",
        "我单位按照规定不参加,因无法处理您的个人信息",
    ],
)
def test_people_are_heard_who_use_words_of_a_gateway(line: str) -> None:
    """Above a greeting, where gateways write, and alone on a line of the letter."""
    assert told(f"{line}\n\n{COVER}\n\nA. Roy")
    assert told(f"{COVER}\n\n{line}\n\nA. Roy")


@pytest.mark.parametrize("line", (Path(__file__).parents[1] / "data" / "whole" / "go_on.txt").read_text(encoding="utf-8").splitlines())
def test_whoever_goes_on_behind_a_line_of_a_footer_is_heard(line: str) -> None:
    """A sentence that has a footer's words is no footer's where the rest of it tells of the study."""
    assert told(f"{line}\n\n{COVER}\n\nA. Roy")
    assert told(f"{COVER}\n\n{line}\n\nA. Roy")


@pytest.mark.parametrize("language", HEARD)
def test_people_are_heard_who_speak_of_prices_banks_and_subjects_as_programs_do(language: str) -> None:
    """Within a letter that is its author's: what prices do, how safe a bank is, which matter is not changed."""
    of = LINES[language]
    begun, signed = f"{of['greeting']}\n\n{of['cover']}", f"{of['closing']}\n{of['signed']}"
    assert [line for line in HEARD[language] if not told(f"{begun} {line}\n\n{signed}")] == []


@pytest.mark.parametrize("language", ["ar", "de", "en", "es", "fr", "pt", "ru", "zh"])
def test_each_sentence_of_a_gateway_stands_in_a_line_that_is_tried(language: str) -> None:
    """So that none is known that no test would miss."""
    lines = "\n".join(line for of in LINES.values() for line in (*of["above"], *of["beneath"]))
    assert [one for one in toml_of(language, "mail.toml")["gateway"] if not re.search(one, lines, re.IGNORECASE)] == []


@pytest.mark.parametrize(
    "words",
    [
        "Ce message a été envoyé par notre stagiaire par erreur.",
        "Ce courrier est transmis via l'ambassade.",
        "Este correo fue enviado por la secretaria por error.",
        "Esta mensagem foi enviada pelo estagiário por engano.",
        "Diese E-Mail wurde von unserem Praktikanten irrtümlich versendet.",
        "Это письмо отправлено через посольство по ошибке.",
        "تم إرسال هذه الرسالة بواسطة السكرتيرة بالخطأ.",
    ],
)
def test_who_tells_who_sent_a_message_is_no_program_that_does(words: str) -> None:
    """A program says that it is automatic, or names its system; its sentence alone is left out."""
    assert without_own_notice(words) == words
    assert without_own_notice(f"{words}\n\nThis is an automated message, please do not reply.").strip() == words
