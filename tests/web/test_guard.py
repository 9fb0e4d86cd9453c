"""What holds at every door of the console: forged requests change nothing, and no answer lets another page in."""

from __future__ import annotations

from socket import create_connection

import pytest

from domain.desk import DeskRole
from service.cases.belonging import to_undo
from service.installation.install import SAMPLE
from service.studies.running import require_running
from store import studies
from tests.servers import HOST
from tests.web.desk import DeskAtWork
from tests.web.test_browser import pages
from web.console.plan import DOORS

STUDY = f"/studies/{SAMPLE}"
CHANGING = [door for door in DOORS if door.method == "POST"]
SOURCES = {"'none'", "'self'", "data:", "'unsafe-inline'"}
ANYTHING = {"study": SAMPLE, "secret": "x"}


def address(path: str, **given: str) -> str:
    """Return the address of a door; what its path asks for is given, or 1."""
    for name in ("study", "secret", "case", "entry", "reference", "letter", "message", "name", "list", "question"):
        path = path.replace(f"{{{name}}}", {**ANYTHING, **given}.get(name, "1"))
    return path


@pytest.mark.parametrize(
    "forged",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": "none"},
        {"Sec_Fetch_Site": "", "Origin": "https://evil.example"},
        {"Sec_Fetch_Site": "", "Origin": "null"},
        {"Sec_Fetch_Site": "", "Origin": ""},
    ],
    ids=str,
)
def test_a_form_of_another_page_changes_nothing(desk: DeskAtWork, forged: dict[str, str]) -> None:
    """With the cookie of somebody who may do everything (CSRF)."""
    browser = desk.browser("Anna Berg")
    for door in CHANGING:
        assert browser.ask(address(door.path), {"what": "pause"}, body=b"", **forged).status == 403, door.path
    with desk.office.service.store.reading() as tx:
        assert not require_running(desk.office.service, tx, SAMPLE).paused
    # A browser that does not know Sec-Fetch-Site yet says where the page is from.
    own = {"Sec_Fetch_Site": "", "Origin": f"http://127.0.0.1:{desk.settings.port}"}
    assert browser.ask(f"{STUDY}/pause", {"what": "pause"}, body=b"", **own).status == 200


def test_a_page_asked_for_under_another_name_is_not_given(desk: DeskAtWork) -> None:
    """A page of strangers whose name they lead to this address would read along (DNS rebinding)."""
    browser = desk.browser("Anna Berg")
    assert browser.ask(STUDY, Host=f"evil.example:{desk.settings.port}").status == 421


WITHIN = {f"{STUDY}/progress", f"{STUDY}/quality/progress"}


def test_no_page_can_be_framed_kept_or_made_to_run_anything(desk: DeskAtWork) -> None:
    """Every door's answer, also of who may not open it, and of what is not there (clickjacking)."""
    browser = desk.browser("Anna Berg")
    for path in [address(door.path) for door in DOORS if door.method == "GET"] + ["/nowhere"]:
        got = browser.ask(path)
        policy = got.headers["content-security-policy"]
        assert "default-src 'none'" in policy, path
        assert "script-src" not in policy, path
        # Nothing is fetched from elsewhere, and no page of ours has styles within it.
        assert {source for one in policy.split(";") for source in one.split()[1:]} <= SOURCES, path
        assert "'unsafe-inline'" not in policy or "sandbox" in policy, path
        # Some pages are shown within others of ours, and have nothing to press.
        within = "frame-ancestors 'self'" in policy and path in WITHIN and b"<form" not in got.data
        assert "frame-ancestors 'none'" in policy or "sandbox" in policy or within, path
        assert (got.headers["x-content-type-options"], got.headers["cache-control"]) == ("nosniff", "no-store"), path
        # What is no page is a file to keep, which no browser opens in our place.
        assert "text/html" in got.headers["content-type"] or got.headers["content-disposition"].startswith("attachment"), path
        assert b" style=" not in got.data or "sandbox" in policy, path
        assert b"<script" not in got.data, path
        assert "server" not in got.headers


def test_every_door_is_shut_to_who_is_not_signed_in_but_those_that_let_people_in() -> None:
    """Whoever adds a door says who may open it."""
    single = {"/sign-in/oidc", "/sign-in/oidc/back", "/welcome/{secret}/oidc"}
    assert {door.path for door in DOORS if door.role is None} == {"/sign-in", "/sign-out", "/welcome/{secret}", "/language", *single}


def test_whoever_is_not_signed_in_is_asked_to_sign_in_at_every_other_door(desk: DeskAtWork) -> None:
    """And learns nothing, not even whether there is such a study."""
    for door in DOORS:
        if door.role is not None:
            form: dict[str, str] | None = {} if door.method == "POST" else None
            got = desk.browser().ask(address(door.path), form)
            other = desk.browser().ask(address(door.path, study="no-such-study"), form)
            assert (got.status, got.data, other.status) == (303, b"", 303), door.path
            assert got.headers["location"].startswith("/sign-in?next=")


def test_every_page_is_shown_from_either_database(desk: DeskAtWork) -> None:
    """With something on each, in two languages."""
    addresses, browser = pages(desk), desk.browser("Anna Berg")
    for language in ("en", "ar"):
        asked = {page: browser.ask(page, Accept_Language=language).status for page in addresses}
        assert {page: status for page, status in asked.items() if status != 200} == {f"{STUDY}/cases/999": 404}


@pytest.mark.parametrize("role", list(DeskRole))
def test_a_role_opens_its_own_doors_and_those_of_the_roles_before_it(desk: DeskAtWork, role: DeskRole) -> None:
    """Of each door, by asking at it. What an entry undoes may need a higher role than the door where decisions are undone."""
    browser = desk.browser("Ines", role)
    with desk.office.service.store.reading() as tx:
        needed = to_undo(tx, [1]).role
    assert needed is DeskRole.SEND
    for door in DOORS:
        if door.role is not None:
            got = browser.ask(address(door.path), {} if door.method == "POST" else None)
            least = max(door.role.rank, needed.rank) if door.path.endswith("/entries/{entry}/undo") else door.role.rank
            assert (got.status == 403) == (least > role.rank), (door.path, got.status, got.words)


def test_a_study_of_others_is_not_there(desk: DeskAtWork) -> None:
    """A role in one study opens no door of another, and both are told alike: what is not there, and what is not theirs."""
    desk.office.service.applied.clear()
    with desk.office.service.store.transaction() as tx:
        files = studies.applied(tx, SAMPLE)
        assert files
        studies.apply(tx, "other", files.files, desk.office.now)
    browser = desk.browser("Ines", "administer", "other")
    for door in DOORS:
        if "{study}" in door.path:
            form: dict[str, str] | None = {} if door.method == "POST" else None
            theirs, nobodys = (browser.ask(address(door.path, study=study), form) for study in (SAMPLE, "no-such-study"))
            assert theirs.status == nobodys.status == 404, door.path
            assert theirs.data == nobodys.data


def test_a_request_that_says_two_lengths_is_refused_and_nothing_behind_it_is_read(desk: DeskAtWork) -> None:
    """A server before us may go by the other one, and would take what stands behind it for another's request (RFC 9112, section 6.1)."""
    host = f"{HOST}:{desk.settings.port}"
    head = f"POST /sign-in HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n"
    with create_connection((HOST, desk.settings.port), timeout=300) as connection:
        connection.sendall(f"{head}0\r\n\r\nGET /sign-in HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        answered = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answered.startswith(b"HTTP/1.1 400 ")
    assert answered.count(b"HTTP/1.1") == 1


def test_what_waits_for_another_server_has_threads_of_its_own() -> None:
    """So that nobody waits for a page while somebody has mail servers asked how they are, or comes in by single sign-on."""
    providers = {f"console.single_sign_on.{one}" for one in ("go", "go_to_be_bound", "come_back")}
    asks = {"operation.doctor.examine", *providers}
    assert {door.verb for door in DOORS if door.far} == asks
