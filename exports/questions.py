"""The columns of one question: its kind, its names, its codes, and why a cell of it may have no value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from domain.sentences import before_more
from exports.dataset import ChoiceCode, ColumnKind, DataColumn, Gap
from exports.missing import GENERAL, numbers
from exports.naming import ColumnNames
from exports.partial import Calculations, may_be_blank
from exports.seen_answers import SeenAnswers, SeenQuestion
from exports.words import around
from questionnaire.definition import Aside, Choice, Question, Questionnaire, QuestionType, Text, in_language
from questionnaire.versions.lasting import Lasting, LastingCode, began_now

# The flags that are understood where the form has none, by SDMX's list of codes.
_SIGNS = (
    Choice("p", {"en": "Provisional"}),
    Choice("e", {"en": "Estimated"}),
    Choice("b", {"en": "Break in the series"}),
    Choice("*", {"en": "Footnote"}),
)
USUAL_FLAGS = frozenset(one.name for one in _SIGNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeColumn:
    """A column of answers, with what makes its cell of one answer's value, or of its flag or note (`aside`)."""

    column: DataColumn
    question: str
    choice: str | None = None
    aside: Aside | None = None
    partial: bool = False  # It says whether a calculation leaves out a missing code.
    own: Mapping[str, Gap] = field(default_factory=dict)  # The gaps of the form's missing codes.
    bound: Gap | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """By what columns and codes of a study are called: the `names` that it gave, and what codes were called first; and the gaps of `own`.

    These are those of the form's missing codes, by question and code; `bound` is that of a figure of which a bound alone was written, and
    `no_result` that of a calculation that comes to nothing. `calculations` are those of the form.
    """

    names: ColumnNames
    lasting: Lasting
    own: Mapping[str, Mapping[str, Gap]]
    bound: Gap | None
    no_result: Gap | None
    calculations: Calculations

    def result_of(self, question: Question) -> Gap | None:
        """Return the gap of a calculation that comes to nothing, None where this one always comes to something."""
        return self.no_result if may_be_blank(question) else None


def columns_of(question: Question, form: Questionnaire, seen: SeenAnswers, numbering: Numbering) -> Iterator[MadeColumn]:
    """Yield the columns of one question: one, or for a select_multiple one a choice; and those of what is known beside its answer."""
    saw, names = seen.of(question.name), numbering.names
    own, bound = numbering.own.get(question.name, {}), numbering.bound if saw.bounds else None
    read = numbering.calculations.gaps(question)
    gaps = dict.fromkeys([*GENERAL, *own.values(), *read.values(), *filter(None, [bound, numbering.result_of(question)])])
    label = {one: _with_unit(question, one, form) for one in form.languages}
    explained = _explained(question, form)
    name = names.name(question.name)
    if question.type is QuestionType.SELECT_MULTIPLE:
        for choice in _all_choices(question, saw.strings):
            named = {one: f"{before_more(label[one])}: {in_language(choice.label, one, form.languages)}" for one in form.languages}
            key = f"{question.name}/{choice.name}"
            flag = DataColumn(
                name=names.name(key), key=key, kind=ColumnKind.FLAG, label=named, missing=numbers(gaps, 0), whole=True, explained=explained
            )
            yield MadeColumn(column=flag, question=question.name, choice=choice.name)
        yield from _asides(question, label, names, saw)
        return
    kind = _kind(question, texts=saw.texts)
    codes = _codes(question, numbering, saw.strings) if kind is ColumnKind.CODE else ()
    least = min((code.number for code in codes), default=0) if kind is ColumnKind.CODE else saw.least
    column = DataColumn(
        name=name,
        key=question.name,
        kind=kind,
        label=label,
        codes=codes,
        missing=numbers(gaps, least),
        width=saw.width if kind is ColumnKind.TEXT else 0,
        whole=kind is not ColumnKind.NUMBER or question.type is QuestionType.INTEGER,
        explained=explained,
    )
    yield MadeColumn(column=column, question=question.name, own=own, bound=bound)
    if numbering.calculations.may_be_partial(question):
        key = f"{question.name} partial"
        told = DataColumn(name=names.name(key), key=key, kind=ColumnKind.FLAG, label=around("partial", label), whole=True)
        yield MadeColumn(column=told, question=question.name, partial=True)
    yield from _asides(question, label, names, saw)


def _asides(question: Question, label: Text, names: ColumnNames, saw: SeenQuestion) -> Iterator[MadeColumn]:
    """Yield the columns of flags and notes of a figure: where the form asks for them, and where somebody wrote some all the same."""
    for aside, seen in ((Aside.FLAG, bool(saw.flags)), (Aside.NOTE, bool(saw.note_width))):
        if aside in question.asides or seen:
            key, named = f"{question.name}@{aside}", {language: f"{text}: {aside}" for language, text in label.items()}
            column = DataColumn(name=names.name(key), key=key, kind=ColumnKind.TEXT, label=named, width=saw.note_width)
            if aside is Aside.FLAG:
                codes = tuple(ChoiceCode(one.name, names.number("flag", one.name, 1), one.label) for one in _signs(question, saw.flags))
                column = replace(column, kind=ColumnKind.CODE, codes=codes, width=0)
            yield MadeColumn(column=column, question=question.name, aside=aside)


def _signs(question: Question, seen: Iterable[str]) -> list[Choice]:
    """Return the flags of a question, and after them those that mark a figure all the same."""
    usual = {one.name: one for one in _SIGNS}
    own = {one.name for one in question.flags}
    return [*question.flags, *(usual.get(name, Choice(name, {"en": name})) for name in sorted(seen) if name not in own)]


def _with_unit(question: Question, language: str, form: Questionnaire) -> str:
    """Return the label with its unit: whoever sees a figure of thousands must not have to look into the codebook for it."""
    label, unit = (in_language(one, language, form.languages) for one in (question.label, question.unit))
    return f"{label or question.name} ({unit})" if unit and unit not in label else label or question.name


def _kind(question: Question, *, texts: bool) -> ColumnKind:
    if question.type is QuestionType.CALCULATE:
        return ColumnKind.TEXT if texts else ColumnKind.NUMBER
    return {
        QuestionType.INTEGER: ColumnKind.NUMBER,
        QuestionType.DECIMAL: ColumnKind.NUMBER,
        QuestionType.DATE: ColumnKind.DATE,
        QuestionType.SELECT_ONE: ColumnKind.CODE,
    }.get(question.type, ColumnKind.TEXT)


def _all_choices(question: Question, given: Iterable[str]) -> tuple[Choice, ...]:
    """Return the choices of a question, and after them what was answered and is none of them: nothing collected is left out."""
    known = {one.name for one in question.choices}
    strays = sorted(name for name in given if name not in known)
    return (*question.choices, *(Choice(name, {"en": name}) for name in strays))


def _codes(question: Question, numbering: Numbering, given: Iterable[str]) -> tuple[ChoiceCode, ...]:
    """Return the codes of a select_one: each has the number that what it means was given first, else that it is called by, or the next."""
    choices, began = _all_choices(question, given), numbering.lasting.get(question.name) or began_now(question)
    names, ever = numbering.names, list(began.codes)
    # The older program gave numbers under later names: what is published stays.
    group = next((found for one in began.names if numbering.names.has(found := f"code {one}")), f"code {began.name}")
    firsts = {one.key: code for code, one in began.codes.items() if own_number(one.key) is not None}
    numbers_: dict[str, int] = {}
    # In the order in which they began, so that an export of all versions gives the numbers that one of the first would have given.
    for code in sorted((one.name for one in choices), key=lambda one: ever.index(one) if one in began.codes else len(ever)):
        meant = began.codes.get(code) or LastingCode(began.key(code), ())
        known = next((one for one in meant.names if names.has(group, one)), meant.key)
        wish = own_number(meant.key)
        if wish is None and firsts.get(code, code) == code:
            wish = own_number(code)
        numbers_[code] = names.number(group, known, 1, wish)
    return tuple(ChoiceCode(one.name, numbers_[one.name], one.label) for one in choices)


def own_number(text: str) -> int | None:
    """Return the number that a code is called by; "07" is another code than "7", and labels of Stata are of 32 bits."""
    is_one = text.isascii() and text.removeprefix("-").isdigit() and len(text) < 9 and text == str(int(text))
    return int(text) if is_one else None


def own_codes(question: Question, seen: SeenAnswers) -> tuple[tuple[str, Text], ...]:
    """Return the missing codes of a question with their labels: those of the form, and what was answered and the form has no more."""
    typed = question.type in {QuestionType.INTEGER, QuestionType.DECIMAL, QuestionType.DATE}
    codes = dict.fromkeys((*question.missing, *sorted(seen.of(question.name).strings))) if typed else {}
    return tuple((code, question.missing_labels.get(code, {})) for code in codes)


_RULES = ("required", "relevant", "constraint", "calculation")  # The expressions of a question, as the form writes them.


def _explained(question: Question, form: Questionnaire) -> dict[str, str]:
    """Return what the codebook says of a question, beside what its column says."""
    said = {"number": question.reference, "section": question.section, "repeat": question.repeat, "type": question.type.value}
    said |= {rule: found.text for rule in _RULES if (found := getattr(question, rule))}
    said |= {f"unit::{one}": in_language(question.unit, one, form.languages) for one in form.languages}
    return {heading: text for heading, text in said.items() if text}
