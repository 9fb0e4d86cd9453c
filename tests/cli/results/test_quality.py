"""quality: the report on one study, worked out by hand, in each of its forms."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest

from domain.rules.outcome_rates import RATES
from tests.cli.program import counterfoil, done
from tests.service.installed import LIST, contacts_csv

# What the four of `at_work` did: one answered well, one made a mistake, of one a stranger to it sent a workbook, and one asked a question.
CODES = {"ORG000": "1.1", "ORG001": "1.2", "ORG002": "1.2", "ORG003": "2.36"}


def report(home: Path) -> dict[str, Any]:
    """Return the report as JSON."""
    return done("quality", "--home", home, "--json").one


def test_the_cases_end_where_their_last_events_say(at_work: Path) -> None:
    """Each with its code, and the record of the event that gave it."""
    told = report(at_work)
    assert {one["organisation"]: one["code"] for one in told["dispositions"]} == CODES
    assert [one["event"] for one in told["dispositions"]] == ["accepted", "sent_back", "held", "wrote"]
    assert [re.sub(r"\d+", "N", one["record"]) for one in told["dispositions"]] == [
        "submission N",
        "submission N",
        "submission N",
        "message N",
    ]
    assert told["cases"] == {"1.1": 1, "1.2": 2, "2.36": 1}


def test_the_rates_stand_there_with_their_parts(at_work: Path) -> None:
    """One complete, two partial and one other case of four: nothing is unknown, so that the three ways agree."""
    rates = report(at_work)["rates"]
    assert tuple(rates) == RATES
    assert rates["RR1"] == rates["RR3"] == rates["RR5"] == {"numerator": 1, "denominator": 4, "rate": 0.25}
    assert rates["RR2"] == {"numerator": 3, "denominator": 4, "rate": 0.75}
    assert rates["COOP3"] == {"numerator": 1, "denominator": 3, "rate": 1 / 3}
    assert rates["REF1"]["rate"] == 0
    assert rates["CON1"]["rate"] == 1


def test_an_export_says_of_each_case_what_the_report_says(at_work: Path, tmp_path: Path) -> None:
    """Code, event and record; the standing stands beside them, and the row of answers tells a complete workbook from a partial one."""
    told = {one["organisation"]: (one["code"], one["event"], one["record"]) for one in report(at_work)["dispositions"]}
    done("export", "csv", "--home", at_work, "--out", tmp_path)
    cases = {one["organisation_code"]: one for one in rows_of(tmp_path, "cases")}
    assert {code: (one["disposition"], one["event"], one["event_record"]) for code, one in cases.items()} == told
    assert {code: one["standing"] for code, one in cases.items()} == {
        "ORG000": "answered",
        "ORG001": "queried",
        "ORG002": "queried",
        "ORG003": "silent",
    }
    assert [one["completeness"] for one in rows_of(tmp_path, "answers")] == ["complete", "partial", "partial", ""]


def rows_of(folder: Path, table: str) -> list[dict[str, str]]:
    """Return the rows of an exported table."""
    (file,) = folder.glob(f"*-{table}.csv")
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_items_and_checks_are_counted(at_work: Path) -> None:
    """Items of the one workbook that counts; and the one mistake, which was not corrected."""
    told = report(at_work)
    items = {one["item"]: one for one in told["items"]}
    assert items["employees"] == {
        **dict.fromkeys(("unanswered", "coded", "refused", "unreadable", "withheld", "edited"), 0),
        "item": "employees",
        "asked": 1,
        "answered": 1,
        "rate": 0,
    }
    assert (items["website"]["unanswered"], items["website"]["rate"]) == (1, 1)
    assert (items["assistance_days"]["asked"], items["assistance_days"]["rate"]) == (0, None)
    assert all(
        one["asked"] == sum(one[part] for part in ("answered", "unanswered", "refused", "unreadable", "withheld")) for one in told["items"]
    )
    assert {"check": "range", "failed": 1, "confirmed": 0, "corrected": 0, "left": 1, "edited": 0} in told["checks"]


def test_what_was_answered_by_a_code_alone_has_a_column_of_its_own(at_work: Path) -> None:
    """Where there are such answers: else whoever reads the table takes a code for a figure."""

    def told() -> str:
        (line,) = [one for one in done("quality", "--home", at_work).out.splitlines() if one.startswith("Question ")]
        return " ".join(line.split())

    assert told() == "Question Asked Answered Unanswered Refused Unreadable Edited by staff Non-response"
    done("values", "edit", "ORG000", "losses", "n/a", "--by", "ann", "--note", "Said.", "--home", at_work)
    assert told() == "Question Asked Answered Of these a code Unanswered Refused Unreadable Edited by staff Non-response"
    (losses,) = [one for one in report(at_work)["items"] if one["item"] == "losses"]
    assert (losses["answered"], losses["coded"]) == (1, 1)


def test_before_anything_was_sent_there_are_cases_and_no_rate_is_made_up(home: Path) -> None:
    """Nothing was sent to anybody: RR5 has no denominator, and neither has anything that needs an estimate."""
    assert "not been applied" in counterfoil("quality", "--home", home).err
    done("study", "apply", "--home", home)
    told = report(home)
    assert told["cases"] == {"3.11": 4}
    assert told["rates"]["RR1"] == {"numerator": 0, "denominator": 4, "rate": 0}
    assert told["rates"]["RR3"] == {"numerator": 0, "denominator": None, "rate": None}
    assert told["rates"]["RR5"] == {"numerator": 0, "denominator": 0, "rate": None}
    assert (told["e"], told["days"]) == (None, None)
    assert re.search(r"RR5 +0 +0 +n/a", done("quality", "--home", home).out)


def test_rates_are_weighted_by_a_column_of_the_contact_list(at_work: Path) -> None:
    """Sizes are summed; who has none is left out and named; coverage is told by size."""
    sizes = {"ORG000": "3", "ORG001": "1", "ORG002": "", "ORG003": "6"}
    lines = contacts_csv(4).decode().splitlines()
    lines = [f"{lines[0]};Members", *(f"{line};{sizes[line[:6]]}" for line in lines[1:])]
    (at_work / "sizes.csv").write_text("\n".join(lines))
    done("contacts", "load", at_work / "sizes.csv", "--list", LIST, "--home", at_work)
    settings(at_work, 'weight = "members"')
    done("study", "apply", "--home", at_work)
    told = report(at_work)
    assert (told["weighted"]["weight"], told["weighted"]["without"]) == ("members", ["ORG002"])
    assert told["weighted"]["rates"]["RR1"] == {"numerator": 3, "denominator": 10, "rate": 0.3}
    assert told["weighted"]["rates"]["RR2"] == {"numerator": 4, "denominator": 10, "rate": 0.4}
    assert told["rates"]["RR1"]["rate"] == 0.25
    assert [(one["name"], one["cases"]) for one in told["sizes"]] == [("1", 1), ("3", 1), ("6", 1)]
    said = " ".join(done("quality", "--home", at_work).out.split())
    assert "ORG002" in said
    assert f"e is reckoned in the same way from their own cases: {told['weighted']['e']:g} in the weighted ones" in said


@pytest.mark.parametrize(
    ("setting", "codes"),
    [
        ('sent_back = "other"', {"ORG001": "2.36", "ORG002": "2.36"}),
        ('of = "all"\npartial = 0.1', {"ORG000": "1.2"}),
        ('of = "all"\npartial = 0.7', {"ORG000": "2.12", "ORG001": "2.12", "ORG002": "2.12"}),
        ("closes = 2012-02-29", {"ORG000": "2.27"}),
    ],
)
def test_what_counts_as_complete_is_a_setting_of_the_study(answered: Path, setting: str, codes: dict[str, str]) -> None:
    """Which holds from before the first workbook comes, and is printed with the rates."""
    settings(answered, setting)
    done("study", "apply", "--home", answered)
    done("collect", "--home", answered)
    assert {one["organisation"]: one["code"] for one in report(answered)["dispositions"]} == CODES | codes


def settings(home: Path, lines: str) -> None:
    """Write into study.toml how the study is reported on."""
    file = home / "studies" / "cybercrime-2012" / "study.toml"
    file.write_text(f"{file.read_text()}\n[quality]\n{lines}\n")


@pytest.mark.parametrize("line", ["complete = 0.9", "partial = 0.2", 'of = "all"', 'silence = "eligible"', 'sent_back = "other"'])
def test_how_cases_are_counted_stays_the_same_within_a_round(at_work: Path, line: str) -> None:
    """After the first workbook, another limit is refused, in a rehearsal too; and nothing is applied."""
    settings(at_work, line)
    for way in ([], ["--dry-run"]):
        ran = counterfoil("study", "apply", "--home", at_work, *way)
        assert (ran.code, "stays the same within a round" in ran.err, "Put it back" in ran.err) == (2, True, True)
    assert report(at_work)["version"] == 1


def test_the_report_is_a_pdf_and_a_page_that_say_the_same(at_work: Path, tmp_path: Path) -> None:
    """In a language that the program speaks; the page needs no other file."""
    pdf, html = tmp_path / "q.pdf", tmp_path / "q.html"
    assert done("quality", "--home", at_work, "--pdf", pdf, "--html", html).out.split() == [str(pdf), str(html)]
    page = html.read_text()
    assert "RR2 is 75% (3 of 4)" in page
    assert 'src="data:image/png;base64,' in page
    assert "cid:" not in page
    assert pdf.read_bytes().startswith(b"%PDF")
    done("quality", "--home", at_work, "--pdf", pdf, "--language", "fr")
    assert "no report in 'xx'" in counterfoil("quality", "--home", at_work, "--pdf", pdf, "--language", "xx").err


def test_the_report_is_a_digest(at_work: Path, tmp_path: Path) -> None:
    """Of its own, as study.toml asks for it."""
    file = at_work / "studies" / "cybercrime-2012" / "study.toml"
    file.write_text(file.read_text() + '\n[[digests]]\nname = "figures"\nkind = "quality"\ncron = "0 8 1 * *"\n')
    done("study", "apply", "--home", at_work)
    done("digest", "figures", "--home", at_work, "--out", tmp_path / "digest")
    text = (tmp_path / "digest" / "figures.txt").read_text()
    assert "RR1 is 25% (1 of 4)" in text
    assert (tmp_path / "digest" / "figures-returns.png").read_bytes().startswith(b"\x89PNG")
