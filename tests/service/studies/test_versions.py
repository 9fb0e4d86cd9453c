"""A questionnaire that changes while answers come in: through `study apply` and `export`, nothing collected changes its meaning."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest

from demo.respondents import fill
from domain.answer import AnswerValue
from service.authoring.drafts import apply
from service.collecting.replay import replay
from service.exports.export import export
from service.installation import config
from service.installation.install import SAMPLE
from service.reviewing.edits import Edited, Editing, edit
from service.studies.running import require_running
from service.wiring import Service, open_service
from store import invitations, submissions
from tests.cli.program import Ran, counterfoil
from tests.questionnaire.forms import Cell, xlsx
from tests.service.correspondence import Correspondence, attached
from tests.service.installed import at, make

_HEAD: Sequence[Cell] = ("type", "name", "label", "relevant", "unit", "hint")
_FIRST: Sequence[Sequence[Cell]] = (
    _HEAD,
    ("integer", "staff", "Number of staff", "", "", ""),
    ("integer", "incidents", "Incidents recorded", "", "incidents", ""),
    ("select_one law", "law", "Is there a law?", "", "", ""),
    ("select_multiple means", "means", "Which means are used?", "", "", ""),
    ("text", "remark", "A remark on the law", "", "", ""),
    ("integer", "days", "How long does a request take?", "", "", ""),
    ("text", "closing", "Anything alse?", "", "", ""),
)
_SECOND: Sequence[Sequence[Cell]] = (
    _HEAD,
    ("integer", "employees", "Number of staff", "", "", ""),
    ("decimal", "incidents", "Incidents recorded", "", "thousands", ""),
    ("select_one law", "law", "Is there a law?", "", "", ""),
    ("select_multiple means", "means", "Which means are used?", "", "", ""),
    ("text", "days_told", "How long does a request take, in words?", "", "", ""),
    ("integer", "budget", "What is the budget?", "", "", ""),
    ("text", "closing", "Anything alse?", "", "", ""),
)
_THIRD = tuple(
    tuple("Anything else?" if cell == "Anything alse?" else "people" if cell == "employees" else cell for cell in row) for row in _SECOND
)
_LAWS: Sequence[Sequence[Cell]] = (
    ("list_name", "name", "label"),
    ("law", "1", "Yes"),
    ("law", "2", "No"),
    ("means", "fax", "Fax"),
    ("means", "mail", "Mail"),
)
_LAWS_SECOND: Sequence[Sequence[Cell]] = (
    ("list_name", "name", "label"),
    ("law", "1", "Yes"),
    ("law", "0", "No"),
    ("law", "9", "In preparation"),
    ("means", "mail", "Mail"),
)
_SETTINGS: Sequence[Sequence[Cell]] = (("form_id", "form_title", "version"), ("f", "Form", "1"))
_SECOND_CHANGES = """
[[changes]]
renamed = { staff = "employees" }
dropped = ["remark", "days", "means/fax"]
scaled = { incidents = 0.001 }
recoded = { law = { 2 = "0" } }
"""
_THIRD_CHANGES = '\n[[changes]]\nrenamed = { employees = "people" }\n'


class House:
    """An installation of three organisations whose study has a small form of its own."""

    def __init__(self, home: Path, service: Service) -> None:
        self.home, self.service, self.folder = home, service, home / "studies" / SAMPLE
        self.office = Correspondence(home, service)
        self.letters: list[EmailMessage] = []

    def write(self, survey: Sequence[Sequence[Cell]], choices: Sequence[Sequence[Cell]], changes: str = "") -> None:
        """Write a form into the study's folder, and a mapping at the end of study.toml."""
        (self.folder / "questionnaire.xlsx").write_bytes(xlsx(survey, choices, _SETTINGS))
        file = self.folder / "study.toml"
        file.write_text(file.read_text(encoding="utf-8") + changes, encoding="utf-8")

    def apply(self, *arguments: str) -> Ran:
        """Run `study apply`."""
        return counterfoil("study", "apply", "--home", self.home, *arguments)

    def answer(self, number: int, entries: Mapping[str, object], when: str, letters: Sequence[EmailMessage]) -> list[EmailMessage]:
        """Let an organisation fill in the workbook that it was sent, and return the letters that come of it."""
        letter = next(one for one in letters if f"person{number}@" in str(one["To"]) and any(_workbooks(one)))
        name, data = attached(letter)
        self.office.answer(letter, name, fill(data, entries))  # type: ignore[arg-type]
        return self.office.letters(at(when, 12))

    def fresh(self, number: int, when: str) -> EmailMessage:
        """Return the letter that brings an organisation the workbook of today, which it gets with a reminder."""
        letters = self.office.letters(at(when))
        return next(one for one in letters if f"person{number}@" in str(one["To"]) and any(_workbooks(one)))

    def send(self, letter: EmailMessage, entries: Mapping[str, object], when: str) -> list[EmailMessage]:
        """Let an organisation fill in the workbook that a letter brought, and return the letters that come of it."""
        self.office.answer(letter, *_filled(letter, entries))
        return self.office.letters(at(when))

    def edit(self, number: int, question: str, value: str, when: str = "05-01", note: str = "By telephone.") -> Edited:
        """Put an answer right at the desk."""
        with self.service.store.reading() as tx:
            found = require_running(self.service, tx, SAMPLE)
        said = Editing(organisation=f"ORG{number:03d}", question=question, value=value, by="Anna Berg", note=note)
        return edit(self.service, found, said, at(when))

    def row(self, number: int, version: int | None = None) -> dict[str, str]:
        """Return the row of an organisation in the export."""
        return {row["organisation_code"]: row for row in self.exported(version)}[f"ORG{number:03d}"]

    def filed(self, number: int) -> tuple[int, dict[str, AnswerValue]]:
        """Return the version and the answers of what an organisation sent last, as they are stored."""
        with self.service.store.reading() as tx:
            (invitation,) = invitations.of_organisations(tx, [f"ORG{number:03d}"])
            found = submissions.of_invitations(tx, [invitation.id])[-1]
        return found.version, {key: value for key, value in found.answers.items() if value is not None}

    def exported(self, version: int | None = None, part: str = "answers") -> list[dict[str, str]]:
        """Return the rows of an export as CSV."""
        with self.service.store.reading() as tx:
            found = require_running(self.service, tx, SAMPLE)
        folder = self.home / f"export{version}"
        export(self.service, found, "csv", folder, at("06-01"), labels=False, language="en", version=version)
        with (folder / f"{SAMPLE}-{part}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))


def _workbooks(letter: EmailMessage) -> Iterator[str]:
    return (name for part in letter.iter_attachments() if (name := str(part.get_filename())).endswith(".xlsx"))


@contextmanager
def sent(home: Path, organisations: int, form: Sequence[Sequence[Cell]] = _FIRST) -> Iterator[House]:
    """Open an installation whose workbooks of a form were sent, to nobody's answer yet."""
    make(home, organisations)
    with open_service(config.load(home, {})) as service:
        house = House(home, service)
        house.write(form, _LAWS)
        apply(service, SAMPLE, at("02-02"), by="staff")
        house.office.letters(at("02-10"))
        house.letters = house.office.letters(at("02-20"))
        yield house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Open such an installation of three organisations."""
    with sent(tmp_path, 3) as found:
        yield found


FIRST = {
    "Number of staff": 12,
    "Incidents recorded": 1234,
    "Is there a law?": "No",
    "Which means are used?": ("Fax", "Mail"),
    "A remark on the law": "See annex",
    "How long does a request take?": 30,
    "Anything alse?": "no",
}


def test_three_versions_with_every_kind_of_change_are_one_export_in_which_nothing_is_lost(house: House) -> None:
    """What each organisation wrote stands under what it was asked, in one unit and one code list; each version can be had as it was."""
    house.answer(0, FIRST, "02-22", house.letters)
    assert house.filed(0)[0] == 2

    house.write(_SECOND, _LAWS_SECOND)
    for refused in (house.apply("--dry-run"), house.apply("--by", "Anna Berg")):
        assert refused.code == 2
        for said in (
            "The question staff ('Number of staff') is gone. 1 answer collected so far.",
            'renamed = { staff = "employees" }',
            "The unit of incidents was 'incidents', and is now 'thousands'. 1 answer",
            "The choice 2 ('No') of law is gone. 1 answer",
            'recoded = { law = { 2 = "0" } }',
            "The choice fax ('Fax') of means is gone. 1 answer",
            "The question remark ('A remark on the law') is gone. 1 answer",
            "The question days ('How long does a request take?') is gone. 1 answer",
        ):
            assert said in " ".join(refused.err.split()), refused.err
    house.write(_SECOND, _LAWS_SECOND, _SECOND_CHANGES)
    assert house.apply().code == 0

    # A workbook that was printed with the old unit, names and codes comes back now.
    (receipt, *_) = house.answer(1, FIRST | {"Incidents recorded": 5000}, "02-24", house.letters)
    assert house.filed(1) == (2, house.filed(0)[1] | {"incidents": 5000})
    assert receipt

    house.write(_THIRD, _LAWS_SECOND, _THIRD_CHANGES)
    unconfirmed = house.apply()
    assert unconfirmed.code == 2
    assert "said 'Anything alse?', and now says 'Anything else?'. 2 answers" in " ".join(unconfirmed.err.split())
    assert "--by" in unconfirmed.err
    assert house.apply("--by", "Anna Berg").code == 0

    rows = {row["organisation_code"]: row for row in house.exported()}
    told = ("form_version", "people", "incidents", "law", "means_mail", "means_fax", "remark", "days", "days_told", "budget", "closing")
    assert [rows["ORG000"][name] for name in told] == ["2", "12", "1.234", "0", "1", "1", "See annex", "30", "", "-96", "no"]
    assert [rows["ORG001"][name] for name in told] == ["2", "12", "5", "0", "1", "1", "See annex", "30", "", "-96", "no"]

    book = [row for row in house.exported(part="codebook") if row["variable"] == "incidents"]
    units = next(name for name in book[0] if name.startswith("unit::"))
    assert [(row["versions"], row["called"], row[units]) for row in book] == [
        ("", "", "thousands"),
        ("2", "incidents", "incidents"),
        ("3 4", "incidents", "thousands"),
    ]
    as_it_was = {row["organisation_code"]: row for row in house.exported(version=2)}
    assert set(as_it_was) == {"ORG000", "ORG001"}
    assert [as_it_was["ORG000"][name] for name in ("staff", "incidents", "law")] == ["12", "1234", "2"]


def test_a_choice_that_a_version_did_not_offer_was_not_asked(house: House) -> None:
    """It is no choice that anybody left out: whoever counts the shares of it must know whom to leave out."""
    house.answer(0, FIRST, "02-22", house.letters)
    house.write(_SECOND, (*_LAWS_SECOND, ("means", "post", "Post")), _SECOND_CHANGES)
    assert house.apply().code == 0
    house.send(house.fresh(2, "03-26"), {"Number of staff": 9, "Which means are used?": ("Mail",)}, "03-27")
    rows = {row["organisation_code"]: [row[f"means_{one}"] for one in ("fax", "mail", "post")] for row in house.exported()}
    assert (rows["ORG000"], rows["ORG002"]) == (["1", "1", "-96"], ["-96", "1", "0"])


def test_what_changed_is_told_in_one_unit_and_by_one_name(house: House) -> None:
    """A second workbook by another version than the first: only what is really other is told, and nothing that it was not asked."""
    house.answer(0, FIRST, "02-22", house.letters)
    house.write(_SECOND, _LAWS_SECOND, _SECOND_CHANGES)
    assert house.apply().code == 0
    receipts = house.answer(0, FIRST | {"Incidents recorded": 2234}, "02-24", house.letters)
    text = " ".join(str(one.get_body(("plain",)).get_content()) for one in receipts)  # type: ignore[union-attr]
    assert "1.234" in text
    assert "2.234" in text
    (row,) = [row for row in house.exported() if row["organisation_code"] == "ORG000"]
    assert [row[name] for name in ("form_version", "incidents")] == ["2", "2.234"]
    assert "1234" not in text.partition("2.234")[0].rpartition("1.234")[2]


def test_where_nothing_was_collected_everything_passes_and_a_late_workbook_is_read_as_it_was_printed(house: House) -> None:
    """The workbooks are out, and one comes back after the form was replaced: it has columns of its own."""
    house.write(_SECOND, _LAWS_SECOND)
    assert house.apply().code == 0
    house.answer(0, FIRST, "02-22", house.letters)
    assert house.filed(0)[0] == 2
    (row,) = [row for row in house.exported() if row["organisation_code"] == "ORG000"]
    assert [row[name] for name in ("staff", "employees", "incidents_v2", "incidents", "law", "remark")] == [
        *("12", "-96", "1234", "-96", "2", "See annex"),
    ]


def test_a_message_that_is_read_again_is_kept_with_the_version_that_reads_it_now(house: House) -> None:
    """The present version, where it asks all that the workbook does; else the one that printed it, as before."""
    house.answer(0, FIRST, "02-22", house.letters)
    before = house.filed(0)
    house.write((*_FIRST, ("text", "more", "What else?", "", "", "")), _LAWS)
    assert house.apply().code == 0
    replay(house.service, None, at("02-23"))
    assert house.filed(0) == (3, before[1])
    house.write(_SECOND, _LAWS_SECOND, _SECOND_CHANGES.replace('"remark"', '"remark", "more"'))
    assert house.apply().code == 0
    replay(house.service, None, at("02-24"))
    assert house.filed(0) == (2, before[1])


def test_calculations_of_an_edited_workbook_are_those_of_its_own_version(house: House) -> None:
    """Also where what they read is called otherwise since."""
    head = ("type", "name", "label", "calculation")
    total = ("calculate", "total", "Total", "${a} + ${b}")
    house.write((head, ("integer", "a", "A staff", ""), ("integer", "b", "B staff", ""), total), _LAWS)
    assert house.apply("--by", "Anna Berg").code == 0
    letters = house.office.letters(at("03-26"))
    fresh = next(one for one in letters if "person0@" in str(one["To"]) and any(_workbooks(one)))
    house.office.answer(fresh, *_filled(fresh, {"A staff": 100, "B staff": 20}))
    house.office.letters(at("03-27"))
    with house.service.store.reading() as tx:
        found = require_running(house.service, tx, SAMPLE)
    edit(house.service, found, Editing(organisation="ORG000", question="b", value="30", by="Anna Berg", note="By telephone."), at("03-28"))
    renamed = ("calculate", "total", "Total", "${a2} + ${b}")
    mapped = '\n[[changes]]\nrenamed = { a = "a2" }\n'
    house.write((head, ("integer", "a2", "A staff", ""), ("integer", "b", "B staff", ""), renamed), _LAWS, mapped)
    assert house.apply("--by", "Anna Berg").code == 0
    (row,) = [row for row in house.exported() if row["organisation_code"] == "ORG000"]
    assert [row[name] for name in ("a2", "b", "total")] == ["100", "30", "130"]


def test_what_was_only_sent_back_never_counts(house: House) -> None:
    """A workbook with errors is superseded by the next one: what only its version asked is no answer of the organisation."""
    house.answer(1, FIRST, "02-22", house.letters)
    house.write(_SECOND, _LAWS_SECOND, _SECOND_CHANGES)
    assert house.apply().code == 0
    letters = house.office.letters(at("03-26"))
    fresh = next(one for one in letters if "person0@" in str(one["To"]) and any(_workbooks(one)))
    wrong = {"How long does a request take?": "as long as it takes", "A remark on the law": "Never accepted"}
    house.answer(0, FIRST | wrong, "03-27", house.letters)
    house.office.answer(fresh, *_filled(fresh, {"Number of staff": 13, "Incidents recorded": 2.5}))
    house.office.letters(at("03-28"))
    rows = {row["organisation_code"]: row for row in house.exported()}
    assert (rows["ORG000"]["employees"], rows["ORG000"]["remark"]) == ("13", "")
    assert rows["ORG001"]["remark"] == "See annex"
    assert "Never accepted" in [row["answer"] for row in house.exported(part="others")]


def test_what_an_organisation_is_asked_no_more_it_has_not_taken_back(house: House) -> None:
    """It answers the new version after the old one: what only the old one asked still stands in the export."""
    house.write(_SECOND, _LAWS_SECOND, _SECOND_CHANGES)
    house.answer(1, FIRST, "02-22", house.letters)
    assert house.apply().code == 0
    fresh = house.fresh(0, "03-26")
    house.answer(0, FIRST, "03-27", house.letters)
    house.send(fresh, {"Number of staff": 13, "Incidents recorded": 2.5}, "03-28")
    assert house.filed(0) == (3, {"employees": 13, "incidents": 2.5})
    (row,) = [row for row in house.exported() if row["organisation_code"] == "ORG000"]
    assert [row[name] for name in ("employees", "incidents", "law", "remark", "days")] == ["13", "2.5", "-99", "See annex", "30"]


def _filled(letter: EmailMessage, entries: Mapping[str, object]) -> tuple[str, bytes]:
    name, data = attached(letter)
    return name, fill(data, entries)  # type: ignore[arg-type]


def test_a_mapping_that_fits_nothing_is_refused(house: House) -> None:
    """A name that is not there would map nothing."""
    house.write(_SECOND, _LAWS_SECOND, '\n[[changes]]\nrenamed = { staf = "employees" }\n')
    refused = house.apply("--dry-run")
    assert refused.code == 2
    assert "renamed: staf is not in the earlier questionnaire." in refused.err


def test_a_version_that_was_never_applied_cannot_be_exported(house: House) -> None:
    """The message names those that were."""
    ran = counterfoil("export", "csv", "--home", house.home, "--out", house.home / "x", "--version", "7")
    assert ran.code == 2
    assert "There is no version 7. Versions that were applied: 1, 2." in " ".join(ran.err.split())
