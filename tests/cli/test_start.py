"""What the program says of itself, and that it need load nothing for it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from cli.main import OPTIONS
from domain.errors import Asked
from service.deciding.organisation_marks import MARKS
from tests.cli.program import done

# Each of these costs a tenth of a second or so, and none is needed to print a help text.
HEAVY = {"sqlalchemy", "sqlmodel", "alembic", "pydantic", "openpyxl", "lxml", "jinja2", "babel", "aiosmtplib", "imap_tools", "apscheduler"}
OURS = {"service", "store", "mailer", "intake", "questionnaire", "workbooks", "templates", "settings", "contacts", "digests", "demo"}
PROGRAM = """
import sys
from cli.main import run
try:
    run()
finally:
    print(*{name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
"""
WHOLE = PROGRAM.replace('*{name.partition(".")[0] for name in sys.modules}', "*sys.modules")
# Each of these takes from 20 to 200 ms to load, with what it brings along.
MAKES_LETTERS = {"service.letters.press", "mailer.merge", "mailer.pdf", "jinja2", "markdown_it", "typst", "fontTools"}
DRAFTS_FORMS = {"questionnaire.adopt", "questionnaire.renewal"}
READS_MAIL = {"intake.understanding.examine", "intake.deciding.decide", "intake.parsing.parse"}
READS_LISTS = {"contacts.clean", "contacts.compare", "email_validator"}
OPENS_FILES = {"workbooks.caged.jobs", "workbooks.containers.encrypted", "msoffcrypto", "openpyxl", "numpy"}
SAYS_IN_ALL_LANGUAGES = {"exports.columns", "exports.missing"}
OF_POSTGRESQL = {"sqlalchemy.dialects.postgresql"}
OF_NEITHER = {*MAKES_LETTERS, *DRAFTS_FORMS, *READS_LISTS, *OPENS_FILES, *SAYS_IN_ALL_LANGUAGES, *OF_POSTGRESQL}
INTERRUPTED = """
import os, signal, sys
loading, heard = sys.argv[1:3]
class Interrupts:
    def find_spec(self, name, path, target=None):
        if name == loading:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), signal.SIGINT)
signal.signal(signal.SIGINT, getattr(signal, heard))
sys.meta_path.insert(0, Interrupts())
from cli.start import run
del sys.argv[1:3]
run()
"""
ENDED = """
import atexit, gc, sys
atexit.register(lambda: print(len(gc.get_objects()), file=sys.stderr))
from cli.start import run
run()
"""
COMMANDS = {
    "": "init contacts check doctor plugins preview send run collect status show study held mark undo replay digest export read explain",
    "contacts": "load list add change retire suppress release export",
    "study": "apply pause resume extend",
    "held": "show decide undo",
    "questionnaire": "check build codebook",
}


@pytest.mark.parametrize("asked", ["--version", "--help", "send --help", "held decide --help"])
def test_help_loads_no_library_and_no_package_beneath_the_command_line(asked: str) -> None:
    """Every command declares itself without what it works with, so that help and version are there at once."""
    arguments = asked.split()
    # Typer itself converts the values of a command's options by pydantic, and loads it as soon as a command is looked at.
    theirs = {"pydantic"} if len(arguments) > 1 else set()
    ran = subprocess.run([sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=True)
    loaded = set(ran.stderr.split())
    assert "typer" in loaded
    assert loaded & (HEAVY | OURS) <= theirs


@pytest.mark.parametrize(("command", "unneeded"), [("status", {*OF_NEITHER, *READS_MAIL, "digests"}), ("collect", OF_NEITHER)])
def test_a_command_loads_what_it_needs_alone(answered: Path, command: str, unneeded: set[str]) -> None:
    """Where a study is at work, and answers lie in the mailbox: most of the time of such a command goes into what it loads."""
    ran = subprocess.run([sys.executable, "-c", WHOLE, command, "--home", answered], capture_output=True, text=True, check=False)
    loaded = set(ran.stderr.split())
    assert {"cli.main", "service.wiring", "questionnaire.xlsform"} <= loaded, ran.stderr
    assert sorted(loaded & unneeded) == []


@pytest.mark.parametrize("loading", ["typer", "cli.deciding.held", "service.cases.waiting", "store"])
def test_whoever_stops_it_while_it_loads_is_told_no_more_than_later(answered: Path, loading: str) -> None:
    """Ctrl-C in the first moments of a command, which are spent on loading, ends it with the same status, and in a line at most."""
    ran = _interrupted(loading, "default_int_handler", "held", "--home", str(answered))
    assert (ran.returncode, ran.stdout) == (130, "")
    assert len(ran.stderr.splitlines()) <= 1
    assert "Traceback" not in ran.stderr


def test_whoever_is_started_in_the_background_hears_no_ctrl_c() -> None:
    """Where the shell, or nohup, lets a program ignore it, it goes on."""
    ran = _interrupted("typer", "SIG_IGN", "--version")
    assert (ran.returncode, ran.stdout.partition(" ")[0]) == (0, "counterfoil")


@pytest.mark.parametrize(("command", "code"), [(["status"], 0), (["held", "show", "999"], 2)])
def test_the_program_ends_without_looking_for_cycles(answered: Path, command: list[str], code: int) -> None:
    """Python would look through all that there is once more, for a second and longer where several services are ended together."""
    ran = subprocess.run([sys.executable, "-c", ENDED, *command, "--home", answered], capture_output=True, text=True, check=False)
    assert ran.returncode == code, ran.stderr
    assert int(ran.stderr.splitlines()[-1]) < 1_000


def test_the_installed_program_begins_there() -> None:
    """Whatever stands before it is Python's own."""
    settings = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert settings["project"]["scripts"] == {"counterfoil": "cli.start:run"}


def _interrupted(loading: str, heard: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", INTERRUPTED, loading, heard, *arguments], capture_output=True, text=True, check=False)


def test_the_version_is_that_of_the_package() -> None:
    """One line, for reports of faults."""
    assert done("--version").out == f"counterfoil {version('counterfoil')}\n"


@pytest.mark.parametrize("group", COMMANDS)
def test_help_names_every_command(group: str) -> None:
    """The commands of the program and of each of its groups stand in the help."""
    told = done(*group.split(), "--help").out.partition("Commands:")[2]
    assert {line.split()[0] for line in told.splitlines() if line.startswith("  ") and line[2] != " "} >= set(COMMANDS[group].split())


def test_the_command_line_says_how_each_thing_is_given() -> None:
    """Whatever an error of the service asks for, a person reads by which option to name it."""
    assert set(OPTIONS) == set(Asked)
    assert all(option.startswith("--") for option in OPTIONS.values())


def test_help_names_every_mark() -> None:
    """Whoever asks how to mark an organisation reads all that can be said of it."""
    told = done("mark", "--help").out
    assert [mark for mark in MARKS if mark not in told] == []


def test_the_program_is_run_as_a_module_too() -> None:
    """Where its command is not on the path."""
    ran = subprocess.run([sys.executable, "-m", "cli", "--version"], capture_output=True, text=True, check=True)
    assert ran.stdout == f"counterfoil {version('counterfoil')}\n"
