"""The final version that comes along is no draft; what is not yet final is one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.intent import IntentKind
from intake.understanding.intents.wanted import said

_SENT = datetime(2026, 11, 27, 9, tzinfo=UTC)
FINAL = (
    *(
        "Final version for the Ports Authority attached.",
        "Validated version for Acme attached.",
        "Definitive copy, signed by our director.",
    ),
    *("Version finale pour la mairie.", "Version finale pour Acme ci-jointe.", "Version définitive signée, pour le ministère des Ports."),
    *("Endgültige Fassung für Acme.", "Anbei die finale Fassung für das Hafenamt.", "Freigegebene Endfassung der Gemeinde."),
    *("Versión final para Acme.", "Versión definitiva para la Dirección de Puertos, adjunta.", "Versão final para a Acme em anexo."),
    *(
        "Versão definitiva para a Direção dos Portos.",
        "Финальная версия для портовой службы.",
        "Окончательный вариант для комитета во вложении.",
    ),
    *("النسخة النهائية لهيئة الموانئ مرفقة", "النسخة النهائية لشركة أكمي.", "港务局最终版，请查收。", "某某公司定稿，见附件。"),
    *(
        "Good morning,\n\nFinal version for Acme attached.\n\nBest regards\nAnne",
        "Bonjour,\n\nVersion finale pour Acme.\n\nCordialement,\nAnne",
    ),
)
UNFINISHED = (
    *(
        "This is not the final version.",
        "Not yet final.",
        "Not final.",
        "The final version follows next week.",
        "Ce n'est pas la version finale.",
    ),
    *("Pas encore définitif.", "Das ist noch nicht die Endfassung.", "Noch nicht endgültig.", "Esta no es la versión final."),
    *("Todavía no es definitiva.", "Ainda não é a versão final.", "Это не окончательная версия.", "Ещё не окончательный вариант."),
    *("هذه ليست النسخة النهائية.", "ليست نهائية بعد.", "这不是最终版。", "还不是定稿。"),
)


@pytest.mark.parametrize("text", FINAL)
def test_a_final_version_beside_its_name_is_no_draft(text: str) -> None:
    """The workbook is taken in."""
    assert IntentKind.DRAFT not in {one.intent for one in said(text, beside=True, sent=_SENT)}


@pytest.mark.parametrize("text", UNFINISHED)
def test_what_is_not_final_is_a_draft(text: str) -> None:
    """Though it speaks of the final version."""
    assert IntentKind.DRAFT in {one.intent for one in said(text, beside=True, sent=_SENT)}
