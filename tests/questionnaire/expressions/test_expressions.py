"""Expressions: what the grammar accepts and refuses, and what the values are."""

from __future__ import annotations

import pickle
import random
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.answer import AnswerValue
from questionnaire.expressions import Expression, ExpressionError, Series, Value, both, evaluate, names, parse, series_misused, truth
from questionnaire.expressions.functions import FUNCTIONS
from questionnaire.expressions.grammar import MAX_DEPTH
from questionnaire.expressions.tree import Binary, Call, Literal, Name, Negative, Node, Operator, This
from questionnaire.expressions.values import equal, order
from questionnaire.expressions.write import write

TODAY = date(2012, 2, 10)
NAMES = ("a", "b", "some_name")
# Of what people write who know other languages.
PIECES = (
    *("${a}", " ", "(", ")", ",", "'", "'x'", "1", ".", "..", "/", "//", "&&", "==", "!", "≥", "[", "]", "$", "sum(", "min", "regex(.,"),
    *("position(", "current()", "../", "if ", "and", " or ", "not(", "count(", "jr:choice-name(", "\u200f", "\x00", "@", "#", "😀"),
)

_texts = st.text(st.characters(exclude_characters="'\"", exclude_categories=("Cs", "Cc")), max_size=8)
_numbers = st.integers(0, 10**15 - 1) | st.integers(1, 10**14).map(lambda n: n / 1000).map(lambda x: int(x) if x.is_integer() else x)
_leaves = st.one_of(
    st.builds(Literal, _numbers),
    st.builds(Literal, _texts),
    st.builds(Literal, _texts.map(lambda text: f"{text}'s")),
    st.builds(Name, st.sampled_from(NAMES)),
    st.just(This()),
)


def _calls(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    def arguments(name: str) -> st.SearchStrategy[Node]:
        function = FUNCTIONS[name]
        if name == "date":
            return st.dates().map(lambda day: Call("date", (Literal(day.isoformat()),)))
        if name == "regex":
            return st.builds(Call, st.just(name), st.tuples(inner, st.sampled_from(["[a-z]+", "(ab|c)?", "\\d{2,4}"]).map(Literal)))
        given = st.lists(inner, min_size=function.least, max_size=min(function.most, function.least + 2)).map(tuple)
        return st.builds(Call, st.just(name), given)

    return st.sampled_from(sorted(FUNCTIONS)).flatmap(arguments)


trees: st.SearchStrategy[Node] = st.recursive(
    _leaves,
    lambda inner: st.builds(Binary, st.sampled_from(Operator), inner, inner) | st.builds(Negative, inner) | _calls(inner),
    max_leaves=12,
)
answers: st.SearchStrategy[AnswerValue] = st.one_of(
    st.none(),
    st.text(max_size=10),
    st.sampled_from(["", " ", "12", "-1.5", "2012-02-10", "0", "9" * 400]),
    st.integers(),
    st.sampled_from([10**400, -(10**5000)]),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.lists(st.text("abc", min_size=1, max_size=3), max_size=3).map(tuple),
)


values: st.SearchStrategy[Value] = answers | st.lists(answers, max_size=3).map(lambda several: Series(tuple(several)))


def value(text: str, this: AnswerValue = None, **given_answers: Value) -> AnswerValue:
    """Return the value of an expression on the day of the tests."""
    return evaluate(parse(text), given_answers, this=this, today=TODAY)


@given(trees)
def test_what_is_written_of_a_tree_is_parsed_to_the_same_tree(tree: Node) -> None:
    """What is written of a tree is parsed to the same tree."""
    assert parse(write(tree)).tree == tree


@settings(max_examples=300)
@given(trees, st.dictionaries(st.sampled_from(NAMES), values), answers, st.none() | st.dates())
def test_evaluating_never_raises_whatever_the_answers_are(
    tree: Node, given_answers: dict[str, Value], this: AnswerValue, today: date | None
) -> None:
    """Evaluating never raises whatever the answers are."""
    result = evaluate(Expression("", tree), given_answers, this=this, today=today)
    assert isinstance(truth(result), bool)
    assert not isinstance(result, Series)


@given(answers)
def test_arithmetic_with_a_blank_is_blank(answer: AnswerValue) -> None:
    """Arithmetic with a blank is blank."""
    for sign in ("+", "-", "*", "div", "mod"):
        assert value(f"${{blank}} {sign} .", answer) is None
        assert value(f". {sign} ${{blank}}", answer) is None
    assert value("-${blank}") is None


@given(answers)
def test_an_ordering_with_a_blank_is_false_either_way(answer: AnswerValue) -> None:
    """An ordering with a blank is false either way."""
    for sign in ("<", "<=", ">", ">="):
        assert value(f"${{blank}} {sign} .", answer) is False
        assert value(f". {sign} ${{blank}}", answer) is False


@given(answers)
def test_a_value_is_equal_to_blank_only_if_it_is_blank_itself(answer: AnswerValue) -> None:
    """A value is equal to blank only if it is blank itself."""
    assert value(". = ''", answer) == value("${blank} = .", answer) == (not value(". != ''", answer))
    assert value("${blank} = ''") is True
    assert value("${blank} = 0") is False
    assert value("${blank} = false()") is False


@given(answers)
def test_a_blank_counts_as_false_beside_and_or_and_not(answer: AnswerValue) -> None:
    """A blank counts as false beside and or and not."""
    assert value("${blank} and .", answer) is False
    assert value("${blank} or .", answer) is truth(answer)
    assert value("not(${blank})") is True


@given(answers, answers)
def test_comparisons_of_two_values_agree_with_each_other(left: AnswerValue, right: AnswerValue) -> None:
    """Comparisons of two values agree with each other."""
    assert equal(left, right) == equal(right, left)
    forward, backward = order(left, right), order(right, left)
    assert (forward is None) == (backward is None)
    assert forward is None or backward is None or forward == -backward


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("7 - 2 - 1", 4),
        ("-7 mod 3", -1),
        ("7 mod -3", 1),
        ("5.5 mod 2", 1.5),
        ("7 div 2", 3.5),
        ("7 div 0", None),
        ("7 mod 0", None),
        ("0.1 + 0.2 = 0.3", True),
        ("1 < 2 = true()", True),
        ("false() or true() and false()", False),
        ("'2' < '10'", True),
        ("'b' > 'a'", False),
        ("'1' = '1.0'", False),
        ("1 = '1.0'", True),
        ("1 = 'one'", False),
        ("'Yes' = 'yes'", False),
        ("date('2012-02-10') = today()", True),
        ("date('2012-02-10') < '2012-03-01'", True),
        ("'2012-02-10' < '2012-03-01'", True),
        ("today() - date('2012-01-10')", 31),
        ("date(today() + 30)", date(2012, 3, 11)),
        ("date(today() + 0.75)", TODAY),
        ("date(today() - 10 * 365.25) < today()", True),
        ("date(60 + 0.5)", None),
        ("date(60 + 1)", date(1900, 3, 1)),
        ("date(2958465 + 0.5)", date(9999, 12, 31)),
        ("date(2958465 + 1)", None),
        ("date(true())", None),
        ("date('1900-03-01') + 0", 61),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(2.675, 2)", 2.68),
        ("round(1250, -2)", 1300),
        ("int(-1.9)", -1),
        ("int('x')", None),
        ("int(999999999999999 + 1.5)", 1000000000000000),
        ("number('12') + 1", 13),
        ("number('n/a')", None),
        ("abs(-2.5)", 2.5),
        ("string(2.0)", "2"),
        ("concat('a', 1, '', true())", "a1true"),
        ("substr('counterfoil', 0, 7)", "counter"),
        ("substr('counterfoil', -4)", "foil"),
        ("substr('abc', 2, 1)", None),
        ("contains('Counterfoil', 'foil')", True),
        ("contains('Counterfoil', 'FOIL')", False),
        ("contains('a', '')", True),
        ("starts-with('abc', 'ab')", True),
        ("ends-with('abc', 'bc')", True),
        ("starts-with('', 'a')", False),
        ("regex('2012', '[0-9]{4}')", True),
        ("regex('20123', '[0-9]{4}')", False),
        ("regex('b', 'a|b')", True),
        ("regex('', 'a*')", True),
        ("sum(1, '2', 'x', '')", 3),
        ("sum('')", 0),
        ("sum(0.1, 0.2, -0.3)", 0),
        ("min(3, '', -1, 'x')", -1),
        ("max('', 'x')", None),
        ("max(date('2012-02-10'), date('2011-12-31'))", TODAY),
        ("max(date('1900-03-01'), 1)", 61),
        ("count(0, '', 'x', false())", 3),
        ("if(1 > 2, 'yes', 'no')", "no"),
        ("coalesce('', 5)", 5),
        ("string-length('héé')", 3),
        ("string-length('')", 0),
        ('"it\'s"', "it's"),
    ],
)
def test_an_expression_has_this_value(text: str, expected: AnswerValue) -> None:
    """An expression has this value."""
    result = value(text)
    assert result == expected
    assert isinstance(result, bool) == isinstance(expected, bool)


def test_answers_are_read_by_name_and_the_own_answer_by_a_dot() -> None:
    """Answers are read by name and the own answer by a dot."""
    assert value("${a} >= 18 and . = 'x'", "x", a=18) is True
    assert value("${a} + ${b}", a=1, b=2.5) == 3.5
    assert value("${unknown}") is None


def test_selected_looks_into_the_chosen_names() -> None:
    """Selected looks into the chosen names."""
    assert value("selected(${a}, 'x')", a=("w", "x")) is True
    assert value("selected(${a}, 'x')", a="x") is True
    assert value("selected(${a}, 'x')", a="xx") is False
    assert value("selected(${a}, 'x')") is False
    assert value("count-selected(${a})", a=("w", "x")) == 2
    assert value("${a} = 'x'", a=("x",)) is True


def test_dates_and_times_count_as_days() -> None:
    """Dates and times count as days."""
    assert value("${a} > ${b}", a=datetime(2012, 2, 10, 12), b=date(2012, 2, 10)) is True  # noqa: DTZ001 - Excel's dates have no zone.
    assert value("${a} + 0", a=time(18, 0)) == 0.75
    assert value("${a} = '2012-02-10'", a=TODAY) is True


def test_without_a_date_of_evaluation_today_is_blank() -> None:
    """Without a date of evaluation today is blank."""
    assert evaluate(parse("today()"), {}) is None


def test_names_are_those_that_an_expression_reads() -> None:
    """Names are those that an expression reads."""
    assert names(parse("selected(${a}, 'x') and -${b} < if(., ${c}, 2)")) == {"a", "b", "c"}
    assert names(parse("1 + .")) == frozenset()


def test_both_is_true_when_each_is() -> None:
    """Both is true when each is."""
    joined = both(parse("${a} = 1 or ${b} = 1"), parse("${c} = 1"))
    assert joined.text == "(${a} = 1 or ${b} = 1) and ${c} = 1"
    assert parse(joined.text).tree == joined.tree
    assert evaluate(joined, {"a": 1, "c": 1}) is True
    assert evaluate(joined, {"a": 1}) is False


@pytest.mark.parametrize(
    ("text", "column", "said"),
    [
        ("", 1, "too early"),
        ("${a} >", 7, "last operator"),
        ("(1 + 2", 7, "Close the bracket"),
        ("1 2", 3, "not expected"),
        (")", 1, "not expected"),
        ("${a} == 3", 7, "Did you mean =?"),
        ("${a} <> 3", 7, "Did you mean !=?"),
        ("${a} && ${b}", 6, "Did you mean and?"),
        ("${a} ≥ 3", 6, "Did you mean >=?"),
        ("age > 3", 1, "Write ${age}"),
        ("${a} AND 1", 6, "lower case"),
        ("not ${a}", 1, "not(condition)"),
        ("$a = 1", 1, "${name}"),
        ("${a = 1", 1, "${name}"),
        ("'abc", 1, "not closed"),
        ("${a} 'abc'", 6, "operator such as ="),
        ("1 + slected(${a}, 'x')", 5, "Did you mean selected()?"),
        ("zzz(1)", 1, "The functions are"),
        ("sellected(${a}, 'x')", 1, "Did you mean selected()?"),
        ("lenght(${a})", 1, "Did you mean string-length()?"),
        ("string_length(${a})", 1, "Did you mean string-length()?"),
        ("!selected(${a}, 'x')", 1, "Did you mean not(...)?"),
        ("${a} || ${b}", 6, "Did you mean or?"),
        ("AND(${a}, ${b})", 1, "Write and between two conditions"),
        ("1 > position(..)", 5, "position() is not supported"),
        ("indexed-repeat(${a}, ${b}, 1)", 1, "Write a question as ${name}"),
        ("once(today())", 1, "once() is not supported"),
        ("pulldata('a', 'b', 'c')", 1, "Put the list beside the form"),
        ("current()/../a", 1, "current() is not supported"),
        ("now() > .", 1, "Use today()"),
        ("concat('position(', zzz(", 21, "zzz() is not supported"),
        ("${a} + /data/b", 8, "A path is not supported"),
        ("regex(., '(?=a)b')", 1, "lookahead"),
        ("regex(., ${a})", 1, "Write the pattern itself"),
        ("regex(., '((a{100}){100}){100}')", 1, "repetitions"),
        ("regex(., '.{0,999}x{999}\\pL{999}')", 1, "too large"),
        ("if(1, 2)", 1, "if(condition, then, else)"),
        ("true(1)", 1, "true()"),
        ("date('31/12/2012')", 1, "not a date"),
        ("1234567890123456", 1, "15 digits"),
        ("../a = 1", 1, "Write a question as ${name}"),
    ],
)
def test_a_wrong_expression_is_refused_with_its_place_and_a_remedy(text: str, column: int, said: str) -> None:
    """A wrong expression is refused with its place and a remedy."""
    with pytest.raises(ExpressionError) as refused:
        parse(text)
    assert refused.value.column == column
    assert said in str(refused.value)


@settings(max_examples=300)
@given(
    st.text("${}ab.'\"()=<>! +-*,0129anddivornotselected", max_size=30)
    | st.text(max_size=12)
    | st.lists(st.sampled_from(PIECES), max_size=9).map("".join)
    | st.text(max_size=9).map(lambda pattern: f"regex(., '{pattern}')")
)
def test_any_text_is_an_expression_or_is_refused_with_a_place_inside_of_it(text: str) -> None:
    """Any text is an expression or is refused with a place inside of it."""
    refused = _refusal(text)
    assert refused is None or (refused.remedy and 1 <= refused.column <= len(text) + 1)


def _refusal(text: str) -> ExpressionError | None:
    try:
        parse(text)
    except ExpressionError as error:
        return error
    return None


@pytest.mark.parametrize("deep", ["1" + " + 1" * 5000, "not(" * 5000 + "1" + ")" * 5000, "-" * 5000 + "1"])
def test_nesting_beyond_the_limit_is_refused_and_no_fault(deep: str) -> None:
    """Nesting beyond the limit is refused and no fault."""
    with pytest.raises(ExpressionError, match="deep"):
        parse(deep)


def test_nesting_up_to_the_limit_is_evaluated() -> None:
    """Nesting up to the limit is evaluated."""
    assert value("1" + " + 1" * (MAX_DEPTH - 1)) == MAX_DEPTH
    assert value("(" * 5000 + "1" + ")" * 5000) == 1


def test_an_error_crosses_a_process_border_whole() -> None:
    """An error crosses a process border whole."""
    with pytest.raises(ExpressionError) as refused:
        parse("${a} == 3")
    copy = pickle.loads(pickle.dumps(refused.value))  # noqa: S301 - It was pickled in the line itself.
    assert (copy.what, copy.column, copy.remedy) == (refused.value.what, refused.value.column, refused.value.remedy)


AMOUNTS = Series((1, None, "n/a", 2.5, ""))


def test_a_series_is_added_up_compared_and_counted() -> None:
    """What is blank or no number is left out, but for the count a text is an answer."""
    assert value("sum(${a})", a=AMOUNTS) == 3.5
    assert value("sum(${a}, 1, ${b})", a=AMOUNTS, b=Series((2,))) == 6.5
    assert (value("min(${a})", a=AMOUNTS), value("max(${a})", a=AMOUNTS)) == (1, 2.5)
    assert value("count(${a})", a=AMOUNTS) == value("count-non-empty(${a})", a=AMOUNTS) == 3
    assert value("max(${a})", a=Series((None, TODAY, date(2011, 1, 1)))) == TODAY
    assert [value(f"{name}(${{a}})", a=Series(())) for name in ("sum", "min", "max", "count")] == [0, None, None, 0]


def test_a_choice_of_several_is_one_answer_and_no_series() -> None:
    """A tuple is a select_multiple."""
    assert value("count(${a})", a=("x", "y")) == 1
    assert value("count(${a})", a=Series((("x", "y"), (), None))) == 1


def test_a_repeat_counts_the_instances_in_which_anything_is_given() -> None:
    """Rows that stay blank are no instances."""
    rows = Series.of_instances([(None, ""), (None, 0), ((), "x"), ((), None)])
    assert value("count(${rows})", rows=rows) == 2


@given(st.lists(st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9)), st.randoms())
def test_the_order_of_a_series_makes_no_difference_to_its_sum(numbers: list[float], chance: random.Random) -> None:
    """It is added up exactly."""
    shuffled = chance.sample(numbers, len(numbers))
    assert value("sum(${a})", a=Series(tuple(numbers))) == value("sum(${a})", a=Series(tuple(shuffled)))


def test_a_series_elsewhere_is_refused_with_its_place() -> None:
    """What reads one answer cannot read several."""
    expression = parse("sum(${a}, ${one}) > ${a} and count(${a} > 1, ${rows}) = max(${rows})")
    found = series_misused(expression.tree, {"a"}, {"rows"})
    assert [error.column for error in found] == [21, 36, 61]
    assert "sum(), min(), max() or count()" in str(found[0])
    assert "count(${rows})" in str(found[2])
    assert series_misused(parse("count(${rows}) > 2 and sum(${a}) = ${one}").tree, {"a"}, {"rows"}) == ()


@pytest.mark.parametrize("pattern", ["(a*)*b", "(a|a)*b", "(a|aa)+b", "(.*)*(.*)*(.*)*b", "([a-z]+)*[0-9]"])
def test_a_pattern_takes_no_longer_than_its_text_is_long(pattern: str) -> None:
    """These would take years where a program goes back and tries again."""
    assert value(f"regex(., '{pattern}')", "a" * 50_000) is False


def test_a_pattern_reads_characters_and_not_bytes() -> None:
    """Arabic, accents and what no file can hold."""
    assert value("regex(., '..')", "نع") is True
    assert value("regex(., '\\p{Arabic}+')", "نعم") is True
    assert value("regex(., '.')", "\ud800") is True


@pytest.mark.parametrize(
    ("pattern", "right", "wrong"),
    [
        ("^[\\u0600-\\u06FF\\s]+$", "نعم لا", "yes"),
        ("\\u00e9t\\u00E9", "été", "ete"),
        ("\\p{IsCyrillic}+", "да", "da"),
        ("[^\\P{IsGreek}]+", "ναι", "nai"),
        ("\\\\u0041", "\\u0041", "A"),
    ],
)
def test_a_pattern_names_characters_as_other_programs_do(pattern: str, right: str, wrong: str) -> None:
    """A pattern names characters by their number and their script as Java does, but not behind a backslash that is meant as one."""
    assert [value(f"regex(., '{pattern}')", text) for text in (right, wrong)] == [True, False]
