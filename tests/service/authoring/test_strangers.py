"""Workbooks that strangers drew, from the file to the export through real servers, as an officer has them: in three languages."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from demo import respondents
from demo.servers import Servers
from domain.submission import SubmissionState
from questionnaire.items import parts
from service.authoring.drafts import apply, draft
from service.authoring.new_study import NewStudy, new_study
from service.contacts.lists import load_file
from service.exports.export import export
from service.installation import config
from service.installation.install import install
from service.mailings.check import check
from service.operation.tick import tick
from service.studies.running import require_running
from service.wiring import open_service
from store import invitations, provenance
from tests.adopt.making import Sample
from tests.adopt.returned import filling, sent
from tests.adopt.strangers import strangers
from tests.service.installed import connect
from workbooks.annotate import fill

FIRST = datetime(2027, 1, 11, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Return real servers."""
    with Servers(tmp_path_factory.mktemp("servers"), intake=["returns@agency.example"]) as running:
        yield running


@pytest.mark.parametrize(
    ("name", "language"),
    [("Recensement_scolaire_primaire", "fr"), ("НСЗ_вопросник_2023", "ru"), ("customs_tariff_trade_ar_en", "ar")],
)
def test_what_is_typed_into_a_copy_of_theirs_stands_in_the_export(name: str, language: str, tmp_path: Path, servers: Servers) -> None:
    """The study is begun with their file; a copy leaves, is filled, and is accepted; each single answer is a column of the export."""
    one = next(one for one in strangers() if one.name == name)
    home, file = tmp_path / "office", tmp_path / "return.xlsx"
    file.write_bytes(one.data)
    install(home, empty=True)
    connect(home, servers)
    said = NewStudy(
        id="theirs", title="Return", prefix="RET27", languages=(language,), first_day=FIRST.date(), zone="UTC", workbooks=[file],
        sender=("Office", "office@agency.example"), contact=("Anna", "anna@agency.example"), returns_to="returns@agency.example",
    )  # fmt: skip
    with open_service(config.load(home, {})) as service:
        new_study(service, said, FIRST.date() - timedelta(days=5))
        people = tmp_path / "people.csv"
        address = f"person@{language}.example"
        people.write_text(f"code,organisation,language,role,name,address\nORG1,Ministry,{language},to,A Person,{address}\n")
        load_file(service, people, "theirs", {}, store=True)
        assert [one for one in check(service, draft(service, "theirs"), FIRST).problems if "guess" not in str(one)] == []
        apply(service, "theirs", FIRST - timedelta(days=4), by="anna")
        assert not tick(service, FIRST + timedelta(days=7, hours=5)).problems
        letters = [respondents.open_letter(each.file) for each in servers.accepted()]
        letter = next(each for each in letters if each.workbook and each.to == address)
        title, data = letter.workbook or ("", b"")
        copy = sent(Sample("return", one.data, {}))
        typed, wanted = filling(copy)
        assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames[:-1] == openpyxl.load_workbook(file).sheetnames
        raw = respondents.answer(
            letter,
            sender=address,
            sender_name="A Person",
            text="",
            files=[(title, fill(data, typed))],
            now=FIRST + timedelta(days=8),
        )
        servers.deliver(raw, mail_from=address, rcpt_to=letter.reply_to)
        assert not tick(service, FIRST + timedelta(days=8, hours=6)).problems
        with service.store.reading() as tx:
            (filed,) = provenance.each(tx, [one.id for one in invitations.of_study(tx, "theirs").values()])
            running = require_running(service, tx, "theirs")
        assert filed.state is SubmissionState.ACCEPTED
        export(service, running, "csv", tmp_path / "out", FIRST + timedelta(days=9), labels=False, language="en")
    (row,) = _rows(tmp_path / "out" / "theirs-answers.csv")
    columns = {one["key"]: one["variable"] for one in _rows(tmp_path / "out" / "theirs-codebook.csv") if one["section"]}
    single = {key: _said(value) for key, value in wanted.items() if not parts(key)[0]}
    # A long name is cut, and one that the export has already gets a number: the codebook says which column is whose.
    assert {key: row[columns.get(key, key)] for key in single} == single
    assert single


def _rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))


def _said(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
