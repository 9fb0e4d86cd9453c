"""What a stranger writes reaches the terminal of staff as text, and never as a command to it."""

from __future__ import annotations

import base64
import io
import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from cli.session import Screen, say
from service.installation import config
from service.operation.tick import tick
from service.wiring import open_service
from tests.cli.program import counterfoil, done
from tests.service.installed import at, make

TITLE, CLEAR, OVERRIDE, SINGLE = "\x1b]0;owned\x07", "\x1b[2J", "\u202e", "\x9b31m"
EVIL = f"report{OVERRIDE}xslx.{SINGLE}exe"
HARM = [text.encode() for text in (TITLE, CLEAR, OVERRIDE, SINGLE, "\x07", "\x9b")]


def encoded(text: str) -> str:
    """Return a text as an encoded word (RFC 2047), in which anything may stand."""
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="


RAW = f"""\
From: {encoded(f"Eve {TITLE}{OVERRIDE}")} <eve@evil.example>
To: cybercrime.study@unodc.example
Subject: {encoded(f"Answers {TITLE}{CLEAR}{EVIL}")}
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

{base64.b64encode(f"Our completed questionnaire {TITLE}{CLEAR}{EVIL}".encode()).decode()}
--b
Content-Type: application/pdf
Content-Disposition: attachment; filename="{encoded(f"questionnaire {EVIL}.pdf")}"
Content-Transfer-Encoding: base64

{base64.b64encode(b"%PDF-1.4 a scan").decode()}
--b--
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return an installation that took the message in."""
    made = tmp_path / "installation"
    make(made, 2)
    (made / "inbox" / "new" / "evil.eml").write_bytes(RAW.encode().replace(b"\n", b"\r\n"))
    with open_service(config.load(made, {})) as service:
        tick(service, at("02-10"))
    return made


def on_a_terminal(*arguments: str | Path) -> bytes:
    """Return what the program writes to a terminal of its own."""
    leader, follower = pty.openpty()
    command = [sys.executable, "-c", "from cli.main import run; run()", *map(str, arguments)]
    shown = bytearray()
    with subprocess.Popen(command, stdin=follower, stdout=follower, stderr=follower, env={**os.environ, "TERM": "xterm-256color"}):
        os.close(follower)
        with suppress(OSError):  # This is how Linux says that nobody has the other end any more.
            while part := os.read(leader, 65_536):
                shown += part
    os.close(leader)
    return bytes(shown)


def test_a_case_shows_what_was_written_and_the_terminal_obeys_none_of_it(home: Path) -> None:
    """Subject, name of the file, and the words; Rich's own commands, which make letters bold, are all that is obeyed."""
    for arguments in (["held"], ["held", "--json"], ["held", "show", "1"]):
        shown = on_a_terminal(*arguments, "--home", home)
        assert b"questionnaire" in shown
        assert not [harm for harm in HARM if harm in shown], arguments
    assert "␛]0;owned".encode() in shown


def test_what_is_told_while_a_message_is_read_is_text(home: Path) -> None:
    """Progress goes to the terminal too."""
    again = f"X-Again: yes\n{RAW}"
    (home / "inbox" / "new" / "again.eml").write_bytes(again.encode().replace(b"\n", b"\r\n"))
    shown = on_a_terminal("--verbose", "collect", "--home", home)
    assert b"eve@evil.example" in shown
    assert not [harm for harm in HARM if harm in shown]


def test_json_has_the_data_and_no_character_that_a_terminal_obeys(tmp_path: Path) -> None:
    """Whoever reads it gets what was sent."""
    (tmp_path / "evil.eml").write_bytes(RAW.encode())
    ran = done("explain", tmp_path / "evil.eml", "--json")
    assert EVIL.partition(SINGLE)[0] in ran.one["subject"]
    assert OVERRIDE not in ran.out
    assert "\\u202e" in ran.out
    assert "\x9b" not in ran.out
    shown = on_a_terminal("explain", tmp_path / "evil.eml")
    assert not [harm for harm in HARM if harm in shown]


@pytest.mark.parametrize("width", [30, 80])
def test_what_is_wider_than_the_terminal_goes_on_indented(width: int) -> None:
    """However much stands before it, nothing of others begins a line; what is no terminal gets it on one line."""
    terminal, pipe = io.StringIO(), io.StringIO()
    for stream in (terminal, pipe):
        say(
            f"From x: {'─' * 500} counterfoil",
            "  - ",
            screen=Screen(file=stream, force_terminal=stream is terminal, width=width, soft_wrap=True),
        )
    first, *rest = terminal.getvalue().splitlines()
    assert first.startswith("  - From x:")
    assert rest
    assert all(line.startswith("    ") and len(line) <= width for line in rest)
    assert len(pipe.getvalue().splitlines()) == 1


def test_an_error_that_quotes_what_came_from_outside_is_text() -> None:
    """As the name of a file that somebody was sent."""
    ran = counterfoil("read", f"{EVIL}.xlsx", "--questionnaire", f"{EVIL}.xlsx")
    assert ran.code != 0
    assert OVERRIDE not in ran.err + ran.out
    assert SINGLE not in ran.err + ran.out
