"""Somebody has a role at the console in one study alone, and another study of the same installation asks the same organisations.

They want to learn whom it writes to and what its staff noted, and to take away what counts there: by the pages of their own study, by
numbers that they count up, and by cases that are everybody's or come of mail to both. Whoever has that role in the other study does it.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import cast

import pytest

from domain.case import CaseKind
from domain.journal import Subject
from service.authoring.drafts import apply
from service.contacts.lists import load_file
from service.deciding import people
from service.deciding.people import ContactMeant
from service.digests.facts import facts
from service.effects.probes import RULE
from service.installation.install import SAMPLE
from service.mailings.send_now import send_now
from service.rulings.amending import amending
from service.studies.running import require_running
from store import contacts, counting, decisions, invitations, journal
from tests.attacks.books import guessed, replaced
from tests.attacks.scene import FOCAL, SPOKEN_FOR, Scene, person
from tests.service.installed import LIST, at
from tests.service.office import Office
from tests.web.desk import DeskAtWork, desk_of

OTHER, THEIR_LIST, WHISTLE = "another", "others", "whistle@hush5.example"
OURS, THEIRS = f"/studies/{SAMPLE}", f"/studies/{OTHER}"
NOTE = "only by telephone at home"


def let_another_ask(scene: Scene, contact_list: str) -> None:
    """Let another study ask organisations of this list."""
    folder = scene.home / "studies" / OTHER
    shutil.copytree(scene.home / "studies" / SAMPLE, folder)
    written = (folder / "study.toml").read_text(encoding="utf-8").replace(LIST, contact_list)
    (folder / "study.toml").write_text(written.replace(f'id = "{SAMPLE}"', f'id = "{OTHER}"').replace('prefix = "', 'prefix = "X', 1))
    apply(scene.service, OTHER, at("02-01"), by="staff")
    for mailing in ("circular", "questionnaire"):
        send_now(scene.service, OTHER, mailing, scene.now, by="staff")
    scene.unseen()


def let_another_have_its_own_people(scene: Scene) -> None:
    """Let another study ask two of the organisations, by people of its own; its staff note something about one of them."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow(["code", "organisation", "country", "region", "language", "role", "name", "address", "salutation"])
    for number in (5, 6):
        whose = [f"ORG{number:03d}", f"Organisation {number}", "AT", "Europe", "en", "to"]
        writer.writerow([*whose, "Their Contact", f"theirs@hush{number}.example", "Dear colleague"])
    file = scene.home / "others.csv"
    file.write_text(buffer.getvalue(), encoding="utf-8")
    load_file(scene.service, file, THEIR_LIST, {}, store=True)
    let_another_ask(scene, THEIR_LIST)
    said = ContactMeant(address=WHISTLE, by="Ben Carter", note=NOTE, organisation="ORG005", list=THEIR_LIST)
    people.add(scene.service, said, scene.now)
    people.change(scene.service, ContactMeant(address=WHISTLE, by="Ben Carter", note=NOTE, fields={"name": "Hushed"}), scene.now)
    people.change(scene.service, ContactMeant(address=WHISTLE, by="Ben Carter", note=NOTE), scene.now, away_until=at("12-01").date())


@contextmanager
def console(scene: Scene) -> Iterator[DeskAtWork]:
    """Serve the console; its clock is the scene's."""
    with desk_of(cast("Office", scene)) as found:
        yield found


def reference(scene: Scene, number: int, study: str = SAMPLE) -> str:
    """Return the printed reference of an organisation in a study."""
    with scene.service.store.reading() as tx:
        found = invitations.of(tx, study, f"ORG{number:03d}")
    assert found
    return found.reference


def filed(scene: Scene, study: str) -> int:
    """Return how many organisations have an answer that counts in a study."""
    with scene.service.store.reading() as tx:
        return len(list(counting.of_study(tx, study)))


def of_other(scene: Scene, number: int, *, token: bool) -> bytes:
    """Return the workbook of the other study for an organisation, with its token or with none."""
    with scene.service.store.reading() as tx:
        theirs = invitations.of_study(tx, OTHER)[f"ORG{number:03d}"]
    book = scene.workbook(number) if token else scene.tokenless(number)
    return replaced(book, {scene.token(number): theirs.token, guessed(number): theirs.reference})


def test_the_file_of_an_organisation_tells_nothing_of_people_whom_another_study_has_there(scene: Scene) -> None:
    """Neither address nor note, nor does the journal; whoever may look at that study reads both."""
    let_another_have_its_own_people(scene)
    words = (WHISTLE, NOTE, "Hushed", "Ben Carter")
    with console(scene) as desk:
        ours, theirs = desk.browser("Anna Berg", "look", SAMPLE), desk.browser("Ines Boss", "look", OTHER)
        pages = [f"{OURS}/organisations/{reference(scene, 5)}", f"{OURS}/journal", f"{OURS}/contacts/list.csv", OURS]
        assert [word for page in pages for word in words if word in ours.ask(page).text] == []
        their_file = theirs.ask(f"{THEIRS}/organisations/{reference(scene, 5, OTHER)}").text
        assert [word for word in words if word not in their_file] == []
        assert "Hushed" in theirs.ask(f"{THEIRS}/journal").text


def test_what_another_study_changed_of_its_people_is_not_undone(scene: Scene) -> None:
    """Whatever number somebody asks for; whoever may in that study undoes it."""
    let_another_have_its_own_people(scene)
    with scene.service.store.reading() as tx:
        about = [one.number for one in journal.pages(tx) if one.about.subject in {Subject.DETAILS, Subject.CONTACT}]
    with console(scene) as desk:
        ours, theirs = desk.browser("Anna Berg", "send", SAMPLE), desk.browser("Ines Boss", "send", OTHER)
        assert {ours.act(f"{OURS}/entries/{entry}/undo", seen="1").status for entry in about} == {404}
        assert "Undone" in theirs.act(f"{THEIRS}/entries/{about[-1]}/undo").words


def test_a_digest_names_nobody_who_came_to_be_addressed_by_another_study(scene: Scene) -> None:
    """As the program does where the one who was addressed is given up."""
    let_another_have_its_own_people(scene)
    with scene.service.store.transaction() as tx:
        known = contacts.known(tx, "ORG005", WHISTLE)
        assert known
        decisions.decide(tx, RULE, scene.now, amending(tx, known, {"role": "cc"}))
    told: dict[str, bool] = {}
    with scene.service.store.reading() as tx:
        for study in (SAMPLE, OTHER):
            found = facts(tx, require_running(scene.service, tx, study), scene.now, scene.now - timedelta(days=1))
            told[study] = WHISTLE in [one.address for one in found.arrivals]
    assert told == {SAMPLE: False, OTHER: True}


def test_a_workbook_of_nobody_is_no_more_everybodys_once_it_is_an_answer_of_another_study(scene: Scene) -> None:
    """Nobody reads it or takes it back by the study to which it did not belong; where it waits again, it is everybody's again."""
    let_another_ask(scene, LIST)
    scene.write("somebody@elsewhere.example", ("answers.xlsx", replaced(scene.tokenless(5), {guessed(5): ""})))
    (case,) = scene.cases()
    with console(scene) as desk:
        ours, theirs = desk.browser("Anna Berg", "decide", SAMPLE), desk.browser("Ben Ode", "decide", OTHER)
        assert ours.ask(f"{OURS}/cases/{case.id}").status == 200
        theirs.act(f"{THEIRS}/cases/{case.id}", what="assign", to=reference(scene, 5, OTHER))
        with scene.service.store.reading() as tx:
            (decided,) = [one.number for one in journal.pages(tx) if one.value == "assign"]
        assert filed(scene, OTHER) == 1
        pages = [f"cases/{case.id}", f"messages/{case.message_id}", f"messages/{case.message_id}/message.eml"]
        assert [ours.ask(f"{OURS}/{page}").status for page in pages] == [404, 404, 404]
        assert ours.act(f"{OURS}/entries/{decided}/undo").status == 404
        assert ours.ask(f"{OURS}/entries/undo", [("entry", str(decided))]).status == 404
        assert filed(scene, OTHER) == 1
        assert [theirs.ask(f"{THEIRS}/{page}").status for page in pages] == [200, 200, 200]
        assert "Undone" in theirs.act(f"{THEIRS}/entries/{decided}/undo").words
        assert filed(scene, OTHER) == 0
        assert ours.act(f"{OURS}/cases/{case.id}", what="assign", to=reference(scene, 5)).status == 200
        assert (filed(scene, SAMPLE), theirs.ask(f"{THEIRS}/cases/{case.id}").status) == (1, 404)


@pytest.mark.parametrize("proven", [True, False])
def test_what_one_source_sent_to_both_studies_is_decided_in_each(scene: Scene, *, proven: bool) -> None:
    """A focal point answers both at once for eight organisations: what is let go, or undone, in one study is so in that one alone."""
    let_another_ask(scene, LIST)
    for number in SPOKEN_FOR:
        ours = scene.workbook(number) if proven else scene.tokenless(number)
        scene.write(FOCAL, ("ours.xlsx", ours), ("theirs.xlsx", of_other(scene, number, token=proven)))
    before = filed(scene, SAMPLE)
    assert before == filed(scene, OTHER) == (len(SPOKEN_FOR) if proven else 5)
    kind, what, after = (CaseKind.SURGE, "undo", 0) if proven else (CaseKind.BRAKE, "accept", len(SPOKEN_FOR))
    cases = {one.study: one.id for one in scene.cases() if one.kind is kind}
    with console(scene) as desk:
        assert desk.browser("Anna Berg", "decide", SAMPLE).act(f"{OURS}/cases/{cases[SAMPLE]}", what=what).status == 200
        assert (filed(scene, SAMPLE), filed(scene, OTHER)) == (after, before)
        assert desk.browser("Ben Ode", "decide", OTHER).act(f"{THEIRS}/cases/{cases[OTHER]}", what=what).status == 200
        assert (filed(scene, SAMPLE), filed(scene, OTHER)) == (after, after)


def test_a_contact_of_both_studies_is_told_on_the_pages_of_both(scene: Scene) -> None:
    """What was decided about somebody whom both lists have concerns both."""
    let_another_have_its_own_people(scene)
    said = ContactMeant(address=person(5), by="Ben Carter", note=NOTE, organisation="ORG005")
    people.add(scene.service, ContactMeant(address=person(5), by="Ben Carter", organisation="ORG005", list=THEIR_LIST), scene.now)
    people.change(scene.service, said, scene.now, away_until=at("12-01").date())
    with console(scene) as desk:
        for study in (SAMPLE, OTHER):
            page = desk.browser(f"Reader of {study}", "look", study).ask(f"/studies/{study}/organisations/{reference(scene, 5, study)}")
            assert NOTE in page.text
