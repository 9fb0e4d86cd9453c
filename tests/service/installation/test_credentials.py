"""Secrets that are laid out as files, by systemd or an engine of containers."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.errors import ConfigurationError
from service.installation import config
from service.installation.credentials import with_credentials
from settings.private import readable_by_group_or_others
from tests.cli.program import counterfoil
from tests.service.installed import make


def test_a_file_counts_as_the_variable_that_it_is_named_as(tmp_path: Path) -> None:
    """What stands in the environment itself counts before it; other files are nobody's business. Its mode is that of who laid it out."""
    for name, content in (("COUNTERFOIL_SMTP_PASSWORD", "from a file\n"), ("COUNTERFOIL_IMAP_PASSWORD", "x"), ("OTHER", "y")):
        (tmp_path / name).write_text(content)
    (tmp_path / "COUNTERFOIL_SMTP_PASSWORD").chmod(0o440)
    given = {"CREDENTIALS_DIRECTORY": str(tmp_path), "COUNTERFOIL_IMAP_PASSWORD": "from the environment"}
    assert with_credentials(given) == given | {"COUNTERFOIL_SMTP_PASSWORD": "from a file"}
    assert with_credentials({"PATH": "/bin"}) == {"PATH": "/bin"}


def test_the_database_and_the_passwords_of_an_installation_are_found_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By every command: here the database is another file."""
    home, folder = tmp_path / "home", tmp_path / "credentials"
    make(home, 1)
    (home / "archive").rename(tmp_path / "away")  # Beside what another database names, none is made anew.
    folder.mkdir()
    (folder / "COUNTERFOIL_DATABASE_URL").write_text("sqlite:///other.db")
    (folder / "COUNTERFOIL_WORKBOOK_PASSWORD").write_text("one\ntwo\n")
    environment = with_credentials({"CREDENTIALS_DIRECTORY": str(folder)})
    assert config.load(home, environment).passwords == ("one", "two")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    assert counterfoil("contacts", "list", "--home", home).code == 0
    assert (home / "other.db").is_file()


def test_a_secret_that_cannot_be_read_is_named_and_not_shown(tmp_path: Path) -> None:
    """Where, what, and what to do."""
    (tmp_path / "COUNTERFOIL_SMTP_PASSWORD").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigurationError, match=r"COUNTERFOIL_SMTP_PASSWORD cannot be read: it is not UTF-8"):
        with_credentials({"CREDENTIALS_DIRECTORY": str(tmp_path)})


@pytest.mark.parametrize(("mode", "open_to_others"), [(0o400, False), (0o440, False), (0o444, True), (0o460, True)])
def test_the_mask_of_an_access_list_is_no_right_of_a_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int, open_to_others: bool
) -> None:
    """A DKIM key that the unit lays out is root's, and its list lets the service read it; elsewhere 0440 is too open."""
    file = tmp_path / "dkim.pem"
    file.touch()
    file.chmod(mode)
    assert readable_by_group_or_others(file) == (mode != 0o400)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert readable_by_group_or_others(file) == open_to_others
