"""held, mark, undo, contacts suppress and release, study: who decides, why, and by which number it is taken back."""

from __future__ import annotations

import getpass
import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from domain.letter import DeliveryState
from domain.packing import opened
from domain.sentences import counted
from service.installation import config
from service.installation.install import SAMPLE
from service.operation.tick import tick
from service.wiring import open_service
from store import outbox
from tests.cli.program import counterfoil, done
from tests.service.correspondence import attached, cell_beside, edited
from tests.service.installed import open_store

CONTRACT = {"id", "kind", "reference", "organisation", "reasons", "options", "words", "at", "decision", "by", "decided_at"}
QUESTION = "Which year is meant in question 5?"


def events(home: Path, organisation: str) -> list[dict[str, Any]]:
    """Return what `show` tells of an organisation."""
    return done("show", organisation, "--home", home, "--json").objects


def decided(home: Path, organisation: str) -> list[str]:
    """Return the decisions that `show` tells, in its order."""
    return [event["detail"] for event in events(home, organisation) if event["what"] == "decided"]


def test_whoever_marks_an_organisation_as_answered_is_told_how_its_workbook_is_filed(at_work: Path) -> None:
    """Who has answered is seen from what came."""
    wrong = counterfoil("mark", "ORG003", "answered", "--home", at_work)
    assert (wrong.code, "`counterfoil file` files what came another way" in wrong.err) == (2, True)


def test_a_case_says_how_its_organisation_is_let_wait(at_work: Path) -> None:
    """That is no decision about the case, and is not offered among them: it stays open."""
    page = " ".join(done("held", "show", "1", "--home", at_work).out.split())
    assert "To let ORG002 wait and leave the case open: counterfoil mark CYB12-0003-E waiting --until DATE" in page
    done("held", "decide", "1", "reject", "--home", at_work)
    assert "leave the case open" not in done("held", "show", "1", "--home", at_work).out


def test_what_becomes_of_a_decision_is_said_once(at_work: Path) -> None:
    """Its letter too: whoever decides reads the answer, and no second account of it beside that."""
    ran = done("held", "decide", "1", "accept", "--home", at_work)
    assert "filed as accepted" in ran.out
    assert ran.err == ""


def test_what_waits_is_listed_and_leaves_the_exit_status_alone(at_work: Path) -> None:
    """`held` and `status` only list; a program that is to notice counts the lines."""
    assert [one["id"] for one in done("held", "--home", at_work, "--json").objects] == [1]
    assert "1" in done("held", "--home", at_work).out
    done("status", "--home", at_work)
    done("held", "decide", "1", "reject", "--home", at_work)
    assert done("held", "--home", at_work, "--json").objects == []


def test_who_decided_and_why_is_kept_and_shown(at_work: Path) -> None:
    """With the case, among all cases, and in the organisation's history, under the same number."""
    told = done("held", "decide", "1", "reject", "--by", "Anna Berg", "--note", "They called us.", "--home", at_work, "--json").one
    assert set(told) >= {"entry", "told"}
    shown = done("held", "show", "1", "--home", at_work, "--json").one
    assert (shown["case"]["decision"], shown["case"]["by"]) == ("reject", "Anna Berg")
    (last,) = [one for one in shown["entries"] if one["number"] == told["entry"]]
    assert (last["by"], last["note"]) == ("Anna Berg", "They called us.")
    page = done("held", "show", "1", "--home", at_work).out
    assert "Anna Berg" in page
    assert "They called us." in page
    (line,) = [one for one in done("held", "--all", "--home", at_work, "--json").objects if one["id"] == 1]
    assert set(line) >= CONTRACT
    assert (line["decision"], line["by"], line["options"]) == ("reject", "Anna Berg", [])
    assert "Anna Berg" in done("held", "--all", "--home", at_work).out
    (event,) = [event for event in events(at_work, "ORG002") if event["entry"] == told["entry"]]
    assert "by Anna Berg (They called us.)" in event["detail"]
    assert f"{told['entry']}  decided" in done("show", "ORG002", "--home", at_work).out


def test_without_a_name_the_user_of_the_computer_decides(at_work: Path) -> None:
    """Also where a blank one is given."""
    for number, by in ((3, ()), (1, ("--by", "  "))):
        entry = done("mark", f"ORG00{number}", "waiting", *by, "--home", at_work, "--json").one["entry"]
        (event,) = [event for event in events(at_work, f"ORG00{number}") if event["entry"] == entry]
        assert f"by {getpass.getuser()}" in event["detail"]


def test_every_verb_that_decides_takes_who_and_why(at_work: Path) -> None:
    """And tells by which number it is taken back."""
    verbs = (
        ("mark", "ORG003", "waiting", "--until", "2999-01-01"),
        ("contacts", "suppress", "person3@member3.example"),
        ("contacts", "release", "person3@member3.example"),
        ("study", "pause"),
        ("study", "resume"),
        ("study", "extend", "2999-05-31"),
    )
    for verb in verbs:
        ran = done(*verb, "--by", "Anna Berg", "--note", f"Because of {verb[1]}.", "--home", at_work)
        entry = re.search(r"counterfoil undo (\d+)", ran.out)
        assert entry, ran.out
        undone = done("undo", entry[1], "--by", "Berta", "--note", "No.", "--home", at_work, "--json").one
        again = done("undo", str(undone["entry"]), "--home", at_work).out
        assert "Undone: entry" in again
    history = " ".join(decided(at_work, "ORG003"))
    assert "until 2999-01-01, by Anna Berg (Because of ORG003.)" in history
    assert "may be written to again, by Anna Berg (Because of release.)" in history
    assert "undone, by Berta (No.)" in history
    assert "2999-05-31" in done("status", "--home", at_work).out


def test_how_an_organisation_told_us_stands_with_its_mark(at_work: Path) -> None:
    """In its history and in the journal, and it is undone with the mark; what is no way of telling is refused."""
    entry = done("mark", "ORG003", "declined", "--mode", "telephone", "--note", "Ms Sato called.", "--home", at_work, "--json").one["entry"]
    (event,) = [event for event in events(at_work, "ORG003") if event["entry"] == entry]
    assert event["mode"] == "telephone"
    assert "marked as declined by telephone, by " in event["detail"]
    assert "marked as declined by telephone, by " in done("show", "ORG003", "--home", at_work).out
    assert "marked as declined by telephone, by " in done("journal", "--home", at_work).out
    (line,) = [one for one in done("journal", "--json", "--home", at_work).objects if one["number"] == entry]
    assert (line["what"], line["was"]) == ("declined", "telephone")
    assert "is intact" in done("journal", "--check", "--home", at_work).out
    done("undo", str(entry), "--home", at_work)
    wrong = counterfoil("mark", "ORG003", "declined", "--mode", "upload", "--home", at_work)
    assert (wrong.code, "--mode" in wrong.err, "telephone, paper, meeting, mail" in wrong.err) == (2, True, True)


def test_decisions_are_shown_in_order_with_their_numbers(at_work: Path) -> None:
    """Those of the program and those of people."""
    done("held", "decide", "1", "accept", "--home", at_work)
    entry = done("mark", "ORG002", "elsewhere", "--home", at_work, "--json").one["entry"]
    done("undo", str(entry), "--home", at_work)
    told = [event for event in events(at_work, "ORG002") if event["what"] == "decided"]
    numbers = [event["entry"] for event in told]
    assert numbers == sorted(numbers)
    words = " ".join(event["detail"] for event in told)
    for said in ("held for a person, by rule", "decided: accept", "accepted: it counts", "marked as answering elsewhere", "undone"):
        assert said in words


def test_a_case_shows_what_a_person_needs_to_decide(at_work: Path) -> None:
    """The words, where the original lies, and the answers that would differ from those that count; `merge` would be refused."""
    done("held", "decide", "1", "accept", "--home", at_work)
    (event,) = [event for event in events(at_work, "ORG000") if event["what"] == "return"]
    before = message_from_bytes(opened(Path(event["path"]).read_bytes()) or b"", policy=policy.default)
    name, book = attached(before)

    def change(opened: Workbook) -> None:
        cell_beside(opened, "Number of employees").value = 7

    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "other@member0.example", before["To"], "Our answers"
    mail.set_content("Attached.")
    mail.add_attachment(edited(book, change), maintype="application", subtype="octet-stream", filename=name)
    (at_work / "inbox" / "new" / "later.eml").write_bytes(mail.as_bytes())
    done("collect", "--home", at_work)
    cases = done("held", "--home", at_work, "--json").objects
    assert [set(case) >= CONTRACT for case in cases] == [True] * len(cases)
    (case,) = cases
    assert "would replace" in " ".join(case["reasons"])
    page = done("held", "show", str(case["id"]), "--home", at_work).out
    assert "What they wrote:\n  | Attached." in page
    (original,) = re.findall(r"^Original: (.+)$", page, re.MULTILINE)
    assert Path(original).is_file()
    assert "1 answer would differ" in page
    assert re.search(r"employees +400 +7", page)
    assert f"held decide {case['id']} WHAT (WHAT: accept, first, second, assign --to REFERENCE or reject)" in page


def test_decisions_that_are_not_offered_any_more_are_not_printed(answered: Path) -> None:
    """Who has answered withdraws: declined alone is offered neither by the list nor by the case, and a decided case offers nothing."""
    file = answered / "inbox" / "new" / "0.eml"
    words = b"We regret that we will not participate in this study."
    raw = file.read_bytes()
    assert b"Attached." in raw
    file.write_bytes(raw.replace(b"Attached.", words))
    done("collect", "--home", answered)
    (case,) = [one for one in done("held", "--home", answered, "--json").objects if one["kind"] == "decline"]
    assert (case["organisation"], case["options"], case["words"]) == ("ORG000", ["withdraw", "reject"], words.decode())
    number = str(case["id"])
    for page in (done("held", "--home", answered).out, done("held", "show", number, "--home", answered).out):
        assert f"held decide {number} WHAT (WHAT: withdraw or reject)" in " ".join(page.split())
        assert f"held decide {number} declined" not in " ".join(page.split())
    refused = counterfoil("held", "decide", number, "declined", "--home", answered)
    assert (refused.code, "has an answer that counts" in refused.err) == (2, True)
    done("held", "decide", number, "reject", "--home", answered)
    assert "held decide" not in done("held", "show", number, "--home", answered).out


def test_what_an_undoing_leads_to_is_told(at_work: Path) -> None:
    """An acceptance by the program that is undone is a case from then on, whose number is said; what was assigned is told by whom."""
    accepted = next(event["entry"] for event in events(at_work, "ORG000") if "it counts" in event["detail"])
    told = done("undo", str(accepted), "--home", at_work).out
    number = re.search(r"It is now waiting for a decision, as case (\d+)\.", told)
    assert number
    done("held", "decide", number[1], "assign", "--to", "org003", "--by", "Anna Berg", "--home", at_work)
    assert any("decided: assign, by Anna Berg" in line for line in decided(at_work, "ORG003"))


def test_a_case_is_taken_back_by_its_own_number(at_work: Path) -> None:
    """Whatever the entry's number is; what was not decided cannot be."""
    early = counterfoil("held", "undo", "1", "--home", at_work)
    assert (early.code, "not been decided" in early.err) == (2, True)
    done("held", "decide", "1", "accept", "--home", at_work)
    assert "Undone: entry" in done("held", "undo", "1", "--by", "Berta", "--note", "No.", "--home", at_work).out
    assert [case["id"] for case in done("held", "--home", at_work, "--json").objects] == [1]
    done("held", "decide", "1", "reject", "--home", at_work)
    done("held", "undo", "1", "--home", at_work)
    assert done("status", "--home", at_work, "--json").one["held"] == 1


def test_what_left_the_house_is_not_said_to_be_taken_back(at_work: Path) -> None:
    """A mailing that was sent cannot be undone, so no command for that is printed; skipping it can."""
    with open_service(config.load(at_work, {})) as service:
        tick(service, datetime.now(UTC))
    first, second = (str(case["id"]) for case in done("held", "--home", at_work, "--json").objects if case["kind"] == "mailing")
    assert f"held decide {first} WHAT (WHAT: send --live or skip)" in done("held", "--home", at_work).out
    rehearsed = done("held", "decide", first, "send", "--home", at_work, "--json").one
    assert (rehearsed["entry"], len(list((Path(rehearsed["rehearsal"]) / "new").iterdir()))) == (0, rehearsed["letters"])
    assert "nothing was sent, and the case is still open" in rehearsed["told"]
    assert first in {str(case["id"]) for case in done("held", "--home", at_work, "--json").objects}
    ran = done("held", "decide", first, "send", "--live", "--by", "Anna Berg", "--home", at_work)
    assert f"reminder has {rehearsed['letters']} letter" in ran.err
    sent = ran.out
    assert re.search(r"reminder: [1-4] letters? planned; [1-9]\d* sent", sent)
    entry = re.search(r"Entry (\d+) of the journal$", sent, re.MULTILINE)
    assert entry
    assert counterfoil("undo", entry[1], "--home", at_work).code == 2
    assert "only send takes it" in counterfoil("held", "decide", second, "skip", "--live", "--home", at_work).err
    assert "counterfoil undo" in done("held", "decide", second, "skip", "--home", at_work).out
    refused = counterfoil("send", "last-call", "--live", "--home", at_work)
    assert (refused.code, f"held undo {second}" in refused.err) == (2, True)
    (line,) = [case for case in done("held", "--all", "--home", at_work, "--json").objects if str(case["id"]) == first]
    assert (line["decision"], line["by"]) == ("sent", "Anna Berg")


def test_a_letter_in_doubt_is_decided_like_any_case(at_work: Path) -> None:
    """By its own number, once."""
    store = open_store(at_work)
    with store.transaction() as tx:
        letter = outbox.of_organisations(tx, ["ORG001"])[-1]
        outbox.settle(tx, letter.id, DeliveryState.UNCERTAIN, "The connection broke.", letter.due_at)
    store.close()
    name = f"letter-{letter.id}"
    cases = done("held", "--home", at_work, "--json").objects
    (line,) = [case for case in cases if case["id"] == name]
    assert (set(line) >= CONTRACT, line["options"], line["organisation"]) == (True, ["arrived", "resend"], "ORG001")
    assert "may have arrived" in done("held", "show", name, "--home", at_work).out
    assert "counterfoil undo" in done("held", "decide", name, "arrived", "--home", at_work).out
    done("held", "undo", name, "--home", at_work)
    done("held", "decide", name, "arrived", "--home", at_work)
    assert counterfoil("held", "decide", name, "arrived", "--home", at_work).code == 2


def test_an_extended_study_is_not_said_to_have_been_edited(at_work: Path) -> None:
    """Its folder is as it was; applying it again tells which deadline holds, and what becomes of it."""
    past = counterfoil("study", "extend", "2001-05-31", "--home", at_work)
    assert (past.code, "in the past" in past.err) == (2, True)
    done("study", "extend", "2999-05-31", "--home", at_work)
    assert "has been edited" not in done("status", "--home", at_work).err
    told = done("study", "apply", "--dry-run", "--home", at_work).out
    assert "The current deadline is 2999-05-31 (it was moved); it will stay, although study.toml says 2012-04-30." in told
    settings = at_work / "studies" / SAMPLE / "study.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("deadline = 2012-04-30", "deadline = 2012-05-15"), encoding="utf-8")
    assert "has been edited" in done("status", "--home", at_work).err
    told = done("study", "apply", "--home", at_work, "--by", "Anna").out
    assert "The current deadline is 2999-05-31 (it was moved); from now on it will be 2012-05-15, as in study.toml." in told
    assert "deadline 2012-05-15" in done("status", "--home", at_work).out


def test_a_mailing_that_was_renamed_is_told_before_it_would_be_sent_again(at_work: Path) -> None:
    """With how many got it under its name of before."""
    settings = at_work / "studies" / SAMPLE / "study.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('name = "circular"', 'name = "first-letter"', 1), encoding="utf-8")
    told = done("study", "apply", "--dry-run", "--home", at_work).out
    assert "as first-letter it would be sent again to 4." in " ".join(told.split())


def test_a_mark_tells_what_it_replaces_and_what_becomes_of_an_answer(at_work: Path) -> None:
    """Also another last day of the same mark; an answer of who is not asked is kept, and does not count."""
    done("mark", "ORG000", "waiting", "--until", "2999-01-01", "--home", at_work)
    told = done("mark", "ORG000", "waiting", "--until", "2999-02-01", "--home", at_work).out
    assert "This replaces its earlier mark: waiting until 2999-01-01." in told
    told = done("mark", "ORG000", "ineligible", "--home", at_work).out
    assert "waiting until 2999-02-01. Its answer is kept, but no longer counts in the response rate." in told
    assert "answer" not in done("mark", "ORG003", "ineligible", "--home", at_work).out


def test_what_changes_nothing_of_a_study_says_so_and_an_earlier_deadline_is_told(at_work: Path) -> None:
    """Nothing is written into the journal then."""
    assert "It was not paused, so nothing was changed." in done("study", "resume", "--home", at_work).out
    done("study", "pause", "--home", at_work)
    again = done("study", "pause", "--home", at_work).out
    assert ("nothing was changed" in again, "Entry" in again) == (True, False)
    assert "has been moved from 2012-04-30 to 2999-05-31" in done("study", "extend", "2999-05-31", "--home", at_work).out
    again = done("study", "extend", "2999-05-31", "--home", at_work).out
    assert ("is already 2999-05-31. Nothing was changed." in again, "Entry" in again) == (True, False)
    assert "to an earlier day, from 2999-05-31 to 2999-05-01." in done("study", "extend", "2999-05-01", "--home", at_work).out


def test_the_decisions_about_a_study_are_listed_with_what_was_undone(at_work: Path) -> None:
    """What was applied, sent, paused and extended; applying tells its entry as the other verbs do."""
    told = done("study", "pause", "--note", "Holidays.", "--home", at_work).out
    paused = re.search(r"counterfoil undo (\d+)", told)
    assert paused
    undone = done("undo", paused[1], "--home", at_work, "--json").one["entry"]
    assert "Entry" not in done("study", "apply", "--home", at_work).out
    file = at_work / "studies" / SAMPLE / "study.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('title = "', 'title = "The ', 1), encoding="utf-8")
    applied = re.search(r"Entry (\d+) of the journal", done("study", "apply", "--home", at_work).out)
    page = done("show", SAMPLE, "--home", at_work).out
    assert applied
    assert f"{applied[1]}  study {SAMPLE} applied as version 2" in page
    assert f"paused, by {getpass.getuser()} (Holidays.); undone by entry {undone}" in page
    lines = done("show", SAMPLE, "--home", at_work, "--json").objects
    assert [line["undone_by"] for line in lines if line["number"] == int(paused[1])] == [undone]
    assert any("sent to" in line["what"] for line in lines)


def test_what_was_undone_is_marked_and_the_past_is_told_as_it_was(at_work: Path) -> None:
    """A workbook that was accepted was accepted then, whatever became of it since."""
    accepted = next(event["entry"] for event in events(at_work, "ORG000") if "it counts" in event["detail"])
    undone = done("undo", str(accepted), "--home", at_work, "--json").one["entry"]
    told = events(at_work, "ORG000")
    assert [event["what"] for event in told if event["what"].startswith("submission")] == ["submission accepted"]
    (event,) = [event for event in told if event["entry"] == accepted]
    assert (event["undone_by"], event["detail"].endswith(f"undone by entry {undone}")) == (undone, True)


def test_a_decided_case_says_by_whom_when_and_by_which_entry(at_work: Path) -> None:
    """So that nobody has to look it up."""
    entry = done("held", "decide", "1", "reject", "--by", "Anna Berg", "--home", at_work, "--json").one["entry"]
    refused = counterfoil("held", "decide", "1", "accept", "--home", at_work)
    said = " ".join(refused.err.split())
    assert re.search(rf"already been decided: reject, by Anna Berg on \d{{4}}-\d\d-\d\d \d\d:\d\d UTC, entry {entry}\.", said)


def test_a_case_whose_original_is_gone_is_not_accepted_and_says_so(at_work: Path) -> None:
    """A sentence with the path, and the case waits on."""
    original = Path(done("held", "show", "1", "--home", at_work, "--json").one["original"])
    original.unlink()
    refused = counterfoil("held", "decide", "1", "accept", "--home", at_work)
    assert (refused.code, original.name in refused.err, "Traceback" in refused.err) == (2, True, False)
    assert [case["id"] for case in done("held", "--home", at_work, "--json").objects] == [1]


@pytest.mark.parametrize("number", ["²", "99999999999999999999", "-1", "letter-²", "letter-99999999999999999999", "letter-"])
def test_a_number_that_nothing_can_have_is_told(at_work: Path, number: str) -> None:
    """As any other that is not there."""
    for verb in (("held", "decide", "--home", at_work, "--", number, "reject"), ("held", "show", "--home", at_work, "--", number)):
        ran = counterfoil(*verb)
        assert ran.code == 2
        assert "Traceback" not in ran.err
        assert ran.err.strip()


def test_questions_that_wait_are_named_beside_the_cases(at_work: Path) -> None:
    """They are no cases, and whoever looks for what waits must not miss them."""
    asked = done("questions", "--home", at_work, "--json").objects
    assert asked != []
    assert (
        f"{counted(len(asked), 'question waits', 'questions wait')} for an answer: counterfoil questions"
        in done("held", "--home", at_work).out
    )
    told = " ".join(done("held", "--home", at_work).out.split())
    for one in asked:
        assert f"Question {one['id']}, since {str(one['at'])[:10]}" in told
        done("questions", "answer", str(one["id"]), "--text", "The year before.", "--home", at_work)
    assert "counterfoil questions" not in done("held", "--home", at_work).out


def test_collecting_is_paused_and_resumed_and_says_so(at_work: Path) -> None:
    """By hand nothing is collected meanwhile either; who paused it and why stands in the journal, and is undone."""
    told = done("collect", "--pause", "--by", "Anna Berg", "--note", "The box is moved.", "--home", at_work, "--json").one
    assert told["paused"] is True
    assert "nothing was changed" in done("collect", "--pause", "--home", at_work).out
    refused = counterfoil("collect", "--home", at_work)
    assert refused.code != 0
    assert "Collecting is paused since" in refused.err
    assert "collect --resume" in refused.err
    assert "The box is moved." in done("status", "--home", at_work).out
    assert "collecting paused" in done("journal", "--home", at_work).out
    assert "Mail is collected." in done("undo", told["entry"], "--home", at_work).out
    assert done("collect", "--home", at_work, "--json").one["new"] == 0
    assert "was so already" in done("collect", "--resume", "--home", at_work).out
    assert counterfoil("collect", "--pause", "--resume", "--home", at_work).code != 0
