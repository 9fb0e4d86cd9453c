"""A newer edition of an adopted workbook put beneath the form that a person has edited: its places are written anew, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from domain.errors import ConfigurationError
from exports.edited import edited
from questionnaire.adopt import Adopted, FoundQuestion
from questionnaire.adopted.places import book_of, cells
from questionnaire.definition import AdoptedFile, Questionnaire
from questionnaire.renewal import Renewal, renewed
from questionnaire.xlsform import load
from questionnaire.xlsform.file import read_grids
from questionnaire.xlsform.problems import ProblemReport
from service.adopting import adopted, mark, put_beside
from service.files import beside, content
from service.renewed_form import FormEdits
from service.writing import write
from workbooks.cells import Cell, Workbook
from workbooks.opening import look


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """A form that was put onto a newer edition of its workbook: what was found in that, and how the form stands to it.

    `names` are those of what came in the form, by the names that the newer edition alone would give it.
    """

    found: Adopted
    form: Questionnaire
    renewal: Renewal
    names: Mapping[str, str]

    def was(self, name: str) -> str:
        """Return where a question stood."""
        return self.form.by_name[name].cell

    def came(self) -> Iterator[tuple[str, FoundQuestion]]:
        """Yield what is asked in the newer edition only, by its name in the form."""
        yield from ((self.names[one.name], one) for one in self.renewal.came)

    def news(self) -> Iterator[str]:
        """Yield a sentence on each question that moved, came or went."""
        changed = self.renewal
        for name in changed.moved:
            look_at = "; its label was changed, look at it" if name in changed.guessed else ""
            yield f"moved: {name} from {self.was(name)} to {changed.written[name]}{look_at}"
        yield from (
            f"to look at: {name} at {changed.written[name]}, whose label was changed"
            for name in changed.guessed
            if name not in changed.moved
        )
        yield from (f"came: {name} at {one.place} ({one.label[:60]})" for name, one in self.came())
        yield from (f"grew: {one.place} ({one.label[:60]}) has more cells than the form asks for; add them" for one in changed.grown)
        yield from (f"went: {name}, which stood at {self.was(name)}; its row is disabled" for name in changed.gone)
        yield from (f"went: {key}; remove its choice, or say where its row is" for key in changed.lost)
        if self.form.original and self.form.original.stamp and not changed.stamp:
            yield f"went: the place of the reference, {self.form.original.stamp}"

    def marked(self) -> dict[Cell, str]:
        """Return what is new about the cells of the newer edition."""
        changed, sheets = self.renewal, {one.label for one in self.found.sheets}
        news: dict[Cell, str] = {}
        for name in changed.gone:
            for cell in cells_of_form(self.form, name)[:1]:
                if cell.sheet in sheets:
                    news[cell] = f"{name} stood here, and went."
        for name in dict.fromkeys((*changed.moved, *changed.guessed)):
            news[changed.cells[name][0]] = (
                f"{name} moved from {self.was(name)}." if name in changed.moved else f"{name}: its label was changed."
            )
        for name, one in self.came():
            news[Cell(one.sheet, *one.cells[0])] = f"{name} came."
        return news


def cells_of_form(form: Questionnaire, name: str) -> tuple[Cell, ...]:
    """Return where a question stands in the workbook of its form."""
    return cells(book_of(form.original.data), form.by_name[name].cell) if form.original else ()


def renew(file: Path, form_file: Path, target: Path, marked: Path | None = None) -> Renewed:
    """Write a form anew for a newer edition of its workbook, which is put beside it; return what moved, came and went."""
    data, form_data = content(file), content(form_file)
    form = load(form_data, form_file.name, beside(form_file))
    original = _of_one_language(form, form_file)
    found, workbook = adopted(data, file.name, str(file)), look(data, file.name).result
    if not isinstance(workbook, Workbook):
        raise ConfigurationError("It cannot be read as a workbook.", where=str(file), remedy="Save it anew from Excel.")
    renewal = renewed(form, original, found, book_of(data), workbook)
    edits, names = FormEdits(form, found, renewal, read_grids(form_data, form_file.name, ProblemReport())).all()
    made = Renewed(found=found, form=form, renewal=renewal, names=names)
    if marked:
        mark(found, data, file, marked, made.marked())
    write(target, edited(form_data, edits))
    put_beside(target, {file: data})
    return made


def _of_one_language(form: Questionnaire, file: Path) -> AdoptedFile:
    if form.original is None:
        remedy = "Give a form that was drafted from a workbook."
        raise ConfigurationError("It names no workbook, so that nothing tells where its questions stand.", where=str(file), remedy=remedy)
    if form.originals:
        remedy = "Adopt all the newer files together, and copy what you had edited."
        raise ConfigurationError("It has a workbook for each language, which is not supported here.", where=str(file), remedy=remedy)
    return form.original
