"""`counterfoil login NAME` walks a person through signing in, and tells a program the same as JSON."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.installation import config
from tests.cli.program import counterfoil, done
from tests.service.installation.test_logins import google, microsoft, settle
from tests.service.installed import write_settings
from tests.token_endpoint import Endpoint, token_endpoint


@pytest.fixture
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """Return a token endpoint that runs."""
    with token_endpoint(tmp_path_factory.mktemp("tokens")) as one:
        yield one


def test_a_person_reads_where_to_go_and_which_code_to_enter(tmp_path: Path, endpoint: Endpoint) -> None:
    """And at the end that it has worked."""
    settle(tmp_path, microsoft(endpoint))
    ran = done("login", "office", "--home", tmp_path)
    first, second, last = ran.out.splitlines()
    assert first == f"Open {endpoint.url}/device"
    assert second.startswith("and enter the code ABCD-EFGH (within 15 minutes).")
    assert last.startswith("Signed in.")


def test_a_program_gets_an_object_a_step(tmp_path: Path, endpoint: Endpoint) -> None:
    """What a person would have to do, and that it is done."""
    settle(tmp_path, microsoft(endpoint))
    asked, ended = done("login", "office", "--home", tmp_path, "--json").objects
    assert asked == {
        "login": "office",
        "state": "waiting",
        "url": f"{endpoint.url}/device",
        "code": "ABCD-EFGH",
        "answer": None,
        "seconds": 900,
    }
    assert ended == {"login": "office", "state": "done"}


def test_a_person_pastes_the_address_that_google_sends_the_browser_to(tmp_path: Path, endpoint: Endpoint) -> None:
    """In a process of its own, which waits for that line."""
    settle(tmp_path, google(endpoint))
    command = [sys.executable, "-c", "from cli.main import run; run()", "login", "office", "--home", str(tmp_path)]
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        command, cwd=root, env=os.environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        url = process.stdout.readline().split()[1]
        state = url.partition("state=")[2].partition("&")[0]
        said, _ = process.communicate(f"http://127.0.0.1:1/?state={state}&code=the-code\n", timeout=300)
    assert process.returncode == 0
    assert "Signed in." in said
    assert config.load(tmp_path, {}).logins["office"].token("") == "access-1"


def test_nothing_pasted_is_told(tmp_path: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that has no answer is not waited for."""
    settle(tmp_path, google(endpoint))
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    ran = counterfoil("login", "office", "--home", tmp_path)
    assert ran.code == 1
    assert "Nothing was pasted." in ran.err


def test_a_sign_in_that_is_refused_says_why_and_what_to_do(tmp_path: Path, endpoint: Endpoint) -> None:
    """In the provider's words."""
    settle(tmp_path, microsoft(endpoint))
    endpoint.refuses = "authorization_declined"
    ran = counterfoil("login", "office", "--home", tmp_path)
    assert ran.code == 1
    assert "authorization_declined" in ran.err
    assert "counterfoil login office" in ran.err


def test_a_login_that_is_not_in_the_settings_is_wrong_use(tmp_path: Path, endpoint: Endpoint) -> None:
    """With the nearest name, or how to write one."""
    settle(tmp_path, microsoft(endpoint))
    ran = counterfoil("login", "offfice", "--home", tmp_path)
    assert ran.code == 2
    assert "Did you mean 'office'?" in ran.err
    write_settings(tmp_path, {"transport": 'kind = "maildir"\npath = "out"'})
    ran = counterfoil("login", "office", "--home", tmp_path)
    assert ran.code == 2
    assert "[logins.office]" in ran.err
