"""A mailbox that is shared with other work: only mail of a study is taken and moved, and mail of others costs next to nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from cage.cage import Cage, InsideError
from domain.errors import StoreError
from domain.submission import SubmissionState
from intake.understanding.caged import EXAMINE, to_examine
from intake.understanding.modules import MODULES
from questionnaire.xlsform import load
from service.collecting.collect import collect
from service.installation import config
from service.operation import doctor
from service.operation.tick import tick
from service.wiring import Service, open_service
from store import examinations, holds, message_places, messages
from tests.service.correspondence import Correspondence, attached, filled, questionnaire_letter
from tests.service.installed import at, make, write_settings
from tests.workbooks.files import ordinary


@dataclass
class Counted:
    """What was really done: the messages that were examined, by a child each, and the forms that were parsed."""

    examined: list[bytes] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Make an installation whose mailbox is shared with other work."""
    make(tmp_path, 1)
    mailbox = f'kind = "maildir"\npath = "{tmp_path / "inbox"}"\nshared = true'
    write_settings(tmp_path, {"transport": f'kind = "maildir"\npath = "{tmp_path / "out"}"', "mailbox": mailbox})
    return tmp_path


@pytest.fixture
def opened(home: Path) -> Iterator[Service]:
    """Open it."""
    with open_service(config.load(home, {})) as service:
        yield service


@pytest.fixture
def breakable(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """Open it, with a cage that messages can break."""
    monkeypatch.setattr("service.wiring.MODULES", (*MODULES, "tests.cage.deadly"))
    with open_service(config.load(home, {})) as service:
        yield service


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """Count what is done, while it is done."""
    found = Counted()
    run = Cage.run

    def running(self: Cage, job: str, request: Sequence[bytes], **limits: Any) -> list[bytes]:
        if job == EXAMINE:
            found.examined.append(to_examine().decode(request).raw)
        return run(self, job, request, **limits)

    def loading(data: bytes, name: str, beside: Mapping[str, bytes], **how: bool) -> Any:
        found.forms.append(name)
        return load(data, name, beside, **how)

    monkeypatch.setattr(Cage, "run", running)
    monkeypatch.setattr("service.studies.folder.load_form", loading)
    return found


def letter(number: int = 0, words: str = "Buy now.", to: str = "cybercrime.study@unodc.example") -> EmailMessage:
    """Return a letter that is none of ours, unless its address says so."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = f"news{number}@shop.example", to, "Offers"
    made.set_content(words)
    return made


def put(home: Path, name: str, made: EmailMessage) -> None:
    """Let a message come in."""
    (home / "inbox" / "new" / name).write_bytes(made.as_bytes())


def lying(home: Path) -> list[str]:
    """Return the names of the messages that lie in the mailbox."""
    return sorted(file.name.partition(":")[0] for file in (home / "inbox" / "new").iterdir())


def answer_address(home: Path) -> str:
    """Return the address to which the one organisation answers."""
    (sent,) = (home / "out").rglob("new/*")
    return next(line for line in sent.read_text().splitlines() if line.startswith("Reply-To:")).partition(": ")[2]


def test_mail_of_others_is_left_as_it_was(home: Path, opened: Service) -> None:
    """An answer with our evidence is taken and moved; a stranger's newsletter stays, and neither is kept nor looked at again."""
    tick(opened, at("02-10"))
    put(home, "1.ours", letter(words="May we answer later?", to=answer_address(home)))
    put(home, "2.theirs", letter())
    before = {file.name for file in opened.store.archive.root.rglob("*") if file.is_file()}
    assert collect(opened, at("02-11")).new == 1
    assert collect(opened, at("02-12")).new == 0
    with opened.store.reading() as tx:
        (kept,) = messages.in_states(tx, ["done"])
    assert (kept.sender, kept.kind) == ("news0@shop.example", "question")
    assert {file.name for file in opened.store.archive.root.rglob("*") if file.is_file()} - before == {kept.sha256}
    assert lying(home) == ["2.theirs"]
    assert (home / "inbox" / ".Counterfoil" / "cur" / "1.ours:2,").exists()


def test_twenty_letters_of_others_need_a_child_each_and_one_form(home: Path, opened: Service, counted: Counted) -> None:
    """Each is examined once for all, and what a study is made of is parsed once; the zygote outlives the collect."""
    for number in range(20):
        made = letter(number)
        made.add_attachment(ordinary(), maintype="application", subtype="octet-stream", filename=f"{number}.xlsx")
        put(home, f"{number:02d}.theirs", made)
    assert collect(opened, at("02-11")).new == 0
    assert len(counted.forms) == 1
    assert len(set(counted.examined)) == len(counted.examined) == 20
    zygote = opened.cage.process
    collect(opened, at("02-12"))
    assert (opened.cage.process, len(counted.examined), len(lying(home))) == (zygote, 20, 20)


def test_a_mailbox_without_mail_needs_no_zygote(home: Path, opened: Service) -> None:
    """Nothing is started that nothing needs."""
    assert lying(home) == []
    with Cage(MODULES) as cage:  # No other test has started it.
        opened.cage = cage
        collect(opened, at("02-11"))
        assert cage.process is None


def test_a_return_is_opened_once_and_counts(home: Path, opened: Service, counted: Counted) -> None:
    """What was examined to know that it is ours is not examined again to understand it."""
    office = Correspondence(home, opened)
    received = questionnaire_letter(office)
    name, blank = attached(received)
    put(home, "0.theirs", letter())
    office.answer(received, name, filled(office, blank))
    counted.examined.clear()
    collected = collect(opened, at("03-01"))
    assert (collected.new, collected.understood, collected.problems) == (1, {"return": 1}, [])
    assert len(counted.examined) == 2
    assert [one.state for one in office.submissions()] == [SubmissionState.ACCEPTED]


def test_a_file_that_kills_the_child_stops_nothing(home: Path, breakable: Service) -> None:
    """Its message is judged by the rest of it, and the next one is read."""
    tick(breakable, at("02-10"))
    made = letter()
    made.add_attachment(ordinary(), maintype="application", subtype="octet-stream", filename="deadly.xlsx")
    put(home, "1.deadly", made)
    put(home, "2.ours", letter(words="May we answer later?", to=answer_address(home)))
    collected = collect(breakable, at("02-11"))
    assert (collected.new, collected.problems) == (1, [])
    assert lying(home) == ["1.deadly"]


def test_a_message_that_the_program_fails_on_is_told_and_stops_nothing(home: Path, breakable: Service) -> None:
    """By its head alone it is ours, and then held with the reason; or it is not, and stays where it lies."""
    tick(breakable, at("02-10"))
    put(home, "1.theirs", letter(1, "It hurts."))
    put(home, "2.ours", letter(2, "It hurts.", to=answer_address(home)))
    put(home, "3.ours", letter(3, "May we answer later?", to=answer_address(home)))
    collected = collect(breakable, at("02-11"))
    assert (collected.new, collected.understood) == (2, {"unreadable": 1, "question": 1})
    theirs, ours = collected.problems
    assert "1.theirs" in theirs
    assert "RecursionError: too deep" in theirs
    assert "It is held" in ours
    assert lying(home) == ["1.theirs"]
    with breakable.store.reading() as tx:
        assert [reason for one in holds.waiting(tx) for reason in one.reasons if "RecursionError" in reason]
    assert collect(breakable, at("02-12")).problems == [], "it is told once"


def test_a_message_that_ends_two_children_is_told_apart_by_its_head(home: Path, breakable: Service, counted: Counted) -> None:
    """It is ours, and held; or it is not, and stays where it lies. Neither is read again."""
    tick(breakable, at("02-10"))
    put(home, "1.theirs", letter(1, "It kills."))
    put(home, "2.ours", letter(2, "It kills.", to=answer_address(home)))
    collected = collect(breakable, at("02-11"))
    assert (collected.new, collected.understood, len(collected.problems)) == (1, {"unreadable": 1}, 2)
    assert lying(home) == ["1.theirs"]
    assert len([raw for raw in counted.examined if b"It kills" in raw]) == 4
    with breakable.store.reading() as tx:
        assert examinations.tried(tx, [sha256(raw).hexdigest() for raw in counted.examined]) == {}
    assert collect(breakable, at("02-12")).problems == []
    assert len([raw for raw in counted.examined if b"It kills" in raw]) == 4


def test_where_the_store_fails_nothing_is_decided_about_a_message(home: Path, opened: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """The collect ends with the store's fault, and the next one asks about the same message again."""

    def rename(old: str, new: str) -> None:
        with opened.store.transaction() as tx:
            tx.execute(text(f"ALTER TABLE {old} RENAME TO {new}"))

    def failing(*_: Any, **__: Any) -> Any:
        rename("study", "away")
        raise InsideError("RecursionError: too deep")

    with monkeypatch.context() as patched:
        patched.setattr("service.collecting.examiners.examination_caged", failing)
        put(home, "1.theirs", letter(1))
        with pytest.raises(StoreError):
            collect(opened, at("02-11"))
    rename("away", "study")
    with opened.store.reading() as tx:
        assert not message_places.known(tx, [fetched.location for fetched in _all(opened)])


def _all(service: Service) -> list[Any]:
    with service.mailbox() as mailbox:
        return [fetched for batch in mailbox.fetch(lambda _: ()) for fetched in batch]


def test_doctor_counts_what_waits_and_not_what_was_left(home: Path, opened: Service) -> None:
    """Mail of others that lies there for good is no work that waits."""
    put(home, "1.theirs", letter(1))
    collect(opened, at("02-11"))
    put(home, "2.theirs", letter(2))
    told = {one.what: one.found for one in doctor.examine(opened, at("02-11"))}
    assert told["mailbox"] == "answers, 1 message is waiting"
