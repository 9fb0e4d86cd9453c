"""Letters that the program writes by itself are in the study's spelling, and begin as the study's own letters do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from domain.letter import EXTENDED, UNDONE
from languages import letter, written
from mailer import frontmatter
from service.authoring.drafts import draft
from service.installation import config
from service.installation.install import SAMPLE
from service.studies.folder import Folder
from service.studies.own_letters import own_template
from service.studies.running import Running
from service.wiring import open_service
from store import outbox
from tests.service.installed import make
from tests.service.letters.test_extended import LATER, told
from tests.service.office import Office, person

OWN = ("answer", "confirmation", "edited", EXTENDED, "inquiry", "merged", "probe", UNDONE)
KNOWN = {"contact": {"salutation": "", "address": "a@example.org"}, "reference": "CY-1", "sender": {"name": "The office"}}
STUDY = {"study": {"title": "Water"}, "extended": {"until": "2012-05-20"}}


@contextmanager
def sample(folder: Path) -> Iterator[Running]:
    """Yield the sample study."""
    make(folder / "installation", 1)
    with open_service(config.load(folder / "installation", {})) as service:
        yield draft(service, SAMPLE)


def test_a_letter_about_more_time_is_in_the_spelling_of_the_study_and_greets_as_its_letters_do(tmp_path: Path) -> None:
    """The sample study writes "organization"; its letters greet whoever has no salutation as its receipt does."""
    with sample(tmp_path) as running:
        receipt = running.folder.files["letters/receipt.en.md"].replace(b"'Sir/Madam'", b"'Dear colleague'")
        known = replace(running, folder=Folder(dict(running.folder.files) | {"letters/receipt.en.md": receipt}))
        said = own_template(known, EXTENDED, "en").render(KNOWN | STUDY).text
        greeted = own_template(known, EXTENDED, "en").render(KNOWN | STUDY | {"contact": {"salutation": "Dear Ms Rossi"}}).text
    assert said.startswith("Dear colleague,\n")
    assert greeted.startswith("Dear Ms Rossi,\n")
    assert "Your organization (reference CY-1)" in said


def test_a_greeting_that_speaks_of_more_than_a_contact_is_not_taken_over(tmp_path: Path) -> None:
    """A letter about no organisation could not be made of it."""
    with sample(tmp_path) as running:
        receipt = running.folder.files["letters/receipt.en.md"].replace(b"'Sir/Madam'", b"organisation.name")
        known = replace(running, folder=Folder(dict(running.folder.files) | {"letters/receipt.en.md": receipt}))
        said = own_template(known, EXTENDED, "en").render(KNOWN | STUDY).text
    assert said.startswith("Sir/Madam,\n")


@pytest.mark.parametrize("language", written())
def test_each_letter_of_the_program_greets_a_contact_by_the_salutation_on_the_list(language: str) -> None:
    """Whoever is known by name is so in all letters."""
    for stem in OWN:
        name, source = letter(language, stem)
        assert "contact.salutation" in str(frontmatter.read(source, name).matter["greeting"]), name


def test_a_letter_about_more_time_is_listed_as_what_it_is(office: Office) -> None:
    """Nobody asked a question that it would answer."""
    told(office, LATER)
    with office.service.store.reading() as tx:
        (called,) = [one.called for one in outbox.to_addresses(tx, [person(0)]) if one.template == EXTENDED]
    assert called == EXTENDED
