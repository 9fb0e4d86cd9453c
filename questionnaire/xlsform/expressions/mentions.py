"""Answers that texts mention, as in `How old is ${name}?`: print what stands at its place in a workbook.

A workbook is printed before it is answered, so that the text names the question instead: `How old is [Name]?`. A note shows the answer once
it is given; by a label, answers are found again, so that it stays the same.

In an adopted workbook the author's own texts are printed. What has the signs of a mention there and names nothing is such a text, and stays
as it is; so does each choice, since it is by their words that what is chosen there is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from questionnaire.definition import Choice, Question, QuestionType, Text, in_language
from questionnaire.mention import MentionedAnswer
from questionnaire.xlsform.problems import ProblemReport, Where
from questionnaire.xlsform.sheets.form_sheet import MENTION, FormRow
from questionnaire.xlsform.survey.survey import Survey

_LONGEST = 60  # Characters of a label that stands within another.
_UNTOLD = "…"  # Where an answer is mentioned of which nothing can be said.


def mentioned(rows: Iterable[FormRow]) -> frozenset[str]:
    """Return the names that the cells of these rows mention."""
    return frozenset(name for row in rows for text in row.cells.values() for name in MENTION.findall(text))


def spell_out(survey: Survey) -> None:
    """Put the names of questions in the place of the answers that labels, hints and messages mention; tell each row once."""
    names: dict[str, Text] = {name: {} for name in (*survey.unanswered, *survey.refused)}
    names |= {one.name: one.label for one in survey.repeats}
    names |= {one.name: one.label for one in survey.questions}
    shown = {one.name for one in survey.questions if one.type is not QuestionType.NOTE and not one.repeat} - survey.ambiguous
    spelt = _Spelt(names, frozenset(shown), survey.languages, survey.report, adopted=survey.adopted)
    survey.questions[:] = map(spelt.question, survey.questions)
    survey.sections[:] = [replace(one, label=spelt.text(one.label, ("survey", 0, "label"))) for one in survey.sections]
    survey.repeats[:] = [replace(one, label=spelt.text(one.label, (one.place.sheet, one.place.row, "label"))) for one in survey.repeats]


class _Spelt:
    """The texts of one form without mentions; `names` are the labels by what may be mentioned, `shown` those that have one answer."""

    def __init__(
        self, names: Mapping[str, Text], shown: frozenset[str], languages: tuple[str, ...], report: ProblemReport, *, adopted: bool
    ) -> None:
        self._names, self._shown, self._languages, self._report, self._adopted = names, shown, languages, report, adopted
        self._told: set[Where] = set()

    def question(self, one: Question) -> Question:
        """Return a question whose texts mention nothing."""
        texts = (one.label, one.hint, one.constraint_message, one.required_message, *(choice.label for choice in one.choices))
        if not any("${" in said for text in texts for said in text.values()):
            return one
        place = (one.place.sheet, one.place.row, "")
        mentioned = {name for said in one.label.values() for name in MENTION.findall(said)}
        if one.type is QuestionType.NOTE and not one.repeat and mentioned and mentioned <= self._shown:
            made = {language: tuple(self._mentions(said, language)) for language, said in one.label.items()}
            return replace(one, mentions=made, label={language: self._said(said, language) for language, said in one.label.items()})
        return replace(
            one,
            label=self.text(one.label, place),
            hint=self.text(one.hint, place),
            constraint_message=self.text(one.constraint_message, place),
            required_message=self.text(one.required_message, place),
            choices=one.choices if self._adopted else tuple(self._choice(choice, place) for choice in one.choices),
        )

    def _mentions(self, said: str, language: str) -> Iterator[MentionedAnswer]:
        texts = MENTION.split(said)
        for before, name in zip(texts[::2], (*texts[1::2], ""), strict=True):
            yield MentionedAnswer(before, name, self._named(name, language) if name else "")

    def _choice(self, choice: Choice, place: Where) -> Choice:
        return replace(choice, label=self.text(choice.label, place))

    def text(self, text: Text, place: Where) -> Text:
        """Return a text without mentions."""
        found = {name for said in text.values() for name in MENTION.findall(said)}
        unknown = sorted(name for name in found if name not in self._names)
        for name in unknown:
            remedy = self._report.did_you_mean(name, self._names, "Name a question of the sheet survey.")
            tell = self._report.warning if self._adopted else self._report.error
            tell(place, f"There is no question ${{{name}}}{'; the text is taken as it stands' if self._adopted else ''}.", remedy)
        if len(unknown) < len(found) and place not in self._told:
            self._told.add(place)
            self._tell(sorted(found - {*unknown}), place)
        return {language: self._said(said, language) for language, said in text.items()} if found else text

    def _tell(self, names: Sequence[str], place: Where) -> None:
        """Tell what is printed in place of these answers: the name of a calculation that has no label says nothing to respondents."""
        unlabelled = [name for name in names if not any(said.strip() for said in self._names[name].values())]
        for name in unlabelled:
            message = f"A text mentions {name}, which has no label: {_UNTOLD} is printed in its place."
            self._report.warning(place, message, f"Give {name} a label, or word the text without it.")
        if len(unlabelled) < len(names):
            message = "A text mentions the answer to another question; the label of that question is printed, in brackets."
            self._report.warning(place, message, "Word it without ${...} if that does not read well.")

    def _said(self, said: str, language: str) -> str:
        return MENTION.sub(lambda found: self._named(found[1], language) if self._is_mention(found[1]) else found[0], said)

    def _is_mention(self, name: str) -> bool:
        return not self._adopted or name in self._names

    def _named(self, name: str, language: str) -> str:
        label = " ".join(MENTION.sub(_UNTOLD, in_language(self._names.get(name, {}), language, self._languages)).split())
        return f"[{label if len(label) <= _LONGEST else f'{label[: _LONGEST - 1].rstrip()}…'}]" if label else _UNTOLD
