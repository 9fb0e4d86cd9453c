"""status, show, held, replay, digest, export and study: a study at work is looked at, decided and steered."""

from __future__ import annotations

import csv
import io
import json
import re
from email import message_from_bytes, policy
from hashlib import sha256
from pathlib import Path

from openpyxl import load_workbook

from domain.submission import Standing
from service.installation.install import SAMPLE
from tests.cli.program import counterfoil, done
from tests.service.installed import letters

EVENT = {"at", "what", "detail", "path", "entry", "undone_by", "undoable", "letter", "message_id", "sha256", "bytes", "mode"} | {
    "questions",
    "findings",
}
COUNTED = {"total", "answered", "queried", "declined", "undeliverable", "silent"}
STATUS = {"study", "organisations", "waiting", "deliveries", "messages", "submissions", "answers", "held", "next"}
CASE = {"id", "kind", "reference", "organisation", "reasons", "options", "words", "at", "decision", "by", "decided_at", "study"} | {
    "sender",
    "proof",
}


def test_status_counts_what_came(at_work: Path) -> None:
    """The object has the names of the contract; a held answer stops the reminders, and is shown as waiting."""
    told = done("status", "--home", at_work, "--json").one
    assert set(told) >= STATUS
    assert set(told["organisations"]) == COUNTED
    assert told["study"] == SAMPLE
    assert told["organisations"]["total"] == sum(number for word, number in told["organisations"].items() if word != "total") == 4
    standings = {"answered": 1, "queried": 2, "silent": 1}  # What waits for a person counts among the queried: something came.
    assert {word: number for word, number in told["organisations"].items() if number and word != "total"} == standings
    assert not told["nothing_sent"]
    assert told["messages"] == {"question": 1, "return": 3}
    assert told["submissions"] == {"accepted": 1, "held": 1, "queried": 1}
    # Two mailings to four organisations and a digest to two coordinators; a receipt, a question back and a question passed on wait.
    assert told["deliveries"] == {"sent": 10, "queued": 3}
    assert told["held"] == 1
    assert told["answers"] > 20
    assert [set(one) for one in told["next"]] == [{"mailing", "due_at", "letters"}] * 2
    assert [one["mailing"] for one in told["next"]] == ["reminder", "last-call"]


def test_status_is_told_to_people(at_work: Path) -> None:
    """Each organisation stands there with its reference, and what waits is named."""
    ran = done("status", "--all", "--home", at_work)
    assert "Organisation 3" in ran.out
    assert "counterfoil held" in ran.out


def test_status_lists_organisations_where_they_are_asked_for(at_work: Path) -> None:
    """All of them, or those of a standing or a region; without that none, and how they are listed. One of nobody is told."""
    whole = done("status", "--home", at_work)
    assert "Organisation 3" not in whole.out
    assert "--standing silent" in whole.out
    standings = {one["code"]: one["standing"] for one in done("status", "--all", "--home", at_work, "--json").objects[1:]}
    for standing in set(standings.values()):
        listed = done("status", "--standing", standing, "--home", at_work, "--json").objects[1:]
        assert {one["code"] for one in listed} == {code for code, one in standings.items() if one == standing}
    region = next(one["region"] for one in done("status", "--all", "--home", at_work, "--json").objects[1:] if one["region"])
    here = {one["standing"] for one in done("status", "--region", region.upper(), "--home", at_work, "--json").objects[1:]}
    nobody = next(one.value for one in Standing if one.value not in here)
    assert "No organisation stands so" in done("status", "--region", region, "--standing", nobody, "--home", at_work).out
    lost = counterfoil("status", "--region", "Atlantis", "--home", at_work)
    assert (lost.code, "of the region 'Atlantis'" in lost.err, region in lost.err) == (2, True, True)
    wrong = counterfoil("status", "--standing", "quiet", "--home", at_work)
    assert (wrong.code, "'quiet' is no standing" in wrong.err) == (2, True)


def test_who_is_left_alone_is_not_said_to_wait_for_us(at_work: Path) -> None:
    """It is we who wait for an organisation that has time until a day, or that answers elsewhere."""
    done("mark", "ORG003", "waiting", "--until", "2999-01-01", "--home", at_work)
    assert ": silent, not reminded until 2999-01-01\n" in done("show", "ORG003", "--home", at_work).out
    done("mark", "ORG003", "elsewhere", "--home", at_work)
    assert ": silent, not reminded\n" in done("show", "ORG003", "--home", at_work).out
    done("mark", "ORG003", "waiting", "--home", at_work)
    assert ": silent, waiting for us\n" in done("show", "ORG003", "--home", at_work).out


def test_status_and_held_agree_about_who_waits_for_us(at_work: Path) -> None:
    """Some wait for a decision, which `held` lists; others were marked so, with the day and until when."""
    done("mark", "ORG001", "waiting", "--until", "2999-01-01", "--home", at_work)
    ran = done("status", "--home", at_work)
    # Whoever waits may have answered: they are not some of the silent, who stand before.
    assert "3 of the 4 not reminded (1 waiting for our decision, 2 given time or answering elsewhere)" in ran.out  # One asked something.
    marked, asking = [one for one in done("status", "--all", "--home", at_work, "--json").objects if one.get("mark")]
    assert (asking["code"], asking["mark"]) == ("ORG003", "waiting")
    assert (marked["code"], marked["mark"], marked["until"], len(marked["marked_on"])) == ("ORG001", "waiting", "2999-01-01", 10)
    done("held", "decide", "1", "reject", "--home", at_work)
    told = " ".join(done("held", "--home", at_work).err.split())
    assert "2 organisations are marked as not to be reminded or answering elsewhere" in told
    done("study", "pause", "--home", at_work)
    assert re.search(r"paused since 20\d\d-\d\d-\d\d: nothing is sent", done("status", "--home", at_work).out)


def test_status_of_a_study_that_was_not_applied_shows_its_draft(home: Path) -> None:
    """All are silent, and all four mailings are still to come."""
    told = done("status", "--home", home, "--json").one
    assert told["organisations"]["silent"] == 4
    assert told["nothing_sent"]
    assert "Nothing has been sent yet: whoever is silent has not been asked." in done("status", "--home", home).out
    assert len(told["next"]) == 4


def test_show_tells_the_story_of_one_organisation(at_work: Path) -> None:
    """Letters, message and submission in order, with the path of the original."""
    events = done("show", "ORG000", "--home", at_work, "--json").objects
    assert all(set(event) == EVENT for event in events)
    assert [event["at"] for event in events] == sorted(event["at"] for event in events)
    told = {event["what"] for event in events}
    assert {"planned", "return", "submission accepted"} <= told
    (original,) = [event["path"] for event in events if event["what"] == "return"]
    assert Path(original).is_file()
    assert "submission accepted" in done("show", "ORG000", "--home", at_work).out


def test_what_strangers_write_is_shown_as_they_wrote_it(answered: Path) -> None:
    """Brackets in a subject are no markup of the terminal: none vanishes, and none makes the program fail."""
    question = answered / "inbox" / "new" / "3.eml"
    message = message_from_bytes(question.read_bytes(), policy=policy.SMTP)
    message.replace_header("Subject", "[ITU] [/red] Question")
    question.write_bytes(message.as_bytes())
    done("collect", "--home", answered)
    assert "[ITU] [/red] Question" in " ".join(done("show", "ORG003", "--home", answered).out.split())


def test_a_case_is_listed_shown_and_decided(at_work: Path) -> None:
    """What another organisation sent waits; accepting it makes it count, and it cannot be decided twice."""
    (case,) = done("held", "--home", at_work, "--json").objects
    assert "held decide" in done("held", "--home", at_work).out
    number = str(case["id"])
    shown = done("held", "show", number, "--home", at_work, "--json").one
    assert set(shown) == {"case", "message", "original", "changes", "fault", "entries", "meanings", "letters", "disputes"}
    assert set(case) == CASE
    assert shown["message"]["sender"] == "person3@member3.example"
    assert Path(shown["original"]).is_file()
    assert case["reasons"][0] in done("held", "show", number, "--home", at_work).out
    assert "ORG002" in done("held", "decide", number, "accept", "--home", at_work).out
    assert done("status", "--home", at_work, "--json").one["organisations"]["answered"] == 2
    again = counterfoil("held", "decide", number, "accept", "--home", at_work)
    assert again.code == 2
    assert "already been decided" in again.err
    assert "1 question waits for an answer" in done("held", "--home", at_work).out
    assert "Case " not in done("held", "--home", at_work).out


def test_a_case_can_be_rejected(at_work: Path) -> None:
    """Then it does not count."""
    done("held", "decide", "1", "reject", "--home", at_work)
    told = done("status", "--home", at_work, "--json").one
    assert (told["organisations"]["answered"], told["held"]) == (1, 0)


def test_replay_changes_nothing_while_the_code_is_the_same(at_work: Path) -> None:
    """Every message is understood as before, and nobody is written to again."""
    before = done("status", "--home", at_work, "--json").one
    told = done("replay", "--all", "--home", at_work, "--json").objects
    assert [set(one) for one in told] == [{"message", "changed", "before", "now", "problem"}] * 4
    assert not any(one["changed"] for one in told)
    assert done("status", "--home", at_work, "--json").one == before
    assert "1 message replayed, 0 now understood differently" in done("replay", str(told[0]["message"]), "--home", at_work).out


def test_a_digest_is_written_or_sent(at_work: Path, tmp_path: Path) -> None:
    """As files it has a page and a picture or table beside it; live it goes to both coordinators."""
    files = [Path(one["file"]) for one in done("digest", "weekly", "--out", tmp_path / "made", "--home", at_work, "--json").objects]
    assert ".html" in {file.suffix for file in files}
    assert all(file.stat().st_size for file in files)
    sent = done("digest", "weekly", "--live", "--home", at_work, "--json").one
    assert sent["outcomes"]["sent"] >= 2
    assert sent["problems"] == []
    assert sent["to"] == ["miriam.keller@unodc.example", "thomas.aubert@itu.example"]
    assert f"It went to {', '.join(sent['to'])}." in done("digest", "weekly", "--live", "--home", at_work).out


def test_a_digest_or_a_mailing_that_nobody_names_is_asked_for_with_those_that_there_are(at_work: Path) -> None:
    """Whoever does not know what they are called is told; nothing is written or sent."""
    for command, what, known in (("digest", "digest", "weekly."), ("send", "mailing", "circular, questionnaire, reminder, last-call.")):
        wrong = counterfoil(command, "--live", "--home", at_work)
        assert (wrong.code, f"Which {what}? Known: {known}" in wrong.err) == (2, True)
    file = at_work / "studies" / SAMPLE / "study.toml"
    file.write_text(file.read_text().replace('[[digests]]\nname = "weekly"\nkind = "status"\ncron = "0 8 * * mon"', ""))
    done("study", "apply", "--home", at_work)
    assert "Write a table [[digests]] with name and cron, and apply the study." in counterfoil("digest", "--home", at_work).err


def test_a_digest_is_looked_at_as_one_coordinator_gets_it(at_work: Path, tmp_path: Path) -> None:
    """In their language, and of their regions alone; whoever is no coordinator is told who is."""
    file = at_work / "studies" / SAMPLE / "study.toml"
    own = 'address = "thomas.aubert@itu.example"\nlanguage = "fr"\nregions = ["Africa"]'
    file.write_text(file.read_text().replace('address = "thomas.aubert@itu.example"\nlanguage = "en"', own))
    done("study", "apply", "--home", at_work)
    for name, address in (("first", None), ("theirs", "Thomas.Aubert@itu.example")):
        done("digest", "weekly", "--out", tmp_path / name, "--home", at_work, *(["--for", address] if address else []))
    first, theirs = ((tmp_path / name / "weekly.txt").read_text() for name in ("first", "theirs"))
    assert "Africa" in theirs.partition("\n\n")[2]
    assert "Madame" in theirs or "Monsieur" in theirs or "réponse" in theirs
    assert "réponse" not in first
    wrong = counterfoil("digest", "weekly", "--for", "nobody@itu.example", "--home", at_work)
    assert (wrong.code, "thomas.aubert@itu.example" in wrong.err) == (2, True)
    assert counterfoil("digest", "weekly", "--for", "thomas.aubert@itu.example", "--live", "--home", at_work).code == 2


def test_an_export_into_a_folder_that_is_called_as_a_file_says_that_it_is_none(at_work: Path, tmp_path: Path) -> None:
    """Whoever wrote the name of a file finds what they look for in it."""
    folder = tmp_path / "all.xlsx"
    ran = done("export", "xlsx", "--out", folder, "--home", at_work)
    assert "all.xlsx is a folder: the files in it have names of their own." in ran.err
    assert (folder / f"{SAMPLE}-answers.xlsx").is_file()
    assert "is a folder" not in done("export", "xlsx", "--out", tmp_path / "all", "--home", at_work).err


def test_an_export_has_a_row_for_each_organisation(at_work: Path, tmp_path: Path) -> None:
    """The answers that count stand in it, and only those."""
    files = [Path(one["file"]) for one in done("export", "csv", "--out", tmp_path / "made", "--home", at_work, "--json").objects]
    (answers,) = [file for file in files if file.name.endswith("-answers.csv")]
    text = answers.read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), dialect=csv.Sniffer().sniff(text.splitlines()[0])))
    assert len(rows) == 4
    assert [row["employees"] for row in rows] == ["400", "", "", ""]
    book, manifest = done("export", "xlsx", "--out", tmp_path / "made", "--home", at_work).out.splitlines()
    assert Path(book).read_bytes().startswith(b"PK")
    formats = json.loads(Path(manifest).read_text(encoding="utf-8"))["formats"]
    hashes = {one["name"]: one["sha256"] for made in formats.values() for one in made["files"]}
    assert hashes == {path.name: sha256(path.read_bytes()).hexdigest() for path in (tmp_path / "made").iterdir() if path != Path(manifest)}


def test_a_study_is_applied_after_its_difference_was_shown(home: Path) -> None:
    """A dry run applies nothing; an edit waits for the next apply, which shows it."""
    apply = ("study", "apply", "--home", home, "--json")
    first = done(*apply, "--dry-run").one
    assert first["version"] is None
    assert [one for one in first["difference"] if one.startswith("New: ")] == first["difference"]
    assert "New: 29 letters in ar, en, es, fr (circular, correction, last_call, passed_on, " in first["difference"][0]
    assert "study.toml" in first["difference"][1]
    assert done(*apply).one["version"] == 1
    assert done(*apply, "--dry-run").one["difference"] == []
    settings = home / "studies" / SAMPLE / "study.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("deadline = 2012-04-30", "deadline = 2012-05-15"), encoding="utf-8")
    status = done("status", "--home", home)
    assert "2012-04-30" in status.out
    assert "study apply --dry-run" in status.err
    applied = done(*apply).one
    assert (applied["study"], applied["version"]) == (SAMPLE, 2)
    assert {"-deadline = 2012-04-30", "+deadline = 2012-05-15"} <= set(applied["difference"])
    assert "2012-05-15" in done("status", "--home", home).out
    letter = settings.with_name("letters") / "reminder.es.md"
    letter.write_text(letter.read_text(encoding="utf-8").replace("\n", "\n\n", 1), encoding="utf-8")
    settings.with_name("letters").joinpath("last_call.es.md").unlink()
    again = done(*apply).one["difference"]
    assert again[:1] == ["Gone: 1 letter in es (last_call)"]
    assert "+++ folder/letters/reminder.es.md" in again


def test_applying_a_study_says_what_changed_in_its_questionnaire_and_not_how_long_the_file_is(home: Path) -> None:
    """By questions, choices and types; and of a file that was only saved again, that it asks the same."""
    apply = ("study", "apply", "--home", home, "--json")
    done(*apply)
    form = home / "studies" / SAMPLE / "questionnaire.xlsx"
    book = load_workbook(form)
    book.save(form)
    (same,) = done(*apply, "--dry-run").one["difference"]
    assert same.startswith("questionnaire.xlsx: ")
    survey, choices = ({row[1].value: row for row in book[sheet].iter_rows()} for sheet in ("survey", "choices"))
    types = {str(row[0].value): name for name, row in survey.items()}
    survey[types["integer"]][0].value = "decimal"
    survey["website"][1].value = "homepage"
    list_name, renamed = choices["spam"][0].value, choices["spam"][1]
    renamed.value = "junk"
    book.save(form)
    told = done(*apply, "--dry-run").one["difference"]
    assert f"questionnaire.xlsx: The question {types['integer']} was integer and is now decimal." in told
    assert [one for one in told if "homepage" in one and "is new" in one]
    assert [one for one in told if "website" in one and "is gone" in one]
    assert [one for one in told if "junk" in one and "new" in one], (list_name, told)
    assert [one for one in told if "byte" in one] == []
    ran = done("study", "apply", "--home", home)
    assert "was integer and is now decimal" in ran.out


def test_a_study_is_paused_resumed_and_extended(at_work: Path) -> None:
    """While it is paused nothing is sent; the new deadline is told."""
    done("study", "pause", "--home", at_work)
    ran = counterfoil("send", "reminder", "--live", "--home", at_work)
    assert ran.code == 2
    assert "study resume" in ran.err
    done("study", "resume", "--home", at_work)
    assert done("send", "reminder", "--live", "--home", at_work, "--json").one["planned"]["reminder"] >= 1
    done("study", "extend", "2999-05-31", "--home", at_work)
    assert "2999-05-31" in done("status", "--home", at_work).out


def test_moving_the_deadline_says_that_no_letter_tells_of_it_and_whose_own_day_it_overtakes(at_work: Path) -> None:
    """Who had been given a day of their own has as much time as everybody."""
    done("study", "extend", "2999-05-30", "--for", "ORG002", "--home", at_work)
    told = " ".join(done("study", "extend", "2999-05-31", "--home", at_work).out.split())
    assert "No letter is sent to tell anybody; those that leave from now on say the new day." in told
    assert "ORG002 had been given time until 2999-05-30, and has until 2999-05-31 now, as everybody." in told
    assert "No letter" not in done("study", "extend", "2999-05-31", "--home", at_work).out


def test_who_alone_is_given_more_time_is_told_unless_somebody_says_otherwise(at_work: Path) -> None:
    """A letter with the day leaves with what is sent next; without one, only reminders wait."""
    assert "person2@member2.example will be told of it" in done("study", "extend", "2999-05-31", "--for", "ORG002", "--home", at_work).out
    assert "told" not in done("study", "extend", "2999-05-30", "--for", "ORG003", "--no-letter", "--home", at_work).out
    assert [one.address for one in letters(at_work) if one.template == "extended"] == ["person2@member2.example"]
