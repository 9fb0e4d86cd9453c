"""Sending one mailing because a person says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from zoneinfo import ZoneInfo

from domain.case import Decision
from domain.errors import ConfigurationError, CounterfoilError
from domain.process.failpoints import reach
from domain.rules.reminded import may_leave
from domain.sentences import counted
from domain.study import Audience, Mailing
from languages.telling import together
from service.approving.approvals import Approval, left_out, refuse_unapproved
from service.authoring.drafts import apply, draft
from service.cases.entries import how_decided
from service.collecting.collect import collect
from service.keeping import witnesses
from service.keeping.restored import refuse_older
from service.letters.cancelled import refuse_cancelled
from service.mailings.plan import Prepared, prepare, put_out, put_out_part
from service.mailings.timetable import hold
from service.process.stopping import stoppable
from service.sending.patience import send_all
from service.sending.tick_report import TickReport
from service.studies.find import find_mailing
from service.studies.inviting import invite_all, refuse_empty
from service.studies.running import Running, refuse_paused, require_running, running
from service.studies.taken_in import recently_collected
from service.wiring import Service
from store import Transaction, decisions, halts, holds, journal, studies


def _nothing(_tx: Transaction, *_said: object) -> None:
    """Neither look at anything nor keep it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SayingSent:
    """Who says that a mailing is sent, and why; both callables are called within the transaction that puts its letters out.

    `look` raises what speaks against it at that moment, since the mailbox and the letters took their time; `keep` is told how many letters
    are new, and who was left out ("" where nobody was).
    """

    by: str
    note: str = ""
    look: Callable[[Transaction], object] = _nothing
    keep: Callable[[Transaction, int, str], object] = _nothing


def send_now(
    service: Service,
    study_id: str,
    name: str,
    now: datetime,
    *,
    by: str,
    note: str = "",
    look: Callable[[Transaction], object] | None = None,
) -> TickReport:
    """Plan a mailing and send what is due. A study that never ran is applied first; a reminder first takes in the mailbox.

    `look` is that of `SayingSent`. ConfigurationError where a person decided that it is not sent.
    """
    since = monotonic()
    witnesses.ask(service, now)
    refuse_older(service, now)
    found, mailing = ready(service, study_id, name, now, by)
    report = TickReport()
    collect_first(service, found, mailing, report, now)
    plan_now(service, found, mailing, report, now, SayingSent(by=by, note=note, look=look or _nothing))
    again = partial(_collect_again, service, found, mailing, report)
    sent = send_all(service, lambda: now + timedelta(seconds=monotonic() - since), again=again)
    report.sent, report.waits = sent.outcomes, sent.waits
    report.add_problems((*sent.problems, *sent.halted))
    return report


def plan_now(service: Service, found: Running, mailing: Mailing, report: TickReport, now: datetime, said: SayingSent) -> None:
    """Put a mailing's letters into the outbox because a person says so; they leave with what is sent next.

    ConfigurationError where one of them cannot be made, or somebody decided otherwise meanwhile.
    """
    name = mailing.name
    invite_all(service, found.study)
    with ExitStack() as lasting:
        with stoppable(service.stopping):  # The mail server is asked how large a letter may be.
            prepared = lasting.enter_context(prepare(service, found, mailing, now))
        if prepared.is_held:
            raise ConfigurationError(prepared.why, where=name, remedy="Nothing was sent; `counterfoil check` lists everything.")
        _put_out(service, found, prepared, report, now, said)
    reach("store.after_plan")


def _put_out(service: Service, found: Running, prepared: Prepared, report: TickReport, now: datetime, said: SayingSent) -> None:
    mailing, name = prepared.mailing, prepared.mailing.name
    with service.store.transaction() as tx:
        journal.alone(tx)
        said.look(tx)
        leave = look_again(service, tx, found, mailing)
        may, stay = leave.may(prepared.letters), leave.stay(prepared.letters)
        early = _is_early(tx, found, mailing, now)
        put = put_out_part if stay or prepared.why else partial(put_out, outcome=studies.EARLY if early else studies.DONE)
        report.planned[name] = put(tx, found, replace(prepared, letters=may), decisions.person(tx, said.by), now, said.note)
        notes = tuple(prepared.spared.told(name))
        report.notes += notes
        if why := together(left_out(mailing, stay), prepared.why):
            report.add_problems([why])
            if mailing.at <= now:  # Before its date, it is the timetable's to send it to them on that.
                hold(tx, found, mailing, why, now)
        said.keep(tx, report.planned[name], together(why, *notes))
        halts.try_now(tx, found.study.id, now)  # Whoever sends has mended what was refused, or wants to know.
        reach("store.in_plan")
    service.tell(_figures(name, prepared.count + prepared.spared.had, report.planned[name], len(stay)))
    if early:
        day = f"{mailing.at.astimezone(ZoneInfo(found.study.zone)):%Y-%m-%d %H:%M}"
        service.tell(f"On its date ({day}), {name} goes to those alone who have not had it by then and still owe an answer.")


def _is_early(tx: Transaction, found: Running, mailing: Mailing, now: datetime) -> bool:
    """Say whether a mailing that chases goes out before its date: on that, the timetable sends it to who is left out now and owes by then.

    Nobody gets it twice, since its letters have the same causes.
    """
    done = studies.due(tx, found.study.id, f"mailing:{mailing.name}")
    return mailing.audience is Audience.OWING and now < mailing.at and (done is None or done.outcome != studies.DONE)


def _figures(name: str, letters: int, new: int, stay: int) -> str:
    """Say of the letters of a mailing how many are new, and why the others are not sent: so the figures add up."""
    before = letters - new - stay
    parts = [f"{new:,} to be sent now"]
    parts += [f"{before:,} put out before, which are not sent again"] if before else []
    parts += [f"{stay:,} not approved"] if stay else []
    return f"{name} has {counted(letters, 'letter')}: {', '.join(parts)}."


def ready(service: Service, study_id: str, name: str, now: datetime, by: str) -> tuple[Running, Mailing]:
    """Return the study, applied if it never was, and its mailing, if nothing speaks against sending that."""
    with service.store.reading() as tx:
        never = running(service, tx, study_id) is None
    if never:
        ready = draft(service, study_id)
        with service.store.reading() as tx:
            refuse_empty(tx, ready.study)
            refuse_unapproved(tx, service, ready, find_mailing(ready, name))
        apply(service, study_id, now, by=by)
        service.tell(f"{study_id} had not been put into use: its files are applied as they are now.")
    with service.store.reading() as tx:
        found = require_running(service, tx, study_id)
        mailing = find_mailing(found, name)
        refuse_empty(tx, found.study)
        refuse_skipped(tx, found, mailing)
        refuse_unapproved(tx, service, found, mailing)
    refuse_paused(found)
    return found, mailing


def look_again(service: Service, tx: Transaction, found: Running, mailing: Mailing) -> Approval:
    """Return to whom the mailing may go; ConfigurationError where somebody decided otherwise while the letters were made."""
    again = require_running(service, tx, found.study.id)
    refuse_paused(again)
    if again.version != found.version:
        why = f"Version {again.version} of the study was applied while the letters were being made."
        raise ConfigurationError(why, where=found.study.id, remedy="Nothing was sent. Run the command again.")
    refuse_skipped(tx, found, mailing)
    return refuse_unapproved(tx, service, found, mailing)


def refuse_skipped(tx: Transaction, found: Running, mailing: Mailing) -> None:
    """Raise ConfigurationError where a person decided that the mailing is not sent, or cancelled it: that is undone first."""
    refuse_cancelled(tx, found.study.id, mailing.name)
    for held in holds.of_mailings(tx, [mailing.name]):
        if held.study == found.study.id and held.decision == Decision.SKIP:
            raise ConfigurationError(
                f"It was decided not to send this mailing: {how_decided(tx, held)}.",
                where=mailing.name,
                remedy=f"Nothing was sent. `counterfoil held undo {held.id}` undoes that; then send it.",
                key="mailing_skipped",
            )


def collect_first(service: Service, found: Running, mailing: Mailing, report: TickReport, now: datetime) -> None:
    """Take in the mailbox before anybody is reminded of an answer that may lie in it."""
    if may_leave(mailing.audience, collected=False):
        return
    taken = collect(service, now)
    report.new_messages += taken.new
    report.understood = dict(Counter(report.understood) + Counter(taken.understood))
    report.add_problems(taken.problems)
    with service.store.reading() as tx:
        collected = recently_collected(tx, [found.study.id], now)
    if not may_leave(mailing.audience, collected=collected):
        why = " ".join(taken.problems) or "It was stopped."
        raise ConfigurationError(
            f"The mailbox was not fully collected, and there may be an answer in it. {why}",
            where=mailing.name,
            remedy="Nothing was sent. Run the command again when the mailbox can be reached.",
        )


def _collect_again(service: Service, found: Running, mailing: Mailing, report: TickReport, now: datetime) -> None:
    """Take in the mailbox again where a mailing that chases takes longer than that lasts; where it cannot be reached, the letters wait."""
    with service.store.reading() as tx:
        lasts = recently_collected(tx, [found.study.id], now)
    if not lasts:
        with suppress(CounterfoilError):
            collect_first(service, found, mailing, report, now)
