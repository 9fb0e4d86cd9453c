"""What agencies and LibreOffice save is harmless: whatever stricter rule there is, it must let these pass."""

from __future__ import annotations

import csv
from pathlib import Path

from service.installation.install import SAMPLE
from tests.office import save_as, save_in_formats
from workbooks.harmless import Fitness, look_through

ROOT = Path(__file__).parents[2]
OURS = ROOT / "templates" / "studies" / SAMPLE
STRANGERS = sorted((ROOT / "tests" / "adopt" / "strangers").rglob("*.xlsx"))
# A word of sixteen letters may be a token: what has one stays back for that, and not for what it does.
SHOWN = {Fitness.HARMLESS, Fitness.SECRET}


def test_workbooks_of_agencies_are_harmless() -> None:
    """Those of many authors, and our own: with drop-downs, formulas, rules and names."""
    found = {path: look_through(path.read_bytes(), path.name).fitness for path in (*STRANGERS, OURS / "questionnaire.xlsx")}
    assert {path.name: one for path, one in found.items() if one not in SHOWN} == {}
    assert sum(one is Fitness.HARMLESS for one in found.values()) > len(found) * 0.9


def test_lists_of_contacts_are_harmless() -> None:
    """With numbers of telephones and figures."""
    for path in sorted(OURS.glob("*.csv")):
        assert look_through(path.read_bytes(), path.name).fitness is Fitness.HARMLESS, path.name


def test_what_libreoffice_saves_is_harmless(tmp_path: Path) -> None:
    """In its own format and in that of Excel, as PDF, and as CSV."""
    figures = tmp_path / "figures.csv"
    with figures.open("w", newline="") as file:
        csv.writer(file).writerows((("office", "phone", "change"), ("Vienna", "+43 (0)1 26060", "-12.5"), ("Lima", "+51 1 555", "-")))
    sources, out = (*STRANGERS[::20], OURS / "questionnaire.xlsx"), tmp_path / "saved"
    save_in_formats(dict.fromkeys(sources, ("ods", "xlsx")) | {figures: ("ods", "xlsx")}, out)
    save_as("pdf", [*sources, figures], out)
    save_as("csv", [out / "figures.ods"], out)
    found = {path.name: look_through(path.read_bytes(), path.name).fitness for path in sorted(out.iterdir())}
    assert len(found) == 3 * (len(sources) + 1) + 1
    assert {name: one for name, one in found.items() if one not in SHOWN} == {}
    assert found["figures.csv"] is found["figures.pdf"] is found["figures.xlsx"] is Fitness.HARMLESS
