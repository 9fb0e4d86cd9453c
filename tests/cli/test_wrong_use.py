"""What a person gets wrong is told in a sentence: where, what, and how to mend it; exit status 2, never a traceback."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.main import get_command

from cli.commands import OTHER_WORDS, paths
from cli.main import app
from service.installation.install import SAMPLE
from store import studies
from tests.cli.conftest import copy_of
from tests.cli.program import counterfoil, done
from tests.service.installed import LIST, open_store

WRONG = {
    "an unknown mailing": (["send", "circulr"], "circular"),
    "an unknown mailing to preview": (["preview", "circulr", "--to", "ORG000"], "circular"),
    "an unknown organisation": (["preview", "circular", "--to", "NOBODY"], "contacts list"),
    "an unknown study": (["check", "--study", "cybercrime"], SAMPLE),
    "two ways to send": (["send", "circular", "--live", "--test-to", "a@b.example"], "Use only one"),
    "a study that was not applied": (["show", "ORG000"], "study apply"),
    "a role that there is not": (["run", "--roles", "send,post"], "send, collect, read, tick"),
    "no role at all": (["run", "--roles", ","], "There is no role"),
    "a service without a study": (["run", "--live"], "study apply"),
    "a pause before anything runs": (["study", "pause"], "study apply"),
    "a contact file that is not there": (["contacts", "load", "missing.csv", "--list", LIST], "missing.csv"),
    "an address that is not suppressed": (["contacts", "release", "person0@member0.example"], "contacts list"),
    "replay of nothing": (["replay"], "--all"),
    "replay of an unknown message": (["replay", "999"], "999"),
    "an unknown case": (["held", "show", "999"], "999"),
    "a letter that is not in doubt": (["held", "decide", "letter-1", "arrived"], "not in doubt"),
}
AT_WORK = {
    "a mark until no day": (["mark", "ORG000", "waiting", "--until", "2026-13-01"], "2026-13-01 is not a date. Write YYYY-MM-DD"),
    "an organisation for a case that takes none": (["held", "decide", "1", "reject", "--to", "ORG000"], "does not take an organisation"),
    "an organisation for a letter": (
        ["held", "decide", "letter-1", "arrived", "--to", "ORG000"],
        "arrived does not take an",
    ),
    "an unknown export": (["export", "pdf"], "csv"),
    "an unknown digest": (["digest", "daily"], "weekly"),
    "an unknown decision": (["held", "decide", "1", "perhaps"], "accept"),
    "a case that is no number": (["held", "decide", "one", "accept"], "lists the cases"),
    "assigning to nobody": (["held", "decide", "1", "assign"], "--to"),
    "assigning to somebody unknown": (["held", "decide", "1", "assign", "--to", "NOBODY"], "NOBODY"),
    "an organisation that nobody knows": (["show", "NOBODY"], "NOBODY"),
}
FILES = {
    "a form that is not there": (["questionnaire", "check", "missing.xlsx"], "missing.xlsx"),
    "a workbook that is not there": (["read", "missing.xlsx", "--questionnaire", "form.xlsx"], ".xlsx"),
    "a message that is not there": (["explain", "missing.eml"], "missing.eml"),
    "a form without a questionnaire": (["read", "some.xlsx"], "--questionnaire"),
    "an unknown command": (["sned"], "Did you mean `counterfoil send`?"),
    "a command of another group": (["pause"], "Did you mean `counterfoil study pause`?"),
    "what others call a command": (["remind"], "Did you mean `counterfoil send`?"),
    "a slip within a group": (["contacts", "laod", "x.csv"], "Did you mean `counterfoil contacts load`?"),
    "a number alone": (["held", "7"], "Did you mean `counterfoil held show 7`?"),
    "a word like none": (["xyzzy"], "There is no command 'xyzzy'."),
    "a study without its option": (["status", "water-2027"], "Write --study water-2027 if it is the study that you mean."),
    "a list without its option": (["contacts", "list", "members"], "Write --list members if it is the list that you mean."),
    "more than a command takes": (["status", "--study", SAMPLE, "again"], "This is more than the command takes: again."),
    "words without their option": (
        ["questions", "answer", "4", "Those with a meter."],
        "takes: Those with a meter. Write --text 'Those with a meter.' if it is the text that you mean.",
    ),
    "an unknown option": (["status", "--jason"], "--jason"),
    "a day that is none": (["study", "extend", "31.5.2012"], "31.5.2012 is not a date. Write YYYY-MM-DD"),
    "a number that is none": (["replay", "first"], "'first' is not a number. Write a whole number"),
}
SETTINGS = {
    "a password in the file": ('[transport]\nkind = "smtp"\nhost = "127.0.0.1"\npassword = "x"\n', "COUNTERFOIL_SMTP_PASSWORD"),
    "an unknown section": ("[trnsport]\n", "Did you mean 'transport'?"),
    "no TOML": ("[transport\n", "not TOML"),
    "a section that is none": ('transport = "smtp"\n', "should be a table"),
    "a port that is none": ('[transport]\nkind = "smtp"\nhost = "127.0.0.1"\nport = -1\n', "Write port = 587."),
    "an archive that is a number": ("[store]\narchive = 5\n", 'Write archive = "archive".'),
    "an unknown key": ('[store]\nurll = "x"\n', "Did you mean 'url'?"),
    "a password file that is not there": ('[mailbox]\nkind = "imap"\npassword_file = "none.secret"\n', "password file"),
}


def assert_told(arguments: list[str], says: str, *more: str | Path) -> None:
    """Assert that the program ends with 2, says so on stderr alone, and shows no traceback."""
    ran = counterfoil(*arguments, *more)
    assert ran.code == 2, (ran.code, ran.err)
    assert says in " ".join(ran.err.split())
    assert "Traceback" not in ran.err
    assert ran.out == ""


def test_what_others_call_a_command_is_none_of_ours_and_means_one() -> None:
    """A new command may take such a word for its own."""
    known = set(paths(get_command(app)))
    assert set(OTHER_WORDS.values()) <= known
    assert known.isdisjoint(OTHER_WORDS)


@pytest.mark.parametrize("case", WRONG)
def test_wrong_use_before_a_study_runs(case: str, home: Path) -> None:
    """Each is told with what would be right."""
    assert_told(*WRONG[case], "--home", home)


@pytest.mark.parametrize("case", AT_WORK)
def test_wrong_use_of_a_study_at_work(case: str, at_work: Path) -> None:
    """Each is told with what would be right."""
    assert_told(*AT_WORK[case], "--home", at_work)


@pytest.mark.parametrize("case", FILES)
def test_wrong_use_without_an_installation(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A path, a command or an option that does not exist is named."""
    monkeypatch.chdir(tmp_path)
    assert_told(*FILES[case])


@pytest.mark.parametrize("case", SETTINGS)
def test_wrong_settings(case: str, home: Path) -> None:
    """The file is named, and what to write instead."""
    settings, says = SETTINGS[case]
    (home / "counterfoil.toml").write_text(settings)
    assert_told(["status"], says, "--home", home)
    assert_told(["status"], "counterfoil.toml", "--home", home)


def test_a_transport_that_does_not_exist_is_told(home: Path) -> None:
    """Whatever is to be done, and the known ones are named."""
    (home / "counterfoil.toml").write_text('[transport]\nkind = "smpt"\n')
    assert_told(["status"], "Known: maildir, smtp.", "--home", home)


def test_a_transport_that_is_not_set_is_told_when_it_is_needed(home: Path) -> None:
    """Looking needs none."""
    (home / "counterfoil.toml").write_text("")
    done("check", "--home", home)
    assert_told(["send", "circular", "--test-to", "a@b.example"], '[transport] with kind = "smtp"', "--home", home)
    assert_told(["collect"], '[mailbox] with kind = "imap"', "--home", home)


@pytest.mark.parametrize("url", ["nonsense", "oracel://host/database", "sqlite:////nowhere/at/all.db"])
def test_a_database_that_does_not_exist_is_told(url: str, home: Path) -> None:
    """A URL of no database is a fault of the settings; a URL that is not understood is not shown, since it may hold a password."""
    (home / "counterfoil.toml").write_text(f'[store]\nurl = "{url}"\n')
    assert_told(["status"], "[store] url", "--home", home)


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ("deadline = ", "dedline = ", "Did you mean 'deadline'?"),
        ('audience = "owing"', 'audience = "owning"', "Did you mean 'owing'?"),
        ('zone = "Europe/Vienna"', 'zone = "Vienna"', "Europe/Vienna"),
        ("deadline = 2012-04-30", 'deadline = "2012-04-30"', "without quotes"),
        ('cron = "0 8 * * mon"', 'cron = "at eight"', "five fields"),
        ('sender = "unodc"', 'sender = "undoc"', "Did you mean 'unodc'?"),
        ('late_after = "2 days"', 'late_after = "soon"', "2 days"),
        ('prefix = "CYB12"', "", "prefix"),
        ('prefix = "CYB12"', 'prefix = "ITU-CYB"', "2 to 12 letters (A to Z) and digits"),
        ('languages = ["en", "fr", "ar", "es"]', 'languages = "fr"', 'Write languages = ["en", "fr"]'),
        ('returns_to = "cybercrime.study@unodc.example"', "returns_to = ['a']", "should be a text in quotes"),
        ('late_after = "2 days"', 'sheet_protection = "no"', "true or false, without quotes"),
    ],
)
def test_a_fault_in_the_study_is_told_with_its_key(before: str, after: str, says: str, home: Path) -> None:
    """The sample study with one word changed."""
    study = home / "studies" / SAMPLE / "study.toml"
    text = study.read_text(encoding="utf-8")
    assert before in text
    study.write_text(text.replace(before, after, 1), encoding="utf-8")
    assert_told(["check"], says, "--home", home)
    assert_told(["check"], "study.toml", "--home", home)


def test_an_empty_list_is_told(tmp_path: Path) -> None:
    """A new installation cannot send, and says what to load."""
    counterfoil("init", tmp_path / "new")
    assert_told(["send", "circular"], f"Load {LIST} with `counterfoil contacts load`", "--home", tmp_path / "new")


def test_an_unknown_language_of_a_form_is_told(home: Path, tmp_path: Path) -> None:
    """The nearest known one, or all of them, is named."""
    form = home / "studies" / SAMPLE / "questionnaire.xlsx"
    assert_told(["questionnaire", "build"], "en, fr, ar", form, "--language", "xx", "--out", tmp_path / "out.xlsx")


@pytest.fixture
def second(home: Path) -> Path:
    """Return an installation whose second study has the prefix of the first."""
    return with_second(home)


def with_second(home: Path) -> Path:
    """Put a second study there that has the prefix of the first."""
    one, other = home / "studies" / SAMPLE, home / "studies" / "second"
    shutil.copytree(one, other)
    settings = (other / "study.toml").read_text(encoding="utf-8")
    (other / "study.toml").write_text(settings.replace(f'id = "{SAMPLE}"', 'id = "second"'), encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def _checked(_loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = with_second(copy_of(_loaded, tmp_path_factory.mktemp("checked")))
    done("check", "--study", SAMPLE, "--home", home)
    return home


@pytest.fixture
def checked(_checked: Path, tmp_path: Path) -> Path:
    """Return such an installation whose first study was checked, which takes seconds: all its letters are made."""
    return copy_of(_checked, tmp_path)


@pytest.mark.parametrize(
    "command", [["check"], ["preview", "circular", "--to", "ORG000"], ["send", "circular"], ["study", "apply"]], ids=" ".join
)
def test_the_prefix_of_another_study_is_told_with_its_name(command: list[str], checked: Path) -> None:
    """Whatever invites the organisations refuses it."""
    assert_told(command, f"The study '{SAMPLE}' already prints references that begin with CYB12.", "--study", "second", "--home", checked)


def test_a_study_with_the_prefix_of_one_that_invited_nobody_is_not_applied(second: Path) -> None:
    """Nothing is recorded of it: neither a version nor a file."""
    done("study", "apply", "--study", SAMPLE, "--home", second)
    kept = sorted((second / "archive").rglob("*"))
    assert_told(["study", "apply"], f"The study '{SAMPLE}' already prints", "--study", "second", "--home", second)
    assert sorted((second / "archive").rglob("*")) == kept
    store = open_store(second)
    with store.reading() as tx:
        assert studies.applied_ids(tx) == (SAMPLE,)
    store.close()


def test_a_prefix_that_a_study_takes_on_later_is_told_too(second: Path) -> None:
    """Whoever is on the list of an applied study is invited to it, so that its prefix is taken from then on."""
    first, other = (second / "studies" / name / "study.toml" for name in (SAMPLE, "second"))
    other.write_text(other.read_text(encoding="utf-8").replace('"CYB12"', '"CYB13"'), encoding="utf-8")
    done("study", "apply", "--study", "second", "--home", second)
    first.write_text(first.read_text(encoding="utf-8").replace('"CYB12"', '"CYB13"'), encoding="utf-8")
    assert_told(["check"], "The study 'second' already prints references that begin with CYB13.", "--study", SAMPLE, "--home", second)


def test_an_organisation_that_nobody_may_write_to_has_no_preview(home: Path) -> None:
    """It says why, and how an address is written to again."""
    done("contacts", "suppress", "person0@member0.example", "--home", home)
    assert_told(["preview", "circular", "--to", "ORG000"], "This organisation has no address that we may write to", "--home", home)
