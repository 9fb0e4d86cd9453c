"""A letter that the mail server refused reached nobody: the report on quality counts it in no mailing."""

from __future__ import annotations

from pathlib import Path

from domain.quality import Code
from service.installation.install import SAMPLE
from service.operation.tick import tick
from service.quality.measured import quality
from service.studies.running import require_running
from tests.service.installed import at
from tests.service.refusing import Server, sending


def test_a_mailing_is_counted_for_whom_the_server_took_it(tmp_path: Path) -> None:
    """The case of who was refused says so all the same."""
    server = Server(RCPT=b"550 5.1.1 No such user RECIPIENT\r\n")
    server.spared = ("member0", "member1")
    with sending(tmp_path, server, organisations=3) as (service, _):
        for day in ("02-10", "02-10", "02-20"):
            tick(service, at(day))
        with service.store.reading() as tx:
            facts = quality(tx, require_running(service, tx, SAMPLE), at("02-21"))
    assert {one.mailing: one.sent for one in facts.mailings} == {"circular": 2, "questionnaire": 2}
    codes = {one.organisation: one.disposition.code for one in facts.cases}
    assert codes["ORG002"] is not Code.COMPLETE
    assert codes["ORG002"] is not codes["ORG000"]
