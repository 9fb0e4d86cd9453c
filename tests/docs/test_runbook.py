"""The pages for those who run and use the program: what they name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from domain.case import CaseKind
from domain.letter import DeliveryState
from domain.process.events import Event
from domain.process.gauges import AGES, MESSAGE_STATES, StoreGauges
from domain.rules.ready import Condition
from service.operation.health import HealthFigures, Sizes
from service.operation.pulse import Beats
from tests.cli.program import counterfoil
from tests.domain.entries import WHEN
from web.metrics import exposition

ROOT = Path(__file__).parents[2]
PAGES = {name: (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8") for name in ("runbook", "upgrades", "sizing")}
PAGES["operations"] = "\n".join(page.read_text(encoding="utf-8") for page in sorted((ROOT / "docs" / "operations").glob("*.md")))
PAGES["guides"] = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "docs/staff.md", "docs/coordinators.md"))
PARTS = re.split(r"^## ", PAGES["runbook"], flags=re.MULTILINE)[1:]


def families() -> set[str]:
    """Return the names of all figures that /metrics can have."""
    store = StoreGauges(
        letters=dict.fromkeys(DeliveryState, 1),
        due=1,
        oldest_waiting=WHEN,
        messages=dict.fromkeys(MESSAGE_STATES, 1),
        cases={(kind, AGES[0][0]): 1 for kind in CaseKind},
        oldest_case={CaseKind.BRAKE: WHEN},
        budget_spent={True: 0.5, False: 1},
    )
    figures = HealthFigures(store=store, collected=WHEN, disk_free=1, sizes=Sizes(archive=1, database=1))
    text = exposition(figures, [Condition("disk", well=True, found="")], Beats(sign=WHEN, ended=WHEN, good=WHEN), WHEN).decode()
    return set(re.findall(r"^# TYPE (\S+) gauge$", text, re.MULTILINE))


def test_twelve_things_go_wrong_each_with_its_sign_and_what_to_do() -> None:
    """And with a test that plays it, which is there."""
    assert [part.partition(".")[0] for part in PARTS] == [str(number) for number in range(1, 13)]
    for part in PARTS:
        assert re.findall(r"^- \*\*(\w+):\*\*", part, re.MULTILINE) == ["Sign", "Look", "Do", "Tried"]
        tried = re.findall(r"`(tests/\S+\.py)`", part.partition("**Tried:**")[2])
        assert tried
        assert [name for name in tried if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize("page", ["runbook", "upgrades", "operations", "guides"])
def test_commands_are_those_of_the_program(page: str) -> None:
    """Each is there, with the options that it is given."""
    told = set(re.findall(r"\bcounterfoil ((?:[a-z]+ ?)+(?:[A-Z ]*--?[a-z].*)?)", PAGES[page].replace("`", "\n")))
    assert len(told) > 3
    for line in told:
        words = line.split()
        verbs = [word for word in words[:2] if re.fullmatch("[a-z]+", word)]
        if verbs[:1] in ([], ["counterfoil"]):
            continue
        helped = next(ran for some in (verbs, verbs[:1]) if (ran := counterfoil(*some, "--help")).code == 0)
        assert helped.code == 0, line
        assert [one for one in words if one.startswith("--") and one not in helped.out] == [], line


def test_events_conditions_and_kinds_of_cases_are_those_of_the_program() -> None:
    """Whoever looks for a word finds it."""
    assert set(re.findall(r"event=([a-z_.]+[a-z])", PAGES["runbook"] + PAGES["operations"])) <= {*Event}
    assert {kind for kinds in re.findall(r"cases? of the kinds? ([^;.]*)", PAGES["runbook"]) for kind in re.findall(r"`(\w+)`", kinds)} == {
        "halted",
        "stalled",
        "restored",
        "replies",
        "brake",
        "surge",
    }
    assert {"halted", "stalled", "restored", "replies", "brake", "surge"} <= {*CaseKind}
    assert set(re.findall(r"`/readyz` has `(\w+)`", PAGES["runbook"])) == {"mailbox", "relay", "disk", "database", "generation"}
    assert "event=health.listening" in PAGES["operations"]


def test_the_first_page_of_operations_leads_to_each_other() -> None:
    """Whoever begins there misses none."""
    folder = ROOT / "docs" / "operations"
    linked = set(re.findall(r"\]\((\w+\.md)", (folder / "README.md").read_text(encoding="utf-8")))
    assert linked == {page.name for page in folder.glob("*.md")} - {"README.md"}


def test_figures_are_those_of_metrics() -> None:
    """The table of the page has them all, and no page names another."""
    known = {name.removeprefix("counterfoil_") for name in families()}
    table = PAGES["operations"].partition("| figure (`counterfoil_…`)")[2].partition("\n\n")[0]
    assert {name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row.partition(" |")[0])} == known
    named = {name for page in PAGES.values() for name in re.findall(r"`counterfoil_([a-z_]+)", page)}
    assert named <= known
