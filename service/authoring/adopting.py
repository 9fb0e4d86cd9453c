"""Taking a workbook that an agency designed by hand as a questionnaire: the draft of its form, and the copy that shows the guesses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePath
from unicodedata import category

from domain.errors import ConfigurationError
from exports.sheet_rows import CELL
from exports.sheets import workbook_of
from languages import ENGLISH, catalogue
from questionnaire.adopt import Adopted, AlreadyFormError, Draftable, TranslatedBook, adopt, draft, in_columns, marks, translated
from questionnaire.legal import INVISIBLE
from questionnaire.xlsform.problems import ProblemReport
from questionnaire.xlsform.sheets.file import MAX_ROWS, read_grids
from questionnaire.xlsform.sheets.languages import language_code
from service.authoring.files import content
from service.installation.writing import write
from workbooks.annotate import Unpatchable
from workbooks.annotate.coloured import coloured
from workbooks.cells import Cell
from workbooks.recognition.sniff import sniff
from workbooks.refusal import Refused

_PLACES = "excel::"  # How the columns begin that say where answers stand.
_BEGUN = 40  # Characters of a place that are told.
_NO_SIGNS = frozenset({"Cc", "Cn", "Cs"})  # Control characters, and what is no character.
_NO_NEWS: Mapping[Cell, str] = {}
_OWN_NAMES: Mapping[Path, str] = {}
_AS_IT_IS = (
    "Use it as it is: save it in the folder of a study as questionnaire.xlsx. "
    "`counterfoil questionnaire check FILE` says what becomes of its questions in a workbook."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptedTogether:
    """What was found in a workbook, and in those of other languages."""

    found: Adopted
    translations: tuple[TranslatedBook, ...] = ()


def adopt_workbooks(files: Sequence[Path], target: Path, marked: Path | None = None) -> AdoptedTogether:
    """Write the draft of a form that is made from a workbook, and the workbook with what was guessed; return what was found.

    The `files` after the first are the same in other languages. The form is used with all of them beside it, so that copies are put there
    where they lie elsewhere.
    """
    contents = contents_of(files)
    check_beside(target, contents)
    first = files[0]
    made = together(contents)
    if marked:
        mark(made.found, contents[first], first, marked)
    write(target, form_of(made.found, made.translations))
    put_beside(target, contents)
    return made


def contents_of(files: Sequence[Path]) -> Mapping[Path, bytes]:
    """Return what is in each of several files; ConfigurationError where two have one name: they lie beside the form under their names."""
    for name, count in Counter(map(name_beside, files)).items():
        if count > 1:
            remedy = "Give each file once; where two have the same name, rename one, such as return.fr.xlsx."
            raise ConfigurationError(f"Several of the workbooks are called {name}.", where=name, remedy=remedy)
    return {file: content(file) for file in files}


def name_beside(file: Path) -> str:
    """Return what a form calls a workbook: its name without what no cell of a form keeps, as ends of lines, doubled spaces and the like."""
    kept = (one for one in file.name.translate(INVISIBLE) if one.isspace() or (one != "\\" and category(one) not in _NO_SIGNS))
    return " ".join("".join(kept).split())


def together(contents: Mapping[Path, bytes], names: Mapping[Path, str] = _OWN_NAMES) -> AdoptedTogether:
    """Return what is found in workbooks, the first of which others translate; the form calls them by their `names`, else by their own."""
    called = {file: names.get(file) or name_beside(file) for file in contents}
    first, *others = contents
    found = adopted(contents[first], called[first], str(first))
    translations = tuple(
        _translated(found, contents[first], Draftable(contents[file], called[file], language_of(file)), file) for file in others
    )
    _check_languages(found, translations)
    given = {one.found.language for one in translations}
    own = in_columns(found, Draftable(contents[first], called[first], found.language))
    translations += tuple(one for one in own if one.found.language not in given)
    found = found.doubting(frozenset().union(*(one.doubted for one in translations)))
    return AdoptedTogether(found=found, translations=translations)


def marked_copy(found: Adopted, data: bytes) -> bytes | None:
    """Return a copy of a workbook with what was guessed; None where its parts cannot be marked."""
    with suppress(Unpatchable):
        return coloured(data, marks(found, _NO_NEWS))
    return None


def check_beside(target: Path, contents: Mapping[Path, bytes]) -> None:
    """Raise ConfigurationError where another workbook lies beside a form under the name of one of these: it could be used with neither.

    What the form that is written anew was drafted from may give way, since nothing else needs it.
    """
    for beside, data in _beside(target, contents):
        if beside.exists() and (lying := content(beside)) != data and not _is_drafted_from(target, lying):
            remedy = "Rename the workbook, or write the form to another folder, so that both are kept."
            raise ConfigurationError("Another workbook of this name lies where the form is written.", where=str(beside), remedy=remedy)


def put_beside(target: Path, contents: Mapping[Path, bytes]) -> None:
    """Write copies of workbooks beside a form, where they do not lie there; see `check_beside`."""
    for beside, data in _beside(target, contents):
        if not beside.exists() or content(beside) != data:
            write(beside, data)


def _beside(target: Path, contents: Mapping[Path, bytes]) -> Iterator[tuple[Path, bytes]]:
    yield from ((target.parent / name_beside(file), data) for file, data in contents.items())


def _is_drafted_from(target: Path, workbook: bytes) -> bool:
    """Say whether the form that lies at a place says of itself that it was drafted from this workbook."""
    if not target.exists():
        return False
    settings, named = read_grids(content(target), target.name, ProblemReport()).get("settings", {}), sha256(workbook).hexdigest()
    return any(named in text for row in settings.values() for text in row.values())


def mark(found: Adopted, data: bytes, file: Path, marked: Path, news: Mapping[Cell, str] = _NO_NEWS) -> None:
    """Write a copy of a workbook with what was guessed, and what is new about its cells; ConfigurationError where that cannot be done."""
    try:
        write(marked, coloured(data, marks(found, news)))
    except Unpatchable as error:
        remedy = "Save it anew from Excel, or leave the marked copy out."
        raise ConfigurationError("Its parts cannot be marked.", where=str(file), remedy=remedy) from error


def _translated(first: Adopted, original: bytes, other: Draftable, file: Path) -> TranslatedBook:
    _ = adopted(other.data, other.file, str(file))
    return translated(first, original, other)


def language_of(file: Path) -> str:
    """Return the language that stands in a file's name before the ending, as in return.fr.xlsx."""
    return language_code(PurePath(file.stem).suffix.removeprefix(".")) or ""


def _check_languages(found: Adopted, translations: Iterable[TranslatedBook]) -> None:
    books = [found, *(one.found for one in translations)]
    for language, count in Counter(one.language for one in books).items():
        if count > 1:
            names = [one.file for one in books if one.language == language]
            remedy = f"Write the code of the language of each before the ending, as in {PurePath(names[-1]).stem}.CODE.xlsx."
            raise ConfigurationError(f"{' and '.join(names)} seem to be in the same language, {language!r}.", where="adopt", remedy=remedy)


def form_of(found: Adopted, translations: Sequence[TranslatedBook] = ()) -> bytes:
    """Return the draft of a form as an xlsx; ConfigurationError where no form holds all that was found."""
    made = draft(found, translations)
    for name, header, rows in made:
        _check_held(found.file, name, header, rows)
    return workbook_of(made, title=PurePath(found.file).stem)


def _check_held(file: str, name: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Raise ConfigurationError where a sheet of a draft has more rows than a form, or a place that no cell holds: it would be cut."""
    remedy = "Lock or colour the cells so that fewer ask: a table whose rows people fill in needs no row for each."
    if len(rows) >= MAX_ROWS:
        raise ConfigurationError(
            f"A form has at most {MAX_ROWS} rows; its sheet {name} would have {len(rows) + 1}.", where=file, remedy=remedy
        )
    for column in (number for number, head in enumerate(header) if head.startswith(_PLACES)):
        for row in rows:
            if len(row[column]) > CELL:
                begun = f"{row[column][:_BEGUN]}…"
                message = f"The cells of one column lie in so many pieces that no cell of a form holds them: {begun}"
                raise ConfigurationError(message, where=file, remedy=remedy)


def adopted(data: bytes, name: str, where: str) -> Adopted:
    """Return what a workbook asks, which the form calls `name`; ConfigurationError at `where` for one that cannot be adopted."""
    try:
        kind = sniff(data, name)
        found = adopt(data, name, language_of(Path(name))) if kind in {"xlsx", "xlsm"} else None
    except Refused as refused:
        said = catalogue(ENGLISH).say(refused.code, **{"name": name, **refused.facts})
        raise ConfigurationError(said.message, where=where, remedy=said.remedy) from refused
    except AlreadyFormError as error:
        raise ConfigurationError("It is an XLSForm, and no workbook to be filled in.", where=where, remedy=_AS_IT_IS) from error
    if found is None:
        remedy = "Open it in Excel or LibreOffice, save it as an Excel workbook (.xlsx), and adopt that."
        raise ConfigurationError(f"Only .xlsx and .xlsm can be adopted; this is {kind}.", where=where, remedy=remedy)
    if not found.questions:
        remedy = "Unlock the cells that take answers, or give them a data validation or a colour."
        raise ConfigurationError("No cell was found that takes an answer.", where=where, remedy=remedy)
    return found
