"""Forms for telephones: each of their questions is asked as what a workbook can hold, and told once."""

from __future__ import annotations

from datetime import date

import pytest

from domain.answer import AnswerValue
from domain.finding import Severity
from languages import catalogue
from questionnaire.checks import CheckSubject, run
from questionnaire.definition import Question, Questionnaire, QuestionType
from questionnaire.expressions import evaluate
from questionnaire.xlsform import inspect, load
from tests.questionnaire.forms import ONE_SETTING, YES_NO, Cell, Rows, found, loaded, only, survey_of, xlsx

HEAD = ("type", "name", "label", "choice_filter", "parameters", "relevant", "calculation", "constraint", "default")
TOWNS: Rows = (
    ("list_name", "name", "label", "region"),
    *(("regions", one, one.title()) for one in ("north", "south")),
    ("towns", "alba", "Alba", "north"),
    ("towns", "bree", "Bree", "north"),
    ("towns", "cove", "Cove", "south"),
    ("towns", "cove", "Cove", "north"),
)
MANY: Rows = (("form_id", "form_title", "allow_choice_duplicates"), ("f", "Form", "yes"))
REGION = ("select_one regions", "region", "Region")


def asked(*rows: tuple[Cell, ...], choices: Rows = YES_NO, **beside: bytes) -> Questionnaire:
    """Return the questionnaire of these rows; whatever is told of them is a warning."""
    inspection = inspect(xlsx((HEAD, *rows), choices, MANY), "f.xlsx", {name.replace("_", "."): data for name, data in beside.items()})
    assert inspection.questionnaire, inspection.problems
    assert all(problem.severity is Severity.WARNING for problem in inspection.problems)
    return inspection.questionnaire


def one(*row: Cell, choices: Rows = YES_NO) -> Question:
    """Return the one question that a row becomes."""
    (question,) = asked(row, choices=choices).questions
    return question


def meets(question: Question, answer: AnswerValue) -> bool:
    """Say whether an answer meets the constraint."""
    assert question.constraint
    return evaluate(question.constraint, {}, this=answer) is True


def codes(form: Questionnaire, **answers: AnswerValue) -> list[tuple[str, str]]:
    """Return code and remedy of what the checks find."""
    subject = CheckSubject(
        questionnaire=form, answers=answers, untyped={}, located={}, language="en", catalogue=catalogue("en"), today=date(2012, 2, 10)
    )
    return [(finding.code, finding.remedy) for finding in run(subject)]


@pytest.mark.parametrize(
    ("kind", "hint"),
    [
        ("geopoint", "Latitude and longitude"),
        ("geoshape", "Latitude and longitude"),
        ("gps", "Latitude and longitude"),
        ("image", "attach the file"),
        ("add file prompt", "attach the file"),
        ("video", "attach the file"),
        ("time", "14:30"),
        ("dateTime", "2012-04-30 14:30"),
        ("date time", "2012-04-30 14:30"),
        ("add date time prompt", "2012-04-30 14:30"),
        ("q picture", "attach the file"),
        ("barcode", ""),
    ],
)
def test_what_a_telephone_measures_is_asked_as_a_text_with_a_hint_and_told_once(kind: str, hint: str) -> None:
    """What a telephone measures is asked as a text with a hint and told once."""
    inspection = found(survey_of((kind, "a", "A")))
    assert (only(inspection).severity, only(inspection).column) == (Severity.WARNING, "type")
    assert inspection.questionnaire
    question = inspection.questionnaire.by_name["a"]
    assert (question.type, question.label) == (QuestionType.TEXT, {"en": "A"})
    assert hint in question.hint.get("en", "")
    assert bool(question.hint) is bool(hint)


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("time", ("09:05", "23:59", "7:30:15"), ("24:00", "9.05", "noon")),
        (
            "dateTime",
            ("2012-02-10 09:05", "2012-02-10T23:59", "2012-02-29 10:00"),
            ("2012-02-10", "2012-13-01 10:00", "10:00", "2012-02-30 10:00", "2011-02-29T10:00"),
        ),
    ],
)
def test_a_time_is_held_to_how_times_are_written(kind: str, right: tuple[str, ...], wrong: tuple[str, ...]) -> None:
    """A time is held to how times are written."""
    question = one(kind, "a", "A")
    assert all(meets(question, each) for each in right)
    assert not any(meets(question, each) for each in wrong)


@pytest.mark.parametrize(
    ("appearance", "right", "wrong", "hint"),
    [
        ("year", date(2012, 1, 1), (date(2012, 4, 1), date(1905, 7, 12)), "The first day of the year, such as 2012-01-01."),
        ("w1 month-year", date(2012, 4, 1), (date(2012, 4, 2),), "The first day of the month, such as 2012-04-01."),
    ],
)
def test_a_year_or_a_month_is_asked_as_its_first_day(appearance: str, right: date, wrong: tuple[date, ...], hint: str) -> None:
    """A year or a month is asked as its first day, as other programs keep it: 2020 in a cell of days is one of 1905 to Excel."""
    inspection = found((("type", "name", "label", "appearance"), ("date", "a", "A", appearance)))
    assert (only(inspection).severity, only(inspection).column) == (Severity.WARNING, "type")
    assert inspection.questionnaire
    question = inspection.questionnaire.by_name["a"]
    assert (question.hint["en"], question.constraint_message["en"]) == (hint, hint)
    assert meets(question, right)
    assert not any(meets(question, each) for each in wrong)
    assert loaded((("type", "name", "label", "appearance"), ("date", "a", "A", "no-calendar"))).by_name["a"].constraint is None


def test_a_percentage_is_asked_in_per_cent() -> None:
    """A percentage is asked in per cent, so that 50 % is read as 50; an author's own unit stays."""
    assert one("percentage", "a", "A").unit == {"": "%"}
    assert loaded((("type", "name", "label", "unit"), ("percentage", "a", "A", "% of beds"))).by_name["a"].unit == {"en": "% of beds"}


@pytest.mark.parametrize(("period", "days"), [("month", 31), ("six months", 183), ("year", 365)])
def test_days_of_a_period_that_is_over_are_at_most_so_many(period: str, days: int) -> None:
    """Days of a period that is over are an integer, and at most as many as it has."""
    question = one(f"number of days in last {period}", "a", "A")
    assert question.type is QuestionType.INTEGER
    assert [meets(question, each) for each in (-1, 0, days, days + 1)] == [False, True, True, False]


def test_the_hint_and_the_constraint_of_an_author_stand() -> None:
    """The hint and the constraint of an author stand, and both conditions must hold."""
    data = xlsx((("type", "name", "label", "hint", "constraint"), ("time", "a", "A", "When?", ". != '10:00'")), (), ONE_SETTING)
    question = load(data, "f.xlsx").by_name["a"]
    assert question.hint == {"en": "When?"}
    assert [meets(question, each) for each in ("09:00", "10:00", "soon")] == [True, False, False]


@pytest.mark.parametrize(
    ("parameters", "kind", "right", "wrong"),
    [
        ("", "integer", (0, 10), (-1, 11)),
        ("start=2 end=8 step=3", "integer", (2, 5, 8), (3, 9)),
        ("start=10; end=0", "integer", (0, 10), (11,)),
        ("start=0.5 end=1.5 step=0.25", "decimal", (0.5, 0.75, 1.5), (0.6, 1.75)),
    ],
)
def test_a_range_is_a_number_between_its_ends_and_on_one_of_its_steps(
    parameters: str, kind: str, right: tuple[float, ...], wrong: tuple[float, ...]
) -> None:
    """A range is a number between its ends and on one of its steps."""
    question = one("range", "a", "A", "", parameters)
    assert question.type == kind
    assert all(meets(question, each) for each in right)
    assert not any(meets(question, each) for each in wrong)


def test_an_answer_between_the_steps_of_a_range_is_told_in_plain_words() -> None:
    """Not in those of the condition, which rounds; what the author wrote stays, and so does a condition of the author's."""
    message = {"en": "A number from 0 to 1, in steps of 0.25."}
    assert one("range", "a", "A", "", "start=0 end=1 step=0.25").constraint_message == message
    assert one("range", "a", "A", "", "start=0 end=10 step=1").constraint_message == {}
    assert one("range", "a", "A", "", "start=0 end=10 step=5", "", "", ". != 5").constraint_message == {}
    own = loaded((("type", "name", "label", "parameters", "constraint_message"), ("range", "a", "A", "start=0 end=9 step=3", "By three")))
    assert own.by_name["a"].constraint_message == {"en": "By three"}


def test_what_reads_an_outer_repeat_from_an_inner_one_is_told_and_does_not_hold() -> None:
    """The rows of the two are tables of their own, so that nobody knows which row of the outer one is meant."""
    rows = (("begin_repeat", "r", "R"), ("text", "t", "T"), ("begin_repeat", "s", "S"), ("text", "u", "U", "", "", "${t} = 'x'"))
    data = xlsx((HEAD, *rows, ("end_repeat",), ("end_repeat",)), (), ONE_SETTING)
    (problem,) = [one for one in inspect(data, "f.xlsx").problems if one.column == "relevant"]
    assert problem.message.startswith("The relevant reads ${t}, of the repeat around this one")
    assert load(data, "f.xlsx").by_name["u"].relevant is None


@pytest.mark.parametrize(
    ("kind", "remedy"),
    [
        ("begin_rank", "Write rank and the list_name, as in rank priorities."),
        ("end_rank", "Write rank and the list_name, as in rank priorities."),
        ("rank__level", "Write rank and the list_name, as in rank priorities."),
        ("begin_score", "Ask for each row with its own select_one."),
        ("score__row", "Ask for each row with its own select_one."),
        ("end_score", "Ask for each row with its own select_one."),
    ],
)
def test_rankings_and_ratings_of_kobotoolbox_are_refused_with_what_to_write_instead(kind: str, remedy: str) -> None:
    """They are not said to be misspelt: only its own server knows these types."""
    rows = (("type", "name", "label"), ("text", "t", "T"), (kind, "a", "A"))
    (problem,) = [one for one in found(rows).problems if one.column == "type"]
    assert (problem.message, problem.remedy) == (f"The type {kind!r} is not supported.", remedy)


NESTED = (
    ("begin_repeat", "plants", "Plants"), ("text", "plant", "Plant"),
    ("begin_repeat", "machines", "Machines"), ("integer", "power", "Power"), ("calculate", "c", "", "", "", "", "{}"), ("end_repeat",),
    ("begin_repeat", "people", "People"), ("text", "who", "Who"), ("calculate", "d", "", "", "", "", "{}"), ("end_repeat",),
    ("calculate", "e", "", "", "", "", "{}"), ("end_repeat",), ("calculate", "f", "", "", "", "", "{}"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("expression", "blank"),
    [
        ("sum(${power})", {"d", "e"}),
        ("count(${machines})", {"c", "d", "e"}),
        ("max(${power}) * 2", {"d", "e"}),
    ],
)
def test_what_reads_an_inner_repeat_from_a_row_of_the_outer_one_is_told_and_blank(expression: str, blank: set[str]) -> None:
    """Other programs take the rows of the inner one that belong to this row; all of them would be another figure.

    From outside of both, all of them are meant.
    """
    head = ("type", "name", "label", "relevant", "constraint", "required", "calculation")
    rows = [tuple(expression if cell == "{}" else cell for cell in row) for row in NESTED]
    data = xlsx((head, *rows), (), ONE_SETTING)
    told = [one for one in inspect(data, "f.xlsx").problems if one.column == "calculation"]
    made = load(data, "f.xlsx").by_name
    assert {name for name in "cdef" if getattr(made[name].calculation, "text", "") == "''"} == blank
    assert {one.question for one in told} == blank
    assert all(one.message.endswith("it is blank, and conditions that read it do not hold.") for one in told)
    assert all("of a table in which nobody sees what belongs to a row of this one" in one.message for one in told)


def test_what_another_program_sets_hides_nothing() -> None:
    """A question that a trigger sets and nobody sees is blank here: a condition on it is cleared and told."""
    head = ("type", "name", "label", "trigger", "relevant")
    rows = (("text", "a", "A"), ("decimal", "set", "", "${a}"), ("text", "b", "B", "", "${set} > 1"))
    assert load(xlsx((head, *rows), (), ONE_SETTING), "f.xlsx").by_name["b"].relevant is None


def test_an_expression_in_the_default_of_a_calculate_is_its_calculation() -> None:
    """Other programs work it out once; the text of it was never meant."""
    form = load(
        xlsx((("type", "name", "label", "default"), ("integer", "a", "A"), ("calculate", "b", "", "${a} + 1")), (), ONE_SETTING), "f"
    )
    assert form.by_name["b"].calculation
    assert evaluate(form.by_name["b"].calculation, {"a": 2}) == 3


def test_or_other_adds_a_choice_and_a_text_that_asks_which() -> None:
    """or_other adds a choice and a text that asks which, to single and to several choices."""
    for select in ("select_one", "select_multiple"):
        form = asked((f"{select} yes_no or_other", "a", "A"))
        first, which = form.questions
        assert (first.type, [choice.name for choice in first.choices]) == (select, ["yes", "no", "other"])
        assert (which.name, which.type, which.label["en"]) == ("a_other", QuestionType.TEXT, "Other: please specify")
        other: AnswerValue = "other" if select == "select_one" else ("yes", "other")
        assert which.relevant
        assert evaluate(which.relevant, {"a": other}) is True
        assert evaluate(which.relevant, {"a": "yes"}) is False


def test_a_rank_asks_for_the_place_of_each_choice_and_takes_no_place_twice() -> None:
    """A rank asks for the place of each choice and takes no place twice."""
    form = asked(("rank yes_no", "a", "A"))
    assert [(each.name, each.label["en"]) for each in form.questions] == [("a_yes", "A: Yes"), ("a_no", "A: No")]
    assert codes(form, a_yes=1, a_no=2) == []
    assert [code for code, _ in codes(form, a_yes=1, a_no=1)] == ["constraint", "constraint"]
    assert [code for code, _ in codes(form, a_yes=1, a_no=3)] == ["constraint"]


def test_an_acknowledgement_has_one_choice_and_a_hidden_value_nobody_sees() -> None:
    """An acknowledgement has one choice, and a hidden value is a calculation that nobody sees."""
    agreed, hidden = asked(("acknowledge", "a", "A"), ("hidden", "h", "", "", "", "", "", "", "it's 5")).questions
    assert [choice.name for choice in agreed.choices] == ["OK"]
    assert (hidden.type, hidden.label) == (QuestionType.CALCULATE, {})
    assert hidden.calculation
    assert evaluate(hidden.calculation, {}) == "it's 5"


def test_data_of_a_telephone_is_a_blank_to_what_reads_it_and_today_the_day() -> None:
    """Data of a telephone is a blank to what reads it, and today is the day of the check."""
    form = asked(("today", "day", ""), ("deviceid", "device", ""), ("text", "a", "A", "", "", "${day} > '2012-01-01' or ${device} != ''"))
    assert [each.name for each in form.questions] == ["day", "device", "a"]
    assert form.by_name["day"].calculation
    assert evaluate(form.by_name["day"].calculation, {}, today=date(2012, 2, 10)) == date(2012, 2, 10)


def test_the_choice_of_a_loop_is_left_out_of_its_texts() -> None:
    """It stands above its column; outside of the loop such words are nobody's."""
    rows = (
        ("begin loop over yes_no", "l", "L"),
        ("begin group", "g", "About %(label)s"),
        ("integer", "many_%(name)s", "How many %(label)s are there?"),
        ("end group",),
        ("end loop",),
        ("text", "t", "A %(label)s"),
    )
    inspection = inspect(xlsx((("type", "name", "label"), *rows), YES_NO, MANY), "f.xlsx")
    assert inspection.questionnaire, inspection.problems
    labels = {question.name: question.label["en"] for question in inspection.questionnaire.questions}
    assert labels["many"] == "How many … are there?"
    assert labels["t"] == "A %(label)s"
    assert [problem.row for problem in inspection.problems if "choice of a loop" in problem.message] == [3, 4]


def test_a_loop_is_a_matrix_of_the_choices_of_its_list() -> None:
    """A loop is a matrix of the choices of its list."""
    form = asked(("begin loop over yes_no", "l", "L"), ("integer", "a", "A"), ("end loop",))
    assert [choice.name for choice in form.repeats[0].instances] == ["yes", "no"]
    assert form.by_name["a"].repeat == "l"


def test_a_list_of_a_file_beside_the_form_is_read_under_the_names_that_the_row_gives() -> None:
    """A list of a file beside the form is read, under the names that the row gives its columns; without the file a text is asked."""
    csv = "code,title,region\nalba,Alba,north\n,,\ncove,Cove,south\n".encode("utf-8-sig")
    row = ("select_one_from_file towns.csv", "a", "A", "region = 'north'", "value=code label=title")
    question = asked(row, towns_csv=csv).by_name["a"]
    assert [(choice.name, choice.label["en"]) for choice in question.choices] == [("alba", "Alba"), ("cove", "Cove")]
    assert [choice.offered is not None and evaluate(choice.offered, {}) for choice in question.choices] == [True, False]
    assert asked(row).by_name["a"].type is QuestionType.TEXT
    broken = inspect(xlsx((HEAD, row), YES_NO, MANY), "f.xlsx", {"towns.csv": b"code\n\xff\xfe"})
    assert any("towns.csv" in problem.message and problem.severity is Severity.ERROR for problem in broken.problems)


@pytest.mark.parametrize(
    ("csv", "told"),
    [
        (b"name,label,population,labels,image,value,caption\nalba,Alba,9,x,a.png,y,z\n", []),
        (b"name,labels\nalba,Alba\n", ["labels"]),
        (b"name,lable\nalba,Alba\n", ["lable"]),
    ],
)
def test_of_the_columns_of_a_csv_only_a_misspelt_one_is_told(csv: bytes, told: list[str]) -> None:
    """A list that others made has columns of its own, which a calculation may read; one that is needed must not be lost."""
    pulled = ("calculate", "p", "", "", "", "", "pulldata('towns', 'population', 'name', ${a})") if not told else ()
    form = xlsx((HEAD, ("select_one_from_file towns.csv", "a", "A"), pulled), YES_NO, MANY)
    problems = inspect(form, "f.xlsx", {"towns.csv": csv}).problems
    assert [problem.column for problem in problems if problem.sheet == "towns.csv" and problem.severity is Severity.ERROR] == told
    assert told or problems == ()


@pytest.mark.parametrize(
    "csv", ["code,title,people\nalba,Alba,9\n", "code;title;people\nalba;Alba;9\n", "code\ttitle\tpeople\nalba\tAlba\t9\n"]
)
def test_a_csv_is_read_whatever_separates_its_values_and_in_every_language(csv: str) -> None:
    """Excel writes ; in many countries; a label without a language is the label in all of them, so that no row of it is told."""
    head = ("type", "name", "label::en", "label::fr", "parameters", "calculation")
    rows = (
        ("select_one_from_file towns.csv", "a", "A", "A", "value=code label=title"),
        ("calculate", "p", "", "", "", "pulldata('towns', 'people', 'code', ${a})"),
    )
    inspection = inspect(xlsx((head, *rows), (), MANY), "f.xlsx", {"towns.csv": csv.encode()})
    assert inspection.problems == ()
    assert inspection.questionnaire
    form = inspection.questionnaire.by_name
    assert [choice.name for choice in form["a"].choices] == ["alba"]
    assert form["p"].calculation
    assert evaluate(form["p"].calculation, {"a": "alba"}) == 9


@pytest.mark.parametrize(
    ("calculation", "names", "remedy"),
    [
        ("position(..)", "since it calls position()", "the workbook numbers the rows"),
        ("sqrt(${a}) + pi() + sqrt(2)", "since it calls sqrt(), pi():", "functions of the manual"),
        ("concat('now()', ${a}, format-date(today(), '%Y'))", "since it calls format-date():", "Use the date as it is"),
        ("../a + 1", "cannot be worked out here:", "functions of the manual"),
    ],
)
def test_a_calculation_that_is_beyond_reach_is_told_with_the_functions_that_it_calls(calculation: str, names: str, remedy: str) -> None:
    """Of many calculations nobody sees else which, and what to write instead."""
    problem = only(found((HEAD, ("integer", "a", "A"), ("calculate", "c", "", "", "", "", calculation))))
    assert names in problem.message
    assert remedy in problem.remedy


def test_an_external_select_takes_its_choices_from_their_own_sheet() -> None:
    """An external select takes its choices from their own sheet."""
    data = xlsx((HEAD, ("select_one_external towns", "a", "A", "region='north'")), (), MANY, external_choices=TOWNS)
    assert [choice.name for choice in load(data, "f.xlsx").by_name["a"].choices] == ["alba", "bree", "cove"]


@pytest.mark.parametrize(
    ("written", "north"),
    [
        ("region = ${region}", ["alba", "bree", "cove"]),
        ("selected(${region}, region) and name != 'bree'", ["alba", "cove"]),
        ("region=${region} or name='cove'", ["alba", "bree", "cove"]),
    ],
)
def test_a_choice_filter_offers_what_goes_with_the_other_answers(written: str, north: list[str]) -> None:
    """A choice filter offers what goes with the other answers; a choice in two rows is offered by either."""
    town = asked(REGION, ("select_one towns", "town", "Town", written), choices=TOWNS).by_name["town"]
    assert [choice.name for choice in town.choices] == ["alba", "bree", "cove"]
    assert [choice.name for choice in town.choices if choice.offered and evaluate(choice.offered, {"region": "north"})] == north
    assert [choice.name for choice in town.choices if choice.offered and evaluate(choice.offered, {"region": "south"})] == ["cove"]


def test_a_choice_that_does_not_go_with_the_other_answers_is_an_error_that_names_those_that_do() -> None:
    """A choice that does not go with the other answers is an error that names those that do."""
    form = asked(REGION, ("select_one towns", "town", "Town", "region = ${region}"), choices=TOWNS)
    assert codes(form, region="north", town="alba") == []
    (found_,) = codes(form, region="south", town="alba")
    assert found_ == ("choice_filter", "Please choose one of these, or correct the answer that it depends on: Cove.")
    assert [remedy.split(".")[0] for _, remedy in codes(form, town="alba")] == ["None of the choices does"]


def test_a_choice_filter_that_names_nobody_is_refused() -> None:
    """A choice filter that names a question that nobody asks is refused, and on a text it is told."""
    rows = (HEAD, ("select_one towns", "town", "Town", "region = ${regoin}"))
    problems = inspect(xlsx(rows, TOWNS, MANY), "f.xlsx").problems
    assert [(one.column, one.severity) for one in problems if "regoin" in one.message] == [("choice_filter", Severity.ERROR)]
    assert only(inspect(xlsx((HEAD, ("text", "a", "A", "x")), (), ONE_SETTING), "f.xlsx")).column == "choice_filter"


def test_a_text_that_mentions_an_answer_names_its_question() -> None:
    """A text that mentions an answer names its question, and one that nobody asks is refused."""
    form = asked(("text", "who", "Your name"), ("calculate", "twice", "", "", "", "", "1 + 1"), ("note", "n", "Dear ${who}, ${twice}!"))
    assert form.questions[2].label == {"en": "Dear [Your name], …!"}
    assert "${woh}" in only(found(survey_of(("text", "who", "Name"), ("text", "a", "Why, ${woh}?")))).message


def test_what_has_no_label_is_never_printed_by_its_name_and_is_told_as_such() -> None:
    """A name is for the author: a calculation within labels, and within the label of what a label mentions, leaves a gap that is told."""
    rows: Rows = (
        HEAD,
        ("calculate", "cidx", "", "", "", "", "1 + 1"),
        ("text", "crop", "Crop number ${cidx}"),
        ("integer", "area", "Area of ${crop}"),
        ("integer", "both", "Of ${crop} as ${cidx}"),
    )
    inspection = inspect(xlsx(rows, (), ONE_SETTING), "f.xlsx")
    assert inspection.questionnaire
    assert {one.name: one.label for one in inspection.questionnaire.questions if one.label} == {
        "crop": {"en": "Crop number …"}, "area": {"en": "Area of [Crop number …]"}, "both": {"en": "Of [Crop number …] as …"},
    }  # fmt: skip
    told = {(one.row, "no label" in one.message) for one in inspection.problems}
    assert told == {(3, True), (4, False), (5, True), (5, False)}


@pytest.mark.parametrize(("message", "told"), [("", ["constraint"]), ("Two capitals.", [])])
def test_a_pattern_that_nothing_says_in_words_is_told(message: str, told: list[str]) -> None:
    """Respondents are shown a condition in words, and a pattern has none."""
    rows = (
        ("type", "name", "label", "constraint", "constraint_message"),
        ("text", "iso", "ISO code", "string-length(.) = 2 and regex(., '[A-Z]{2}')", message),
        ("text", "name", "Name", "string-length(.) > 2", ""),
    )
    assert [one.column for one in inspect(xlsx(rows, (), ONE_SETTING), "f.xlsx").problems] == told


@pytest.mark.parametrize(
    ("column", "written"),
    [
        ("relevant", "once(${t}) = 1"),
        ("relevant", "../t = 1"),
        ("constraint", "pulldata('a', 'b', 'c', .) = 1"),
        ("relevant", "${c} > 1"),
        ("calculation", "${c} + 1"),
    ],
)
def test_a_condition_that_is_beyond_reach_is_told_and_hides_or_refuses_nothing(column: str, written: str) -> None:
    """A condition that is beyond reach, or reads a calculation that is, is told; it hides and refuses nothing."""
    kind = "calculate" if column == "calculation" else "integer"
    row = [kind, "a", "" if column == "calculation" else "A", *[""] * 6]
    row[HEAD.index(column)] = written
    form = asked(("integer", "t", "T"), ("calculate", "c", "", "", "", "", "pulldata('a', 'b', 'c', ${t})"), tuple(row))
    question = form.by_name["a"]
    assert (question.relevant, question.constraint) == (None, None)
    for each in filter(None, (form.by_name["c"].calculation, question.calculation)):
        assert evaluate(each, {"t": 1, "c": None}) is None


def test_a_condition_that_is_only_mistyped_is_refused() -> None:
    """A condition that is only mistyped is refused."""
    assert only(found(survey_of(("text", "a", "A", "pulldata('a' = 1")))).severity is Severity.WARNING
    assert only(found(survey_of(("text", "a", "A", "conact('a') = 1")))).severity is Severity.ERROR


def test_a_name_in_two_groups_gets_that_of_its_group_and_cannot_be_read() -> None:
    """A name in two groups gets that of its second group before it, and an expression that reads it is refused."""
    twice = (("begin_group", "g", "G"), ("text", "a", "A"), ("end_group",), ("begin_group", "h", "H"), ("text", "a", "B"), ("end_group",))
    assert [each.name for each in asked(*twice).questions] == ["a", "h_a"]
    problems = inspect(xlsx((HEAD, *twice, ("text", "b", "B", "", "", "${a} = 1")), (), ONE_SETTING), "f.xlsx").problems
    assert [one.message for one in problems if one.severity is Severity.ERROR] == ["There are several questions ${a}."]


def test_a_form_of_notes_asks_nothing_and_is_told() -> None:
    """A form of notes asks nothing, which is told; one without any row is refused."""
    assert only(found(survey_of(("note", "n", "N")))).severity is Severity.WARNING
    assert only(found(survey_of())).severity is Severity.ERROR


def test_a_trigger_is_a_box_to_tick_and_a_column_that_is_not_needed() -> None:
    """As a type it is acknowledged; as a column it says when another program works something out, which a workbook always does."""
    rows = (
        ("type", "name", "label", "trigger", "calculation"),
        ("integer", "a", "A", "", ""),
        ("calculate", "b", "", "${a}", "${a} * 2"),
        ("trigger", "t", "Agreed?", "", ""),
    )
    inspection = found(rows)
    assert inspection.questionnaire
    assert inspection.questionnaire.by_name["b"].calculation
    assert [choice.name for choice in inspection.questionnaire.by_name["t"].choices] == ["OK"]
    assert [one.column for one in inspection.problems] == ["trigger", "type"]


def test_a_select_of_what_is_answered_in_a_repeat_is_told_as_that() -> None:
    """It is asked as a text, and the warning names what it would offer."""
    rows = (("begin_repeat", "r", "People"), ("text", "n", "Name"), ("end_repeat",), ("select_one ${n}", "head", "Who is the head?"))
    form = inspect(xlsx((HEAD, *rows), (), ONE_SETTING), "f.xlsx")
    (problem,) = form.problems
    assert (problem.severity, "select_one ${n}" in problem.message, "answered elsewhere" in problem.message) == (
        Severity.WARNING,
        True,
        True,
    )
    assert form.questionnaire is not None
    assert [(one.name, one.type.value) for one in form.questionnaire.questions if not one.repeat] == [("head", "text")]
