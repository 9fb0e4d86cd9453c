"""Settings are read as they are meant or refused with a sentence: where, what, and what to write instead."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import certifi
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import templates
from domain.errors import ConfigurationError, CounterfoilError
from domain.study import Study
from service.authoring.drafts import apply
from service.authoring.folder_difference import difference
from service.installation import config
from service.installation.install import SAMPLE
from service.mailings.rehearse import Log
from service.studies.folder import Folder, load_study
from service.studies.running import require_running
from service.wiring import open_service
from settings import private
from store import studies
from tests.mailer.test_transports import letter
from tests.service.installed import make
from tests.service.toml import VALUES, Place, changed, places, without, written

STUDY = tomllib.loads((templates.folder("studies") / SAMPLE / "study.toml").read_text(encoding="utf-8"))
HOUSE = tomllib.loads((templates.folder("installation") / config.FILE).read_text(encoding="utf-8"))
# The sample with the keys that it leaves out, so that a value is tried at these too.
FULL_HOUSE = {
    **HOUSE,
    "transport": {
        **HOUSE["transport"],
        "timeout": 60,
        "ca_file": "",
        "connections": 8,
        "local_hostname": "",
        "bcc": "",
        "password_file": "none",
    },
    "transports": {"itu": {**HOUSE["transport"], "connections": 8}},
    "mailbox": {**HOUSE["mailbox"], "timeout": 60, "ca_file": "", "keyring": "none", "folders": ["Returns"], "junk": ["Junk"]},
    "mailboxes": {"east": {**HOUSE["mailbox"], "user": "east@agency.example"}},
    "sent": {"folder": "Sent"},
    "workbooks": {"password_file": "none", "user": ""},
    "monitoring": {"ping": "https://monitoring.agency.example/ping/0d5e", "ca_file": ""},
    "console": {
        "url": "https://desk.agency.example",
        "oidc": {
            "issuer": "https://login.agency.example/realms/staff",
            "client_id": "counterfoil",
            "name": "Agency account",
            "ca_file": "",
        },
    },
}
NOON = datetime(2012, 2, 10, 12, 0, tzinfo=UTC)


def loaded(tables: dict[str, Any]) -> Study:
    """Return the study of a study.toml with these tables."""
    return load_study(Folder({"study.toml": written(tables)}))


def house(folder: Path, tables: dict[str, Any]) -> config.Installation:
    """Return the installation in `folder` after its settings were written anew."""
    (folder / config.FILE).write_bytes(written(tables))
    return config.load(folder, {})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for settings."""
    return tmp_path_factory.mktemp("house")


def test_the_samples_are_right(folder: Path) -> None:
    """The study has what its file says, and the mail servers open."""
    study = loaded(STUDY)
    assert (study.languages, study.deadline, study.late_after.days, study.sheet_protection) == (
        ("en", "fr", "ar", "es"),
        date(2012, 4, 30),
        2,
        True,
    )
    assert [str(mailing.at) for mailing in study.mailings][:1] == ["2012-02-10 10:00:00+01:00"]
    installation = house(folder, HOUSE)
    assert installation.transport is not None
    installation.transport().close()
    for intake in installation.intakes:
        intake.open().close()


def _oidc(**changes: str) -> dict[str, Any]:
    return {"oidc": {"issuer": "https://login.agency.example", "client_id": "counterfoil", **changes}}


WRONG_STUDY: list[tuple[Place, Any, str, str, str]] = [
    (("languages",), "fr", "languages", "is 'fr', but should be a list", 'Write languages = ["en", "fr"]'),
    (("languages",), [], "languages", "is empty", 'Write languages = ["en", "fr"]'),
    (("languages", 1), "xx", "languages, entry 2", "'xx' is not a language code", '"en"'),
    (("languages", 1), "French", "languages, entry 2", "'French' is not a language code", "Write 'fr'."),
    (("languages", 2), 5, "languages, entry 3", "The entry is 5, but should be a text", 'Write languages = ["en", "fr"]'),
    (("sheet_protection",), "no", "sheet_protection", "is 'no', but should be true or false", "Write sheet_protection = false."),
    (("sheet_protection",), 0, "sheet_protection", "is 0, but should be true or false", "Write sheet_protection = false."),
    (("title",), 5, "title", "is 5, but should be a text in quotes", "Write title = "),
    (("title",), "a\nb", "title", "line break", "Write title = "),
    (("titles", "fr"), 5, "[titles] fr", "fr is 5", "Write titles = "),
    (("titles",), ["fr"], "titles", "is a list, but should be a table", "Write titles = "),
    (("returns_to",), ["a"], "returns_to", "is a list, but should be a text", "Write returns_to = "),
    (("returns_to",), "study", "returns_to", "'study' is not an email address", "name@example.org"),
    (("deadline",), "2012-04-30", "deadline", "is '2012-04-30', but should be a date, without quotes", "Write deadline = 2012-04-30."),
    (("deadline",), NOON, "deadline", "should be a date", "Write deadline = 2012-04-30."),
    (
        ("deadline",),
        date(212, 4, 30),
        "deadline",
        "is 0212-04-30, but should be greater than or equal to 1970-01-01",
        "deadline = 2012-04-30.",
    ),
    (("contact",), "Miriam", "contact", "is 'Miriam', but should be a table", "[contact] with name"),
    (("contact", "address"), "a@b@", "[contact] address", "not an email address", "name@example.org"),
    (("contact", "adress"), "a@b", "[contact]", "'adress' is not known", "Did you mean 'address'?"),
    (("coordinators", 1), {"name": "Thomas"}, "[[coordinators]] 2 (Thomas) address", "No address is given", "Write address = "),
    (("coordinators",), {"name": "Thomas"}, "coordinators", "is a table, but should be a list", "[[coordinators]]"),
    (("coordinators", 0), 3, "coordinators, entry 1", "The entry is 3, but should be a table", "[[coordinators]]"),
    (("senders",), [], "senders", "is empty, but should be a table", "[senders.KEY]"),
    (("senders",), {}, "senders", "is empty, but should have at least one entry", "[senders.KEY]"),
    (("senders", "itu"), "x@y", "[senders] itu", "is 'x@y', but should be a table", "[senders.KEY]"),
    (("senders", "itu", "name"), 1, "[senders.itu] name", "is 1", "Write name = "),
    (("mailings",), {"name": "x"}, "mailings", "is a table, but should be a list", "[[mailings]]"),
    (("mailings",), [], "mailings", "is empty", "[[mailings]]"),
    (("mailings", 2, "at"), date(2012, 3, 26), "[[mailings]] 3 (reminder) at", "should be a date with a time", "2012-02-10T10:00:00"),
    (("mailings", 2, "at"), NOON, "[[mailings]] 3 (reminder) at", "without its own time zone", "2012-02-10T10:00:00"),
    (("mailings", 2, "audience"), "owning", "[[mailings]] 3 (reminder) audience", "'owning' is not known", "Did you mean 'owing'?"),
    (("mailings", 2, "audience"), 5, "[[mailings]] 3 (reminder) audience", "is 5", 'audience = "all" or "owing"'),
    (("mailings", 0, "attach"), "pdf", "[[mailings]] 1 (circular) attach", "should be a list", 'attach = ["pdf", "workbook"]'),
    (("mailings", 0, "attach", 0), "pfd", "[[mailings]] 1 (circular) attach, entry 1", "'pfd' is not known", "Did you mean 'pdf'?"),
    (("mailings", 1, "name"), "circular", "[[mailings]] name", "Two mailings are called 'circular'", "a different name"),
    (("mailings", 1, "name"), "last/call", "[[mailings]] 2 (last/call) name", "cannot be the beginning of a file name", "Write name = "),
    (("mailings", 1, "sender"), "undoc", "[[mailings]] 2 (questionnaire) sender", "'undoc' is not known", "Did you mean 'unodc'?"),
    (("digests", 0, "cron"), "0 8 * *", "[[digests]] 1 (weekly) cron", "is not a cron time", "five fields"),
    (("late_after",), "soon", "late_after", "not a length of time", '"2 days"'),
    (("late_after",), "² days", "late_after", "not a length of time", '"2 days"'),
    (("zone",), "../../etc/passwd", "zone", "not a time zone", "Europe/Vienna"),
    (("prefix",), "ITU-CYB", "prefix", "cannot be the prefix", "2 to 12 letters (A to Z) and digits, and begins with a letter"),
    (("dedline",), date(2012, 4, 30), "", "'dedline' is not known", "Did you mean 'deadline'?"),
]


@pytest.mark.parametrize(("place", "value", "where", "what", "remedy"), WRONG_STUDY)
def test_a_fault_in_a_study_is_told_with_its_place_and_what_to_write(place: Place, value: Any, where: str, what: str, remedy: str) -> None:
    """File, table, key, and the number of an entry."""
    with pytest.raises(ConfigurationError) as told:
        loaded(changed(STUDY, place, value))
    assert told.value.where == f"study.toml {where}".rstrip()
    assert what in told.value.what
    assert remedy in told.value.remedy


WRONG_HOUSE: list[tuple[Place, Any, str, str, str]] = [
    (("transport",), "smtp", "transport", "is 'smtp', but should be a table", '[transport] with kind = "smtp"'),
    (("transport", "kind"), "smpt", "[transport] kind", "no plug-in of the kind 'smpt'", "smtp"),
    (("transport", "kind"), 5, "[transport] kind", "is 5, but should be a text", 'kind = "smtp"'),
    (("transport", "port"), -1, "[transport] port", "is -1, but should be greater than or equal to 1", "Write port = 587."),
    (("transport", "port"), "587", "[transport] port", "is '587', but should be a whole number, without quotes", "Write port = 587."),
    (("transport", "port"), True, "[transport] port", "is true, but should be a whole number", "Write port = 587."),
    (("transport", "timeout"), "60", "[transport] timeout", "should be a number", "Write timeout = 60."),
    (("transport", "timeout"), float("nan"), "[transport] timeout", "is nan", "Write timeout = 60."),
    (("transport", "security"), "none", "[transport] security", "to smtp.example unencrypted", '"starttls" or "tls"'),
    (("transport", "security"), "tsl", "[transport] security", "'tsl' is not known", "Did you mean 'tls'?"),
    (("transport", "conections"), 4, "[transport]", "'conections' is not known", "Did you mean 'connections'?"),
    (("transport", "pasword_file"), "x", "[transport]", "'pasword_file' is not known", "Did you mean 'password_file'?"),
    (("transport", "host"), "", "[transport] host", "blank", "Write host = "),
    (("transport", "host"), "mail..agency.example", "[transport] host", "is not the name of a machine", 'host = "mail.agency.example"'),
    (("mailbox", "host"), f"{'x' * 64}.example", "[mailbox] host", "is not the name of a machine", 'host = "mail.agency.example"'),
    (("transport", "host"), "smtp://smtp.example", "[transport] host", "more than the name of a machine", 'host = "mail.agency.example"'),
    (("transport", "host"), "smtp.example:587", "[transport] host", "more than the name of a machine", 'host = "mail.agency.example"'),
    (("mailbox", "host"), " imap.example", "[mailbox] host", "more than the name of a machine", 'host = "mail.agency.example"'),
    (("mailbox", "host"), "[::1]", "[mailbox] host", "more than the name of a machine", 'host = "mail.agency.example"'),
    (("transport", "local_hostname"), ".office", "[transport] local_hostname", "is not the name of a machine", "local_hostname = "),
    (("mailbox", "shared"), "yes", "[mailbox] shared", "is 'yes', but should be true or false", "Write shared = true."),
    (("mailbox", "shred"), True, "[mailbox]", "'shred' is not known", "Did you mean 'shared'?"),
    (("mailbox", "folder"), ["INBOX"], "[mailbox] folder", "is a list, but should be a text", 'folder = "INBOX"'),
    (("mailbox",), {"host": "imap.example"}, "[mailbox] kind", "No kind is given", 'kind = "imap"'),
    (("mailbox",), {"kind": "maildir"}, "[mailbox] path", "No path is given", "Write path = "),
    (("mailbox",), {"kind": "maildir", "path": "in", "password_file": "x"}, "[mailbox]", "'password_file' is not known", "path"),
    (("store", "archive"), 5, "[store] archive", "is 5, but should be a text", 'archive = "archive"'),
    (("store", "urll"), "x", "[store]", "'urll' is not known", "Did you mean 'url'?"),
    (("store",), [], "store", "is empty, but should be a table", "[store] with url"),
    (("addresses", "separator"), "", "[addresses] separator", "'' cannot be used as a separator", 'separator = "+"'),
    (("workbooks",), {"passwordfile": "x"}, "[workbooks]", "'passwordfile' is not known", "Did you mean 'password_file'?"),
    (("workbooks",), {"password": "x"}, "", "There is a password in the settings file", "COUNTERFOIL_WORKBOOK_PASSWORD"),
    (("stor",), {}, "", "'stor' is not known", "Did you mean 'store'?"),
    (("console",), _oidc(issuer="http://login.agency.example"), "[console.oidc] issuer", "is no issuer", 'issuer = "https://'),
    (("console",), _oidc(issuer="https://me@login.agency.example"), "[console.oidc] issuer", "is no issuer", 'issuer = "https://'),
    (("console",), _oidc(issuer="https://login.agency.example?x=1"), "[console.oidc] issuer", "is no issuer", 'issuer = "https://'),
    (("console",), _oidc(issuer="https://[::1"), "[console.oidc] issuer", "is no address", 'issuer = "https://'),
    (("console",), _oidc(client_id=""), "[console.oidc] client_id", "blank", 'client_id = "counterfoil"'),
    (("console",), _oidc(client="x"), "[console.oidc]", "'client' is not known", "Did you mean 'client_id'?"),
    (("console",), _oidc(client_secret="x"), "[console] oidc", "There is a secret in the settings file", "COUNTERFOIL_OIDC_PASSWORD"),
    (("console",), _oidc(password="x"), "[console] oidc", "There is a secret in the settings file", "COUNTERFOIL_OIDC_PASSWORD"),
]


@pytest.mark.parametrize(("place", "value", "where", "what", "remedy"), WRONG_HOUSE)
def test_a_fault_in_the_installation_is_told_with_its_place_and_what_to_write(
    place: Place, value: Any, where: str, what: str, remedy: str, folder: Path
) -> None:
    """The settings of a plug-in too, and before anything is opened."""
    with pytest.raises(ConfigurationError) as told:
        house(folder, changed(HOUSE, place, value))
    assert told.value.where == f"{folder / config.FILE} {where}".rstrip()
    assert what in told.value.what
    assert remedy in told.value.remedy


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xff = 1", "This is not TOML"),
        (b"a = " + b"[" * 100_000, "This is not TOML"),
        (b"a = " + b"9" * 5_000, "This is not TOML"),
        (b"a = 2012-02-30", "2012-02-30 is not a date"),
    ],
)
def test_what_is_no_toml_is_told(data: bytes, says: str) -> None:
    """Not UTF-8, nested without end, a number without end, a day that is none."""
    with pytest.raises(ConfigurationError, match=says):
        load_study(Folder({"study.toml": data}))


@pytest.mark.parametrize(("data", "line"), [("a = 1\n# Büro\n".encode("latin-1"), 2), ("a = 1\n".encode("utf-16"), 1)])
def test_a_file_in_another_encoding_is_told_with_its_line_and_how_to_save_it(data: bytes, line: int) -> None:
    """An editor that saves otherwise is what is wrong, and no word of the file."""
    with pytest.raises(ConfigurationError, match="it is not in UTF-8") as told:
        load_study(Folder({"study.toml": data}))
    assert told.value.where == f"study.toml line {line}"
    assert told.value.remedy == "Save the file as UTF-8."


def test_a_number_that_is_too_long_to_print_is_told() -> None:
    """Python refuses to print it, too."""
    with pytest.raises(ConfigurationError, match="title is a very large number, but should be a text"):
        load_study(Folder({"study.toml": written(without(STUDY, ("title",))) + b"title = 0x" + b"f" * 5_000}))


def test_a_password_file_that_is_no_text_is_told(folder: Path) -> None:
    """It is named by the section's file; its bytes are not shown."""
    private.write(folder / "bytes.secret", b"\xff\xfe")
    with pytest.raises(ConfigurationError, match="it is not UTF-8"):
        house(folder, changed(HOUSE, ("transport", "password_file"), "bytes.secret"))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o644, 0o666, 0o777])
def test_a_password_file_that_others_may_read_or_change_is_refused(folder: Path, mode: int) -> None:
    """With its mode, and what mends it; then it is taken."""
    secret = folder / "smtp secret"
    private.write(secret, b"sesame")
    secret.chmod(mode)
    chosen = changed(HOUSE, ("transport", "password_file"), "smtp secret")
    with pytest.raises(ConfigurationError, match=f"its mode is {mode:o}") as refused:
        house(folder, chosen)
    assert f"chmod 600 '{secret}'" in refused.value.remedy
    secret.chmod(0o600)
    assert house(folder, chosen).transport is not None
    secret.chmod(0o400)
    assert house(folder, chosen).transport is not None


def test_a_password_is_asked_of_the_environment_before_a_file(folder: Path) -> None:
    """Whatever the file's mode is, since it is not read."""
    (folder / "smtp.secret").write_text("sesame")
    (folder / "smtp.secret").chmod(0o666)
    (folder / config.FILE).write_bytes(written(changed(HOUSE, ("transport", "password_file"), "smtp.secret")))
    assert config.load(folder, {"COUNTERFOIL_SMTP_PASSWORD": "sesame"}).transport is not None


def test_the_secret_of_single_sign_on_comes_from_the_environment_or_a_file_for_its_owner(folder: Path) -> None:
    """As each password does; a provider in the clear is one on this machine."""
    private.write(folder / "oidc.secret", b"sesame\n")
    tables = {**HOUSE, "console": _oidc(password_file="oidc.secret", issuer="http://127.0.0.1:1")}
    assert house(folder, tables).oidc_secret == "sesame"
    assert config.load(folder, {"COUNTERFOIL_OIDC_PASSWORD": "other"}).oidc_secret == "other"
    assert "sesame" not in repr(house(folder, tables))
    (folder / "oidc.secret").chmod(0o644)
    with pytest.raises(ConfigurationError, match="its mode is 644"):
        house(folder, tables)


def test_a_whole_number_does_where_a_number_is_wanted(folder: Path) -> None:
    """Seconds need no decimal point."""
    assert house(folder, changed(HOUSE, ("transport", "timeout"), 5)).transport is not None
    assert house(folder, changed(HOUSE, ("transport", "timeout"), 5.5)).transport is not None


def told_or_right(load: Callable[[], object], file: str) -> None:
    """Assert that loading gives a value, or an error that says where, what, and how to mend it."""
    told: ConfigurationError | None = None
    try:
        load()
    except ConfigurationError as error:
        told = error
    if told is not None:
        assert file in told.where
        assert len(told.what) > 10
        assert len(told.remedy) > 10
        assert len(str(told)) < 1000


@given(st.sampled_from(list(places(STUDY))), VALUES)
@example(("mailings", 0, "name"), "\x1b[0m")
@example(("late_after",), "9999 weeks")
@settings(max_examples=400)
def test_whatever_stands_in_a_study_it_is_read_or_told(place: Place, value: Any) -> None:
    """Any TOML value at any key."""
    told_or_right(lambda: loaded(changed(STUDY, place, value)), "study.toml")


@given(st.sampled_from(list(places(FULL_HOUSE))), VALUES)
@example(("transport", "ca_file"), "/nowhere.pem")
@example(("mailbox", "password_file"), "\0")
@settings(max_examples=400)
def test_whatever_stands_in_the_installation_it_is_read_or_told(folder: Path, place: Place, value: Any) -> None:
    """Any TOML value at any key; what is read can be opened."""

    def opened() -> None:
        # The files and entries that hold passwords are not there.
        kept = {
            name: {key: one for key, one in table.items() if key not in {"password_file", "keyring"}} for name, table in FULL_HOUSE.items()
        }
        made = house(folder, changed(FULL_HOUSE if place[-1] in {"password_file", "keyring"} else kept, place, value))
        for plugin in (made.transport, *(intake.open for intake in made.intakes)):
            if plugin is not None:
                plugin().close()

    told_or_right(opened, "counterfoil.toml")


@pytest.mark.parametrize("place", list(places(STUDY)))
def test_a_study_from_which_something_is_missing_is_read_or_told(place: Place) -> None:
    """Each key, table and entry of the sample left out."""
    told_or_right(lambda: loaded(without(STUDY, place)), "study.toml")


def test_a_version_that_was_right_once_and_is_refused_today_is_replaced_by_the_next(tmp_path: Path) -> None:
    """It is told as the applied one; after the folder was mended, applying shows the difference and takes effect."""
    make(tmp_path / "house", 1)
    before = written(changed(STUDY, ("languages",), "fr"))
    with open_service(config.load(tmp_path / "house", {})) as service:
        (sha256,) = service.store.archive.put([before])
        with service.store.transaction() as tx:
            studies.apply(tx, SAMPLE, {"study.toml": sha256}, NOON)
            with pytest.raises(ConfigurationError, match=f"study.toml of {SAMPLE}, as it was applied: languages"):
                require_running(service, tx, SAMPLE)
        assert '-"languages" = "fr"' in difference(service, SAMPLE)
        assert apply(service, SAMPLE, NOON, by="staff") == 3
        with service.store.reading() as tx:
            assert require_running(service, tx, SAMPLE).study.languages == ("en", "fr", "ar", "es")


def test_what_is_relative_in_the_settings_stands_in_the_installation_wherever_the_program_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder of mail, where letters are written, and the authorities that vouch for servers and web sites; what is absolute stays."""
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    home.mkdir()
    elsewhere.mkdir()
    authority = Path(certifi.where()).read_bytes()
    (home / "ca.pem").write_bytes(authority)
    for folder in ("new", "cur", "tmp"):
        (home / "mail" / folder).mkdir(parents=True)
    (home / "mail" / "new" / "1.eml").write_bytes(b"From: a@a.example\r\n\r\nHello\r\n")
    server = {"host": "127.0.0.1", "security": "none", "ca_file": "ca.pem"}
    tables = {
        **HOUSE,
        "transport": {"kind": "maildir", "path": "out"},
        "transports": {"east": {"kind": "smtp", **server}},
        "mailbox": {"kind": "maildir", "path": "mail"},
        "mailboxes": {"east": {"kind": "imap", "user": "e@a.example", "password_file": "none", **server}},
        "monitoring": {"ping": "https://monitoring.agency.example/ping/0d5e", "ca_file": "ca.pem"},
    }
    (home / "none").write_text("secret")
    (home / "none").chmod(0o600)
    monkeypatch.chdir(elsewhere)
    for root in (home, Path("../home")):
        found = house(root, tables)
        assert [len(some) for some in found.intakes[0].open().fetch(lambda _: ())] == [1]
        assert found.monitoring is not None
        assert Path(found.monitoring.ca_file).read_bytes() == authority
        found.intakes[1].open()
        found.transports["east"]()
        assert found.transport is not None
        found.transport().send([letter(1)], Log())
    assert (len([*(home / "out" / "new").iterdir()]), [*elsewhere.iterdir()]) == (1, [])
    absolute = {
        **tables,
        "mailbox": {"kind": "maildir", "path": str(elsewhere / "mail")},
        "monitoring": {**tables["monitoring"], "ca_file": ""},
    }
    found = house(home, absolute)
    assert found.monitoring is not None
    assert found.monitoring.ca_file == ""
    with pytest.raises(CounterfoilError) as told:
        list(found.intakes[0].open().fetch(lambda _: ()))
    assert str(elsewhere / "mail") in str(told.value)
