"""What a person types as the right answer at the desk: the value, and the flag of a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.answer import AnswerValue
from domain.errors import ConfigurationError
from languages.telling import phrased
from questionnaire import checks
from questionnaire.definition import Choice, Item
from questionnaire.items import parts
from questionnaire.reading.values.flags import codes, flag_of, without_flag
from questionnaire.reading.values.typed import Unreadable
from questionnaire.typed_in import by_codes, typed_in


@dataclass(frozen=True, slots=True)
class JudgedItem:
    """The answers as the newest version that asks for an item has them, where its checks can tell what they find; and its key there."""

    subject: checks.CheckSubject
    key: str


def typed_value(
    subject: checks.CheckSubject,
    judged: JudgedItem,
    item: Item,
    text: str,
    flag: str | None,
    *,
    counts: AnswerValue = None,
    coded: bool = False,
) -> tuple[AnswerValue, str | None]:
    """Return the value that a person typed, and the flag that they gave it, apart or behind the figure; None where they gave none.

    A flag without a text is that of the figure that `counts`.
    Where it is `coded`, choices are named by their codes, divided by commas, before they are by anything else.
    ConfigurationError where the text is no value of the question, or the flag none of its flags.
    """
    codes_given = by_codes(item.question, text) if coded else None
    stays = _is_figure(counts) and bool(flag and flag.strip()) and not text.strip()
    made = counts if stays else codes_given or typed_in(subject.questionnaire, item.question, text, subject.language)
    if isinstance(made, Unreadable):
        raise _unreadable(subject, judged, item, made)
    # Those of today, or of the newest version that asks for it: an older flag is given no more.
    flags = judged.subject.questionnaire.by_name[parts(judged.key)[2]].flags
    sign = without_flag(text, flags) if _is_figure(made) else None
    apart = _known_flag(item, flags, made, flag.strip()) if flag is not None else None
    if sign and apart is not None and sign.flag != apart:
        what = phrased("faults.two_flags", value=repr(text.strip()), flag=repr(sign.flag), other=repr(apart or "none"))
        raise ConfigurationError(what, where=item.key, remedy=phrased("faults.two_flags_do"))
    return made, sign.flag if sign else apart


def _known_flag(item: Item, flags: Sequence[Choice], value: AnswerValue, said: str) -> str:
    if not said:
        return ""
    if not _is_figure(value):
        raise ConfigurationError(phrased("faults.no_figure"), where=item.key, remedy=phrased("faults.no_figure_do"))
    if found := flag_of(said, flags):
        return found
    remedy = phrased("faults.give_one_do", offered=", ".join(one.name for one in codes(flags)))
    raise ConfigurationError(phrased("faults.no_flag", flag=repr(said)), where=item.key, remedy=remedy)


def _is_figure(value: AnswerValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _unreadable(subject: checks.CheckSubject, judged: JudgedItem, item: Item, made: Unreadable) -> ConfigurationError:
    """Return why what was typed is no value of the question, in the language of the subject."""
    if made.code:
        said = subject.catalogue.tell(made.code, value=made.raw, cells="")
        return _refused(item, said.message, said.remedy)
    if item.question.choices:
        offered = ", ".join(f"{choice.name} ({subject.text(choice.label)})" for choice in item.question.choices)
        remedy = phrased("faults.give_one_do", offered=offered)
        return ConfigurationError(phrased("faults.no_choice", value=repr(made.raw)), where=item.key, remedy=remedy)
    found = checks.run(replace(judged.subject, answers={}, untyped={judged.key: made.raw}))
    wrong = next((one for one in found if one.question == judged.key and one.code == "type"), None)
    if wrong:
        return _refused(item, wrong.message, wrong.remedy)
    what, remedy = phrased("faults.not_read", value=repr(made.raw)), phrased("faults.not_read_do")
    return ConfigurationError(what, where=item.key, remedy=remedy)


def _refused(item: Item, what: str, remedy: str) -> ConfigurationError:
    """Return an error whose sentences are in the language of whoever reads them already."""
    return ConfigurationError(phrased("faults.said", said=what), where=item.key, remedy=phrased("faults.said", said=remedy))
