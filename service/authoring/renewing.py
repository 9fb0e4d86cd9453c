"""A newer edition of an adopted workbook put beneath the form that a person has edited: its places are written anew, and what it says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from pathlib import Path

from domain.errors import ConfigurationError
from exports.edited import edited
from questionnaire.adopt import Adopted, Draftable, FoundQuestion, translated
from questionnaire.adopted.places import book_of
from questionnaire.adopted.translated import in_workbook_of
from questionnaire.definition import Questionnaire
from questionnaire.renewal import Renewal, renewed
from questionnaire.renewed_questions import Facet
from questionnaire.renewed_rows import AddedRow
from questionnaire.xlsform import load
from questionnaire.xlsform.problems import ProblemReport
from questionnaire.xlsform.sheets.file import read_grids
from service.authoring.added_rows import own_lists
from service.authoring.adopting import adopted, language_of, mark, name_beside, put_beside
from service.authoring.files import beside, content
from service.authoring.renewed_form import FormEdits, NewEdition, WrittenForm
from service.authoring.renewed_words import ToldChange
from service.authoring.telling_renewed import of_cells, of_changes, of_form, of_language
from service.installation.writing import write
from workbooks.caged.opening import look
from workbooks.cells import Cell, Workbook


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    """A form that was put onto a newer edition of its workbook: what was found in that, and how the form stands to it.

    `names` are those of what came in the form, by the names that the newer edition alone would give it. `told` are the changes of what is
    asked still, `others` the newer editions in other languages, `doubts` are names of questions whose lists came and may stand in another
    order there, each with a sentence; `checks` are sentences on checks, and on what reads a question that went. `rows` are those that
    matrices have more, by their keys.
    """

    found: Adopted
    form: Questionnaire
    renewal: Renewal
    names: Mapping[str, str]
    told: tuple[ToldChange, ...] = ()
    others: tuple[NewEdition, ...] = ()
    doubts: tuple[tuple[str, str], ...] = ()
    checks: tuple[str, ...] = ()
    rows: Mapping[str, AddedRow] = field(default_factory=dict)

    @property
    def needs(self) -> int:
        """Return how many questions a person must look at: also those that have more cells than the form asks for."""
        editions = (self.renewal, *(one.renewal for one in self.others))
        names = {name for each in editions for name in (*each.guessed, *each.closed)} | {
            one.change.question for one in self.told if one.is_open
        }
        names |= {name for name, _ in self.doubts}
        return len(names) + len(self.renewal.grown)

    def came(self) -> Iterator[tuple[str, FoundQuestion]]:
        """Yield what is asked in the newer edition only, by its name in the form."""
        yield from ((self.names[one.name], one) for one in self.renewal.came)

    def news(self) -> Iterator[str]:
        """Yield a sentence on each question that moved, came or went, or that is asked otherwise."""
        yield from of_form(self.form, self.renewal, list(self.came()), self.rows)
        yield from of_changes(self.told)
        yield from self.checks
        yield from (sentence for _, sentence in self.doubts)
        for one in self.others:
            yield from of_language(in_workbook_of(self.form, one.language), one, list(self.came()))

    def marked(self) -> dict[Cell, str]:
        """Return what is new about the cells of the newer edition."""
        return of_cells(self.form, self.renewal, list(self.came()), self.told, {one.label for one in self.found.sheets})


def renew(files: Sequence[Path], form_file: Path, target: Path, marked: Path | None = None) -> Renewed:
    """Write a form anew for newer editions of its workbooks, one a language, which are put beside it; return what is new about them.

    ConfigurationError where the form has a workbook in a language in which none of the `files` is.
    """
    contents, form_data = {file: content(file) for file in files}, content(form_file)
    form = load(form_data, form_file.name, beside(form_file))
    editions = _by_language(form, form_file, {file: adopted(data, name_beside(file), str(file)) for file, data in contents.items()})
    first = editions[0]
    grids = read_grids(form_data, form_file.name, ProblemReport())
    main, *rest = _editions(form, editions, contents, own_lists(form, grids))
    doubts = [pair for one in rest if one.translation for pair in one.translation.doubted.items()]
    main = _doubting(main, {name for name, _ in doubts})
    written = FormEdits(
        form=form,
        first=main,
        others=tuple(rest),
        grids=grids,
        doubted=frozenset(name for name, _ in doubts),
    ).all()
    made = Renewed(
        found=main.found,
        form=form,
        renewal=main.renewal,
        names=written.names,
        told=written.told,
        checks=written.checks,
        others=tuple(rest),
        doubts=_of_what_is_new(doubts, main.renewal, written),
        rows=written.rows,
    )
    if marked:
        mark(main.found, contents[first[0]], first[0], marked, made.marked())
    write(target, edited(form_data, written.sheets))
    put_beside(target, contents)
    return made


def _editions(
    form: Questionnaire, files: Sequence[tuple[Path, Adopted]], contents: Mapping[Path, bytes], lists: AbstractSet[str]
) -> list[NewEdition]:
    """Return the newer editions, that of the first workbook before those of other languages, which have its words beside them.

    A list has as many choices as each of them has rows: where one has more and another has not, it gets none of them.
    """
    file, found = files[0]
    main = _edition(form, "", file, found, contents[file], lists)
    rest = [_edition(form, one.language, other, one, contents[other], lists) for other, one in files[1:]]
    of = {one.name: one.list_name for one in form.repeats}
    counts = [Counter(of[row.repeat] for row in each.renewal.added) for each in (main, *rest)]
    if uneven := {name for each in counts for name in each if any(other[name] != each[name] for other in counts)}:
        return _editions(form, files, contents, lists - uneven)
    ours = contents[file]
    said = (translated(main.found, ours, Draftable(contents[other], name_beside(other), one.language)) for other, one in files[1:])
    return [main, *(replace(one, translation=words) for one, words in zip(rest, said, strict=True))]


def _edition(form: Questionnaire, language: str, file: Path, found: Adopted, data: bytes, lists: AbstractSet[str]) -> NewEdition:
    workbook = look(data, file.name).result
    if not isinstance(workbook, Workbook):
        raise ConfigurationError("It cannot be read as a workbook.", where=str(file), remedy="Save it anew from Excel.")
    there = in_workbook_of(form, language) if language else form
    made = renewed(there, language or form.languages[0], found, book_of(data), workbook, lists)
    return NewEdition(language=language, found=found, renewal=made)


def _doubting(main: NewEdition, names: AbstractSet[str]) -> NewEdition:
    came = tuple(one.doubting(names) for one in main.renewal.came)
    return replace(main, found=main.found.doubting(names), renewal=replace(main.renewal, came=came))


def _of_what_is_new(doubts: Iterable[tuple[str, str]], renewal: Renewal, written: WrittenForm) -> tuple[tuple[str, str], ...]:
    """Return the doubts of what came and of lists that were carried over, by the names of the form: of others somebody was told before."""
    names = {one.name: written.names[one.name] for one in renewal.came}
    changed = {
        one.change.question for one in written.told if one.is_open and not one.language and one.change.facet in {Facet.TYPE, Facet.CHOICES}
    }
    names |= {one.now.name: name for name, one in renewal.asked.items() if name in changed}
    return tuple((names[name], sentence) for name, sentence in doubts if name in names)


def _by_language(form: Questionnaire, where: Path, files: Mapping[Path, Adopted]) -> list[tuple[Path, Adopted]]:
    """Return the files, that of the first workbook before those of other languages, each with its language as the form calls it."""
    if form.original is None:
        remedy = "Give a form that was drafted from a workbook."
        raise ConfigurationError("It names no workbook, so that nothing tells where its questions stand.", where=str(where), remedy=remedy)
    given = {file: language_of(file) or found.language for file, found in files.items()}
    main = [file for file, language in given.items() if language not in form.originals]
    others = {given[file]: file for file in files if file not in main}
    lacking = [language for language in form.originals if language not in others]
    if len(main) != 1 or lacking or len(others) != len(files) - 1:
        wanted = ", ".join((f"one in {form.languages[0]}", *form.originals))
        remedy = f"Give one newer workbook for each: {wanted}. Write the code of the language before the ending, as in return.fr.xlsx."
        said = ", ".join(f"{file.name} ({language})" for file, language in given.items())
        raise ConfigurationError(f"The form has other workbooks than those that were given: {said}.", where=str(where), remedy=remedy)
    return [(main[0], files[main[0]]), *((others[one], replace(files[others[one]], language=one)) for one in form.originals)]
