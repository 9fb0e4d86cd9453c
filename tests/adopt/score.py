"""How much of a workbook's truth its adoption finds."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaire.adopt import Adopted, FoundRepeat, Sureness, adopt
from tests.adopt.making import Sample
from workbooks.cells import a1


@dataclass(frozen=True)
class Score:
    """Input cells that were found, of how many; others that were taken for some; guesses called sure, and those that are right."""

    name: str
    found: int
    inputs: int
    extra: int
    sure: int
    right: int
    labelled: int
    typed: int
    wrong: tuple[str, ...]


def score(sample: Sample) -> Score:
    """Adopt a sample and compare."""
    adopted = adopt(sample.data, f"{sample.name}.xlsx")
    seen = dict(cells(adopted))
    sure = right = labelled = typed = 0
    wrong: list[str] = []
    for (sheet, at), (label, kind, label_guess, kind_guess, cell_guess) in seen.items():
        truth = sample.truth.get((sheet, at))
        claims = [(cell_guess, truth is not None, "cell")]
        if truth:
            labelled += label_guess is not Sureness.NEEDS_YOU
            typed += kind_guess is not Sureness.NEEDS_YOU
            claims += [(label_guess, label == truth[0], f"label {label!r}"), (kind_guess, kind == truth[1], f"type {kind}")]
        for guess, is_right, what in claims:
            sure += guess is Sureness.SURE
            right += guess is Sureness.SURE and is_right
            if guess is Sureness.SURE and not is_right:
                wrong.append(f"{sheet}!{at}: {what}, not {truth}")
    found = len(seen.keys() & sample.truth.keys())
    return Score(sample.name, found, len(sample.truth), len(seen) - found, sure, right, labelled, typed, tuple(wrong))


_Seen = tuple[str, str, Sureness, Sureness, Sureness]


def cells(adopted: Adopted) -> list[tuple[tuple[str, str], _Seen]]:
    """Return each cell that asks by sheet and address, with its label, its type, and how sure these and it are."""
    found: list[tuple[tuple[str, str], _Seen]] = []
    for item in (item for sheet in adopted.sheets for part in sheet.parts for item in part.items):
        for one in item.questions if isinstance(item, FoundRepeat) else (item,):
            keys = dict(zip(_rows(item), item.keys, strict=True)) if isinstance(item, FoundRepeat) and item.keys else {}
            kind = "select_one" if one.kind.choices else one.kind.type
            for row, column in one.cells:
                label = f"{keys[row]}|{one.label}" if keys else one.label
                found.append(((one.sheet, a1(row, column)), (label, kind, one.label_guess, one.kind.sureness, one.cell_guess)))
    return found


def _rows(item: FoundRepeat) -> list[int]:
    return [row for part in item.rows.split(",") for first, _, last in [part.partition(":")] for row in range(int(first), int(last) + 1)]
