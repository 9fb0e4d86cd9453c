"""The installation of the soak: its servers, the study of each round, and staff who decide."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.ground import HOST
from demo.script import AUTHSERV_ID
from domain.case import CaseKind, Decision
from service.authoring.drafts import apply
from service.deciding.held import decide
from service.installation import config
from service.installation.install import SAMPLE
from service.letters.questions import Answering, answer
from service.rulings.decided import Deciding
from service.wiring import Service
from settings import private
from store import holds
from tests.servers import ImapServer

_FIRST_YEAR = 2012
_HOUR = time(10, 5)  # Shortly after the hour at which mailings leave.
_ZONE = ZoneInfo("Europe/Vienna")
_DATE = re.compile(r"\b2012-(\d\d-\d\d)")
# What staff say of each kind of case; of any other they say nothing, and it is told at the end.
_SAYINGS: Mapping[CaseKind, Decision] = {
    CaseKind.WORKBOOK: Decision.ACCEPT,
    CaseKind.CLAIM: Decision.ACCEPT,
    CaseKind.UNMATCHED: Decision.REJECT,
    CaseKind.FILE: Decision.REJECT,
    CaseKind.DECLINE: Decision.DECLINED,
    CaseKind.EXTENSION: Decision.GRANT,
    CaseKind.SUBSTITUTE: Decision.REJECT,
    CaseKind.REMARK: Decision.NOTED,
    CaseKind.OBJECTION: Decision.NOTED,
    CaseKind.UNREACHABLE: Decision.NOTED,
    CaseKind.REPLIES: Decision.SEND,
}


def study_of(turn: int) -> str:
    """Return the id of a round's study, counted from 0."""
    return SAMPLE if turn == 0 else f"{SAMPLE[:-4]}{_FIRST_YEAR + turn}"


def moment(turn: int, day: str) -> datetime:
    """Return the instant of a round at which the clock stops on a day of the model study's year.

    It is the same day of the week, so that Mondays' digests leave as they did.
    """
    return datetime.combine(_moved(turn, day), _HOUR, _ZONE)


def _moved(turn: int, day: str) -> date:
    # 52 weeks; each round is as far from the one before.
    return date.fromisoformat(f"{_FIRST_YEAR}-{day}") + timedelta(weeks=52 * turn)


def settle_in(home: Path, smtp_port: int, imap: ImapServer) -> None:
    """Let an installation send to and collect from these servers."""
    private.write(home / "imap.secret", imap.password.encode())
    common = f'host = "{HOST}"\nsecurity = "none"'
    mailbox = f'kind = "imap"\nport = {imap.port}\nuser = "{imap.user}"\npassword_file = "imap.secret"\nauthserv_ids = ["{AUTHSERV_ID}"]'
    text = f'[transport]\nkind = "smtp"\nport = {smtp_port}\n{common}\n\n[mailbox]\n{mailbox}\n{common}\n'
    (home / config.FILE).write_text(text, encoding="utf-8")


def begin(service: Service, turn: int) -> None:
    """Write and apply the study of a round; each but the first shows the values of the one before."""
    root = service.installation.root / "studies"
    if turn:
        shutil.copytree(root / SAMPLE, root / study_of(turn))
        (root / study_of(turn) / "previous.csv").unlink()
        file = root / study_of(turn) / "study.toml"
        text = _DATE.sub(lambda found: _moved(turn, found[1]).isoformat(), file.read_text(encoding="utf-8"))
        text = text.replace(f'id = "{SAMPLE}"', f'id = "{study_of(turn)}"\nprevious = "{study_of(turn - 1)}"')
        text = text.replace('prefix = "CYB12"', f'prefix = "CYB{_FIRST_YEAR + turn - 2000}"')
        file.write_text(text, encoding="utf-8")
    apply(service, study_of(turn), moment(turn, "02-01"), by="soak")


def let_staff_decide(service: Service, now: datetime) -> int:
    """Decide each case that waits and answer each question, and return how many these were."""
    with service.store.reading() as tx:
        found = [(one.id, _SAYINGS[one.kind]) for one in holds.waiting(tx) if one.kind in _SAYINGS]
        asked = [one.id for one in holds.questions(tx)]
    for case, what in found:
        decide(service, Deciding(case=str(case), what=what.value, by="staff"), now)
    for question in asked:
        answer(service, Answering(question=str(question), text="Each of them, please.", by="staff"), now)
    return len(found) + len(asked)
