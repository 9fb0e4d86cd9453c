"""One click (RFC 8058) does what a message to List-Unsubscribe does; asking for the page does nothing, and no code answers otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from socket import create_connection

import pytest

from domain.contact import Stopped
from domain.errors import ConfigurationError
from domain.letter import DeliveryState, LetterKind
from domain.mail.leaving import is_code
from languages import spoken
from service.collecting.collect import collect
from service.deciding.suppression import Addressed, release
from service.installation.public import WebTable
from store import messages, outbox, suppressions
from tests.servers import HOST
from tests.service.mailings.test_leaving import stopped
from tests.service.office import ME, Office, person
from tests.web.asking import CLICK, FORM, IN_PARTS, URL, Asking, asked, codes
from web.leaving import BODY, OFTEN
from web.serving import _AT_ONCE, listening

UNKNOWN = ("a" * 24, "p" + "7" * 23, "nonsense", "A" * 24, "%F0%9F%92%A9", "é".encode().hex())


def taken_in(office: Office) -> int:
    """Let what waits be understood, and return how many messages came in so far."""
    collect(office.service, office.later())
    with office.service.store.reading() as tx:
        return len(messages.in_states(tx, ["pending", "done", "failed"]))


@pytest.mark.parametrize(("headers", "body"), [(FORM, CLICK), IN_PARTS])
def test_one_click_stops_mailings_to_the_recipient_of_the_letter(office: Office, headers: Mapping[str, str], body: bytes) -> None:
    """One click at the page that List-Unsubscribe names: as a form and in parts (RFC 8058); staff is told, and nothing is a case."""
    with asked(office) as page:
        answer = page.ask("POST", f"/leave/{codes(office.home)[person(0)]}", body, headers)
    assert answer.status == 200
    assert taken_in(office) == 1
    assert stopped(office) == [person(0)]
    with office.service.store.reading() as tx:
        assert suppressions.suppressed(tx, [person(0)])[person(0)].why is Stopped.UNSUBSCRIBED
        (told,) = [one for one in outbox.in_states(tx, list(DeliveryState)) if one.kind is LetterKind.PASSED_ON]
    assert told.context["original"]["mailings"] == "stopped"  # type: ignore[index]
    assert office.cases() == ()
    office.check()


def test_what_a_click_did_is_the_same_when_it_is_read_again(office: Office) -> None:
    """It is kept like any message that came in."""
    with asked(office) as page:
        page.click(codes(office.home)[person(0)])
    taken_in(office)
    before = office.tables()
    assert office.replay()
    assert office.tables() == before


def test_asking_for_the_page_does_nothing(office: Office) -> None:
    """Programs that look at each link of a letter ask so: a page with one button is all that they get."""
    code = codes(office.home)[person(0)]
    with asked(office) as page:
        answer = page.ask("GET", f"/leave/{code}", None, {})
        assert page.ask("HEAD", f"/leave/{code}", None, {}).status == 200
    assert answer.status == 200
    assert answer.text.count("<button") == 1
    assert '<form method="post"><button name="List-Unsubscribe" value="One-Click">' in answer.text
    assert code not in answer.text
    assert taken_in(office) == 0


@pytest.mark.parametrize("body", [b"", b"List-Unsubscribe=Two-Clicks", b"Unsubscribe=One-Click", b"\xff\x00", b"List-Unsubscribe"])
def test_a_request_that_says_something_else_does_nothing(office: Office, body: bytes) -> None:
    """The body is that of RFC 8058, or there is the button again."""
    with asked(office) as page:
        answer = page.ask("POST", f"/leave/{codes(office.home)[person(0)]}", body)
    assert answer.status == 400
    assert "<button" in answer.text
    assert taken_in(office) == 0


def test_a_code_of_no_letter_is_answered_like_any_other_and_does_nothing(office: Office) -> None:
    """Nobody learns whether there is such a letter, nor whether its recipient has left."""
    code = codes(office.home)[person(0)]
    other = f"{code[:-1]}{'a' if code[-1] != 'a' else 'b'}"
    with asked(office) as page:
        unknown = [page.click(one) for one in (*UNKNOWN, other)]
        assert taken_in(office) == 0
        first, again = page.click(code), page.click(code)
        looked = {page.ask("GET", f"/leave/{one}", None, {}) for one in (*UNKNOWN, other, code)}
    assert {*unknown, first, again} == {first}
    assert len(looked) == 1
    assert is_code(other)


def test_two_clicks_are_one_and_who_was_released_can_leave_again(office: Office) -> None:
    """A second click makes no second message, before the first was understood or after."""
    code = codes(office.home)[person(0)]
    with asked(office) as page:
        for _ in range(2):
            page.click(code)
            page.click(code)
            assert taken_in(office) == 1
        release(office.service, Addressed(address=person(0), by=ME), office.later())
        page.click(code)
        assert taken_in(office) == 2
    assert stopped(office) == [person(0)]


@pytest.mark.parametrize("language", spoken())
def test_the_page_speaks_the_language_of_the_browser(office: Office, language: str) -> None:
    """Where it is spoken here; else English."""
    with asked(office) as page:
        answer = page.ask("GET", "/leave/x", None, {"Accept-Language": f"tlh, {language}-XX;q=0.9, en;q=0.1"})
        other = page.ask("GET", "/leave/x", None, {"Accept-Language": "tlh"})
    assert f'lang="{language}"' in answer.text
    assert ('dir="rtl"' in answer.text) is (language == "ar")
    assert 'lang="en"' in other.text
    assert (answer.text == other.text) is (language == "en")


def test_the_page_loads_nothing_stands_in_no_frame_and_is_not_kept(office: Office) -> None:
    """Its address has the code in it, which goes nowhere else."""
    with asked(office) as page:
        told = dict(page.ask("GET", "/leave/x", None, {}).headers)
    assert "default-src 'none'" in told["content-security-policy"]
    assert "frame-ancestors 'none'" in told["content-security-policy"]
    assert (told["referrer-policy"], told["cache-control"], told["x-robots-tag"]) == ("no-referrer", "no-store", "noindex")
    assert "server" not in told
    assert "set-cookie" not in told


def _endless() -> Iterator[bytes]:
    yield CLICK
    for _ in range(BODY // 1024 + 1):
        yield b"&" + b"x" * 1024


@pytest.mark.parametrize("chunked", [False, True])
def test_a_large_body_is_not_read(office: Office, chunked: bool) -> None:
    """However it says how long it is."""
    with asked(office) as page:
        assert page.ask("POST", f"/leave/{codes(office.home)[person(0)]}", _endless() if chunked else b"".join(_endless())).status == 413
        assert page.ask("POST", "/leave/x", b"&".join([b"a=b"] * 1000)).status == 400
        assert page.click("x").status == 200
    assert taken_in(office) == 0


def _often(page: Asking, **headers: str) -> list[int]:
    return [page.click("x", **headers).status for _ in range(OFTEN.amount + 1)]


def test_who_asks_too_often_is_told_to_come_later_and_others_are_answered(office: Office) -> None:
    """Behind a server that speaks TLS, who asks is whom it names; a code counts no more than another."""
    with asked(office) as page:
        assert _often(page, X_Forwarded_For="192.0.2.1") == [200] * OFTEN.amount + [429]
        assert page.click(codes(office.home)[person(0)], X_Forwarded_For="192.0.2.1").status == 429
        assert page.click(codes(office.home)[person(0)], X_Forwarded_For="192.0.2.2").status == 200
    assert taken_in(office) == 1


@pytest.mark.parametrize("begun", [b"", b"GET /leave/x HTTP/1.1\r\nHo"])
def test_whoever_asks_for_nothing_keeps_nobody_out(office: Office, monkeypatch: pytest.MonkeyPatch, begun: bytes) -> None:
    """Nor who begins to ask, and never ends: their connections are closed, and more of them than are served at once keep nobody out."""
    monkeypatch.setattr("web.serving._IDLE", 1)
    with asked(office) as page, ExitStack() as opened:
        idle = [opened.enter_context(create_connection((HOST, page.port), timeout=300)) for _ in range(_AT_ONCE)]
        for one in idle:
            one.sendall(begun)
        assert {one.recv(1) for one in idle} == {b""}
        assert page.click("x").status == 200


def test_nobody_but_a_server_of_ours_says_who_asks(office: Office) -> None:
    """Or else whoever asks too often would name another address each time."""
    with asked(office, proxies=("192.0.2.77",)) as page:
        statuses = [page.click("x", X_Forwarded_For=f"192.0.2.{number}").status for number in range(OFTEN.amount + 1)]
    assert statuses == [200] * OFTEN.amount + [429]


@pytest.mark.parametrize("path", ["/study/leave", "/leave"])
def test_a_server_before_us_may_take_the_path_of_the_public_address_away_or_leave_it(office: Office, path: str) -> None:
    """With `url = "https://agency.example/study"` both are the same page."""
    with asked(office, url=f"{URL}/study") as page:
        assert page.ask("POST", f"{path}/{codes(office.home)[person(0)]}", CLICK).status == 200
        assert page.ask("GET", "/", None, {}).status == 404
        assert page.ask("PUT", f"{path}/x", CLICK).status == 405
    assert taken_in(office) == 1


def test_what_cannot_be_kept_is_not_confirmed(office: Office) -> None:
    """Where the disk is at fault, whoever clicks is asked to come later, and then it is done."""
    archive, aside = office.home / "archive", office.home / "aside"
    archive.rename(aside)
    archive.write_bytes(b"")
    with asked(office) as page:
        assert page.click(codes(office.home)[person(0)]).status == 503
        archive.unlink()
        aside.rename(archive)
        assert page.click(codes(office.home)[person(0)]).status == 200
    assert taken_in(office) == 1
    assert stopped(office) == [person(0)]


def test_a_port_that_is_taken_is_told(office: Office) -> None:
    """Before anything is sent: letters would name a page that another program serves."""
    with asked(office) as page:
        taken = WebTable(url=URL, port=page.port)
        with pytest.raises(ConfigurationError, match="Address already in use"), listening(office.service, taken, office.later):
            pass
