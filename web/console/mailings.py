"""Mailings: the timetable, and of each what it would send, by its hash, for whoever approves it."""

from __future__ import annotations

from domain.errors import ConfigurationError
from languages.locales import locale_of
from service.approving.approve import Approving, Proposed
from service.approving.approve import approve as approve_mailing
from service.approving.cancelling import Cancelling, how_far
from service.approving.cancelling import cancel as cancel_mailing
from service.letters.cancelled import cancelled_by
from service.mailings.preflight import Preflight, preflight
from service.mailings.reminding import asked_remindings
from service.mailings.sending_asked import AskingSending, ask_sending, asked_sendings, foresee_sending
from service.mailings.trial_asked import AskingTrial, ask_trial, asked_trials
from service.views.mailing_stands import MailingStand, MailingState, mailing_stand
from service.views.timetable_seen import proposed, timetable_seen
from web.console.acts import done
from web.console.doors import Answer, NotThereError, PageAnswer, Visit, place


def mailings(visit: Visit) -> Answer:
    """Show the timetable."""
    return PageAnswer("mailings", {"lines": timetable_seen(visit.service, visit.study, visit.now)})


def mailing(visit: Visit) -> Answer:
    """Show what a mailing would send, and what changed since it was approved."""
    return _shown(visit, None)


def check(visit: Visit) -> Answer:
    """Show it with what a check of its letters finds, made for who asks."""
    return _shown(visit, preflight(visit.service, visit.study.study.id, _mailing(visit), visit.now))


def _shown(visit: Visit, flight: Preflight | None) -> Answer:
    name, study = _mailing(visit), visit.study.study.id
    stand = mailing_stand(visit.service, visit.study, name, visit.now)
    with visit.service.store.reading() as tx:
        cancelled = cancelled_by(tx, study, name)
    one = proposed(visit.service, study, name)
    facts: dict[str, object] = {"one": one, "stand": stand, "tests": asked_trials(visit.service, study, name)}
    facts["primary"] = _primary(stand, one, looked=flight is not None)
    facts["reminded"] = asked_remindings(visit.service, study, name)
    facts["wishes"] = asked_sendings(visit.service, study, name)
    return PageAnswer("mailing", facts | {"far": stand.far, "cancelled": cancelled, "flight": flight})


def _primary(stand: MailingStand, one: Proposed, *, looked: bool) -> str:
    """Return the one act that the page offers before all others: what the mailing waits for, or else looking at it; "" where nothing is."""
    if one.applied or not stand.goes_on or stand.state is MailingState.ASKED:
        return ""
    if one.missing:
        return "approve"
    if stand.state is MailingState.UNDER_WAY:
        return ""
    if stand.state is MailingState.HELD or stand.late:
        return "send"
    return "" if looked else "check"


def _mailing(visit: Visit) -> str:
    if visit.path["name"] not in {one.name for one in visit.study.study.mailings}:
        raise NotThereError("There is no such mailing.")
    return visit.path["name"]


def test(visit: Visit) -> Answer:
    """Ask for the mailing's letters in one's own mailbox; the service that runs sends them."""
    name, study = _mailing(visit), visit.study.study.id
    said = AskingTrial(mailing=name, address=visit.given.get("address", ""), by=visit.by)
    ask_trial(visit.service, study, said, visit.now)
    return done(visit, "test_asked", 0, place("studies", study, "mailings", name))


def foresee(visit: Visit) -> Answer:
    """Say what would leave of just what was seen, before anybody asks for it."""
    seen = foresee_sending(visit.service, visit.study, _mailing(visit), _whole_hash(visit), visit.now)
    languages = [(locale_of(code).get_language_name(visit.language) or code, letters) for code, letters in seen.languages]
    return PageAnswer("sending", {"seen": seen, "by_language": languages})


def send(visit: Visit) -> Answer:
    """Ask for just what was seen to be sent; the service that runs sends it, and it can be taken back until then."""
    name, study = _mailing(visit), visit.study.study.id
    said = AskingSending(mailing=name, sha256=_whole_hash(visit), by=visit.by, note=visit.given.get("note", "").strip())
    entry = ask_sending(visit.service, visit.study, said, visit.now)
    return done(visit, "sending_asked", entry, place("studies", study, "mailings", name))


def how_it_goes(visit: Visit) -> Answer:
    """Show how far a mailing is that was asked for, for a frame of its page that asks anew by itself while it is under way."""
    name, study = _mailing(visit), visit.study.study.id
    with visit.service.store.reading() as tx:
        far = how_far(tx, study, name)
    waits = any(one.waits for one in asked_sendings(visit.service, study, name))
    return PageAnswer("sending_progress", {"far": far, "goes_on": waits or far.waiting or far.in_hand}, framed=True)


def cancel(visit: Visit) -> Answer:
    """Let nothing more of a mailing leave that is under way."""
    name, study = _mailing(visit), visit.study.study.id
    said = Cancelling(mailing=name, by=visit.by, note=visit.given.get("note", "").strip())
    made = cancel_mailing(visit.service, study, said, visit.now)
    return done(visit, "", made.entry, place("studies", study, "mailings", name), made.told)


def approve(visit: Visit) -> Answer:
    """Approve just what was seen, by its whole hash; where it changed meanwhile, nothing is approved."""
    said = Approving(mailing=visit.path["name"], sha256=_whole_hash(visit), by=visit.by, note=visit.given.get("note", "").strip())
    made = approve_mailing(visit.service, visit.study.study.id, said, visit.now)
    return done(visit, "", made.entry, place("studies", visit.study.study.id, "mailings", visit.path["name"]), made.told)


def _whole_hash(visit: Visit) -> str:
    """Return the hash of what was seen; ConfigurationError where a form brings none: nobody answers for what they did not see."""
    sha256 = visit.given.get("sha256", "")
    if len(sha256) != 64:
        remedy = "Look at what would be sent, and act on that."
        raise ConfigurationError("Nothing was approved or asked for.", where=visit.path["name"], remedy=remedy, key="not_seen")
    return sha256
