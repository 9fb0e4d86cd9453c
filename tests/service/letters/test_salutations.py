"""A letter begins with one mark, whether or not the salutation on the list ends with one too."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.authoring.drafts import draft
from service.installation import config
from service.installation.install import SAMPLE
from service.letters.planned import letter
from service.letters.press import Press
from service.mailings.rehearse import invited_cases
from service.wiring import open_service
from tests.service.installed import make

NOW = datetime.now(UTC)
BEGIN = {
    ("en", "Dear Ms Rossi,"): "Dear Ms Rossi,",
    ("en", "Dear Ms Rossi ; "): "Dear Ms Rossi,",
    ("en", "Dear Ms Rossi"): "Dear Ms Rossi,",
    ("en", "Dear Dr. Soto Jr.:"): "Dear Dr. Soto Jr.,",
    ("en", ","): "Dear Sir/Madam,",
    ("fr", "Madame, Monsieur,"): "Madame, Monsieur,",
    ("es", "Estimada Sra. Soto:"): "Estimada Sra. Soto:",
    ("es", "Estimada Sra. Soto,"): "Estimada Sra. Soto:",
    ("ar", "السيدة روسي،"): "السيدة روسي،",
    ("ar", "السيدة روسي،\u200f "): "السيدة روسي،",
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an installation with one organisation."""
    made = tmp_path_factory.mktemp("salutations") / "installation"
    make(made, 1)
    return made


@pytest.mark.parametrize(("language", "salutation"), BEGIN)
def test_a_letter_begins_with_the_mark_of_its_language_once(home: Path, language: str, salutation: str) -> None:
    """Also where a list that was loaded long ago ends its salutations with a mark of its own."""
    with open_service(config.load(home, {})) as service:
        running = draft(service, SAMPLE)
        (case,) = invited_cases(service, running, NOW).values()
        contact = replace(case.to[0], language=language, salutation=salutation)
        known = replace(case, contacts=(contact,), usable=(contact,))
        (mailing,) = [one for one in running.study.mailings if one.name == "circular"]
        one = letter(running, mailing, contact, mailing.letter, "greeted", NOW)
        made = Press(running, service.installation.outgoing, service.store.archive).rendered(one, known)
    assert BEGIN[language, salutation] in made.text.splitlines()
