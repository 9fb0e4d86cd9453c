"""One answer of an organisation: where it came from, and how it is put right, with what would change seen before."""

from __future__ import annotations

from contextlib import suppress

from domain.errors import ConfigurationError
from domain.traced import Traced
from questionnaire.items import item_label, item_of, parts
from service.reviewing.edits import Editing
from service.reviewing.edits import edit as edit_answer
from service.reviewing.edits_seen import EditedField, edited_field, foresee_edit
from service.studies.find import numbered
from service.views.case_file import traced
from web.console.acts import done
from web.console.doors import Answer, PageAnswer, Visit, place
from web.console.organisations import require

_AS_IS = "="  # What is said of a flag that is left as it is: no code has this sign alone.


def answer(visit: Visit) -> Answer:
    """Show the way of one answer: every value that was ever sent for it, and the cell that each was read from."""
    require(visit)
    question = visit.path["question"]
    field = _field(visit, question)
    facts = {"values": _values(visit, question, field), "reference": visit.path["reference"], "asked": _asked(visit, question)}
    return PageAnswer("answer", facts | {"field": field, "case": _case(visit)})


def _values(visit: Visit, question: str, field: EditedField | None) -> tuple[Traced, ...]:
    """Return what was ever sent for an answer. What no workbook was asked has none, and may be put in all the same."""
    try:
        with visit.service.store.reading() as tx:
            return traced(visit.service, tx, visit.study, visit.path["reference"], question)
    except ConfigurationError:
        if field is None:
            raise
        return ()


def _field(visit: Visit, question: str) -> EditedField | None:
    """Return what puts an answer right, for whoever may; None where nothing of it counts, or nobody types it."""
    if not visit.may("decide"):
        return None
    with visit.service.store.reading() as tx, suppress(ConfigurationError):
        return edited_field(tx, visit.study, visit.path["reference"], question, visit.language, visit.now)
    return None


def _asked(visit: Visit, key: str) -> str:
    """Return what a question of the form asks, as its reader's language has it; the key itself of what the form does not ask any more."""
    form = visit.study.questionnaire
    return item_label(form, item_of(form, key), visit.language) if parts(key)[2] in form.by_name else key


def look(visit: Visit) -> Answer:
    """Show what putting an answer right would change, before anything is."""
    require(visit)
    said = _said(visit)
    with visit.service.store.reading() as tx:
        field = edited_field(tx, visit.study, said.organisation, said.question, visit.language, visit.now)
    seen = foresee_edit(visit.service, visit.study, said, visit.now)
    others = [change for one in seen.would.answers for change in one.answers if change.question != seen.edited.question]
    facts = {"said": said, "seen": seen, "field": field, "reference": said.organisation, "others": others, "case": _case(visit)}
    return PageAnswer("edit", facts | {"to": [one.to for one in seen.would.letters if not one.before]})


def put_right(visit: Visit) -> Answer:
    """Put an answer right, as it was looked at."""
    require(visit)
    made = edit_answer(visit.service, visit.study, _said(visit), visit.now)
    case = _case(visit)
    back = ("cases", case) if case else ("organisations", visit.path["reference"])
    return done(visit, "", made.entry, place("studies", visit.study.study.id, *back), made.told)


def _said(visit: Visit) -> Editing:
    flag = visit.given.get("flag", _AS_IS)
    return Editing(
        organisation=visit.path["reference"],
        question=visit.given.get("question", ""),
        # Choices that are ticked are several; of all else there is one.
        value=", ".join(one for one in visit.several.get("value", ()) if one),
        by=visit.by,
        note=visit.given.get("note", "").strip(),
        flag=None if flag == _AS_IS else flag,
        tell=bool(visit.given.get("tell")),
        language=visit.language,
        seen=visit.given.get("seen") or None,
        coded=True,
        figure_stays=True,
    )


def _case(visit: Visit) -> int | None:
    """Return the case from which somebody came, to lead them back there."""
    return numbered(visit.given.get("case", ""))
