"""The script of the demo: what each organisation does, and the truth that must come of it.

A person wrote both columns; nothing here is computed from what the program did. `letters` counts, by day, what the SMTP
server accepts for the organisation.

It is long, since it is a table: one row an organisation, to be read from the top as the story of the study.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from demo.usual_answers import BY_YEAR, INCIDENTS, WARNED, usual
from domain.answer import AnswerValue
from domain.submission import Standing

RETURNS_TO = "cybercrime.study@unodc.example"
# Under this name the mail server that takes the answers says whether their senders are real (RFC 8601).
AUTHSERV_ID = "mx.unodc.example"
FROM, TO = date(2012, 2, 10), date(2012, 4, 30)


def day(month_day: str) -> date:
    """Return a day of the demo's year, as in `03-26`."""
    return date.fromisoformat(f"2012-{month_day}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody does on one day before the tick: `act` names a function of `demo.acts`, `by` an address (the to-contact if blank)."""

    on: str
    act: str
    by: str = ""
    changes: Mapping[str, AnswerValue] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One organisation's part: its deeds, where it stands in the end, the letters by day, and how its answers differ from the usual ones.

    `answers` is None where none may count. `confirmed` are the reasons that are kept for what only looked odd. `cases` are those about the
    organisation, in their order, each with what a person decided; `passed_on` counts the messages about it that staff get to read, and
    `asked_on` is the day of the letters that ask it whether a workbook from somebody else is its own.
    """

    code: str
    deeds: tuple[Deed, ...]
    standing: Standing
    letters: Mapping[str, int]
    answers: Mapping[str, AnswerValue] | None = None
    confirmed: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    passed_on: int = 0
    asked_on: tuple[str, ...] = ()


_REASON = "They came, but not as orders."

_QUESTION = "One question: may we send the figures for 2011 later, when our auditors have confirmed them?"
_DRAFT = "This is a draft, the final figures will follow."
_CONFIDENTIAL = "Please treat these figures as confidential."

# The two mailings that everybody gets, for an organisation with two contacts and with one.
_TWO: Mapping[str, int] = {"02-10": 2, "02-20": 2}
_ONE: Mapping[str, int] = {"02-10": 1, "02-20": 1}
_CHASED: Mapping[str, int] = {"03-26": 2, "04-23": 2}
_ERRORS: Mapping[str, AnswerValue] = {"share_cross_border": 140.0, "incidents_reported": 99_000}
_ASSOCIATION: Mapping[str, AnswerValue] = {"sector": "association", "measures_taken": None, "abuse_staff": None}
_IMPROVED: Mapping[str, AnswerValue] = {"incidents_total": 5000, "comments": "The second version counts."}
# What is in the workbook that came back marked, put right.
_CORRECTED: Mapping[str, AnswerValue] = {"share_cross_border": 5.0, "incidents_reported": 2}
_A, _Q, _D, _U, _S = Standing.ANSWERED, Standing.QUERIED, Standing.DECLINED, Standing.UNDELIVERABLE, Standing.SILENT

PARTS = (
    Part(code="ATLSTEL", deeds=(Deed(on="03-01", act="answer"),), standing=_A, letters={**_TWO, "03-01": 1}, answers={}),
    # It fills the matrix, and says that the figures are confidential: they count, and staff know of it.
    Part(
        code="TIRRENA",
        deeds=(
            Deed(on="03-02", act="answer", changes=BY_YEAR, more={"zip": True, "words": _CONFIDENTIAL}),
            Deed(on="03-05", act="decide", more={"what": "noted"}),
        ),
        standing=_A,
        letters={**_TWO, "03-02": 1},
        answers=BY_YEAR,
        cases=("remark noted",),
        passed_on=1,
    ),
    # Errors come back marked in its own workbook, and are corrected there two days later.
    Part(
        code="BALTEL",
        deeds=(Deed(on="03-05", act="answer", changes=_ERRORS), Deed(on="03-07", act="correct", changes=_CORRECTED)),
        standing=_A,
        letters={**_TWO, "03-05": 1, "03-07": 1},
        answers={},
    ),
    # A colleague whom nobody knows answers: the receipt goes to both.
    Part(
        code="NORDLYS",
        deeds=(Deed(on="03-06", act="answer", by="ingrid.solberg@nordlys.example"),),
        standing=_A,
        letters={**_TWO, "03-06": 2},
        answers={},
    ),
    # The letter is forwarded, and the colleague sends a message of their own.
    Part(
        code="ALPNET",
        deeds=(Deed(on="03-08", act="answer_afresh", by="marc.keller@reseau-alpin.example"),),
        standing=_A,
        letters={**_ONE, "03-08": 2},
        answers={},
    ),
    # The same file twice: one receipt, and a line that it came before.
    Part(
        code="VOSTEL",
        deeds=(Deed(on="03-09", act="answer"), Deed(on="03-10", act="answer")),
        standing=_A,
        letters={**_TWO, "03-09": 1, "03-10": 1},
        answers={},
    ),
    # A draft is held, whatever is in it, and its sender hears that a person looks at it; the final figures count.
    Part(
        code="EURHOST",
        deeds=(
            Deed(on="02-22", act="ask"),
            Deed(on="03-12", act="answer", more={"words": _DRAFT}),
            Deed(on="03-13", act="decide", more={"what": "reject"}),
            Deed(on="03-14", act="answer", changes=_ASSOCIATION),
        ),
        standing=_A,
        letters={**_ONE, "03-12": 1, "03-14": 1},
        answers=_ASSOCIATION,
        cases=("workbook reject",),
        passed_on=2,
    ),
    # A PDF is no workbook: it is asked back, and a person gets to see it.
    Part(
        code="SENTEL",
        deeds=(Deed(on="03-01", act="wrong_file"), Deed(on="03-02", act="answer")),
        standing=_A,
        letters={**_ONE, "03-01": 1, "03-02": 1},
        answers={},
        passed_on=1,
    ),
    # The contact's workbook has lost its token, and their own mail server vouches for them.
    Part(
        code="LAGUNE",
        deeds=(Deed(on="02-21", act="out_of_office"), Deed(on="03-28", act="answer_without_token")),
        standing=_A,
        letters={**_TWO, "03-26": 2, "03-28": 1},
        answers={},
    ),
    # Refused at RCPT (see REFUSALS), the probe as well: nothing is ever accepted for it, and a person has to find another address.
    Part(code="SAHELNET", deeds=(), standing=_U, letters={}, cases=("unreachable waits",)),
    # Queried, and never corrected: it is reminded to correct. On 16 March its counsel gets the receipt for MERTZA.
    Part(
        code="MERKEN",
        deeds=(Deed(on="03-14", act="answer", changes={"trend": None}),),
        standing=_Q,
        letters={**_TWO, **_CHASED, "03-14": 1, "03-16": 1},
    ),
    # The sister company's counsel sends it: a person decides.
    Part(
        code="MERTZA",
        deeds=(Deed(on="03-15", act="answer", by="peter.mwangi@meridian.example"), Deed(on="03-16", act="decide", more={"what": "accept"})),
        standing=_A,
        letters={**_TWO, "03-16": 1},
        answers={},
        cases=("workbook accept",),
    ),
    Part(
        code="CAPENET",
        deeds=(Deed(on="02-23", act="unsubscribe", by="johan.vandermerwe@capenet.example"), Deed(on="04-24", act="answer")),
        standing=_A,
        letters={**_TWO, "03-26": 1, "04-23": 1, "04-24": 1},
        answers={},
        passed_on=1,
    ),
    Part(
        code="NILETEL",
        deeds=(Deed(on="03-18", act="answer", more={"style": "gmail"}),),
        standing=_A,
        letters={**_TWO, "03-18": 1},
        answers={},
    ),
    # One of two addresses bounces later: it gets nothing more.
    Part(
        code="BARQ",
        deeds=(Deed(on="02-11", act="bounce", by="regulatory@barq.example"), Deed(on="03-20", act="answer")),
        standing=_A,
        letters={"02-10": 2, "02-20": 1, "03-20": 1},
        answers={},
    ),
    # It fills the table, in Arabic.
    Part(
        code="CEDARNET",
        deeds=(Deed(on="03-21", act="answer", by="karim.haddad@cedarnet.example", changes=INCIDENTS),),
        standing=_A,
        letters={**_TWO, "03-21": 1},
        answers=INCIDENTS,
    ),
    # A forger who knows its reference sends a workbook: that is held, the reminder asks about it, and the genuine answer counts.
    Part(
        code="GULFLINK",
        deeds=(
            Deed(on="03-12", act="answer_without_token", by="figures@gulf-statistics.example", changes={"employees": 1}),
            Deed(on="03-29", act="answer"),
            Deed(on="03-30", act="decide", more={"what": "reject"}),
        ),
        standing=_A,
        letters={**_TWO, "03-26": 2, "03-29": 1},
        answers={},
        cases=("claim reject",),
        asked_on=("03-26",),
    ),
    Part(
        code="ATLASMA",
        deeds=(Deed(on="02-24", act="decline"), Deed(on="02-27", act="decide", more={"what": "declined"})),
        standing=_D,
        letters=_TWO,
        cases=("decline declined",),
        passed_on=1,
    ),
    # Greylisted at first (see REFUSALS): the circular arrives a day later. It gets the time that it asks for, which ends before the
    # deadline, so that no letter tells it; and no reminder meanwhile.
    Part(
        code="CARTHIS",
        deeds=(
            Deed(on="03-20", act="ask_for_time"),
            Deed(on="03-21", act="decide", more={"what": "grant"}),
            Deed(on="04-25", act="answer"),
        ),
        standing=_A,
        letters={"02-11": 1, "02-20": 1, "04-25": 1},
        answers={},
        cases=("extension grant",),
        passed_on=1,
    ),
    # A second version replaces the first.
    Part(
        code="MEKONG",
        deeds=(Deed(on="03-03", act="answer"), Deed(on="03-04", act="answer", changes=_IMPROVED)),
        standing=_A,
        letters={**_TWO, "03-03": 1, "03-04": 1},
        answers=_IMPROVED,
    ),
    # The workbook as it came, blank; then filled.
    Part(
        code="HIMALNET",
        deeds=(Deed(on="03-05", act="blank"), Deed(on="03-06", act="answer")),
        standing=_A,
        letters={**_TWO, "03-05": 1, "03-06": 1},
        answers={},
    ),
    # The circular comes back, and so does the probe.
    Part(
        code="PACFIBRE",
        deeds=(Deed(on="02-11", act="bounce"), Deed(on="02-13", act="bounce")),
        standing=_U,
        letters={"02-10": 1, "02-12": 1},
        cases=("unreachable waits",),
    ),
    Part(
        code="SAKURA",
        deeds=(Deed(on="03-13", act="answer", more={"words": _QUESTION, "style": "apple"}),),
        standing=_A,
        letters={**_TWO, "03-13": 1},
        answers={},
        passed_on=1,
    ),
    # Somebody who is not on record would replace the answer: the contact hears that it waits, and a person says no.
    Part(
        code="ANDESTEL",
        deeds=(
            Deed(on="03-16", act="answer"),
            Deed(on="03-19", act="answer", by="c.nunez@consultores.example", changes=_IMPROVED),
            Deed(on="03-20", act="decide", more={"what": "reject"}),
        ),
        standing=_A,
        letters={**_TWO, "03-16": 1, "03-19": 1},
        answers={},
        cases=("workbook reject",),
    ),
    Part(
        code="PAMPANET",
        deeds=(Deed(on="03-27", act="answer", more={"zip": True, "style": "apple"}),),
        standing=_A,
        letters={**_ONE, "03-26": 1, "03-27": 1},
        answers={},
    ),
    # An answer that is passed on with a word to whom it is for; a person reads that.
    Part(
        code="BOREALIS",
        deeds=(Deed(on="03-22", act="forward_answer"),),
        standing=_A,
        letters={**_ONE, "03-22": 1},
        answers={},
        passed_on=1,
    ),
    # Somebody who knows its reference declines in its name: staff read it, and the reminders go on.
    Part(
        code="CARIBX",
        deeds=(Deed(on="03-05", act="decline_by_name", by="office@caribx-exchange.example"),),
        standing=_S,
        letters={**_TWO, **_CHASED},
        passed_on=1,
    ),
    # A delay is no bounce; an answer to what does not apply is only a warning, which is confirmed on the workbook that came back.
    Part(
        code="STEPTEL",
        deeds=(
            Deed(on="02-12", act="delay"),
            Deed(on="04-26", act="answer", changes=WARNED),
            Deed(on="04-27", act="confirm", more={"reasons": {"1": _REASON}}),
        ),
        standing=_A,
        letters={**_TWO, **_CHASED, "04-26": 1, "04-27": 1},
        answers=WARNED,
        confirmed=(_REASON,),
    ),
    Part(
        code="ARARAT",
        deeds=(Deed(on="02-21", act="out_of_office"), Deed(on="03-27", act="out_of_office")),
        standing=_S,
        letters={**_TWO, **_CHASED},
    ),
    Part(
        code="VIRTUS",
        deeds=(Deed(on="03-23", act="answer", changes={"employees": 3_000_000}), Deed(on="03-29", act="answer")),
        standing=_A,
        letters={**_TWO, "03-23": 1, "03-26": 2, "03-29": 1},
        answers={},
    ),
)

# What the recipients' SMTP servers refuse.
REFUSALS: Mapping[str, Mapping[str, Any]] = {
    "issa.ouedraogo@sahelnet.example": {"code": 550, "text": "5.1.1 No such mailbox here"},
    "slim.trabelsi@carthis.example": {"code": 451, "text": "4.7.1 Greylisted, try again later", "times": 1},
}

# Colleagues who stand in no list, with the organisation for which they write.
STRANGERS = {
    "ingrid.solberg@nordlys.example": "NORDLYS",
    "marc.keller@reseau-alpin.example": "ALPNET",
    "c.nunez@consultores.example": "ANDESTEL",
}

# Those who only use an organisation's name: nothing is ever sent to them.
IMPOSTORS = {
    "figures@gulf-statistics.example": "GULFLINK",
    "office@caribx-exchange.example": "CARIBX",
}


def expected_answers(part: Part) -> dict[str, AnswerValue] | None:
    """Return the answers that must count for an organisation, by question, without the blanks; None where none may count."""
    if part.answers is None:
        return None
    whole = {**usual(PARTS.index(part)), **part.answers}
    return {name: value for name, value in whole.items() if value is not None}
