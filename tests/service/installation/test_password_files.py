"""Where a password is looked for and is not: told with the section, the key and the place, before a server refuses anybody."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from domain.errors import ConfigurationError
from service.installation import config
from settings import private
from tests.service.installation.test_settings import HOUSE, house
from tests.service.toml import changed

OFFICE = {"provider": "microsoft", "tenant": "agency.example", "client_id": "0d5e"}
OIDC = {"issuer": "https://login.agency.example", "client_id": "counterfoil"}
BUCKET = {"url": "s3://study/2026", "region": "eu-west-1", "key_id": "AKIA"}
SECTIONS: list[tuple[str, dict[str, Any]]] = [
    ("[transport]", {"transport": {**HOUSE["transport"]}}),
    ("[transports.itu]", {"transports": {"itu": {**HOUSE["transport"]}}}),
    ("[mailbox]", {"mailbox": {**HOUSE["mailbox"]}}),
    ("[mailboxes.east]", {"mailboxes": {"east": {**HOUSE["mailbox"]}}}),
    ("[sent]", {"sent": {**HOUSE["mailbox"]}}),
    ("[workbooks]", {"workbooks": {}}),
    ("[logins.office]", {"logins": {"office": OFFICE}}),
    ("[console.oidc]", {"console": {"oidc": OIDC}}),
    ("[archive]", {"archive": BUCKET}),
]


def with_file(section: str, tables: dict[str, Any], name: str, key: str = "password_file") -> dict[str, Any]:
    """Return the settings in which a section names a file, or an entry, with its password."""
    place = tuple(section.strip("[]").split("."))
    given = {**HOUSE, **tables}
    return changed(given, (*place, key), name)


@pytest.mark.parametrize(("section", "tables"), SECTIONS)
def test_a_password_file_that_is_not_there_is_told_with_its_section_and_its_path(
    section: str, tables: dict[str, Any], tmp_path: Path
) -> None:
    """Every section that can name one."""
    with pytest.raises(ConfigurationError) as told:
        house(tmp_path, with_file(section, tables, "nosuch.secret"))
    assert told.value.where == f"{tmp_path / config.FILE} {section} password_file"
    assert told.value.what == f"The password file {tmp_path / 'nosuch.secret'} is not there."
    assert "chmod 600" in told.value.remedy


@pytest.mark.parametrize("content", [b"", b"\n", b"  \r\n"])
@pytest.mark.parametrize(("section", "tables"), SECTIONS)
def test_an_empty_password_file_is_refused_as_one(section: str, tables: dict[str, Any], content: bytes, tmp_path: Path) -> None:
    """No server is asked, which would refuse the user or the password."""
    private.write(tmp_path / "empty.secret", content)
    with pytest.raises(ConfigurationError) as told:
        house(tmp_path, with_file(section, tables, "empty.secret"))
    assert told.value.where == f"{tmp_path / config.FILE} {section} password_file"
    assert told.value.what == f"The password file {tmp_path / 'empty.secret'} is empty."


def test_a_password_file_that_is_a_folder_or_open_to_others_is_told_with_its_section(tmp_path: Path) -> None:
    """Whatever is wrong with it."""
    section, tables = SECTIONS[0]
    (tmp_path / "folder.secret").mkdir()
    with pytest.raises(ConfigurationError, match=r"\[transport\] password_file: .*folder\.secret cannot be read: Is a directory"):
        house(tmp_path, with_file(section, tables, "folder.secret"))
    private.write(tmp_path / "open.secret", b"sesame")
    (tmp_path / "open.secret").chmod(0o644)
    with pytest.raises(ConfigurationError, match=r"\[transport\] password_file: .*open\.secret .*its mode is 644"):
        house(tmp_path, with_file(section, tables, "open.secret"))


def test_a_keyring_without_the_password_is_told_with_its_section(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The keyring is an extra, of which this stands in the place: it answers as one that has no such entry."""
    stands_in, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    monkeypatch.setattr(stands_in, "get_password", lambda *_: None, raising=False)
    monkeypatch.setattr(errors, "KeyringError", OSError, raising=False)
    monkeypatch.setitem(sys.modules, "keyring", stands_in)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    section, tables = SECTIONS[2]
    with pytest.raises(ConfigurationError) as told:
        house(tmp_path, with_file(section, tables, "counterfoil imap", "keyring"))
    assert told.value.where == f"{tmp_path / config.FILE} [mailbox] keyring"
    assert "has no password of" in told.value.what
    assert "keyring set 'counterfoil imap'" in told.value.remedy


@pytest.mark.parametrize(("section", "tables"), [one for one in SECTIONS if one[0] in {"[transport]", "[transports.itu]", "[mailbox]"}])
def test_a_password_of_a_server_that_has_two_lines_is_told_without_being_shown(
    section: str, tables: dict[str, Any], tmp_path: Path
) -> None:
    """Whoever wrote the user's name above it would only be refused by the server."""
    private.write(tmp_path / "two.secret", b"study@agency.example\nsesame\n")
    with pytest.raises(ConfigurationError, match="The password has more than one line") as told:
        house(tmp_path, with_file(section, tables, "two.secret"))
    assert told.value.where == f"{tmp_path / config.FILE} {section} password"
    assert "sesame" not in f"{told.value}{told.value.remedy}"


def test_a_mark_of_the_encoding_before_a_password_is_none_of_it(tmp_path: Path) -> None:
    """Some editors write one, and nobody sees it."""
    private.write(tmp_path / "marked.secret", b"\xef\xbb\xbfsesame\r\n")
    assert house(tmp_path, {**HOUSE, "console": {"oidc": {**OIDC, "password_file": "marked.secret"}}}).oidc_secret == "sesame"
