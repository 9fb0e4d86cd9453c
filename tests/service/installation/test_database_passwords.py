"""The password of a database: never in the settings, found where the settings say, told to nobody, and in no backup."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from domain.errors import ConfigurationError
from service.installation import config
from service.keeping.backups import making
from service.keeping.backups.file import SETTINGS
from service.keeping.backups.making import back_up
from service.keeping.backups.restoring import restore
from service.keeping.backups.verifying import verify
from tests.service.office import Office

SERVER = "postgresql://counterfoil@db.example:5432/counterfoil"


def written(folder: Path, store: str) -> Path:
    """Write settings with this table [store], and return their folder."""
    (folder / config.FILE).write_text(f"[store]\n{store}\n")
    return folder


@pytest.mark.parametrize(
    "store",
    [
        'url = "postgresql://counterfoil:pw-secret@db.example/counterfoil"',
        'url = "postgresql://db.example/counterfoil?user=counterfoil&password=pw-secret"',
        f'url = "{SERVER}"\npassword = "pw-secret"',
    ],
)
def test_a_password_among_the_settings_of_the_store_is_refused(tmp_path: Path, store: str) -> None:
    """As one of a mail server is, whatever the environment says besides; all other ways are named, and the password is not shown."""
    with pytest.raises(ConfigurationError, match="There is a password in the settings file") as told:
        config.load(written(tmp_path, store), {"COUNTERFOIL_DATABASE_URL": SERVER})
    assert "store" in told.value.where
    assert all(
        way in told.value.remedy for way in ("COUNTERFOIL_DATABASE_PASSWORD", "password_file", "COUNTERFOIL_DATABASE_URL", "PGPASSWORD")
    )
    assert "pw-secret" not in str(told.value)


def test_the_password_of_a_database_is_found_where_the_settings_say(tmp_path: Path) -> None:
    """In the environment, or in a file for its owner; a URL of the environment that has its own keeps that. No representation shows it."""
    home = written(tmp_path, f'url = "{SERVER}"\npassword_file = "db.secret"')
    (home / "db.secret").write_text("p@ss/word\n")
    (home / "db.secret").chmod(0o600)
    whole = "postgresql+psycopg://counterfoil:{}@db.example:5432/counterfoil"
    assert config.load(home, {}).database_url == whole.format("p%40ss%2Fword")
    assert config.load(home, {"COUNTERFOIL_DATABASE_PASSWORD": "other"}).database_url == whole.format("other")
    own = {"COUNTERFOIL_DATABASE_URL": "postgresql://me:mine@db.example/x", "COUNTERFOIL_DATABASE_PASSWORD": "other"}
    assert config.load(home, own).database_url == "postgresql+psycopg://me:mine@db.example/x"
    assert "mine" not in repr(config.load(home, own)) + repr(config.places(home, own))
    (home / "db.secret").chmod(0o640)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        config.load(home, {})


def test_without_a_password_the_driver_looks_for_one_itself(tmp_path: Path) -> None:
    """The URL stays as it is, and for a database that is a file no password is looked for at all."""
    assert config.load(written(tmp_path, f'url = "{SERVER}"'), {}).database_url == SERVER.replace("postgresql", "postgresql+psycopg")
    file = written(tmp_path, 'url = "sqlite:///counterfoil.db"\npassword_file = "not-yet-there.secret"')
    assert config.load(file, {"COUNTERFOIL_DATABASE_PASSWORD": "other"}).database_url == f"sqlite:///{tmp_path}/counterfoil.db"


@pytest.mark.parametrize("url", ["postgresql://db.example/counterfoil?user=bob", "postgresql:///counterfoil?host=/run/pg&user=bob"])
def test_the_password_is_told_where_no_user_stands_before_the_host(tmp_path: Path, url: str) -> None:
    """The driver takes both out of the parameters."""
    found = make_url(config.load(written(tmp_path, f'url = "{url}"'), {"COUNTERFOIL_DATABASE_PASSWORD": "p w&@"}).database_url)
    assert (found.query["user"], found.query["password"]) == ("bob", "p w&@")


@pytest.mark.parametrize(
    ("now", "to", "shared"),
    [
        ("sqlite:///counterfoil.db", SERVER, True),
        (SERVER, f"{SERVER}_new", True),
        (SERVER, SERVER.replace("db.example", "elsewhere.example"), False),
        (SERVER, SERVER.replace("counterfoil@", "other@"), False),
        (SERVER, "nonsense", False),
    ],
)
def test_a_new_database_is_told_no_password_of_another_account(tmp_path: Path, now: str, to: str, shared: bool) -> None:
    """That of [store] is for the same user at the same server, or for the server to which a store of SQLite is moved."""
    home = written(tmp_path, f'url = "{now}"')
    environment = {"COUNTERFOIL_DATABASE_PASSWORD": "pw-secret"}
    found = config.new_database(config.load(home, environment), to, environment)
    assert ("pw-secret" in found) == shared


def test_no_backup_holds_a_password_out_of_the_settings(office: Office, tmp_path: Path) -> None:
    """Not even one in a line that was put out of use; all else stays to the last sign, and the backup is whole."""
    settings = office.home / SETTINGS
    before = settings.read_text()
    settings.write_text(f'{before}# url = "postgresql://counterfoil:pw-secret@db.example/counterfoil"\n# password = "pw-secret"\n')
    file = tmp_path / "one.zip"
    back_up(office.service, file, None, office.now)
    with zipfile.ZipFile(file) as packed:
        kept = packed.read(SETTINGS).decode()
        assert all(b"pw-secret" not in packed.read(name) for name in packed.namelist())
    assert kept == f'{before}# url = "postgresql://counterfoil@db.example/counterfoil"\n# password = ""\n'
    assert verify(file).faults == []


def test_an_older_backup_that_holds_a_password_is_put_back_without_it(office: Office, tmp_path: Path) -> None:
    """Else it could not be put back at all, since the settings are refused; what is to be given another way is given another way."""
    settings = office.home / SETTINGS
    settings.write_text(settings.read_text() + '[store]\nurl = "postgresql://counterfoil:pw-secret@db.example/counterfoil"\n')
    with pytest.MonkeyPatch.context() as earlier:  # One as an earlier version made it.
        earlier.setattr(making, "without_passwords", bytes)
        back_up(office.service, tmp_path / "old.zip", None, office.now)
    home = tmp_path / "new"
    restore(tmp_path / "old.zip", home, {"COUNTERFOIL_DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}"})
    assert "pw-secret" not in (home / SETTINGS).read_text()
    assert config.load(home, {}).database_url == "postgresql+psycopg://counterfoil@db.example/counterfoil"
