"""The newer editions of the workbooks of a form, one a language: how the form stands to each, and which rows came in all of them.

Where labels stand in several languages side by side, one workbook is the edition of each of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from pathlib import Path

from domain.errors import ConfigurationError
from questionnaire.adopt import Adopted, Draftable, FoundQuestion, TranslatedBook, adopt, in_columns, translated
from questionnaire.adopted.places import book_of
from questionnaire.adopted.translated import in_workbook_of
from questionnaire.definition import Questionnaire
from questionnaire.renewal.added_rows import AddedRow, GrownMatrix, grown_matrices, same_in_language
from questionnaire.renewal.renewal import Renewal, renewed
from questionnaire.renewal.side_by_side import ReadTwice, in_columns_of
from service.authoring.adopting import adopted, language_of, name_beside
from service.authoring.renewal.matrices import LeftToYou, Placed, left_to_you, sure_ones, taken_in
from workbooks.caged.opening import look
from workbooks.cells import Workbook


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEdition:
    """A newer edition of the workbook of one language ("" for the first): what was found in it, and how the form stands to it.

    `translation` is what it says of the questions of the first one, None where it is that. `rows_came` are the rows of matrices that the
    form takes in, `left` is how it would stand to the edition with what a person must add, None where the first edition tells.
    """

    language: str
    found: Adopted
    renewal: Renewal
    data: bytes = field(default=b"", repr=False)
    translation: TranslatedBook | None = None
    rows_came: Placed = field(default_factory=dict)
    left: LeftToYou | None = None

    def words_of(self, came: Iterable[FoundQuestion]) -> dict[str, FoundQuestion]:
        """Return what came in this workbook too, by the names of what came in the first one."""
        said = self.translation.questions if self.translation else {}
        return {one.name: said[one.name] for one in came if one.name in said and said[one.name] in self.renewal.came}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEditions:
    """The edition of the first workbook, which is `file`, and those of other languages; `grown` are matrices with rows that came in it.

    `doubts` are names of its questions whose lists may stand in another order in another language, each with a sentence; `doubted_rows`
    are names of the form's questions where the same holds of rows that came.
    """

    file: Path
    first: NewEdition
    others: tuple[NewEdition, ...]
    grown: tuple[GrownMatrix, ...]
    doubts: tuple[tuple[str, str], ...]
    doubted_rows: tuple[tuple[str, str], ...]


def editions(form: Questionnaire, form_file: Path, contents: Mapping[Path, bytes]) -> NewEditions:
    """Return how a form stands to newer editions of its workbooks.

    ConfigurationError where the form has a workbook in a language in which none of them is.
    """
    first, *others = _by_language(form, form_file, {file: adopted(data, name_beside(file), str(file)) for file, data in contents.items()})
    main = _edition(form, "", *first, contents[first[0]])
    grown = tuple(grown_matrices(form, sure_ones(main.renewal.added)))
    main = _taking_in(form, main, grown, {one.repeat: one.came for one in grown})
    rest = [_in_language(form, main, file, found, contents[file]) for file, found in others]
    pairs = {one.language: {each.repeat: same_in_language(each, sure_ones(one.renewal.added)) for each in grown} for one in rest}
    rest = [_taking_in(form, one, grown, {name: rows for name, (rows, _) in pairs[one.language].items()}) for one in rest]
    rest += _beside(form, form_file, main, {one.language for one in rest})
    doubts = tuple(pair for one in rest if one.translation for pair in one.translation.doubted.items())
    return NewEditions(
        file=first[0],
        first=_doubting(main, {name for name, _ in doubts}),
        others=tuple(rest),
        grown=grown,
        doubts=doubts,
        doubted_rows=tuple(
            (form.in_repeat[each.repeat][0].name, _to_look_at(each, pairs[one.language][each.repeat][0], one.found.file))
            for one in rest
            for each in grown
            if one.language in pairs and pairs[one.language][each.repeat][1]
        ),
    )


def _taking_in(form: Questionnaire, one: NewEdition, grown: Sequence[GrownMatrix], rows: Placed) -> NewEdition:
    """Return an edition with the rows that came, and what a person must add to the form."""
    there = in_workbook_of(form, one.language)
    left = left_to_you(one.renewal, there, one.found, one.data)
    changed = taken_in(one.renewal, there, one.found, one.data, [(each, rows) for each in grown])
    return replace(one, renewal=changed, rows_came=rows, left=left)


def _in_language(form: Questionnaire, main: NewEdition, file: Path, found: Adopted, data: bytes) -> NewEdition:
    """Return the edition of a workbook in another language."""
    made = _edition(form, found.language, file, found, data)
    return replace(made, translation=translated(main.found, main.data, Draftable(data, name_beside(file), found.language)))


def _beside(form: Questionnaire, form_file: Path, main: NewEdition, given: AbstractSet[str]) -> Iterator[NewEdition]:
    """Yield the editions in the languages whose labels stand beside those of the first; ConfigurationError where they do no more."""
    wanted = [language for language in _side_by_side(form) if language not in given]
    if not wanted or form.original is None:
        return
    older = adopt(form.original.data, form.original.file, main.found.language)
    was = _tongues(older, form.original.data)
    now = _tongues(main.found, main.data)
    for language in wanted:
        if language not in was or language not in now:
            message = f"The labels in {language!r} stood beside the others in {form.original.file}, and do not in {main.found.file}."
            remedy = f"Give the newer workbook in {language!r} as well, with that code before the ending, as in return.{language}.xlsx."
            raise ConfigurationError(message, where=str(form_file), remedy=remedy)
        changed = in_columns_of(main.renewal, ReadTwice(older, was[language]), ReadTwice(main.found, now[language]))
        keys = {(one.repeat, one.row): one for one in changed.added}
        rows = {name: {code: keys[name, one.row] for code, one in those.items()} for name, those in main.rows_came.items()}
        made = NewEdition(language=language, found=now[language].found, renewal=changed, data=main.data, rows_came=rows)
        yield replace(made, translation=now[language])


def _tongues(found: Adopted, data: bytes) -> dict[str, TranslatedBook]:
    return {one.found.language: one for one in in_columns(found, Draftable(data, found.file, found.language))}


def _side_by_side(form: Questionnaire) -> list[str]:
    """Return the languages whose workbook is the first one."""
    return [language for language, one in form.originals.items() if form.original and one.data == form.original.data]


def _to_look_at(grown: GrownMatrix, rows: Mapping[str, AddedRow], file: str) -> str:
    said = ", ".join(f"{grown.came[code].key!r} is {row.key!r}" for code, row in rows.items())
    return f"{grown.repeat}: look whether the rows that came are the same in {file}: {said}."


def _edition(form: Questionnaire, language: str, file: Path, found: Adopted, data: bytes) -> NewEdition:
    workbook = look(data, file.name).result
    if not isinstance(workbook, Workbook):
        raise ConfigurationError("It cannot be read as a workbook.", where=str(file), remedy="Save it anew from Excel.")
    there = in_workbook_of(form, language) if language else form
    changed = renewed(there, language or form.languages[0], found, book_of(data), workbook)
    return NewEdition(language=language, found=found, renewal=changed, data=data)


def _doubting(main: NewEdition, names: AbstractSet[str]) -> NewEdition:
    came = tuple(one.doubting(names) for one in main.renewal.came)
    return replace(main, found=main.found.doubting(names), renewal=replace(main.renewal, came=came))


def _by_language(form: Questionnaire, where: Path, files: Mapping[Path, Adopted]) -> list[tuple[Path, Adopted]]:
    """Return the files, that of the first workbook before those of other languages, each with its language as the form calls it."""
    if form.original is None:
        remedy = "Give a form that was drafted from a workbook."
        raise ConfigurationError("It names no workbook, so that nothing tells where its questions stand.", where=str(where), remedy=remedy)
    given = {file: language_of(file) or found.language for file, found in files.items()}
    main = [file for file, language in given.items() if language not in form.originals]
    others = {given[file]: file for file in files if file not in main}
    lacking = [language for language in form.originals if language not in others and language not in _side_by_side(form)]
    if len(main) != 1 or lacking or len(others) != len(files) - 1:
        wanted = ", ".join((f"one in {form.languages[0]}", *form.originals))
        remedy = f"Give one newer workbook for each: {wanted}. Write the code of the language before the ending, as in return.fr.xlsx."
        said = ", ".join(f"{file.name} ({language})" for file, language in given.items())
        raise ConfigurationError(f"The form has other workbooks than those that were given: {said}.", where=str(where), remedy=remedy)
    return [
        (main[0], files[main[0]]),
        *((others[one], replace(files[others[one]], language=one)) for one in form.originals if one in others),
    ]
