"""A workbook that staff mail for an organisation is filed once, wherever the program dies, and when its message is read again."""

from __future__ import annotations

import shutil
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTPUTF8
from pathlib import Path

import pytest

from demo import respondents
from demo.acts import entries
from demo.usual_answers import usual
from domain.letter import LetterKind
from questionnaire.xlsform import load
from service.authoring.drafts import apply
from service.collecting import replay
from service.installation import config
from service.installation.install import SAMPLE
from service.operation.tick import tick
from service.wiring import open_service
from store import invitations, outbox, submissions
from tests.service.installed import at, make, write_settings
from tests.service.mailed_cases import COORDINATOR, SERVER
from tests.service.sending.test_kills import Nursery

DAY = at("03-01")
POINTS = [
    ("by_hand.archived", 1),
    ("by_hand.in_filing", 1),
    ("by_hand.filed", 1),
    *((f"store.{when}_commit", number) for when in ("before", "after") for number in range(1, 8)),
]


@pytest.fixture(scope="module")
def mailed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an installation in whose mailbox lies a workbook that a coordinator forwards."""
    home = tmp_path_factory.mktemp("mailed") / "installation"
    make(home, 1)
    _connect(home)
    with open_service(config.load(home, {})) as service:
        apply(service, SAMPLE, at("02-01"), by="staff")
        tick(service, at("02-10"))
        tick(service, at("02-20"))
    letters = [respondents.open_letter(path) for path in sorted((home / "out" / "new").iterdir())]
    letter = next(one for one in letters if one.workbook and one.to.startswith("person"))
    name, blank = letter.workbook or ("", b"")
    form = load((home / "studies" / SAMPLE / "questionnaire.xlsx").read_bytes(), "questionnaire.xlsx")
    reference = letter.subject[-13:-1]
    mail = EmailMessage(policy=SMTPUTF8)
    mail["From"], mail["To"], mail["Subject"] = COORDINATOR, "cybercrime.study@unodc.example", "Fwd: the questionnaire"
    mail["Authentication-Results"] = f"{SERVER}; dmarc=pass header.from={COORDINATOR.rpartition('@')[2]}"
    mail["Message-ID"] = "<forwarded@itu.example>"
    mail.set_content(f"for {reference}, on paper\n\nthey came by\n")
    book = respondents.fill(blank, entries(form, usual(0), letter.language))
    mail.add_attachment(book, maintype="application", subtype="octet-stream", filename=name)
    (home / "inbox" / "new" / "1.eml").write_bytes(mail.as_bytes())
    return home


def _connect(home: Path) -> None:
    mailbox = f'kind = "maildir"\npath = "{home / "inbox"}"\nauthserv_ids = ["{SERVER}"]'
    write_settings(home, {"transport": f'kind = "maildir"\npath = "{home / "out"}"', "mailbox": mailbox})


def filed(home: Path) -> tuple[list[tuple[str, str]], int]:
    """Return the state and the mode of each submission, and how many letters were put out about what staff wrote."""
    with open_service(config.load(home, {})) as service, service.store.reading() as tx:
        (whose,) = invitations.of_study(tx, SAMPLE).values()
        made = [(one.state.value, one.mode) for one in submissions.of_invitations(tx, [whose.id])]
        return made, sum(one.kind is LetterKind.CASE for one in outbox.of_studies(tx, [SAMPLE]))


@pytest.mark.sweep
@pytest.mark.parametrize(("failpoint", "passage"), POINTS)
def test_it_is_filed_once_wherever_the_program_dies(failpoint: str, passage: int, nursery: Nursery, mailed: Path, tmp_path: Path) -> None:
    """A workbook that staff mail for an organisation, with a first line as in “for CYB12-0042-K, by telephone”: filed, and told once."""
    home = tmp_path / "installation"
    shutil.copytree(mailed, home)
    _connect(home)
    nursery.tick(home, DAY, f"{failpoint}:{passage}")
    status, report = nursery.tick(home, DAY)
    assert (status, report["held"]) == (0, [])
    assert filed(home) == ([("accepted", "paper")], 1)


def test_a_message_that_is_read_again_files_nothing_again(mailed: Path, tmp_path: Path) -> None:
    """Nor is what it brought read as if the coordinator had answered for the organisation."""
    home = tmp_path / "installation"
    shutil.copytree(mailed, home)
    _connect(home)
    with open_service(config.load(home, {})) as service:
        tick(service, DAY)
        replay.replay(service, None, DAY + timedelta(hours=1))
    assert filed(home) == ([("accepted", "paper")], 1)
