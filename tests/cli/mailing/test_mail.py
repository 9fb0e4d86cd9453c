"""preview, send, collect and run."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from demo import respondents
from demo.acts import entries
from demo.servers import Servers
from demo.usual_answers import usual
from domain.letter import LetterKind
from domain.mail.reference import find_references
from questionnaire.xlsform import load
from service.installation.install import SAMPLE
from tests.cli.program import counterfoil, done
from tests.service.installed import LIST, at, connect, letters

MYSELF = "myself@unodc.example"


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Return the recording servers."""
    with Servers(tmp_path_factory.mktemp("servers")) as running:
        yield running


def test_a_preview_writes_the_letter_in_every_form(home: Path, tmp_path: Path) -> None:
    """Text, HTML, message and workbook speak of one organisation, by code or by printed reference; the circular has a PDF."""
    told = done("preview", "questionnaire", "--to", "ORG001", "--out", tmp_path / "made", "--home", home, "--json").objects
    files = {Path(one["file"]).suffix: Path(one["file"]) for one in told}
    assert set(files) == {".txt", ".html", ".eml", ".xlsx"}
    assert [one["bytes"] for one in told] == [Path(one["file"]).stat().st_size for one in told]
    (reference,) = set(find_references(files[".txt"].read_text(encoding="utf-8")))
    assert files[".xlsx"].name == f"{reference}.xlsx"
    assert message_from_bytes(files[".eml"].read_bytes())["To"].endswith("<person1@member1.example>")
    circular = done("preview", "circular", "--to", reference, "--out", tmp_path / "made", "--home", home).out.splitlines()
    (pdf,) = [Path(line) for line in circular if line.endswith(".pdf")]
    assert pdf.read_bytes().startswith(b"%PDF-")
    assert letters(home) == ()


def test_a_preview_and_a_rehearsal_say_the_deadline_that_holds(at_work: Path, tmp_path: Path) -> None:
    """As the letters that leave do: the folder of the study still has the one that it began with."""
    done("study", "extend", "2999-05-31", "--home", at_work)
    told = done("preview", "reminder", "--to", "ORG003", "--out", tmp_path / "made", "--home", at_work, "--json").objects
    (text,) = [Path(one["file"]).read_text(encoding="utf-8") for one in told if one["file"].endswith(".txt")]
    assert "31 mai 2999" in text
    rehearsal = Path(done("send", "questionnaire", "--home", at_work, "--json").one["rehearsal"])
    made = [message_from_bytes(path.read_bytes(), policy=default) for path in rehearsal.rglob("*") if path.is_file()]
    assert made
    assert all("2999" in str(one.get_body(("plain",)).get_content()) for one in made)  # type: ignore[union-attr]


def test_without_live_a_mailing_is_rehearsed(home: Path) -> None:
    """Every letter stands in a Maildir of its own; the outbox and the transport's Maildir know nothing of it."""
    told = done("send", "questionnaire", "--home", home, "--json").one
    rehearsed = [path for path in Path(told["rehearsal"]).rglob("*") if path.is_file()]
    assert told["letters"] == len(rehearsed) == 4
    assert {respondents.open_letter(path).to for path in rehearsed} == {f"person{number}@member{number}.example" for number in range(4)}
    assert letters(home) == ()
    assert not (home / "out").exists()
    assert "nothing was sent" in done("send", "questionnaire", "--home", home).out


def test_a_mailing_to_an_empty_list_is_refused_and_neither_used_up_nor_is_the_study_applied(home: Path) -> None:
    """A list that was forgotten, or loaded under another name, costs nothing: once it is there, the same command sends."""
    file = home / "studies" / SAMPLE / "study.toml"
    kept = file.read_text(encoding="utf-8")
    file.write_text(kept.replace(f'contact_list = "{LIST}"', 'contact_list = "partners"'), encoding="utf-8")
    for more in ([], ["--to", "ORG001"]):
        refused = counterfoil("send", "circular", "--live", *more, "--home", home)
        assert refused.code == 2
        assert f"The contact list 'partners' is empty (loaded are: {LIST})." in refused.err
        assert "counterfoil contacts load" in refused.err
    assert "has not been applied yet" in counterfoil("show", SAMPLE, "--home", home).err
    file.write_text(kept, encoding="utf-8")
    sent = done("send", "circular", "--live", "--home", home)
    assert "circular: 4 letters planned; 4 sent" in sent.out
    assert f"{SAMPLE} had not been put into use" in sent.err


def test_test_letters_go_to_oneself_alone(home: Path, servers: Servers) -> None:
    """One in each language that somebody reads, as some organisation would get it, and marked as a test; nothing is in the outbox."""
    connect(home, servers)
    before = len(servers.accepted())
    ran = done("send", "questionnaire", "--test-to", MYSELF, "--home", home, "--json")
    assert [(one["to"], one["outcome"], one["language"]) for one in ran.objects] == [(MYSELF, "sent", "en"), (MYSELF, "sent", "fr")]
    assert [one["organisation"] in some for one, some in zip(ran.objects, [("ORG000", "ORG002"), ("ORG001", "ORG003")], strict=True)]
    assert "reads ar, es" in ran.err
    sent = servers.accepted()[before:]
    assert [one.rcpt_to for one in sent] == [(MYSELF,)] * 2
    subjects = [str(message_from_bytes(one.file.read_bytes(), policy=default)["Subject"]) for one in sent]
    assert subjects == [one["subject"] for one in ran.objects]
    assert [subject.split("]")[0] for subject in subjects] == ["[Test", "[Essai"]
    names = [(respondents.open_letter(one.file).workbook or ("", b""))[0] for one in sent]
    assert {find_references(name)[0].split("-")[1] for name in names} == {"0000"}
    assert letters(home) == ()
    assert "as ORG001 would get it, in fr: [Essai] " in done("send", "circular", "--test-to", MYSELF, "--org", "ORG001", "--home", home).out


def test_an_answer_to_a_test_letter_is_nobody_s(at_work: Path) -> None:
    """Its token opens nothing: whoever tries the workbook out and sends it back changes no standing, and no answer counts."""
    home, out = at_work, at_work / "out" / "new"
    before, stands = {*out.iterdir()}, done("status", "--home", home, "--json").one
    done("send", "questionnaire", "--test-to", MYSELF, "--org", "ORG002", "--home", home)
    (sent,) = {*out.iterdir()} - before
    letter = respondents.open_letter(sent)
    name, workbook = letter.workbook or ("", b"")
    form = load((home / "studies" / "cybercrime-2012" / "questionnaire.xlsx").read_bytes(), "questionnaire.xlsx")
    filled = (name, respondents.fill(workbook, entries(form, usual(2), letter.language)))
    raw = respondents.answer(letter, sender=MYSELF, sender_name="Me", text="", files=[filled], now=at("03-01"))
    (home / "inbox" / "new" / "test.eml").write_bytes(raw)
    assert done("collect", "--home", home, "--json").one["kinds"] == {"return": 1}
    after = done("status", "--home", home, "--json").one
    assert [after[key] for key in ("organisations", "answers", "submissions", "waiting")] == [
        stands[key] for key in ("organisations", "answers", "submissions", "waiting")
    ]
    (case,) = [one for one in done("held", "--home", home, "--json").objects if one["words"] is None and one["kind"] == "unmatched"]
    assert case["organisation"] is None


def test_live_sends_to_everybody_once(home: Path, servers: Servers) -> None:
    """The study is applied, each organisation gets its letter, and the same command again sends nothing."""
    connect(home, servers)
    before = len(servers.accepted())
    told = done("send", "circular", "--live", "--home", home, "--json").one
    assert told["planned"] == {"circular": 4}
    assert told["sent"]["sent"] == 4
    assert sorted(one.rcpt_to[0] for one in servers.accepted()[before:]) == [
        f"person{number}@member{number}.example" for number in range(4)
    ]
    again = done("send", "circular", "--live", "--home", home, "--json").one
    assert again["planned"] == {"circular": 0}
    assert len(servers.accepted()) - before == 4


def test_a_test_letter_to_a_server_that_is_away_is_told(home: Path, servers: Servers) -> None:
    """Exit status 1 and the reason, without a traceback."""
    connect(home, servers)
    settings = home / "counterfoil.toml"
    settings.write_text(settings.read_text().replace(f"port = {servers.smtp_port}", "port = 1"))
    ran = counterfoil("send", "circular", "--test-to", MYSELF, "--home", home, "--json")
    assert ran.code == 1
    assert [one["outcome"] for one in ran.objects] == ["deferred"] * 2
    assert all(one["text"] for one in ran.objects)


def test_collect_takes_the_mailbox_in_once(answered: Path) -> None:
    """Each message is told by its kind; a second collect finds nothing."""
    told = done("collect", "--home", answered, "--json").one
    assert (told["new"], told["kinds"], told["problems"]) == (4, {"return": 3, "question": 1}, [])
    assert done("collect", "--home", answered, "--json").one["new"] == 0


def test_collect_says_that_the_mailbox_is_away(home: Path, servers: Servers) -> None:
    """Exit status 1 and a sentence."""
    connect(home, servers)
    settings = home / "counterfoil.toml"
    settings.write_text(settings.read_text().replace(f"port = {servers.imap_port}", "port = 1"))
    ran = counterfoil("collect", "--home", home)
    assert ran.code == 1
    assert "127.0.0.1" in ran.err


def test_run_without_live_does_nothing(home: Path) -> None:
    """It says so, and ends."""
    assert done("run", "--home", home, "--json").one == {"live": False}
    assert letters(home) == ()


@pytest.mark.parametrize("replies", [1, 3])
def test_run_ticks_until_it_is_told_to_stop(replies: int, answered: Path) -> None:
    """SIGTERM, while answers leave or after all have left, ends the service when the tick in hand is done, with exit status 0."""
    program = [sys.executable, "-c", "from cli.main import run; run()", "run", "--live", "--every", "1", "--home", str(answered)]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        end = time.monotonic() + 300
        while len(sent_replies(answered)) < replies and time.monotonic() < end:
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    assert "Traceback" not in err
    assert "3 return" in out
    # What the system's journal keeps tells that the service began and ended, and names nobody; of alarms during a tick there is no word.
    assert "skipped" not in err
    assert ("event=service.started" in err, "event=service.stopped" in err, "@" in err) == (True, True, False)
    assert replies <= len(sent_replies(answered)) <= 3
    assert {str(one.state) for one in letters(answered)} <= {"sent", "queued"}


def sent_replies(home: Path) -> list[str]:
    """Return what was sent in answer to messages."""
    kinds = {LetterKind.RECEIPT, LetterKind.QUESTION_BACK, LetterKind.PASSED_ON}
    return [letter.kind for letter in letters(home) if letter.kind in kinds and letter.state == "sent"]
