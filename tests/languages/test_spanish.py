"""Spanish, which was added by files alone: a respondent writes and answers in it, and is answered in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from contacts.load import read
from demo import respondents
from demo.acts import entries
from demo.usual_answers import usual
from domain.contact import Role
from domain.intent import IntentKind
from intake.understanding.evidence.answers import names_the_answer, says_answer_is_attached
from intake.understanding.intents.wanted import said
from intake.understanding.own_words.words import bare_subject, own_words
from questionnaire.xlsform import load
from service.authoring.drafts import apply
from service.collecting.collect import collect
from service.contacts.lists import load_file
from service.installation import config
from service.installation.install import SAMPLE, install
from service.operation.tick import tick
from service.wiring import open_service
from tests.service.installed import LIST, at, maildirs

LIST_FILE = (
    "Código de la organización;Organización;País;Región;Correo electrónico;Nombre y apellidos;Idioma;Destinatario o copia;Saludo\n"
    "PAMPA;Pampa Redes S.A.;Estados Unidos de América;Américas;lucia@pampa.example;Lucía Domínguez;español;"
    "Destinatario;Estimada Sra. Domínguez\n"
    "PAMPA;Pampa Redes S.A.;EE. UU.;Américas;juridico@pampa.example;;inglés;con copia;\n"
).encode()


def kinds(text: str) -> list[IntentKind]:
    """Return what is read in a text that comes without a workbook."""
    return [intent.intent for intent in said(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Estimados señores:\n\nAdjunto les enviamos el cuestionario debidamente cumplimentado. A su disposición.\n\nSaludos cordiales",
        "Buenos días,\nSe adjunta el cuestionario. Gracias.",
    ],
)
def test_a_cover_note_asks_nothing(text: str) -> None:
    """It says that the answer is attached."""
    assert kinds(text) == [IntentKind.THANKS]
    assert says_answer_is_attached(text)


@pytest.mark.parametrize(
    "text",
    [
        "Adjuntamos las respuestas. ¿La pregunta 4 se refiere a 2011?",
        "Adjunto las respuestas. Sírvanse confirmar si podemos ampliar el plazo.",
        "Solicitamos una prórroga de dos semanas.",
    ],
)
def test_a_question_or_a_request_is_heard(text: str) -> None:
    """A person reads it."""
    assert not set(kinds(text)) <= {IntentKind.THANKS}


@pytest.mark.parametrize(
    "text",
    [
        "No deseamos participar en este estudio.",
        "Lamentablemente no podemos participar.",
        "Declinamos su amable invitación.",
        "paso, gracias",
        "Este año pasamos, muchas gracias.",
    ],
)
def test_a_refusal_is_heard(text: str) -> None:
    """It waits for a person's decision."""
    assert kinds(text) == [IntentKind.DECLINE]
    assert IntentKind.DECLINE not in {*kinds("Les paso los datos, gracias."), *kinds("Vamos paso a paso, gracias.")}
    assert IntentKind.DECLINE not in kinds("Participaremos con gusto, pero no antes de mayo.")


@pytest.mark.parametrize(
    "text", ["Por favor, dar de baja", "BAJA", "No deseo recibir más mensajes.", "Eliminen nuestra dirección de su lista."]
)
def test_a_wish_for_no_mail_is_heard(text: str) -> None:
    """Alone or in a short text."""
    assert kinds(text) == [IntentKind.UNSUBSCRIBE]
    assert IntentKind.UNSUBSCRIBE not in kinds("La tasa de respuesta es baja en nuestra región.")


def test_what_is_quoted_and_signed_is_cut_off() -> None:
    """As Spanish mail programs write it."""
    assert own_words("Mis palabras.\n\nEl lun, 20 feb 2012 a las 10:00, UNODC <a@b.example> escribió:\n> viejo") == "Mis palabras."
    assert own_words("Mis palabras.\n\nDe: UNODC\nEnviado el: lunes\nPara: Lucía\nAsunto: Cuestionario\nviejo") == "Mis palabras."
    assert own_words("Mis palabras.\n\nReciban un cordial saludo,\nLucía") == "Mis palabras."
    assert bare_subject("RV: Re: Cuestionario") == "Cuestionario"
    assert names_the_answer("Cuestionario_2012.pdf")


def test_a_contact_list_with_spanish_headings_is_read() -> None:
    """Headings, country, language and role."""
    loaded = read(LIST_FILE, "contactos.csv")
    assert (loaded.rejected, loaded.notes) == ((), ())
    assert loaded.organisations[0].country == "US"
    assert [(one.language, one.role, one.salutation) for one in loaded.contacts] == [
        ("es", Role.TO, "Estimada Sra. Domínguez"),
        ("en", Role.CC, ""),
    ]


def test_a_round_in_spanish(tmp_path: Path) -> None:
    """Letter, workbook, a wrong answer that is asked back, the right one, and the receipt."""
    home = tmp_path / "installation"
    install(home)
    (home / "contactos.csv").write_bytes(b"".join(LIST_FILE.splitlines(keepends=True)[:2]))
    maildirs(home)
    form = load((home / "studies" / SAMPLE / "questionnaire.xlsx").read_bytes(), "questionnaire.xlsx")
    with open_service(config.load(home, {})) as service:
        load_file(service, home / "contactos.csv", LIST, {}, store=True)
        apply(service, SAMPLE, at("02-01"), by="staff")
        seen: set[Path] = set()

        def letters(now: str) -> list[respondents.Received]:
            report = tick(service, at(now))
            assert not report.problems
            new = [path for path in sorted((home / "out" / "new").iterdir()) if path not in seen]
            seen.update(new)
            return [one for one in map(respondents.open_letter, new) if one.to == "lucia@pampa.example"]

        def answer(letter: respondents.Received, now: str, **changes: object) -> None:
            _, blank = sent.workbook or ("", b"")
            filled = respondents.fill(blank, entries(form, {**usual(3), **changes}, "es"))  # type: ignore[dict-item]
            raw = respondents.answer(
                letter, sender=letter.to, sender_name="Lucía", text="Se adjunta.", files=[("c.xlsx", filled)], now=at(now), style="apple"
            )
            (home / "inbox" / "new" / f"{now}.eml").write_bytes(raw)
            assert collect(service, at(now)).new == 1

        (circular,) = letters("02-10")
        assert circular.subject.startswith("Estudio exhaustivo de las Naciones Unidas")
        (sent,) = letters("02-20")
        assert "30 de abril de 2012" in sent.text
        assert sent.text.startswith("Estimada Sra. Domínguez:")
        answer(sent, "03-01", share_cross_border=140.0)
        (back,) = letters("03-02")
        assert back.subject.startswith("Sírvase corregir y volver a enviar")
        assert "Sírvase indicar un porcentaje entre 0 y 100." in back.text
        answer(sent, "03-03")
        (receipt,) = letters("03-04")
        assert receipt.subject.startswith("Acuse de recibo")
        assert "aceptado" in receipt.text
