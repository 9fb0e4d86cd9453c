"""From the letter to the click: what a letter names is what the running service answers, and its signature covers it (RFC 8058)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path
from urllib.parse import urlsplit

import dkim
import pytest

from domain.errors import ConfigurationError
from mailer.dkim import SigningKey
from service.installation import config
from service.operation.tick import tick
from service.wiring import open_service
from store import messages, suppressions
from tests.mailer import signing
from tests.servers import free_port, wait_for
from tests.service.installation.test_signing import sign
from tests.service.installed import at, make, open_store
from tests.service.office import person
from tests.service.sending.test_silent_relay import until
from tests.web.asking import CLICK, URL, Asking, codes

KEYS = (SigningKey("itu.example", "s1", signing.rsa()),)


def sent(home: Path, web: str) -> dict[str, bytes]:
    """Send the circular of an installation with this table of the web; return the letters by who got them."""
    make(home, 2)
    sign(home, ("itu.example", "s1", "rsa.pem"))
    with (home / config.FILE).open("a") as file:
        file.write(web)
    with open_service(config.load(home, {})) as service:
        tick(service, at("02-10"))
    letters = [path.read_bytes() for path in (home / "out" / "new").iterdir()]
    return {str(message_from_bytes(one)["Delivered-To"]): one for one in letters}


def test_each_letter_of_a_mailing_names_a_page_of_its_own_and_its_signature_covers_that(tmp_path: Path) -> None:
    """The page comes first, then the address; and that one click there does it. Taking either field away breaks the signature."""
    letters = sent(tmp_path / "home", f'[web]\nurl = "{URL}/"\n')
    links = set()
    for data in letters.values():
        message = message_from_bytes(data)
        page, address = "".join(message["List-Unsubscribe"].split()).split(",")
        assert page.startswith(f"<{URL}/leave/")
        assert address.startswith("<mailto:cybercrime.study+u")
        assert page.removeprefix(f"<{URL}/leave/").rstrip(">") in address
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        covered = "".join(message["DKIM-Signature"].split()).partition(";h=")[2].partition(";")[0].lower().split(":")
        assert {"list-unsubscribe", "list-unsubscribe-post"} <= set(covered)
        wire = data[data.index(b"DKIM-Signature") :].replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        assert dkim.DKIM(wire).verify(dnsfunc=signing.dns(KEYS))
        assert not dkim.DKIM(wire.replace(b"List-Unsubscribe-Post", b"X-Other")).verify(dnsfunc=signing.dns(KEYS))
        links.add(page)
    assert len(links) == len(letters) == 2


@contextmanager
def _running(home: Path, failpoint: str = "") -> Iterator[subprocess.Popen[str]]:
    """Run the service; it does not outlive the block."""
    run = [sys.executable, "-c", "from cli.main import run; run()", "run", "--live", "--every", "1", "--home", str(home)]
    environment = os.environ | {"COUNTERFOIL_FAILPOINT": failpoint}
    with subprocess.Popen(run, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as service:
        try:
            yield service
        finally:
            service.kill()


def test_without_a_page_letters_name_the_address_alone(tmp_path: Path) -> None:
    """Nothing says that one click does it."""
    for data in sent(tmp_path / "home", "").values():
        message = message_from_bytes(data)
        assert "https:" not in message["List-Unsubscribe"]
        assert message["List-Unsubscribe-Post"] is None


def test_the_running_service_answers_at_the_page_that_its_letter_names(tmp_path: Path) -> None:
    """A click takes effect while it runs, and it ends when it is told to."""
    home, port = tmp_path / "home", free_port()
    letters = sent(home, f'[web]\nurl = "{URL}"\nport = {port}\n')
    link = "".join(message_from_bytes(letters[person(0)])["List-Unsubscribe"].split()).split(",")[0].strip("<>")
    with _running(home) as service:
        wait_for(port)
        assert Asking(port).ask("POST", urlsplit(link).path, CLICK).status == 200
        until(lambda: _stopped(home) == {person(0)})
        service.send_signal(signal.SIGTERM)
        _, said = service.communicate(timeout=300)
    assert service.returncode == 0, said
    assert "event=web.one_click letter=" in said
    assert urlsplit(link).path.rpartition("/")[2] not in said
    assert "Traceback" not in said


@pytest.mark.parametrize("failpoint", ["one_click.archived", "one_click.taken_in"])
def test_a_click_during_which_the_service_dies_is_done_once_when_it_is_repeated(tmp_path: Path, failpoint: str) -> None:
    """It was not confirmed, so that a provider asks again; what was kept of the first is not done twice."""
    home, port = tmp_path / "home", free_port()
    sent(home, f'[web]\nurl = "{URL}"\nport = {port}\n')
    (path,) = [f"/leave/{one}" for to, one in codes(home).items() if to == person(0)]
    with _running(home, failpoint) as service:
        wait_for(port)
        with pytest.raises(OSError, match=r"closed|reset"):
            Asking(port).ask("POST", path, CLICK)
        assert service.wait(300) == -signal.SIGKILL
    with _running(home):
        wait_for(port)
        assert Asking(port).ask("POST", path, CLICK).status == 200
        until(lambda: _stopped(home) == {person(0)})
    store = open_store(home)
    with store.reading() as tx:
        assert len(messages.in_states(tx, ["pending", "done", "failed"])) == 1
    store.close()


def _stopped(home: Path) -> set[str]:
    store = open_store(home)
    try:
        with store.reading() as tx:
            return set(suppressions.suppressed(tx, [person(0), person(1)]))
    finally:
        store.close()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ('url = "http://study.agency.example"', "https"),
        ('url = "study.agency.example"', "https"),
        ('url = "https://"', "https"),
        ('url = "https://study.agency.example/?a=b"', "a code is added"),
        ('url = "https://me:secret@study.agency.example"', "a code is added"),
        ('url = "https://study.agency.example:x"', "https"),
        ('url = "https://étude.example"', "a code is added"),
        ("port = 8058", "No url is given"),
        (f'url = "{URL}"\nhost = "localhost"', "no IP address"),
        (f'url = "{URL}"\nproxies = ["*"]', "no IP address"),
        (f'url = "{URL}"\nport = 0', "port"),
    ],
)
def test_what_is_wrong_with_the_page_is_told_with_a_line_that_would_be_right(tmp_path: Path, wrong: str, told: str) -> None:
    """Before anything is sent."""
    (tmp_path / config.FILE).write_text(f"[web]\n{wrong}\n")
    with pytest.raises(ConfigurationError, match=told) as fault:
        config.load(tmp_path, {})
    assert "[web]" in str(fault.value)
    assert "Write " in str(fault.value)
