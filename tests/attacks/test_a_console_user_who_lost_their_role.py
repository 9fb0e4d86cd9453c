"""Somebody is signed in to the console, and somebody else takes their role away while they are at it.

They have pages open from before, and a request that began before: its form comes slowly, byte by byte, until after they were removed. They
want to decide all the same. Who keeps their role decides by the same slow form. Or a file that they asked for is long in the making, and is
to reach them afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPConnection
from typing import cast

import pytest

from service.console.users import AddingUser, add_user, new_password_link, remove_user
from service.installation.install import SAMPLE
from tests.attacks.books import guessed
from tests.attacks.deciding import STRANGER, decision
from tests.attacks.scene import Scene
from tests.servers import HOST
from tests.service.office import Office
from tests.web.desk import Browser, DeskAtWork, desk_of
from web.console import app
from web.console.doors import Answer, Door, Visit
from web.console.plan import DOORS

_ANNA, _FORM = "Anna Berg", b"what=reject"
_PAGES = (f"/studies/{SAMPLE}", f"/studies/{SAMPLE}/cases/1", f"/studies/{SAMPLE}/results")


@contextmanager
def at_the_desk(scene: Scene) -> Iterator[tuple[DeskAtWork, Browser]]:
    """Serve the console, with a case that waits and somebody who may decide it."""
    scene.write(STRANGER, (f"{guessed(6)}.xlsx", scene.tokenless(6, employees=1)))
    with desk_of(cast("Office", scene)) as desk:
        desk.add("Ines Boss", "administer")
        yield desk, desk.browser(_ANNA, "decide", SAMPLE)


def slowly(browser: Browser, meanwhile: Callable[[], object]) -> int:
    """Send the form that rejects the case; its last byte is sent once what happens `meanwhile` has happened. Return what is answered."""
    connection = HTTPConnection(HOST, browser.port, timeout=300)
    try:
        connection.putrequest("POST", f"/studies/{SAMPLE}/cases/1")
        for name, value in (
            ("Sec-Fetch-Site", "same-origin"),
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Cookie", "; ".join(f"{name}={value}" for name, value in browser.cookies.items())),
            ("Content-Length", str(len(_FORM))),
        ):
            connection.putheader(name, value)
        connection.endheaders(_FORM[:-1])
        browser.ask(f"/studies/{SAMPLE}/cases")  # Answered after the other has been let in: it was sent before.
        meanwhile()
        connection.send(_FORM[-1:])
        return connection.getresponse().status
    finally:
        connection.close()


def test_who_keeps_their_role_decides_by_a_slow_form(scene: Scene) -> None:
    """The honest counterpart: a line that is slow."""
    with at_the_desk(scene) as (_, browser):
        assert slowly(browser, lambda: None) == 200
    assert decision(scene) == "reject"


@pytest.mark.parametrize(("ends", "answered"), [("removed", 303), ("lowered", 403), ("link used", 303)])
def test_a_form_that_began_before_a_role_ended_does_nothing_after(scene: Scene, ends: str, answered: int) -> None:
    """Whoever may decide by then, decides: also where a session ends as somebody chooses another password."""
    with at_the_desk(scene) as (desk, browser):

        def end() -> None:
            if ends == "removed":
                remove_user(scene.service, _ANNA, scene.now, by="Ines Boss")
            elif ends == "lowered":
                add_user(scene.service, AddingUser(name=_ANNA, role="look", study=SAMPLE, by="Ines Boss"), scene.now)
            else:
                link = new_password_link(scene.service, _ANNA, scene.now, by="Ines Boss")
                desk.browser().act(f"/welcome/{link}", password="another correct horse")

        assert slowly(browser, end) == answered
    assert decision(scene) is None


def test_pages_from_before_do_nothing_once_somebody_was_removed(scene: Scene) -> None:
    """Nor can anything be read, however the page was found; whoever has the same name later has another session."""
    with at_the_desk(scene) as (desk, browser):
        assert {browser.ask(page).status for page in _PAGES} == {200}
        remove_user(scene.service, _ANNA, scene.now, by="Ines Boss")
        assert {browser.ask(page).status for page in _PAGES} == {303}
        assert browser.act(f"/studies/{SAMPLE}/cases/1", what="reject").status == 303
        desk.add(_ANNA, "decide", SAMPLE)
        assert {browser.ask(page).status for page in _PAGES} == {303}
    assert decision(scene) is None


def test_a_link_for_a_password_dies_with_the_role(scene: Scene) -> None:
    """Whoever was forwarded it, or kept it, has nothing; a later link takes the place of an earlier one, and each works once."""
    with at_the_desk(scene) as (desk, _):
        first, second = (new_password_link(scene.service, _ANNA, scene.now, by="Ines Boss") for _ in range(2))
        asked = {"password": "a stranger's password"}
        assert desk.browser().act(f"/welcome/{first}", **asked).status == 400
        assert desk.browser().act(f"/welcome/{second}", **asked).status == 303
        assert desk.browser().act(f"/welcome/{second}", **asked).status == 400
        third = new_password_link(scene.service, _ANNA, scene.now, by="Ines Boss")
        remove_user(scene.service, _ANNA, scene.now, by="Ines Boss")
        desk.add(_ANNA, "look", SAMPLE)
        assert desk.browser().act(f"/welcome/{third}", **asked).status == 400


@pytest.mark.parametrize(
    ("method", "page", "role", "answered"),
    [
        ("POST", "results", "decide", 200),
        ("POST", "results", None, 303),
        ("GET", "quality/report.pdf", "look", 200),
        ("GET", "quality/report.pdf", None, 303),
        ("GET", "letters", "look", 200),
        ("GET", "letters", None, 303),
    ],
)
def test_what_was_being_made_as_a_role_ended_is_shown_to_nobody(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, method: str, page: str, role: str | None, answered: int
) -> None:
    """An export, a report or a page is made, and whoever asked for it is removed before it leaves; whose role allows it still gets it."""

    def ends(door: Door) -> Door:
        def opens(visit: Visit) -> Answer:
            made = door.opens(visit)
            if role is None:
                remove_user(scene.service, _ANNA, scene.now, by="Ines Boss")
            else:
                add_user(scene.service, AddingUser(name=_ANNA, role=role, study=SAMPLE, by="Ines Boss"), scene.now)
            return made

        return replace(door, opens=opens) if (door.method, door.path) == (method, f"/studies/{{study}}/{page}") else door

    monkeypatch.setattr(app, "DOORS", tuple(map(ends, DOORS)))
    with at_the_desk(scene) as (_, browser):
        got = browser.ask(f"/studies/{SAMPLE}/{page}", {"kind": "csv"} if method == "POST" else None)
    assert (got.status, bool(got.data)) == (answered, answered == 200)
