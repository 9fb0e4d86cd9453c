"""Organisations: searched and filtered by the page, and one organisation's file with all that happened, in and out."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from domain.contact import Role
from domain.errors import ConfigurationError
from domain.mode import FILED_BY, MARKED_BY
from domain.submission import Standing
from service.cases.belonging import letter_is_of, message_is_of
from service.letters.extended import addressed, had_a_letter
from service.letters.ledger import attached, dispatch, find, message
from service.letters.letter_seen import seen as letter_seen
from service.letters.proof import proof as proof_of
from service.reviewing.edits_seen import editable
from service.studies.find import numbered
from service.views.case_file import HadMailing, Wish, case_file, code_of, message_seen, roll
from web.console.cases import MARKED_AS
from web.console.doors import Answer, FileAnswer, NotThereError, PageAnswer, Visit, place

_FILTERS = ("search", "standing", "region", "language", "mailing", "had")
CONTACT_ROLES = tuple(one.value for one in Role)
MODES = tuple(one.value for one in MARKED_BY)
FILED = tuple(one.value for one in FILED_BY)
_MESSAGE = "message/rfc822"


def organisations(visit: Visit) -> Answer:
    """Show a page of the organisations that are asked for."""
    given = {name: visit.given.get(name, "").strip() for name in _FILTERS}
    after = numbered(visit.given.get("after", "0")) or 0
    found = roll(visit.service, visit.study, Wish(**given), after, visit.now)
    asked = {name: value for name, value in given.items() if value}
    here = place("studies", visit.study.study.id, "organisations")
    further = f"{here}?{urlencode(asked | {'after': found.after})}" if found.after is not None else ""
    first = f"{here}?{urlencode(asked)}" if after else ""
    standings = [*(one.value for one in Standing), "ineligible"]
    facts = {"roll": found, "given": given, "further": further, "first": first, "standings": standings, "marks": MARKED_AS, "modes": MODES}
    mailings = sorted(visit.study.study.mailings, key=lambda one: one.at)
    newest = given["mailing"] or next((one.name for one in reversed(mailings) if one.at <= visit.now), "")
    had = {"mailings": [one.name for one in mailings], "newest": newest, "had": tuple(one.value for one in HadMailing)}
    return PageAnswer("organisations", facts | had | {"today": visit.study.today(visit.now)})


def organisation(visit: Visit) -> Answer:
    """Show an organisation's file."""
    with visit.service.store.reading() as tx:
        require(visit)
        found = case_file(visit.service, tx, visit.study, visit.path["reference"], visit.now)
        answers = editable(tx, visit.study, visit.path["reference"], visit.language, visit.now)
        written = had_a_letter(tx, found.case.invitation)
    facts = {"file": found, "case": found.case, "marks": MARKED_AS, "modes": MODES, "contact_roles": CONTACT_ROLES, "filed": FILED}
    mark = found.case.mark
    mark = mark if mark and mark.holds_on(visit.study.today(visit.now)) else None  # What is over is no more the answer of a form.
    facts |= {
        "mark": mark,
        "speaks": visit.study.study.languages,
        "answers": answers,
        "told_of_time": addressed(found.case),
        "written": written,
    }
    return PageAnswer("organisation", facts | {"tomorrow": visit.study.today(visit.now) + timedelta(days=1)})


def require(visit: Visit) -> None:
    """Refuse to know of an organisation that is none of the study."""
    with visit.service.store.reading() as tx:
        try:
            code_of(tx, visit.study, visit.path["reference"])
        except ConfigurationError:
            raise NotThereError("There is no such organisation.") from None


def letter(visit: Visit) -> Answer:
    """Show a letter as it was sent: its envelope, every attempt, its text and its HTML."""
    name = _letter(visit)
    with visit.service.store.reading() as tx:
        found = find(tx, name)
        return PageAnswer("letter", {"one": dispatch(visit.service, tx, found), "seen": letter_seen(visit.service, tx, found)})


def letter_page(visit: Visit) -> Answer:
    """Return the HTML of a letter, for a frame that may do nothing."""
    name = _letter(visit)
    with visit.service.store.reading() as tx:
        return FileAnswer(letter_seen(visit.service, tx, find(tx, name)).html.encode(), "text/html; charset=utf-8")


def letter_file(visit: Visit) -> Answer:
    """Return the bytes of a letter as they were handed over, or the proof of its dispatch."""
    name = _letter(visit)
    with visit.service.store.reading() as tx:
        found = find(tx, name)
        if visit.path["kind"] == "proof.pdf":
            return FileAnswer(proof_of(visit.service, tx, found, visit.now), "application/pdf", f"letter-{name}.pdf")
        if visit.path["kind"] == "letter.eml":
            return FileAnswer(message(visit.service, tx, found), _MESSAGE, f"letter-{name}.eml")
    raise NotThereError("There is no such file of a letter.")


def attached_file(visit: Visit) -> Answer:
    """Return one file that a letter carried, as whoever got the letter has it; a browser keeps it and opens nothing."""
    name = _letter(visit)
    with visit.service.store.reading() as tx:
        try:
            file, data = attached(visit.service, tx, find(tx, name), visit.path["number"])
        except ConfigurationError as error:
            raise NotThereError("There is no such file.") from error
    return FileAnswer(data, file.media_type, file.name or f"letter-{name}-{visit.path['number']}")


def _letter(visit: Visit) -> str:
    with visit.service.store.reading() as tx:
        if not letter_is_of(tx, visit.study.study.id, visit.path["letter"]):
            raise NotThereError("There is no such letter.")
    return visit.path["letter"]


def message_page(visit: Visit) -> Answer:
    """Show a message: the sender's own words first, and never its HTML."""
    with visit.service.store.reading() as tx:
        return PageAnswer("message", {"seen": message_seen(visit.service, tx, _message(visit))})


def message_file(visit: Visit) -> Answer:
    """Return a message as it came. Browsers keep it as a file; what is in it is opened by nobody here."""
    with visit.service.store.reading() as tx:
        found = message_seen(visit.service, tx, _message(visit))
    if not found.data:
        raise ConfigurationError(found.fault, where=f"message {found.message.id}", remedy="It was erased.", key="message_erased")
    return FileAnswer(found.data, _MESSAGE, f"message-{found.message.id}.eml")


def _message(visit: Visit) -> str:
    with visit.service.store.reading() as tx:
        if not message_is_of(tx, visit.study.study.id, visit.path["message"]):
            raise NotThereError("There is no such message.")
    return visit.path["message"]
