"""Texts of cells: what begins like a formula and is no plain figure acts, wherever a spreadsheet program may begin a cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exports.neutral import looks_like_formula
from workbooks.harmless import Fitness, look_through

DDE = "cmd|' /C calc'!D2"
BEGUN = (
    f"x;-2+3+{DDE}",
    f"x;+1+{DDE}",
    f"x;-.5+{DDE}",
    f"x,-2+3+{DDE}",
    f"x\t-2+3+{DDE}",
    f"x|=1+{DDE}",
    f"x;={DDE}",
    f"x;@SUM(1+{DDE})",
    "x;-2+3+SUM(1)",
    "x;- SUM(1)",
    "x;-\u00a0SUM(1)",
    "x;+A1",
    "x;-2,WEBSERVICE(1)",
    "x;--(WEBSERVICE(1))",
    "x;-1E5+A",
    "x;-'2'|A!B",
    "x;-1:1,A",
    f"x;＝{DDE}",
    f"x;＋{DDE}",
    f"x;－{DDE}",
    f"x;＠{DDE}",
    f"x;\u00a0={DDE}",
    f"x;\u3000={DDE}",
    f"x;     ={DDE}",
    f'x;  "  ={DDE}"',
    f"x;'={DDE}",
    f"x;;;={DDE}",
    f"\n\n={DDE}",
    f"x\r={DDE}",
    f"sep=|\nx|={DDE}",
    f"sep=^\nx^={DDE}",
    f"sep=]\r\nx]={DDE}",
    f'"sep=~"\nx~={DDE}',
    f"SEP=:\r\nx:={DDE}",
    f"sep= \nx ={DDE}",
    f"sep=-\nx-={DDE}",
    f"sep==\n={DDE}",
    "sep=x\n1x2",
)


@pytest.mark.parametrize("text", BEGUN)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_begins_like_a_formula_and_is_no_figure_acts(text: str, encoding: str) -> None:
    """After any separator, or the one that the first line names, after white space and quotation marks, in full width too."""
    assert look_through(f"{text}\n".encode(encoding), "a.csv").fitness is Fitness.ACTIVE


FIGURES = (
    "name;change;rate\nVienna;-12;-3,5\nGraz;+7;+0.25\n",
    "a,b\n-1,-2.5\n-3,4\n",
    "a,b\r\n-1,of water (clean)\r\n",
    '"a";"b"\n"-1 234,50";"- 7"\n',
    "a\tb\n-1'234'567\t-5 %\n",
    "a;b\n-1.5e-3;-2E+05\n",
    "a;b\n-€ 12;-12 €\n",
    "a;b\n-;--\n",
    "a;b\n-\u00a05;+\u202f7\n",
    "name;phone\nKeller;+43 1 26060 0\nAubert;+43 (0)1 26060-4111\nSvensson;+1-202-555-0100\nDiaz;+34.91.555.01.00/02\n",
    "a|b\n-2|3\n",
    "sep=;\na;b\n-2;+3\n",
    "sep=|\na|b\n-2|+3\n",
    "address;formula\nperson@ministry.example;a=b\nx - y;1+1=2\n",
    "day;hour\n2024-01-31;10:30\n",
    "separate;sep\n1;2\n",
)


@pytest.mark.parametrize("text", FIGURES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_negative_figures_and_telephone_numbers_are_no_formulas(text: str, encoding: str) -> None:
    """Nor are a dash for none, an address, or a sign within a cell."""
    looked = look_through(text.encode(encoding, "replace").replace(b"?", b" "), "a.csv")
    assert (looked.fitness, looked.ending) == (Fitness.HARMLESS, ".csv")


@pytest.mark.parametrize(
    "data",
    [
        b"a\xca\xe9;b\nx;\xa0=cmd|' /C calc'!D2\n",
        "Größe;é\nx;".encode() * 20 + b"\xff;\xa0=cmd|a!b\n",
        "数値;日本\nあ;＝cmd|a!b\n".encode("cp932") * 5,
    ],
)
def test_a_formula_is_seen_in_whichever_code_page_a_program_reads_the_text(data: bytes) -> None:
    """Which letters the others are is a guess, of ours as of theirs."""
    assert look_through(data, "a.csv").fitness is Fitness.ACTIVE


def test_what_another_program_reads_in_another_encoding_is_not_taken_for_harmless() -> None:
    """NUL bytes that make us read two bytes as one letter, where a program that wants a mark for that reads each by itself."""
    assert look_through(b"a\0b\0;\0" * 20 + b"\n=cmd|' /C calc'!D2\n", "a.csv").fitness is Fitness.UNKNOWN


@given(st.text(" \u00a0\u3000=＝+＋-－@＠'\"ab(", max_size=6))
def test_what_an_export_would_mark_is_never_harmless_but_as_a_figure(text: str) -> None:
    """There is one list of signs: of what an export marks, nothing with a letter is shown to others in a CSV from outside."""
    if looks_like_formula(f"{text}x"):
        assert look_through(f"a;{text}x\n".encode(), "a.csv").fitness is Fitness.ACTIVE
