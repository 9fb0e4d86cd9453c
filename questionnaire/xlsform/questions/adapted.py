"""What forms for telephones ask and a workbook has no cell for, as rows that a workbook can hold.

One row of the survey in, the rows of the subset that it becomes out: so nothing behind this file knows of telephones. Each of them is told
once, as a warning. What is neither known here nor in the subset is left as it is, and refused where types are read.

Source: the XLSForm reference, "Question types", and the spellings that pyxform knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from questionnaire.definition import Choice
from questionnaire.expressions.tree import Literal
from questionnaire.expressions.write import write
from questionnaire.xlsform.choices.offered import SELECT, offered
from questionnaire.xlsform.choices.searched import searched
from questionnaire.xlsform.sheets.form_sheet import FormRow
from questionnaire.xlsform.sheets.surroundings import Rows, Surroundings, as_type, constrained, translated, without

ATTACHED = "(attached)"  # A column that no form can have, since names of columns have no brackets.
ACKNOWLEDGED = "OK"  # What Collect stores where somebody acknowledges.
_ACKNOWLEDGE = "(acknowledge)"  # Lists that no form can have, since names of lists have no brackets.
_SELECTS = re.compile(rf"{SELECT}_", re.IGNORECASE)
_HEADING = "label"  # The appearance of a select that only shows its choices above those beneath it, in a list of them like a table.
_SHOWN = frozenset({"label", "hint", "relevant"})
_PARAMETER = re.compile(r"(\w+)\s*=\s*([^\s;,]+)")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_TIME = r"([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?"
_DAY = r"[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
_FORMS = {
    "time": (f"regex(., '{_TIME}')", "form_time"),
    "datetime": (f"regex(., '{_DAY}[ T]{_TIME}') and date(substr(., 0, 10)) != ''", "form_datetime_wrong"),
}
_PARTS_OF_DAYS = {
    "year": ("substr(string(.), 4, 10) = '-01-01'", "form_year"),
    "month-year": ("substr(string(.), 7, 10) = '-01'", "form_month"),
}
_DAYS = {"number_of_days_in_last_month": 31, "number_of_days_in_last_six_months": 183, "number_of_days_in_last_year": 365}
_OLD_NAMES = {"date_time": "datetime", "picture": "image"}
_TODAY = frozenset({"today", "start", "end", "start_time", "end_time"})
_METADATA = _TODAY | {"deviceid", "device_id", "username", "phonenumber", "phone_number", "email", "audit", "simserial", "sim_id", "imei"}
METADATA = frozenset(_METADATA | {"subscriberid", "subscriber_id", "start-geopoint", "background-geopoint", "background-audio"})


def adapted(rows: Iterable[FormRow], around: Surroundings) -> Rows:
    """Return the rows of the survey, each as a workbook can hold it."""
    return tuple(made for row in rows for made in _adapted(row, around))


def folded(written: str) -> str:
    """Return a type as it is compared: in small letters, with _ between its words, without what old forms put around it."""
    plain = "_".join(written.split())
    bare = re.sub(r"^(q_|add_|uri:|get_)|_prompt$", "", plain.lower())
    return _OLD_NAMES.get(bare, bare)


def _adapted(row: FormRow, around: Surroundings) -> Rows:
    # The names of lists and files keep their capitals.
    written, kind = "_".join(row.text("type").split()), folded(row.text("type"))
    if kind in METADATA:
        return _metadata(row, kind, around)
    if _SELECTS.match(written) and row.fills("calculation") and not (row.fills("label") or row.fills("hint")):
        around.warn(row, "A select that is calculated and not shown is kept as a calculation.")
        return (_unseen(row, row.text("calculation")),)
    if _SELECTS.match(written) and _HEADING in row.text("appearance").split():
        return _heading(row, around)
    if (made := offered(row, around)) is not None:
        return made
    make_row = next((each for name, each in _TYPES.items() if kind == name or kind.startswith(f"{name}_")), None)
    return make_row(row, kind, around) if make_row else (searched(row, around),)


def _metadata(row: FormRow, kind: str, around: Surroundings) -> Rows:
    """Leave the row to be told, but where expressions read it give them a day, or a blank."""
    if row.text("name") not in around.read:
        return (row,)
    around.warn(
        row, f"{row.text('type')!r} is data from a telephone: expressions read {'the day' if kind in _TODAY else 'a blank'} instead."
    )
    return (_unseen(row, "today()" if kind in _TODAY else "''"),)


def _heading(row: FormRow, around: Surroundings) -> Rows:
    """Print the label of a select that takes no answer, as the heading of those beneath it; what reads its answer reads a blank."""
    around.warn(row, "A select with the appearance label takes no answer in other programs: its label is printed as a note.")
    cells = {key: text for key, text in row.cells.items() if key[0] in _SHOWN}
    blank = (_unseen(row, "''"),) if row.text("name") in around.read else ()
    named = {} if blank else {("name", ""): row.text("name")}
    note = (replace(row, cells={("type", ""): "note", **named, **cells}),) if row.fills("label") else ()
    return (*note, *blank)


def _unseen(row: FormRow, calculation: str) -> FormRow:
    return as_type(without(row, "label", "hint", "default", "required", "constraint", "relevant"), "calculate", calculation=calculation)


def _attached(row: FormRow, kind: str, around: Surroundings) -> Rows:
    """Ask for the name of a file; what a telephone would show there first is no answer."""
    return tuple(as_type(without(made, "default"), "text", **{ATTACHED: "yes"}) for made in _FILE(row, kind, around))


def _text(sentence: str, message: str) -> Callable[[FormRow, str, Surroundings], Rows]:
    """Return what makes a text of a row, with a hint of ours on what to write."""

    def make(row: FormRow, kind: str, around: Surroundings) -> Rows:
        around.warn(row, message.format(row.text("type")), "See the hint that is printed, or write your own into the column hint.")
        made = as_type(row, "text")
        if kind in _FORMS:
            condition, wrong = _FORMS[kind]
            made = translated(constrained(made, condition), "constraint_message", around.words(wrong))
        return (translated(made, "hint", around.words(sentence)) if sentence else made,)

    return make


def _range(row: FormRow, _kind: str, around: Surroundings) -> Rows:
    """Ask for a number between the ends of the slide, on one of its steps."""
    given = {name.lower(): value for name, value in _PARAMETER.findall(row.text("parameters")) if _NUMBER.fullmatch(value)}
    # Without a start it begins at 0, as in studies that are in the field; other programs begin at 1, which is told.
    start, end, step = (given.get(name, usual) for name, usual in (("start", "0"), ("end", "10"), ("step", "1")))
    low, high = sorted((start, end), key=float)
    kind = "decimal" if "." in f"{start}{end}{step}" else "integer"
    condition = f". >= {low} and . <= {high}"
    words = dict[str, str]()
    if float(step) not in {0, 1} or kind == "decimal":
        steps = f"(. - {low}) div {step.removeprefix('-')}" if float(step) else "0"
        condition += f" and round({steps}, 6) = round({steps}, 0)"
        # What the condition says in words nobody could read.
        words = {} if row.fills("constraint") else around.words("form_range", low=low, high=high, step=step.removeprefix("-"))
    remedy = "" if "start" in given else "Write start=0 or start=1 into the parameters: without it, other programs begin at 1."
    around.warn(row, f"A range is asked as {kind} from {low} to {high}.", remedy)
    return (translated(constrained(as_type(row, kind), condition), "constraint_message", words),)


def _percentage(row: FormRow, _kind: str, around: Surroundings) -> Rows:
    around.warn(row, "A percentage is asked as integer from 0 to 100.")
    made = constrained(as_type(row, "integer"), ". >= 0 and . <= 100")
    return (made if row.fills("unit") else as_type(made, "integer", unit="%"),)


def _days(row: FormRow, kind: str, around: Surroundings) -> Rows:
    around.warn(row, f"{row.text('type')!r} is asked as integer from 0 to {_DAYS[kind]}.")
    return (constrained(as_type(row, "integer"), f". >= 0 and . <= {_DAYS[kind]}"),)


def _date(row: FormRow, _kind: str, around: Surroundings) -> Rows:
    """Hold a day to the first of its year or month, where other programs ask for these alone and keep that day."""
    part = next((name for name in row.text("appearance").split() if name in _PARTS_OF_DAYS), "")
    if not part or row.fills("calculation"):
        return (row,)
    around.warn(row, f"A date with the appearance {part} is asked as its first day, which other programs keep.")
    condition, sentence = _PARTS_OF_DAYS[part]
    made, words = constrained(row, condition), around.words(sentence)
    return (translated(translated(made, "hint", words), "constraint_message", words),)


def _acknowledge(row: FormRow, _kind: str, around: Surroundings) -> Rows:
    around.warn(row, f"{row.text('type')!r} is asked as a select_one with the one choice OK.")
    around.lists[_ACKNOWLEDGE] = (Choice(ACKNOWLEDGED, around.words("form_acknowledged")),)
    return (as_type(row, f"select_one {_ACKNOWLEDGE}"),)


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


_PLACE = _text("form_place", "{!r} is asked as a text: latitude and longitude.")
_FILE = _text("form_file", "{!r} is asked as the name of a file that comes with the mail.")
_TYPES: Mapping[str, Callable[[FormRow, str, Surroundings], Rows]] = {
    **dict.fromkeys(("geopoint", "geotrace", "geoshape", "gps", "location", "osm"), _PLACE),
    **dict.fromkeys(("image", "photo", "audio", "video", "file"), _attached),
    "barcode": _text("", "{!r} is asked as a text."),
    "time": _text("form_time", "{!r} is asked as a text in hours and minutes."),
    "datetime": _text("form_datetime", "{!r} is asked as a text of day and time."),
    "range": _range,
    "percentage": _percentage,
    **dict.fromkeys(_DAYS, _days),
    "date": _date,
    **dict.fromkeys(("acknowledge", "trigger"), _acknowledge),
    "hidden": _hidden,
    "calculate": _calculate,
    **dict.fromkeys(("csv-external", "xml-external"), _left_out),
}
