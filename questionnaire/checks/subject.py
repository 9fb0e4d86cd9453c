"""What a check looks at: the answers of one workbook, where they stood, and the language in which to speak."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from domain.answer import AnswerValue, Located
from domain.finding import Finding, Severity
from domain.sentences import Catalogue, ends_itself
from domain.texts import bidi
from questionnaire.checks.ways_out import isolated, way_out
from questionnaire.checks.worked_out import beside, compared
from questionnaire.conditions import Conditions, is_missing_code
from questionnaire.definition import Choice, Item, Questionnaire, Text, in_language
from questionnaire.expressions import Expression, is_unsaid
from questionnaire.expressions.evaluate import compiled
from questionnaire.expressions.values import is_blank, text
from questionnaire.items import item_label, items, key_of
from questionnaire.printed import printed

_SHOWN = 80  # Characters of a label or an answer that a sentence quotes.
_LISTED = 8  # Choices that a sentence lists; more are found in the drop-down.


@dataclass(frozen=True, kw_only=True)
class CheckSubject:
    """The answers to be checked.

    `answers` are the typed values by the key of the item (a blank is None), calculated ones among them; `untyped` is the raw text of what
    could not be read, whose answer is None, and has the key of a table's column where that is lost as a whole; `located` is the place of
    every item that was found; `previous` are the values of the last round. `today` is the local date of the check.
    """

    questionnaire: Questionnaire
    answers: Mapping[str, AnswerValue]
    untyped: Mapping[str, str]
    located: Mapping[str, Located]
    language: str
    catalogue: Catalogue
    today: date
    previous: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Return all items that are asked or calculated."""
        return items(self.questionnaire, self.answers)

    @cached_property
    def _conditions(self) -> Conditions:
        return Conditions(self.questionnaire, self.answers, self.untyped, self.today)

    @cached_property
    def typed(self) -> tuple[Item, ...]:
        """Return the items but those whose answer could not be read: only the check of types speaks of them."""
        return tuple(item for item in self.items if not self._unread(item)) if self.untyped else self.items

    def _unread(self, item: Item) -> bool:
        return item.key in self.untyped or (bool(item.instance) and key_of(item.question) in self.untyped)

    @cached_property
    def applying(self) -> tuple[Item, ...]:
        """Return the typed items that apply, as does one of which that depends on an answer that could not be read."""
        return tuple([item for item in self.typed if self._conditions.applies(item)])

    def applies(self, item: Item) -> bool:
        """Say whether an item is among those that apply: for whoever asks it of a few."""
        return not (self.untyped and self._unread(item)) and self._conditions.applies(item)

    def asks(self, item: Item) -> bool:
        """Say whether an item that is blank was asked: it applies, and no missing code says otherwise."""
        return not (self.untyped and self._unread(item)) and self._conditions.asks(item)

    @cached_property
    def unasked(self) -> tuple[Item, ...]:
        """Return the typed items that surely do not apply."""
        if len(self.applying) == len(self.typed):
            return ()
        applying = {item.key for item in self.applying}
        return tuple(item for item in self.typed if item.key not in applying)

    @cached_property
    def given(self) -> tuple[tuple[Item, AnswerValue], ...]:
        """Return the items that apply and have a value, with it."""
        get = self.answers.get
        return tuple([(item, answer) for item in self.applying if not is_blank(answer := get(item.key))])

    @cached_property
    def violating(self) -> tuple[tuple[Item, Expression, AnswerValue], ...]:
        """Return the items whose value surely fails their constraint, for want of no other answer, with the constraint and the value."""
        return tuple(
            [
                (item, constraint, answer)
                for item, answer in self.given
                if (constraint := item.question.constraint) is not None
                and self.fails(constraint, item)
                and not (
                    is_missing_code(item.question, answer)
                    or is_unsaid(constraint.tree, self._conditions.scopes.of(item), answer, self.today)
                )
            ]
        )

    def holds(self, expression: Expression | None, item: Item) -> bool:
        """Say whether `expression` is surely true (see `questionnaire.conditions`)."""
        return self._conditions.holds(expression, item)

    def fails(self, expression: Expression | None, item: Item) -> bool:
        """Say whether `expression` is surely false (see `questionnaire.conditions`)."""
        return self._conditions.fails(expression, item)

    def text(self, written: Text) -> str:
        """Return a text of the form in the language of the subject, or in another one that has it."""
        return in_language(written, self.language, self.questionnaire.languages)

    def label(self, item: Item) -> str:
        """Return what the respondent sees: the printed number and the label, in a repeat with the heading or the number of the instance."""
        return f"{item.question.reference} {item_label(self.questionnaire, item, self.language)}".strip()

    def shown(self, item: Item, answer: AnswerValue) -> str:
        """Return an answer as the respondent sees it, whole and on one line: labels of choices, year-month-day, a number with its unit."""
        names = answer if isinstance(answer, tuple) else (text(answer),)
        labels = {choice.name: self.text(choice.label) for choice in item.question.choices if choice.name in names}
        said = _on_one_line(self.listed(labels.get(name, name) for name in names))
        unit = (
            _on_one_line(printed(self.text(item.question.unit))) if isinstance(answer, int | float) and not isinstance(answer, bool) else ""
        )
        # Beside an Arabic unit a sign would stand behind its number; with any other they are isolated together by the sentence.
        said = self._isolated(said) if said.startswith("-") and bidi.is_right_to_left(unit) else said
        return f"{said} {unit}" if unit else said

    def titled(self, repeat: str) -> str:
        """Return the title of a repeat, or else its name."""
        return next((self.text(one.label) for one in self.questionnaire.repeats if one.name == repeat), "") or repeat

    def quoted(self, item: Item, answer: AnswerValue) -> str:
        """Return an answer as a sentence quotes it: shown, and not longer than a line."""
        return shortened(self.shown(item, answer))

    def listed(self, texts: Iterable[str]) -> str:
        """Return several texts as a list in the language of the subject, whose comma may be another one."""
        return self.catalogue.say("check_comma").message.join(texts)

    def not_a_choice(self, code: str, item: Item, value: str) -> Finding:
        """Return the error that `value` is none of the question's choices, naming them where they are few."""
        choices = item.question.choices
        if len(choices) > _LISTED:
            return self.finding(code, Severity.ERROR, item, "check_choice_many", value=value)
        return self.finding(code, Severity.ERROR, item, "check_choice", value=value, offered=self.offered(choices))

    def offered(self, choices: Sequence[Choice]) -> str:
        """Return the labels of choices as a list; of many, the first ones."""
        more = "…" if len(choices) > _LISTED else ""
        return self.listed(self._isolated(self.text(choice.label) or choice.name) for choice in choices[:_LISTED]) + more

    def finding(self, code: str, severity: Severity, item: Item, sentence: str, own: str = "", **facts: object) -> Finding:
        """Return a finding at the item's place: the catalogue's `sentence` and its remedy.

        The form's `own` message is said instead, with the answer that it is about; it names the limit, so that the remedy need not.
        """
        label, located = self.label(item), self._place(item)
        if own and "value" in facts:
            sides = self._compared(item)
            sentence = "check_own_compared" if sides else "check_own_result" if item.question.calculation else "check_own"
            said = self.catalogue.tell(sentence, own=own if ends_itself(own) else f"{own}.", **(sides or {"value": facts["value"]}))
        else:
            said = replace(self.catalogue.tell(sentence, label=shortened(label), **facts), **({"message": own} if own else {}))
        optional = item.question.required is None or self.fails(item.question.required, item)
        offered = way_out(code, item.question, self.catalogue, self.language, optional=optional)
        return Finding(
            code=code,
            severity=severity,
            message=said.message,
            remedy=f"{said.remedy} {offered}" if offered else said.remedy,
            question=item.key,
            sheet=located.sheet if located else None,
            cell=located.cell if located else None,
            label=label,
        )

    def _compared(self, item: Item) -> dict[str, object]:
        """Return the two values that a calculation compares, as a sentence quotes them; none where it does not."""
        sides = compared(item.question.calculation.tree) if item.question.calculation else None
        if sides is None:
            return {}
        scope, own = self._conditions.scopes.of(item), self.answers.get(item.key)
        first, second = (compiled(side)(scope, own, self.today) for side in sides)
        return {"first": self.quoted(item, first), "second": self.quoted(item, second)}

    def _isolated(self, written: str) -> str:
        return isolated(written, self.language)

    def _place(self, item: Item) -> Located | None:
        """Return where an item stands; of a calculation, which of the answers that it is made of stands beside it, or else the first."""
        waiting, seen = [item], set[str]()
        near = beside(self.questionnaire, item.question, self._inputs(item)) if item.question.cell and item.question.calculation else None
        if near and near.key in self.located:
            return self.located[near.key]
        while waiting:
            each = waiting.pop(0)
            if each.key in self.located:
                return self.located[each.key]
            seen.add(each.key)
            waiting += [one for one in self._inputs(each) if one.key not in seen]
        return None

    def _inputs(self, item: Item) -> Iterator[Item]:
        """Yield the items that a calculation reads, in the order of the form."""
        reads = item.question.calculation.reads if item.question.calculation else frozenset[str]()
        for one in self.items if reads else ():
            beside = item.instance and one.question.repeat == item.question.repeat
            if one.question.name in reads and (not beside or one.instance == item.instance):
                yield one


@dataclass(frozen=True, slots=True)
class Check:
    """An edit check. `code` is that of its findings, `says` is one sentence about what it looks for."""

    name: str
    code: str
    says: str
    run: Callable[[CheckSubject], Iterator[Finding]]


def shortened(written: str) -> str:
    """Return a text as a sentence quotes it: on one line, and not longer than a line."""
    line = _on_one_line(written)
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1].rstrip()}…"


def _on_one_line(written: str) -> str:
    return " ".join(written.split())
