"""A postbag of 1,516 messages that come back, from more than two hundred systems: what each is taken for, and what it tells.

The first 223 are by one author. Half of them were learned from and half held back. Before, of the half held back, bounces were known in 54
of 54 and their recipients in 53; six of 24 people were taken for machines, and one after what the first half taught. The next 195 are by
another author and were read once before anything was learned from them: bounces and delays were known in 77 of 80, their recipients in 75,
and seven of 60 people were taken for machines. The next 223 are by a third and were read once, too: bounces and delays were known in 107
of 108, with exactly their recipients, automatic replies in 30 of 40, and six of 42 people were taken for machines. The next 223, by a
fourth: bounces and delays in 104 of 106, with exactly their recipients, automatic replies in 34 of 41, and four of 43 people were taken for
machines. The next 220, by a fifth: bounces and delays in 98 of 101, their recipients in 97, automatic replies in 37 of 39, and nine of 45
people were taken for machines, eight of them for senders to many. The next 200, by a sixth: bounces and delays in 89 of 90, with exactly
their recipients, automatic replies in 24 of 30, and two of 55 people were taken for machines. Five letters that were given up after long
trying (4.x.x) that author calls no permanent failures; here they are (decision 0184). The last 200, by a seventh: bounces and delays in 79
of 80, with exactly their recipients, automatic replies in 54 of 60, and one of 40 people was taken for a machine. Ten more are those of
the 200 of an eighth that were read wrongly and are read now: of these, bounces and delays were known in 59 of 60, their recipients in 57,
automatic replies in 53 of 60, and none of 30 people was taken for a machine. And 13 are those of the 200 of a ninth: of these, bounces
and delays were known in 60 of 60, with exactly their recipients in 58, automatic replies in 56 of 60, what is sent to many in 32 of 50, and
none of 30 people was taken for a machine.
Six are of a tenth: bounces and delays in 57 of 60, with their recipients, automatic replies in 55 of 60, what is sent to many in 24 of 50
(spam in plain text is a question), and none of 30 people was taken for a machine. Three are of an eleventh: bounces and delays in 56 of 57,
with exactly their recipients, automatic replies in 46 of 48, what is sent to many in 32 of 50, and one of 27 people was taken for a
machine. Now all are learned from, so that these figures are the
least that holds, and say nothing of unseen mail.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from domain.intent import IntentKind
from domain.message import Kind
from intake.parsing.addresses import in_ascii
from intake.understanding.examine import Examined, examine
from intake.understanding.receiving import Receiving
from tests.intake.mutated_mail import MUTATIONS, broken
from tests.intake.scene import reader

DATA = Path(__file__).parent / "data" / "postbag"
# The boxes that the authors wrote to, most of whom saw other tags than ours.
BOXES = frozenset(
    {
        "survey@stats.example.org",
        "study@unodc.example",
        "study@study.example",
        "bounce@study.example",
        "reply@study.example",
        "survey@bureau.example",
    }
)
KINDS = {
    "bounce": {Kind.BOUNCE},
    "relayed": {Kind.BOUNCE},
    "delayed": {Kind.BOUNCE},
    "autoreply": {Kind.AUTO_REPLY},
    "bulk": {Kind.BULK},
    "complaint": {Kind.COMPLAINT},
    "optout": {Kind.UNSUBSCRIBE, Kind.COMPLAINT},
    "receipt_read": {Kind.AUTO_REPLY},
    "challenge": {Kind.AUTO_REPLY},
    "human": {Kind.QUESTION, Kind.RETURN, Kind.UNSUBSCRIBE},
}
# Whoever writes by hand that they answer within ten days, are away for a week or closed for carnival, writes the same; and so does who
# objects that their address is kept, which a person reads as a question. An offer in plain mail tells
# how to get no more, as people who quote us do.
AS_PEOPLE_WRITE = {"148", "324", "557", "593", "1151", "1434", "1441"}
# What is sent to many as if a mail server had returned something, and is taken for that; it names no letter of ours and has no effect.
AS_SERVERS_WRITE = {"1435", "1436"}
# In one the days of the week on which somebody never works, of which the next is read; and in another the Monday of a week of the year,
# of which the end is read.
UNREAD_DAYS = {"1124", "1376"}
# Where a broken line says something else: half of it is cut away as a quotation's head or a signature, two blanks stand in a sentence, or
# somebody ended it there. Three of them are of another kind then.
BROKEN = {"118", "145", "148", "194", "338", "567", "593", "638", "794", "805", "815", "1474"}


@cache
def truth() -> dict[str, dict[str, Any]]:
    """Return the truth about each message."""
    return tomllib.loads((DATA / "truth.toml").read_text(encoding="utf-8"))


@cache
def read(name: str) -> Examined:
    """Return a message examined."""
    return examine((DATA / f"{name}.eml").read_bytes(), reader(), Receiving(own=BOXES))


def postbag() -> dict[str, tuple[dict[str, Any], Examined]]:
    """Return each message with the truth about it."""
    return {name: (told, read(name)) for name, told in truth().items()}


# A thousand messages at once would take a busy machine longer than a test may.
by_parts = pytest.mark.parametrize("names", [tuple(truth())[at : at + 100] for at in range(0, len(truth()), 100)], ids=lambda some: some[0])


@by_parts
def test_every_message_is_what_it_is(names: tuple[str, ...]) -> None:
    """Every message is what it is, and no person is taken for a machine."""
    missed = {name for name in names if read(name).classification.kind not in KINDS[truth()[name]["kind"]]}
    assert missed == (AS_PEOPLE_WRITE | AS_SERVERS_WRITE) & {*names}


def test_hundreds_of_people_are_among_them() -> None:
    """What is said of people is said of hundreds, and of what their programs do to their mail."""
    assert Counter(told["kind"] for told in truth().values())["human"] == 326


def test_each_bounce_names_exactly_the_recipients_that_failed() -> None:
    """Each bounce names exactly the recipients that failed, and whether they are still tried."""
    bounces = {name: pair for name, pair in postbag().items() if pair[0]["kind"] in {"bounce", "delayed"}}
    assert len(bounces) == 683
    for name, (told, found) in bounces.items():
        failed = [report for report in found.classification.reports if report.permanent is not None]
        assert sorted(one.address for one in failed) == sorted(in_ascii(one.lower()) for one in told["recipients"]), name
        assert {one.permanent for one in failed} == {told["kind"] == "bounce"}, name


def test_each_complaint_names_who_complained() -> None:
    """Each complaint names who complained, where it tells."""
    for name, (told, found) in postbag().items():
        if told["kind"] == "complaint":
            assert [one.address for one in found.classification.reports] == told.get("recipients", []), name


def test_each_absence_tells_its_last_day_and_who_stands_in() -> None:
    """Each absence tells its last day and who stands in, and none is invented."""
    for name, (told, found) in postbag().items():
        if told["kind"] == "autoreply" and name not in AS_PEOPLE_WRITE:
            (said,) = found.intents
            assert said.intent is IntentKind.AUTO_REPLY, name
            assert said.address == told.get("substitute"), name
            assert (said.until == told.get("back")) == (name not in UNREAD_DAYS), name


def test_who_only_asks_for_a_proof_is_not_away() -> None:
    """A challenge names addresses and days, and nobody stands in there, or comes back."""
    challenges = {name: found for name, (told, found) in postbag().items() if told["kind"] == "challenge"}
    assert len(challenges) >= 10
    told = {name: [(one.until, one.address) for one in found.intents] for name, found in challenges.items()}
    assert {name: some for name, some in told.items() if some != [(None, None)]} == {}


def test_what_was_passed_on_failed_nowhere() -> None:
    """What was passed on or delivered failed nowhere, however its server tells."""
    relayed = [found for told, found in postbag().values() if told["kind"] == "relayed"]
    assert len(relayed) == 10
    assert not any(one.permanent is not None for found in relayed for one in found.classification.reports)


@pytest.mark.sweep
@by_parts
def test_a_message_in_another_form_says_the_same(names: tuple[str, ...]) -> None:
    """A message in another form says the same: each is folded, shuffled, wrapped, encoded or passed on in one of eight ways."""
    ours = Receiving(own=BOXES)
    for at, name in enumerate(names):
        mutate = list(MUTATIONS.values())[at % len(MUTATIONS)]
        changed = examine(mutate((DATA / f"{name}.eml").read_bytes()), reader(), ours)
        assert _said(changed) == _said(read(name)), (name, mutate.__name__)


@pytest.mark.sweep
@by_parts
def test_where_a_program_broke_the_lines_says_nothing(names: tuple[str, ...]) -> None:
    """What no server wrote says the same, broken at 66 characters; and a server's report, whose lines have a meaning, is known as one."""
    ours = Receiving(own=BOXES)
    for name in names:
        changed, told = examine(broken((DATA / f"{name}.eml").read_bytes()), reader(), ours), read(name)
        if name not in BROKEN:
            assert changed.classification.kind is told.classification.kind, name
            assert truth()[name]["kind"] in {"bounce", "delayed", "relayed"} or _said(changed) == _said(told), name


def _said(found: Examined) -> tuple[object, ...]:
    reports = [(one.address, one.permanent) for one in found.classification.reports]
    return found.classification.kind, reports, [(one.intent, one.until, one.address) for one in found.intents]
