"""A newer edition of an adopted workbook put beneath the form that a person has edited: its places are written anew, and what it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from exports.edited import edited
from questionnaire.adopt import Adopted, FoundQuestion
from questionnaire.adopted.translated import in_workbook_of
from questionnaire.definition import Questionnaire
from questionnaire.renewal.added_rows import GrownMatrix
from questionnaire.renewal.changes import Facet
from questionnaire.renewal.renewal import Renewal
from questionnaire.xlsform import load
from questionnaire.xlsform.problems import ProblemReport
from questionnaire.xlsform.sheets.file import read_grids
from service.authoring.adopting import check_beside, mark, put_beside
from service.authoring.files import beside, content
from service.authoring.renewal.editions import NewEdition, editions
from service.authoring.renewal.form import FormEdits, WrittenForm
from service.authoring.renewal.telling import of_cells, of_changes, of_form, of_language
from service.authoring.renewal.telling_added import of_other, of_rows, what_to_change
from service.authoring.renewal.words import ToldChange
from service.installation.writing import write
from workbooks.cells import Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """A form that was put onto a newer edition of its workbook: what was found in that, and how the form stands to it.

    `names` are those of what came in the form, by the names that the newer edition alone would give it. `told` are the changes of what is
    asked still, `others` the newer editions in other languages, `doubts` are names of questions whose lists came and may stand in another
    order there, each with a sentence; `checks` are sentences on checks, and on what reads a question that went. `grown` are the matrices
    that got rows, `left` is a sentence on each that has more cells than the form asks for.
    """

    found: Adopted
    form: Questionnaire
    renewal: Renewal
    names: Mapping[str, str]
    told: tuple[ToldChange, ...] = ()
    others: tuple[NewEdition, ...] = ()
    doubts: tuple[tuple[str, str], ...] = ()
    checks: tuple[str, ...] = ()
    grown: tuple[GrownMatrix, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def needs(self) -> int:
        """Return how many questions a person must look at: also those that have more cells than the form asks for."""
        editions = (self.renewal, *(one.renewal for one in self.others))
        names = {name for each in editions for name in (*each.guessed, *each.closed)} | {
            one.change.question for one in self.told if one.is_open
        }
        names |= {name for name, _ in self.doubts}
        return len(names) + len(self.left)

    def came(self) -> Iterator[tuple[str, FoundQuestion]]:
        """Yield what is asked in the newer edition only, by its name in the form."""
        yield from ((self.names[one.name], one) for one in self.renewal.came)

    def news(self) -> Iterator[str]:
        """Yield a sentence on each question that moved, came or went, or that is asked otherwise."""
        yield from of_form(self.form, self.renewal, list(self.came()))
        yield from of_rows(self.others, self.grown)
        yield from self.left
        yield from of_changes(self.told)
        yield from self.checks
        yield from (sentence for _, sentence in self.doubts)
        for one in self.others:
            yield from of_language(in_workbook_of(self.form, one.language), one, list(self.came()))
            yield from of_other(one, self.grown)

    def came_rows(self) -> Iterator[str]:
        """Yield the rows that matrices got."""
        yield from (f"{one.repeat}[{code}]" for one in self.grown for code in one.order if code in one.came)

    def marked(self) -> dict[Cell, str]:
        """Return what is new about the cells of the newer edition."""
        return of_cells(self.form, self.renewal, list(self.came()), self.told, {one.label for one in self.found.sheets}, self.grown)


def renew(files: Sequence[Path], form_file: Path, target: Path, marked: Path | None = None) -> Renewed:
    """Write a form anew for newer editions of its workbooks, one a language, which are put beside it; return what is new about them.

    ConfigurationError where the form has a workbook in a language in which none of the `files` is.
    """
    contents, form_data = {file: content(file) for file in files}, content(form_file)
    check_beside(target, contents)
    form = load(form_data, form_file.name, beside(form_file))
    found = editions(form, form_file, contents)
    main, rest, doubts = found.first, found.others, found.doubts
    grids = read_grids(form_data, form_file.name, ProblemReport())
    edits = FormEdits(
        form=form,
        first=main,
        others=rest,
        grids=grids,
        doubted=frozenset(name for name, _ in doubts),
        grown=found.grown,
        doubted_rows=frozenset(name for name, _ in found.doubted_rows),
    )
    written = edits.all()
    left = (what_to_change(in_workbook_of(form, one.language), one, edits.sheets) for one in (main, *rest))
    made = Renewed(
        found=main.found,
        form=form,
        renewal=main.renewal,
        names=written.names,
        told=written.told,
        checks=written.checks,
        others=rest,
        doubts=(*_of_what_is_new(doubts, main.renewal, written), *found.doubted_rows),
        grown=found.grown,
        left=tuple(sentence for those in left for sentence in those),
    )
    if marked:
        mark(main.found, main.data, found.file, marked, made.marked())
    write(target, edited(form_data, written.sheets))
    put_beside(target, contents)
    return made


def _of_what_is_new(doubts: Iterable[tuple[str, str]], renewal: Renewal, written: WrittenForm) -> tuple[tuple[str, str], ...]:
    """Return the doubts of what came and of lists that were carried over, by the names of the form: of others somebody was told before."""
    names = {one.name: written.names[one.name] for one in renewal.came}
    changed = {
        one.change.question for one in written.told if one.is_open and not one.language and one.change.facet in {Facet.TYPE, Facet.CHOICES}
    }
    names |= {one.now.name: name for name, one in renewal.asked.items() if name in changed}
    return tuple((names[name], sentence) for name, sentence in doubts if name in names)
