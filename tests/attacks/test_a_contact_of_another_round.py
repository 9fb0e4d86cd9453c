"""A contact of a round long past left for a rival. This round has a list of its own, on which they do not stand; the old list is kept.

Their mailbox is a private one that passes every check, and they write in the name of their old organisation.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path

from service.contacts.lists import load_file
from service.deciding.case_facts import contacts_of
from service.installation.install import SAMPLE
from service.studies.running import require_running
from store import holds
from tests.attacks.scene import Scene, person
from tests.service.installed import LIST

OLD, FORMER = "round-2010", "former@freemail.example"


def put_on(scene: Scene, name: str, address: str) -> None:
    """Put an address of the organisation on a contact list."""
    rows = io.StringIO()
    csv.writer(rows).writerows([("organisation_code", "organisation", "address", "language"), ("ORG005", "Member 5", address, "en")])
    file = Path(scene.home) / f"{name}.csv"
    file.write_text(rows.getvalue(), encoding="utf-8")
    load_file(scene.service, file, name, {}, store=True)


def test_who_stands_on_the_list_of_another_round_alone_speaks_for_nobody_in_this_one(scene: Scene) -> None:
    """Neither a first answer nor another one counts, the contact is told, and they get nothing that is the organisation's."""
    put_on(scene, OLD, FORMER)
    scene.write(FORMER, ("1.xlsx", scene.tokenless(5, employees=1)))
    assert scene.answers() == {}
    scene.reply(5, person(5), ("ours.xlsx", scene.workbook(5, employees=500)))
    scene.write(FORMER, ("2.xlsx", scene.tokenless(5, employees=2)))
    assert scene.answers() == {5: 500}
    scene.write(FORMER, text="Could you please send us the questionnaire again?")
    assert b"".join(one.attached for one in scene.left() if one.to == FORMER) == b""


def test_no_coordinator_is_told_to_write_to_who_stands_on_the_list_of_another_round_alone(scene: Scene) -> None:
    """What they ask beside a decision is for the organisation's contacts in this round."""
    put_on(scene, OLD, FORMER)
    scene.write(FORMER, ("1.xlsx", scene.tokenless(5, employees=1)))
    with scene.service.store.reading() as tx:
        (held,) = holds.everything(tx)
        assert contacts_of(tx, require_running(scene.service, tx, SAMPLE), held) == (person(5),)


def test_who_stands_on_this_list_as_well_speaks_for_it(scene: Scene) -> None:
    """Whatever other lists they are on."""
    put_on(scene, OLD, FORMER)
    put_on(scene, LIST, FORMER)
    scene.write(FORMER, ("1.xlsx", scene.tokenless(5, employees=51)))
    assert scene.answers() == {5: 51}
