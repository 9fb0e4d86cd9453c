"""Broken and odd forms, each with what pyxform and this program are to say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tests.questionnaire.forms import ONE_SETTING, YES_NO, Cell, Rows, xlsx


class Relation(StrEnum):
    """How the two verdicts on a form stand to each other."""

    BOTH_ACCEPT = "both accept it"
    BOTH_REFUSE = "both refuse it"
    OUTSIDE = "pyxform accepts it, and here it is refused as not supported"
    EXPRESSION = "pyxform leaves it to other programs to read the expression, which is wrong"
    KINDER = "pyxform refuses it, and here it is read with what the author meant"


@dataclass(frozen=True, slots=True)
class Case:
    """One form; `says` is what is odd about it."""

    says: str
    relation: Relation
    file: bytes


TEXT = ("text", "t", "T")
BEGIN, ENDS, END = ("begin_repeat", "r", "R"), ("end_repeat",), ("end_group",)
_USUAL = "type|name|label"
_BALANCED = "location-priority=balanced location-min-interval"
_SUM = ("calculate", "s", "", "1 + 1")
_FILE, _PULL = ("xml-external", "towns", ""), "pulldata('towns', 'name', 'name', 'x')"
_READS = ("text", "inner", "Inner", "${t} = 'x'")


def _form(
    *rows: Sequence[Cell], head: str = "", plus: str = "", choices: Rows = YES_NO, settings: Rows = ONE_SETTING, **more: Rows
) -> bytes:
    """Return a form with these rows under the headers in `head`, or under the usual ones and those in `plus`."""
    columns = head or f"{_USUAL}|{plus or 'relevant|calculation|constraint|required'}"
    return xlsx([columns.split("|"), *rows], choices, settings, **more)


_SAME = Relation.BOTH_ACCEPT
_BAD = Relation.BOTH_REFUSE
_OUT = Relation.OUTSIDE
_EXPR = Relation.EXPRESSION
_KIND = Relation.KINDER

CASES = tuple(
    Case(*each)
    for each in [
        # Accepted by both, however odd.
        ("a plain form", _SAME, _form(TEXT)),
        ("blank rows", _SAME, _form(("", "", ""), TEXT, ("", "", ""), ("integer", "i", "I"))),
        ("begin group with a space", _SAME, _form(("begin group", "g", "G"), TEXT, ("end group",))),
        ("a group without a label", _SAME, _form(("begin_group", "g", ""), TEXT, END)),
        ("a repeat without a label", _SAME, _form(("begin_repeat", "g", ""), TEXT, ENDS)),
        ("a repeat called lgroup", _SAME, _form(("begin lgroup", "g", "G"), TEXT, ("end lgroup",))),
        ("a note without a name", _SAME, _form(("note", "", "Read"), TEXT)),
        ("a row that is a comment", _SAME, _form(TEXT, ("", "", "", "", "", ". > 1"))),
        ("the caption of old", _SAME, _form(TEXT, head="type|name|caption")),
        ("the type and name of old", _SAME, _form(TEXT, head="command|tag|label")),
        ("relevance", _SAME, _form((*TEXT, "1 = 1"), plus="relevance")),
        ("bind::relevant", _SAME, _form((*TEXT, "1 = 1"), plus="bind::relevant")),
        ("the field type of other programs", _SAME, _form((*TEXT, "string", "esri"), plus="bind::type|bind::esri:fieldType")),
        ("bind:relevant", _SAME, _form((*TEXT, "1 = 1"), plus="bind:relevant")),
        ("bind::jr:constraintMsg", _SAME, _form((*TEXT, ". != 'x'", "No"), plus="constraint|bind::jr:constraintMsg")),
        ("constraining message", _SAME, _form((*TEXT, ". != 'x'", "No"), plus="constraint|constraining message")),
        ("headers in capitals", _SAME, _form(TEXT, head="Type|NAME|Label")),
        ("list name with a space", _SAME, _form(("select_one yes_no", "a", "A"), choices=(("list name", "name", "label"), *YES_NO[1:]))),
        ("the value of a choice", _SAME, _form(("select_one yes_no", "a", "A"), choices=(("list_name", "value", "caption"), *YES_NO[1:]))),
        ("a choice without a label", _SAME, _form(("select_one yes_no", "a", "A"), choices=(*YES_NO, ("yes_no", "x", "")))),
        ("a choice of no list and no name", _SAME, _form(TEXT, choices=(*YES_NO, ("", "", "x")))),
        ("choices that look the same", _SAME, _form(("select_one yes_no", "a", "A"), choices=(*YES_NO, ("yes_no", "x", "Yes")))),
        ("a choices sheet that nobody needs", _SAME, _form(TEXT)),
        ("select one from", _SAME, _form(("select one from yes_no", "a", "A"))),
        ("select all that apply", _SAME, _form(("select all that apply from yes_no", "a", "A"))),
        ("select1", _SAME, _form(("select1 yes_no", "a", "A"))),
        ("add text prompt", _SAME, _form(("add text prompt", "a", "A"))),
        ("q int", _SAME, _form(("q int", "a", "A"))),
        ("what a telephone knows", _SAME, _form(("start", "start", ""), ("deviceid", "d", ""), TEXT)),
        ("a translation that is missing", _SAME, _form(("text", "a", "A", ""), head="type|name|label::en|label::fr")),
        ("a label and one in a language", _SAME, _form(("text", "a", "A", "B"), head="type|name|label|label::French (fr)")),
        ("a row that is disabled", _SAME, _form((*TEXT, ""), ("nonsense", "n", "N", "yes"), plus="disabled")),
        ("a column of its own", _SAME, _form((*TEXT, "x"), plus="owner")),
        ("a default", _SAME, _form((*TEXT, "x"), plus="default")),
        ("an appearance", _SAME, _form((*TEXT, "multiline"), plus="appearance")),
        ("a picture", _SAME, _form((*TEXT, "x.png"), plus="media::image")),
        ("a name with a hyphen and a point", _SAME, _form(("text", "a-b.c", "A"))),
        ("a name of other letters", _SAME, _form(("text", "région", "A"))),
        ("a calculation without a label", _SAME, _form(TEXT, ("calculate", "c", "", "", "1 + 1"))),
        ("a calculation on an integer", _SAME, _form(TEXT, ("integer", "c", "C", "", "1 + 1"))),
        ("smart quotation marks", _SAME, _form(("select_one yes_no", "a", "A"), ("text", "b", "B", "${a} = ‘yes’"))),
        ("a true in a cell", _SAME, _form(("text", "b", "B", True, "", "", True))),
        ("no settings", _SAME, _form(TEXT, settings=())),
        ("settings of old", _SAME, _form(TEXT, settings=(("id_string", "title"), ("f", "F")))),
        ("a sheet of notes", _SAME, _form(TEXT, notes=(("anything",),))),
        ("one sheet of another name", _SAME, xlsx((), questions=(_USUAL.split("|"), TEXT))),
        ("a fixed repeat", _SAME, _form(("begin_repeat", "r", "R", 3), TEXT, ENDS, plus="repeat_count")),
        ("columns of ours", _SAME, _form(("decimal", "t", "T", "warning", "EUR", "n/a", "25%"), plus="severity|unit|missing|previous")),
        ("units by language", _SAME, _form(("decimal", "t", "T", "T", "X", "Y"), head="type|name|label::en|label::fr|unit::en|unit::fr")),
        ("a sum over a repeat", _SAME, _form(BEGIN, ("integer", "i", "I"), ENDS, ("calculate", "s", "", "", "sum(${i})"))),
        # Refused by both.
        ("no survey", _BAD, xlsx((), YES_NO, ONE_SETTING)),
        ("a survey without types", _BAD, _form(("t", "T"), head="name|label")),
        ("a survey without names", _BAD, _form(("text", "T"), head="type|label")),
        ("a survey without labels", _BAD, _form(("text", "t"), head="type|name")),
        ("a misspelt label", _BAD, _form(TEXT, head="type|name|lable")),
        ("a header twice", _BAD, _form((*TEXT, "T"), plus="label")),
        ("a header under two names", _BAD, _form((*TEXT, "1", "1"), plus="relevant|relevance")),
        ("an unknown type", _BAD, _form(("integr", "a", "A"))),
        ("a type of two words", _BAD, _form(("text area", "a", "A"))),
        ("a question without a type", _BAD, _form(("", "a", "A"))),
        ("a question without a name", _BAD, _form(("text", "", "A"))),
        ("a group without a name", _BAD, _form(("begin_group", "", "G"), TEXT, END)),
        ("a name with a space", _BAD, _form(("text", "a b", "A"))),
        ("a name that begins with a digit", _BAD, _form(("text", "1a", "A"))),
        ("a name twice", _BAD, _form(TEXT, TEXT)),
        ("a name that is kept", _BAD, _form(("text", "meta", "A"))),
        ("a question without a label", _BAD, _form(("text", "a", ""))),
        ("a note without a label", _BAD, _form(("note", "a", ""), TEXT)),
        ("a group that is never closed", _BAD, _form(("begin_group", "g", "G"), TEXT)),
        ("a repeat that is never closed", _BAD, _form(("begin_repeat", "g", "G"), TEXT)),
        ("an end without a beginning", _BAD, _form(TEXT, END)),
        ("a group that ends as a repeat", _BAD, _form(("begin_group", "g", "G"), TEXT, ENDS)),
        ("a repeat that ends as a group", _BAD, _form(("begin_repeat", "g", "G"), TEXT, END)),
        ("a list that does not exist", _BAD, _form(("select_one yesno", "a", "A"))),
        ("no choices at all", _BAD, _form(("select_one yes_no", "a", "A"), choices=())),
        ("a select without a list", _BAD, _form(("select_one", "a", "A"))),
        ("a choice without a name", _BAD, _form(("select_one yes_no", "a", "A"), choices=(*YES_NO, ("yes_no", "", "X")))),
        ("a choice twice", _BAD, _form(("select_one yes_no", "a", "A"), choices=(*YES_NO, ("yes_no", "yes", "X")))),
        ("choices without names", _BAD, _form(("select_one yes_no", "a", "A"), choices=(("list_name", "label"), ("yes_no", "Yes")))),
        ("choices without lists", _BAD, _form(("select_one yes_no", "a", "A"), choices=(("name", "label"), ("yes", "Yes")))),
        ("several choices with spaces", _BAD, _form(("select_multiple yes_no", "a", "A"), choices=(*YES_NO, ("yes_no", "may be", "X")))),
        ("a relevant that names nobody", _BAD, _form(("text", "a", "A", "${b} = 1"))),
        ("a constraint that names nobody", _BAD, _form(("text", "a", "A", "", "", ". > ${b}"))),
        ("a calculation that names nobody", _BAD, _form(("calculate", "a", "", "", "${b} + 1"))),
        ("a name that is not closed", _BAD, _form(TEXT, ("text", "a", "A", "${t = 1"))),
        ("a calculate without a calculation", _BAD, _form(("calculate", "c", "C"))),
        ("a loop of no list", _BAD, _form(("begin loop", "l", "L"), TEXT, ("end loop",))),
        ("an external choice without its sheet", _BAD, _form(("select_one_external towns", "a", "A"))),
        ("an include", _BAD, _form(("include", "other", "Other"))),
        ("a seed without an order by lot", _BAD, _form(("select_one yes_no", "a", "A", "seed=1"), plus="parameters")),
        ("an order by something else", _BAD, _form(("select_one yes_no", "a", "A", "randomize=ukanga"), plus="parameters")),
        ("a parameter of no select", _BAD, _form(("select_one yes_no", "a", "A", "start=1"), plus="parameters")),
        ("a seed that is no number", _BAD, _form(("select_one yes_no", "a", "A", "randomize=true, seed=x"), plus="parameters")),
        ("an order by lot", _SAME, _form(("select_one yes_no", "a", "A", "randomize=true, seed=3"), plus="parameters")),
        # What only other programs use, and refuse.
        ("an audit of another name", _BAD, _form(("audit", "bobby", ""), TEXT)),
        ("an audit without a name", _SAME, _form(("audit", "", ""), TEXT)),
        ("an audit of some of a location", _BAD, _form(("audit", "audit", "", "location-max-age=3"), TEXT, plus="parameters")),
        ("an audit of old locations", _BAD, _form(("audit", "audit", "", f"{_BALANCED}=2 location-max-age=1"), TEXT, plus="parameters")),
        ("an audit of locations", _SAME, _form(("audit", "audit", "", f"{_BALANCED}=1 location-max-age=1"), TEXT, plus="parameters")),
        ("a parameter without a value", _BAD, _form(("range", "a", "A", "start"), plus="parameters")),
        ("a range without a step", _BAD, _form(("range", "a", "A", "step=0"), plus="parameters")),
        ("a range narrower than its step", _BAD, _form(("range", "a", "A", "end=3 step=5"), plus="parameters")),
        ("a range of one step", _SAME, _form(("range", "a", "A", "end=6 step=5"), plus="parameters")),
        ("parameters between spaces", _SAME, _form(("range", "a", "A", "start = 1 ; end = 5"), plus="parameters")),
        ("a trigger of nobody", _BAD, _form(TEXT, ("calculate", "c", "", "1", "${nobody}"), plus="calculation|trigger")),
        ("a trigger that is none", _BAD, _form(TEXT, ("dateTime", "c", "", "now()", "6"), plus="calculation|trigger")),
        ("a trigger that nobody sees", _BAD, _form(_SUM, ("calculate", "c", "", "1", "${s}"), TEXT, plus="calculation|trigger")),
        ("a trigger without a calculation", _SAME, _form(TEXT, ("decimal", "c", "", "", "${t}"), plus="calculation|trigger")),
        ("a group with a trigger", _SAME, _form(("begin_group", "g", "", "", "${t}"), TEXT, END, plus="calculation|trigger")),
        ("a calculate of a plain default", _BAD, _form(TEXT, ("calculate", "c", "", "x"), plus="default")),
        ("a calculate of a default that is worked out", _SAME, _form(TEXT, ("calculate", "c", "", "1 + 1"), plus="default")),
        ("a default that names nobody", _BAD, _form((*TEXT, "${nobody}"), plus="default")),
        ("the last answer to nothing", _BAD, _form(TEXT, ("calculate", "c", "", "${last-saved#x} + 1"), plus="calculation")),
        ("the last answer", _SAME, _form(TEXT, ("calculate", "c", "", "${last-saved#t} + 1"), plus="calculation")),
        ("a path that names nobody", _BAD, _form(TEXT, ("text", "a", "A", "indexed-repeat(${x}, ${y}, 1) = 1"), plus="relevant")),
        ("data that reads nobody", _BAD, _form(TEXT, ("start", "a", "", "${x} = 1"), plus="relevant")),
        ("data without a name", _BAD, _form(TEXT, ("start", "", ""))),
        ("data with a name that is none", _BAD, _form(TEXT, ("deviceid", "1", ""))),
        ("data with a name that is kept", _BAD, _form(TEXT, ("deviceid", "meta", ""))),
        ("data twice", _BAD, _form(TEXT, ("start", "a", ""), ("end", "a", ""))),
        ("data and a question of one name", _BAD, _form(TEXT, ("start", "t", ""))),
        ("data and a question in a group of one name", _SAME, _form(("start", "t", ""), ("begin_group", "g", ""), TEXT, END)),
        ("choices of a page", _BAD, _form(("select_one_from_file towns.pdf", "a", "A"))),
        ("choices of a map", _SAME, _form(("select_one_from_file towns.geojson", "a", "A"))),
        ("a file named twice", _BAD, _form(TEXT, ("xml-external", "towns", ""), ("xml-external", "towns", ""))),
        ("a file named twice in groups", _BAD, _form(_FILE, ("begin_group", "g", ""), ("xml-external", "towns", ""), TEXT, END)),
        ("a file of two kinds", _BAD, _form(_FILE, ("calculate", "c", "", "", _PULL), TEXT)),
        ("a file that is pulled from", _SAME, _form(("csv-external", "towns", ""), ("calculate", "c", "", "", _PULL), TEXT)),
        ("a file and a list of one name", _BAD, _form(("select_one_from_file yes_no.csv", "a", "A"))),
        ("a file and the last answers", _BAD, _form(TEXT, ("xml-external", "__last-saved", ""), ("text", "a", "A", "${last-saved#t} = 1"))),
        ("a select that is worked out unseen", _SAME, _form(("select_one yes_no", "a", "", "", "concat('y', 'es')"), TEXT)),
        ("an outer row from an inner repeat", _SAME, _form(BEGIN, TEXT, ("begin_repeat", "s", "S"), _READS, ENDS, ENDS)),
        ("a form_id under two names", _SAME, _form(TEXT, settings=(("id_string", "form_id", "form_title"), ("f", "g", "F")))),
        # Of telephones, and read as what a workbook can hold.
        ("a place", _SAME, _form(("geopoint", "a", "A"))),
        ("a line", _SAME, _form(("geotrace", "a", "A"))),
        ("a photograph", _SAME, _form(("image", "a", "A"))),
        ("a file", _SAME, _form(("file", "a", "A"))),
        ("a sound", _SAME, _form(("audio", "a", "A"))),
        ("a time", _SAME, _form(("time", "a", "A"))),
        ("a date and time", _SAME, _form(("dateTime", "a", "A"))),
        ("a rank", _SAME, _form(("rank yes_no", "a", "A"))),
        ("a range", _SAME, _form(("range", "a", "A"))),
        ("a barcode", _SAME, _form(("barcode", "a", "A"))),
        ("an acknowledgement", _SAME, _form(("acknowledge", "a", "A"))),
        ("something hidden", _SAME, _form(("hidden", "a", ""), TEXT)),
        ("or_other", _SAME, _form(("select_one yes_no or_other", "a", "A"))),
        ("choices of a file", _SAME, _form(("select_one_from_file towns.csv", "a", "A"))),
        ("external data", _SAME, _form(("csv-external", "towns", ""), TEXT)),
        ("choices of answers", _SAME, _form(BEGIN, ("text", "a", "A"), ENDS, ("select_one ${a}", "b", "B"))),
        ("a choice filter", _SAME, _form(("select_one yes_no", "a", "A", "true()"), plus="choice_filter")),
        ("a trigger", _SAME, _form(TEXT, ("calculate", "c", "", "1", "${t}"), plus="calculation|trigger")),
        ("a repeat in a repeat", _SAME, _form(BEGIN, ("begin_repeat", "s", "S"), TEXT, ENDS, ENDS)),
        ("a loop", _SAME, _form(("begin loop over yes_no", "l", "L"), ("text", "t", "T"), ("end loop",))),
        ("a repeat that counts", _SAME, _form(("integer", "n", "N"), ("begin_repeat", "r", "R", "${n}"), TEXT, ENDS, plus="repeat_count")),
        ("search()", _SAME, _form(("select_one yes_no", "a", "A", "search('towns')"), plus="appearance")),
        ("an answer in a label", _SAME, _form(TEXT, ("text", "a", "Why ${t}?"))),
        ("a hint without a label", _SAME, _form(("text", "a", "", "H"), plus="hint")),
        ("a name twice, in two groups", _SAME, _form(("begin_group", "g", "G"), TEXT, END, ("begin_group", "h", "H"), TEXT, END)),
        ("a choice with a space", _SAME, _form(("select_one yes_no", "a", "A"), choices=(*YES_NO, ("yes_no", "may be", "X")))),
        ("the same choice twice, allowed", _SAME, _form(TEXT, settings=(("form_id", "allow_choice_duplicates"), ("f", "yes")))),
        ("a function of another program", _SAME, _form(TEXT, ("calculate", "c", "", "", "pulldata('a', 'b', 'c', ${t})"))),
        ("entities", _SAME, _form(TEXT, entities=(("list_name", "label"), ("trees", "concat('a', 'b')")))),
        ("a form that asks nothing", _SAME, _form(("note", "n", "N"))),
        # Outside of the subset.
        ("a repeat that asks nothing", _OUT, _form(TEXT, BEGIN, ("note", "n", "N"), ENDS)),
        ("names that differ in capitals", _OUT, _form(TEXT, ("text", "T", "T"))),
        ("a name of 70 letters", _OUT, _form(("text", "a" * 70, "A"))),
        ("a group's answer", _OUT, _form(("begin_group", "g", "G"), TEXT, END, ("text", "b", "B", "${g} = 1"))),
        ("a note's answer", _OUT, _form(("note", "n", "N"), ("text", "b", "B", "${n} = 1"))),
        ("a repeated answer, outside", _OUT, _form(BEGIN, TEXT, ENDS, ("text", "b", "B", "${t} = 1"))),
        ("a misspelt column", _OUT, _form((*TEXT, "1 = 1"), plus="relevent")),
        ("a language that nobody knows", _SAME, _form(("text", "a", "A", "B"), head="type|name|label::English|label::Klingonish")),
        ("a choice of no list", _OUT, _form(TEXT, choices=(*YES_NO, ("", "x", "X")))),
        ("a severity that is none", _OUT, _form((*TEXT, "fatal"), plus="severity")),
        ("a unit on a text", _OUT, _form((*TEXT, "EUR"), plus="unit")),
        # Wrong in what pyxform does not read.
        ("a bracket that is not closed", _EXPR, _form(TEXT, ("text", "a", "A", "(${t} = 1"))),
        ("two equals signs", _EXPR, _form(TEXT, ("text", "a", "A", "${t} == 1"))),
        ("a word alone", _EXPR, _form(("text", "a", "A", "", "", "", "maybe"))),
        ("what depends on itself", _EXPR, _form(("text", "a", "A", "${a} = 1"))),
        ("two that depend on each other", _EXPR, _form(("calculate", "a", "", "", "${b}"), ("calculate", "b", "", "", "${a}"), TEXT)),
        ("a path", _SAME, _form(TEXT, ("text", "a", "A", "../t = 1"))),
        # What pyxform refuses and is read here, since there is only one thing that it can mean.
        ("a type in capitals", _KIND, _form(("Text", "a", "A"))),
        ("Begin Group", _KIND, _form(("Begin Group", "g", "G"), TEXT, ("End Group",))),
        ("begingroup", _KIND, _form(("begingroup", "g", "G"), TEXT, ("endgroup",))),
        ("Select_One", _KIND, _form(("Select_One yes_no", "a", "A"))),
        ("headers in the third row", _KIND, xlsx([("My form",), (), _USUAL.split("|"), TEXT], (), ONE_SETTING)),
        ("a title in a language", _KIND, _form(TEXT, settings=(("form_id", "form_title::English (en)"), ("f", "F")))),
        ("a sheet called Survey with a space", _KIND, xlsx((), YES_NO, ONE_SETTING, **{"Survey ": (_USUAL.split("|"), TEXT)})),
    ]
)  # fmt: skip
