"""How many of the cells that ask are found in workbooks that nobody made for this: `python -m tests.adopt.public_truth FOLDER`.

The cells were counted by hand (of the first seven against pictures of the sheets, of the others against their cells), in workbooks of the
tests of Apache POI (folder test-data/spreadsheet of its source, 4.0.1) and LibreOffice (sc/qa of its source, 25.2), and of two packages of
PyPI (buildingsync-asset-extractor 0.4.0, fin-model-course 0.1.17); those that the folder does not hold are left out. "Asked" is what a
person would fill in; cells that were taken for questions, and are none, are "extra".
"""

from __future__ import annotations

import sys
from pathlib import Path

from questionnaire.adopt import adopt
from workbooks.anatomy import areas_of
from workbooks.cells import Position, a1

# By file and sheet: the cells that ask.
TRUTH: dict[str, dict[str, str]] = {
    "45540_form_Header.xlsx": {
        "Application Form (CEP)": """F5 J5 F8 H8 C9 M9 C11:C15 M11:M14 O15 C18 C19 A21 D23 C24 N24 G25 A26 A29:A37 J29 I30 C37
        A39:A47 G39:G47 L39:L47 O47 A50 A51 A53 A54 A56 A57 E60 L60"""
    },
    "56644.xlsx": {"samplelist": "B2:B13 B16:B18 A23:K32"},
    "DataValidations-49244.xlsx": {"Sheet1": "B2:C2 B6:C6 C7 B8:C8 C9 B10:C15 B19:C26 B29:C36 B40"},
    "48539.xlsx": {"Instance1": "F3:G12 F14:G14 F19:G25 F30:G35 F40:G41"},
    "61652.xlsx": {"IRPPCalc": "B3:O3 B6:H6 J6:L6"},
    "mv-calculator-final-2-20-2013.xlsm": {
        "MV Calculator": """B2:B6 E3 E4 H3:H6 B10:D11 F10:H11 B12 D12 F12 H12 B13 C13 F13 G13 B17 C17 F17 G17 B18:I22 B24:I24 B27:I28
        B32:I36 B37 C37 F37 G37 B38:I41 K18:L22 K24:L24 K27:L28 K32:L36 K38:L41 B45:B52"""
    },
    "60512.xlsm": {
        "Distribution Rome": """G9:G10 I9:I10 M9:M10 O9:O10 S9:S10 U9:U10 G16:G24 I16:I24 M16:M24 O16:O24 S16:S24 U16:U24 G28:G31 I28:I31
        M28:M31 O28:O31 S28:S31 U28:U31 G44:G47 I44:I47 M44:M47 O44:O47 S44:S47 U44:U47"""
    },
    "tdf152037.xlsx": {"AUX_ENFERMERIA": "C2 C4 C6 C8 I12 I14 I16"},
    "tdf58243.xlsx": {"Thésards2012": "D2:E77"},
    "validity.xlsx": {"Sheet1": "A2 A4 A6 A8 A10 A12"},
    "dataValidity.xlsx": {"Foglio1": "C3:C7", "Foglio2": "C4:G8", "Foglio3": "C3:C7"},
    "tdf153622.xlsx": {"Arkusz1": "A2:A21"},
    "tdf151755_stylesLostOnXLSXExport.xlsx": {"Daily Calendar": "C3:C26 E3:E26 G3:G26 I3:I26"},
    "totalsRowFunction.xlsx": {"Present planner": "B3:G6"},
    "tdf160371.xlsx": {"Sheet1": "B2 B3"},
    "tdf140489.xlsx": {"Deferred Tax Rate Calculator": "B5 B7 B9"},
    "CTS Comprehensive Evaluation Upload Template_20240312_021125.xlsx": {"Evaluation Upload Template": "A5:IJ5"},
    "Project 1 Template.xlsx": {"Inputs and Outputs": "B4:B7 B10:B13 B16 B19"},
    "Project 2 Template.xlsx": {"Inputs and Outputs": "B2:B9"},
    "Simple Retirement Model.xlsx": {"Initial Model": "B2:B5", "Multiple Interest Rates": "B2:B4 B8:D8"},
}
# Rows that go on beneath those that were counted, and examples above them.
MORE = {
    "56644.xlsx": {"samplelist": "A22:K223"},
    "tdf152037.xlsx": {"AUX_ENFERMERIA": "H12 H14 H16"},
    "tdf58243.xlsx": {"Thésards2012": "A2:C1003 D78:E81"},
    "tdf160371.xlsx": {"Sheet1": "C2 E2:G5"},
    "tdf151755_stylesLostOnXLSXExport.xlsx": {"Daily Calendar": "F1:I1"},
    "CTS Comprehensive Evaluation Upload Template_20240312_021125.xlsx": {
        "Evaluation Upload Template": "A6:IJ300", "Current Active Evaluation": "A5:IJ6",
    },
    "Project 1 Template.xlsx": {"Inputs and Outputs": "B24:B45"},
    "Project 2 Template.xlsx": {"Inputs and Outputs": "B15:B43 D17:G43"},
}  # fmt: skip


def cells(said: str) -> set[Position]:
    """Return the cells of a list of areas."""
    return {
        (row, column)
        for (top, left), (bottom, right) in areas_of(said)
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }


def main(folder: Path) -> None:
    """Print a line a workbook, and the sums."""
    sums = [0, 0, 0]
    for name, sheets in ((name, sheets) for name, sheets in TRUTH.items() if (folder / name).exists()):
        found = {(one.sheet, at) for one in adopt((folder / name).read_bytes(), name).questions for at in one.cells}
        truth = {(sheet, at) for sheet, said in sheets.items() for at in cells(said)}
        more = {(sheet, at) for sheet, said in MORE.get(name, {}).items() for at in cells(said)}
        counts = len(truth), len(truth & found), len(found - truth - more)
        sums = [one + other for one, other in zip(sums, counts, strict=True)]
        sys.stdout.write(f"{name:40}{counts[1]:6}/{counts[0]:5}{counts[2]:7} extra\n")
        missed = " ".join(f"{a1(*at)}" for _, at in sorted(truth - found)[:40])
        extra = " ".join(f"{a1(*at)}" for _, at in sorted(found - truth - more)[:40])
        sys.stdout.write(f"    missed {missed}; extra {extra}\n" if "--why" in sys.argv else "")
    sys.stdout.write(f"{sums[1]} of {sums[0]} ({sums[1] / sums[0]:.1%}), {sums[2]} extra\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
