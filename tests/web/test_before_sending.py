"""What the console says of a study of which no letter has left: nobody is silent who was not asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.installation import config
from service.installation.install import SAMPLE
from service.operation.tick import tick
from service.views.overview import studies_of
from service.wiring import open_service
from tests.service.installed import at, make
from tests.service.office import Office, Template, person
from tests.web.desk import DeskAtWork, desk_of

STUDY = f"/studies/{SAMPLE}"


@pytest.fixture
def fresh(tmp_path: Path, kept: Template) -> Iterator[DeskAtWork]:
    """Serve the console of a study that was applied, and whose first mailing is to come."""
    make(tmp_path / "home", 4)
    with open_service(config.load(tmp_path / "home", {})) as service:
        office = Office(kept, service)
        office.now = at("02-01")
        with desk_of(office) as found:
            yield found


def test_that_nothing_was_sent_is_said_until_the_first_letter_leaves(fresh: DeskAtWork) -> None:
    """On the first page of the study, in the reader's language, and in the list of studies."""
    browser = fresh.browser("Anna Berg", "look")
    assert "Nothing has been sent yet. Organisations that will be asked: 4." in browser.ask(STUDY).words
    assert "Rien n’a encore été envoyé." in browser.ask(STUDY, Accept_Language="fr").words
    assert [one.nothing_sent for one in studies_of(fresh.office.service, at("02-01"), bool)] == [True]
    fresh.office.write(person(0), text="We will not participate in this study.")
    assert "Nothing has been sent yet. 1 case waits." in fresh.browser("Adele Moss", "administer").ask("/").words
    tick(fresh.office.service, at("02-10"))
    fresh.office.now = at("02-10")
    browser.sign_in("Anna Berg")
    assert "0 of 4 organisations have answered" in browser.ask(STUDY).words
    assert [one.nothing_sent for one in studies_of(fresh.office.service, at("02-10"), bool)] == [False]
