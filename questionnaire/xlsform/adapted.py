"""What forms for telephones ask and a workbook has no cell for, as rows that a workbook can hold.

One row of the survey in, the rows of the subset that it becomes out: so nothing behind this file knows of telephones. Each of them is told
once, as a warning. What is neither known here nor in the subset is left as it is, and refused where types are read.

Source: the XLSForm reference, "Question types", and the spellings that pyxform knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from languages import catalogue
from questionnaire.definition import Choice
from questionnaire.expressions.tree import Literal
from questionnaire.expressions.write import write
from questionnaire.xlsform.external import from_file
from questionnaire.xlsform.filters import FILTER
from questionnaire.xlsform.form_sheet import FormRow
from questionnaire.xlsform.problems import ProblemReport

OTHER = "other"  # The choice that or_other adds, as pyxform names it.
ACKNOWLEDGED = "OK"  # What Collect stores where somebody acknowledges.
_ACKNOWLEDGE = "(acknowledge)"  # Lists that no form can have, since names of lists have no brackets.
_SELECT = r"(?P<select>select_one|select_multiple|select1|select_all_that_apply)"
_SELECTS = re.compile(rf"{_SELECT}_", re.IGNORECASE)
_OR_OTHER = re.compile(rf"{_SELECT}(?:_from)?_(?P<list>\S+?)_or_(?:specify_)?other", re.IGNORECASE)
_OF_FILE = re.compile(rf"(?:{_SELECT}|(?P<rank>rank))_from_file_(?P<file>.+)", re.IGNORECASE)
_OF_ANSWERS = re.compile(r"(?:select_one|select_multiple|rank)_\$\{.*", re.IGNORECASE)
_RANK = re.compile(r"rank_(?P<list>\S+)", re.IGNORECASE)
_EXTERNAL = re.compile(r"select_one_external_(?P<list>\S+)", re.IGNORECASE)
_LOOP = re.compile(r"begin_loop_(?:over_)?(?P<list>\S+)", re.IGNORECASE)
_PARAMETER = re.compile(r"(\w+)\s*=\s*([^\s;,]+)")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_TIME = r"([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?"
_DAY = r"[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_FORMS = {"time": f"regex(., '{_TIME}')", "datetime": f"regex(., '{_DAY}[ T]{_TIME}')"}
_TODAY = frozenset({"today", "start", "end", "start_time", "end_time"})
_METADATA = _TODAY | {"deviceid", "device_id", "username", "phonenumber", "phone_number", "email", "audit", "simserial", "sim_id", "imei"}
METADATA = frozenset(_METADATA | {"subscriberid", "subscriber_id", "start-geopoint", "background-geopoint", "background-audio"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What stands around a row.

    These are the `lists` by name, to which it may add, those of the sheet of `external` choices, the names that expressions `read`, the
    columns of choices that are `kept` for filters, and the `files` beside the form.
    """

    lists: dict[str, tuple[Choice, ...]]
    external: Mapping[str, tuple[Choice, ...]]
    read: frozenset[str]
    kept: frozenset[str]
    languages: tuple[str, ...]
    files: Mapping[str, bytes]
    report: ProblemReport

    def words(self, code: str) -> dict[str, str]:
        """Return a sentence of the program in every language of the form."""
        return {language: catalogue(language).say(code).message for language in self.languages}

    def warn(self, row: FormRow, message: str, remedy: str = "") -> None:
        """Tell what becomes of the row."""
        self.report.warning(row.place("type"), message, remedy)


Rows = tuple[FormRow, ...]


def adapted(rows: Iterable[FormRow], around: Surroundings) -> Rows:
    """Return the rows of the survey, each as a workbook can hold it."""
    return tuple(made for row in rows for made in _adapted(row, around))


def named_files(written: str) -> list[str]:
    """Return the file that a type names, as in `select_one_from_file towns.csv`: a plain name, never a path."""
    found = _OF_FILE.fullmatch("_".join(written.split()))
    name = found["file"].strip() if found else ""
    return [name] if name and not set(name) & set("/\\\0") and name.lower().endswith(".csv") else []


def folded(written: str) -> str:
    """Return a type as it is compared: in small letters, with _ between its words, without what old forms put around it."""
    plain = "_".join(written.split())
    return re.sub(r"^(q_|add_|uri:|get_)|_prompt$", "", plain.lower())


def _adapted(row: FormRow, around: Surroundings) -> Rows:
    # The names of lists and files keep their capitals.
    written, kind = "_".join(row.text("type").split()), folded(row.text("type"))
    if kind in METADATA:
        return _metadata(row, kind, around)
    if _SELECTS.match(written) and row.fills("calculation") and not (row.fills("label") or row.fills("hint")):
        around.warn(row, "A select that is calculated and not shown is kept as a calculation.")
        return (_unseen(row, row.text("calculation")),)
    for pattern, make in _PATTERNS:
        found = pattern.fullmatch(written)
        if found:
            return make(row, found, around)
    make_row = next((each for name, each in _TYPES.items() if kind == name or kind.startswith(f"{name}_")), None)
    return make_row(row, kind, around) if make_row else (_without_search(row, around),)


def _as(row: FormRow, kind: str, **cells: str) -> FormRow:
    """Return the row with another type and with these `cells` in columns without languages."""
    return replace(row, cells={**row.cells, ("type", ""): kind, **{(column, ""): text for column, text in cells.items()}})


def _without(row: FormRow, *columns: str) -> FormRow:
    return replace(row, cells={key: text for key, text in row.cells.items() if key[0] not in columns})


def _translated(row: FormRow, column: str, texts: Mapping[str, str]) -> FormRow:
    """Return the row with `texts` in a column of languages, where its author wrote nothing there."""
    return row if row.fills(column) else replace(row, cells={**row.cells, **{(column, language): said for language, said in texts.items()}})


def _metadata(row: FormRow, kind: str, around: Surroundings) -> Rows:
    """Leave the row to be told, but where expressions read it give them a day, or a blank."""
    if row.text("name") not in around.read:
        return (row,)
    around.warn(
        row, f"{row.text('type')!r} is data from a telephone: expressions read {'the day' if kind in _TODAY else 'a blank'} instead."
    )
    return (_unseen(row, "today()" if kind in _TODAY else "''"),)


def _unseen(row: FormRow, calculation: str) -> FormRow:
    return _as(_without(row, "label", "hint", "default", "required", "constraint", "relevant"), "calculate", calculation=calculation)


def _text(sentence: str, message: str) -> Callable[[FormRow, str, Surroundings], Rows]:
    """Return what makes a text of a row, with a hint of ours on what to write."""

    def make(row: FormRow, kind: str, around: Surroundings) -> Rows:
        around.warn(row, message.format(row.text("type")), "See the hint that is printed, or write your own into the column hint.")
        made = _as(row, "text")
        if kind in _FORMS:
            made = _constrained(made, _FORMS[kind])
            made = _translated(made, "constraint_message", around.words(sentence))
        return (_translated(made, "hint", around.words(sentence)) if sentence else made,)

    return make


def _constrained(row: FormRow, condition: str) -> FormRow:
    own = row.text("constraint")
    return replace(row, cells={**row.cells, ("constraint", ""): f"({own}) and {condition}" if own else condition})


def _range(row: FormRow, _kind: str, around: Surroundings) -> Rows:
    """Ask for a number between the ends of the slide, on one of its steps."""
    given = {name.lower(): value for name, value in _PARAMETER.findall(row.text("parameters")) if _NUMBER.fullmatch(value)}
    # Without a start it begins at 0, as in studies that are in the field; other programs begin at 1, which is told.
    start, end, step = (given.get(name, usual) for name, usual in (("start", "0"), ("end", "10"), ("step", "1")))
    low, high = sorted((start, end), key=float)
    kind = "decimal" if "." in f"{start}{end}{step}" else "integer"
    condition = f". >= {low} and . <= {high}"
    if float(step) not in {0, 1} or kind == "decimal":
        steps = f"(. - {low}) div {step.removeprefix('-')}" if float(step) else "0"
        condition += f" and round({steps}, 6) = round({steps}, 0)"
    remedy = "" if "start" in given else "Write start=0 or start=1 into the parameters: without it, other programs begin at 1."
    around.warn(row, f"A range is asked as {kind} from {low} to {high}.", remedy)
    return (_constrained(_as(row, kind), condition),)


def _percentage(row: FormRow, _kind: str, around: Surroundings) -> Rows:
    around.warn(row, "A percentage is asked as integer from 0 to 100.")
    return (_constrained(_as(row, "integer"), ". >= 0 and . <= 100"),)


def _acknowledge(row: FormRow, _kind: str, around: Surroundings) -> Rows:
    around.warn(row, f"{row.text('type')!r} is asked as a select_one with the one choice OK.")
    around.lists[_ACKNOWLEDGE] = (Choice(ACKNOWLEDGED, around.words("form_acknowledged")),)
    return (_as(row, f"select_one {_ACKNOWLEDGE}"),)


def _hidden(row: FormRow, _kind: str, around: Surroundings) -> Rows:
    """Make an unseen calculation of a value that nobody is asked for: its default, or a blank."""
    if row.fills("calculation"):
        return (_unseen(row, row.text("calculation")),)
    default = row.text("default")
    around.warn(
        row, f"A hidden value is kept as {default!r}, and shown to nobody." if default else "A hidden value without a default is blank."
    )
    # A text with both kinds of quotation mark has no spelling in XPath.
    return (_unseen(row, write(Literal(default.replace('"', "")))),)


def _calculate(row: FormRow, kind: str, around: Surroundings) -> Rows:
    """Let a calculate that has only a default be a constant; an expression in it stands in its calculation by now (`beyond`)."""
    return (row,) if row.fills("calculation") or not row.fills("default") else _hidden(row, kind, around)


def _left_out(row: FormRow, _kind: str, around: Surroundings) -> Rows:
    around.warn(row, f"{row.text('type')!r} asks nothing and is left out.", "Choices from such a file are read where a select names it.")
    return ()


def _or_other(row: FormRow, found: re.Match[str], around: Surroundings) -> Rows:
    """Add the choice `other` to the list, and a text that asks which; both are named as in pyxform."""
    name, own = row.text("name"), around.lists.get(found["list"])
    select = "select_one" if found["select"].lower().endswith(("one", "1")) else "select_multiple"
    if own is None:
        return (_as(row, f"{select} {found['list']}"),)
    added = () if any(one.name == OTHER for one in own) else (Choice(OTHER, around.words("form_other")),)
    around.lists[f"{found['list']}+{OTHER}"] = (*own, *added)
    around.warn(row, f"or_other is asked as the choice {OTHER!r} and a text {name}_{OTHER}.")
    asked = _as(row, f"{select} {found['list']}+{OTHER}")
    which = _as(replace(row, cells={("name", ""): f"{name}_{OTHER}"}), "text", relevant=f"selected(${{{name}}}, '{OTHER}')")
    return (asked, _translated(which, "label", around.words("form_which_other")))


def _of_file(row: FormRow, found: re.Match[str], around: Surroundings) -> Rows:
    """Take the choices of a CSV beside the form; where it is not there, ask in a text."""
    file = found["file"].strip()
    choices = from_file(file, row, around.files, around.kept, around.languages, around.report)
    if not choices:
        around.warn(
            row,
            f"The choices of {file!r} cannot be read, so that a text is asked.",
            "Put it beside the form as CSV with the columns name and label.",
        )
        return (_as(_without(row, FILTER), "text"),)
    around.lists[f"({file})"] = choices
    return _adapted(_as(row, f"{(found['select'] or found['rank']).lower()} ({file})"), around)


def _external(row: FormRow, found: re.Match[str], around: Surroundings) -> Rows:
    if found["list"] in around.external:
        around.lists[f"({found['list']})"] = around.external[found["list"]]
        return (_as(row, f"select_one ({found['list']})"),)
    return (row,)


def _of_answers(row: FormRow, _found: re.Match[str], around: Surroundings) -> Rows:
    around.warn(row, "Choices taken from the answers to another question are asked as a text.", "Or put them on the sheet choices.")
    return (_as(_without(row, FILTER), "text"),)


def _without_search(row: FormRow, around: Surroundings) -> FormRow:
    if "search(" not in "".join(row.text("appearance").split()):
        return row
    around.warn(row, "Choices found by search() are asked as a text.", "Or put them on the sheet choices, and clear the appearance.")
    return _as(_without(row, "appearance", FILTER), "text")


def _rank(row: FormRow, found: re.Match[str], around: Surroundings) -> Rows:
    """Ask for the rank of each choice, no two of which are the same."""
    choices = around.lists.get(found["list"], ())
    if not choices:
        return (row,)
    names = [f"{row.text('name')}_{one.name}" for one in choices]
    around.warn(row, f"A rank is asked as an integer for each choice: {', '.join(names[:3])}{', ...' if len(names) > 3 else ''}.")
    return tuple(_ranked(row, choice, name, names, around) for choice, name in zip(choices, names, strict=True))


def _ranked(row: FormRow, choice: Choice, name: str, names: list[str], around: Surroundings) -> FormRow:
    others = "".join(f" and . != ${{{other}}}" for other in names if other != name)
    labels = {
        ("label", language): f"{said}: {choice.label.get(language) or next(iter(choice.label.values()), choice.name)}"
        for language, said in (row.texts("label") or around.words("form_rank")).items()
    }
    made = _constrained(_as(_without(row, "label", FILTER, "parameters"), "integer", name=name), f". >= 1 and . <= {len(names)}{others}")
    made = replace(made, cells={**made.cells, **labels})
    return _translated(_translated(made, "hint", around.words("form_rank")), "constraint_message", around.words("form_rank"))


def _loop(row: FormRow, found: re.Match[str], around: Surroundings) -> Rows:
    """Make a matrix of a loop: a column for each choice of its list."""
    name = found["list"].removeprefix("${").removesuffix("}")
    around.warn(row, f"A loop is a matrix here: each choice of {name} is a column.")
    return (_as(row, "begin_repeat", **{"excel::columns": name}),)


_PLACE = _text("form_place", "{!r} is asked as a text: latitude and longitude.")
_FILE = _text("form_file", "{!r} is asked as the name of a file that comes with the mail.")
_TYPES: Mapping[str, Callable[[FormRow, str, Surroundings], Rows]] = {
    **dict.fromkeys(("geopoint", "geotrace", "geoshape", "gps", "location", "osm"), _PLACE),
    **dict.fromkeys(("image", "photo", "audio", "video", "file"), _FILE),
    "barcode": _text("", "{!r} is asked as a text."),
    "time": _text("form_time", "{!r} is asked as a text in hours and minutes."),
    "datetime": _text("form_datetime", "{!r} is asked as a text of day and time."),
    "range": _range,
    "percentage": _percentage,
    **dict.fromkeys(("acknowledge", "trigger"), _acknowledge),
    "hidden": _hidden,
    "calculate": _calculate,
    **dict.fromkeys(("csv-external", "xml-external"), _left_out),
}
_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[FormRow, re.Match[str], Surroundings], Rows]], ...] = (
    (_OF_FILE, _of_file),
    (_EXTERNAL, _external),
    (_OF_ANSWERS, _of_answers),
    (_OR_OTHER, _or_other),
    (_RANK, _rank),
    (_LOOP, _loop),
)
