"""Approving a mailing: a person says that just this may be sent, to nobody else than who stood on the list when they looked."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.errors import ConfigurationError, StoreError
from domain.journal import What
from domain.rules.approved import is_same_person, mixed_word, who_saw_all
from domain.rules.recent import is_late
from domain.sentences import counted, short_hash
from domain.study import Mailing
from languages.telling import phrased
from service.approving.approvals import Approval, about, approval, approvals, changed_since
from service.approving.differences import Difference, difference
from service.approving.lacking import Lack, lacks, missing, others, partly
from service.approving.parts import parts_of
from service.approving.proposals import Proposal, kept_as, propose, same_parts
from service.approving.unapplied import applied_instead
from service.authoring.drafts import prospective
from service.cases.entries import how_entered
from service.letters.cancelled import cancelled_by
from service.studies.find import find_mailing
from service.studies.running import Running, running
from service.wiring import Service
from store import Transaction, decisions, journal, studies
from store.archive.originals import Archive
from store.cases.decisions import Ruling

SHORTEST = 8  # Signs of a hash that are enough to name it.
_HASH = re.compile(rf"[0-9a-f]{{{SHORTEST},64}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Approving:
    """What a person says: this mailing may be sent as it was when it had this hash, of which the beginning is enough."""

    mailing: str
    sha256: str
    by: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovedMailing:
    """What an approval came to. `entry` is its number in the journal, or 0 where the same person had approved the same before.

    `approved` says that enough people approved it for every addressee, and `lacking` for whom they did not.
    """

    study: str
    mailing: str
    sha256: str
    entry: int
    needed: int
    approved_by: tuple[str, ...]
    approved: bool
    addressees: int
    told: str
    lacking: tuple[Lack, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """What a mailing would send now, for whoever approves: its hash, how many it may go to at most, and who approved just that.

    `approved_by` are those who saw every addressee; `lacking` are the addressees whom too few saw, and `approved` says that there are none;
    `missing` is how many people have still to approve it.
    `changed` says what changed since the newest approval that is of something else, and `diff` are the lines of its texts.
    `applied` says what leaves instead as long as the folder is not applied. `next` is true of the one that needs approval next.
    """

    mailing: str
    sha256: str
    addressees: int
    needed: int
    approved_by: tuple[str, ...]
    approved: bool
    missing: int = 0
    lacking: tuple[Lack, ...] = ()
    changed: tuple[str, ...] = ()
    diff: tuple[str, ...] = ()
    applied: str = ""
    next: bool = False


def proposals(service: Service, found: Running, only: str | None = None) -> tuple[Proposed, ...]:
    """Return what each mailing of a study, or `only` one, would send, and keep it, so that it can be shown what changed.

    Faulty ones are left out.
    """
    archive = service.store.archive
    made: list[Proposed] = []
    waiting: list[tuple[bool, datetime, str]] = []
    for mailing in (one for one in found.study.mailings if only in {None, one.name}):
        with service.store.reading() as tx:
            try:
                proposal = propose(tx, found, mailing)
            except ConfigurationError:
                continue  # The check says what is wrong with it.
            stands, changed = approval(tx, archive, found, mailing), changed_since(tx, archive, found, mailing)
            instead = applied_instead(service, tx, found, mailing)
            left = studies.due(tx, found.study.id, f"mailing:{mailing.name}")
        _keep(service, proposal)
        since, lack = changed[1] if changed else Difference(), lacks(stands, proposal)
        made.append(
            Proposed(
                mailing=mailing.name,
                sha256=proposal.sha256,
                addressees=len(proposal.addressees),
                needed=stands.needed,
                approved_by=who_saw_all(stands.said, proposal.addressees),
                approved=bool(stands.needed) and not missing(stands, lack),
                missing=missing(stands, lack),
                lacking=lack,
                changed=(_since(changed[0].entry.number, changed[0].by), *since.said) if changed else (),
                diff=since.lines,
                applied=instead,
            )
        )
        if stands.needed and made[-1].missing:
            # What has left and nobody ever approved waits for nobody.
            waiting.append((left is not None and left.outcome == studies.DONE and not stands.said, mailing.at, mailing.name))
    first = min(waiting)[-1] if waiting else None
    return tuple(replace(one, next=one.mailing == first) for one in made)


def _since(entry: int, by: str) -> str:
    return phrased("check.since.entry", entry=str(entry), by=by)


def _keep(service: Service, proposal: Proposal) -> None:
    try:
        proposal.keep(service.store.archive)
    except StoreError:
        return  # To look, nobody has to write: it only cannot be said later what changed since.


def approve(service: Service, study_id: str, said: Approving, now: datetime) -> ApprovedMailing:
    """Approve what a mailing would send, as it stands in the study's folder or as it runs.

    ConfigurationError where that has another hash, or the name of who approves may pass for another's.
    """
    if word := mixed_word(said.by):
        mixed = phrased("faults.mixed_name", word=word)
        raise ConfigurationError(mixed, where=said.by, remedy=phrased("faults.mixed_name_do"))
    found, proposal = _meant(service, study_id, said)
    archive, mailing = service.store.archive, find_mailing(found, said.mailing)
    proposal.keep(archive)
    with service.store.transaction() as tx:
        journal.alone(tx)
        if (at_last := propose(tx, found, mailing)).sha256 != proposal.sha256:
            raise _other(archive, study_id, said, at_last)  # The list changed in this moment.
        before = approvals(tx, archive, study_id, mailing.name)
        same = next((one for one in before if is_same_person(one.by, said.by) and one.entry.value == proposal.sha256), None)
        entry = same.entry if same else None
        if entry is None:
            ruling = Ruling(what=What.APPROVE, about=about(study_id, mailing.name), value=proposal.sha256, study=study_id, note=said.note)
            (entry,) = decisions.decide(tx, decisions.person(tx, said.by), now, [ruling])
        stands = approval(tx, archive, found, mailing)
        lack = lacks(stands, proposal)
        told = [
            f"{said.by} had approved just this before (entry {entry.number})." if same else "",
            _stands(mailing, proposal, stands, said),
            _next(service, tx, found, mailing, now) if not missing(stands, lack) or others(lack, proposal) else "",
        ]
    return ApprovedMailing(
        study=study_id,
        mailing=mailing.name,
        sha256=proposal.sha256,
        entry=0 if same else entry.number,
        needed=stands.needed,
        approved_by=who_saw_all(stands.said, proposal.addressees) or (said.by,),
        approved=not missing(stands, lack),
        addressees=len(proposal.addressees),
        told=" ".join(filter(None, told)),
        lacking=lack,
    )


def _meant(service: Service, study_id: str, said: Approving) -> tuple[Running, Proposal]:
    """Return the study, in its folder or as it runs, of which the mailing has this hash, as nothing else has that was looked at here."""
    ready = prospective(service, study_id)
    with service.store.reading() as tx:
        each = [one for one in (ready, running(service, tx, study_id)) if one]
        named = [one for one in each if said.mailing in {mailing.name for mailing in one.study.mailings}] or each
        proposed = [(one, propose(tx, one, find_mailing(one, said.mailing))) for one in named]
    archive, beginning = service.store.archive, said.sha256.strip().lower()
    for found, proposal in proposed:
        meant = _HASH.fullmatch(beginning) and proposal.sha256.startswith(beginning)
        if meant and not kept_as(archive, beginning, proposal):
            return found, proposal
    raise _other(archive, study_id, said, proposed[0][1])


def _other(archive: Archive, study_id: str, said: Approving, now: Proposal) -> ConfigurationError:
    """Return what a person is told whose hash is not that of what would be sent: what it is of, and what changed since."""
    remedy = "Nothing was approved. `counterfoil check` prints the hash of what would be sent now; look at that, and approve it."
    beginning = said.sha256.strip().lower()
    if not _HASH.fullmatch(beginning):
        why = f"{said.sha256!r} is not the hash of a mailing, nor at least the first {SHORTEST} signs of one."
        return ConfigurationError(why, where=said.mailing, remedy=remedy, key="mailing_changed")
    if (before := kept_as(archive, beginning, now)) is None:
        why = f"Nothing that was looked at here has a hash that begins with {beginning}."
    elif (before.study, before.mailing) != (study_id, said.mailing):
        why = f"This is the hash of the mailing {before.mailing} of {before.study}."
    else:
        found = difference(archive, before, now)
        if now.sha256.startswith(beginning):
            remedy = f"{remedy.removesuffix('.')} by the whole of it, which `counterfoil check` has as JSON, since the two begin alike."
        why = "\n".join([f"This is not what would be sent any more. Since it had that hash: {'; '.join(found.said)}.", *found.lines, ""])
    return ConfigurationError(why, where=said.mailing, remedy=remedy, key="mailing_changed")


def _stands(mailing: Mailing, proposal: Proposal, stands: Approval, said: Approving) -> str:
    what = f"{mailing.name} ({short_hash(proposal.sha256)}), to {counted(len(proposal.addressees), 'addressee')} at most,"
    if not stands.needed:
        return f"{what} is approved by {said.by}. The study asks for no approval (approvals = 0), so this only stands in the journal."
    by, lack = f"{what} is approved by {' and '.join(who_saw_all(stands.said, proposal.addressees))}", lacks(stands, proposal)
    if some_lack := partly(lack, len(proposal.addressees)):
        return f"{by}; {some_lack}." + (f" To the other {rest}, it is approved." if (rest := others(lack, proposal)) else "")
    more = missing(stands, lack)
    return f"{by}; {counted(more, 'person more has', 'people more have')} to approve it." if more else f"{by}."


def _next(service: Service, tx: Transaction, found: Running, mailing: Mailing, now: datetime) -> str:
    """Say when a mailing leaves that is approved."""
    runs = running(service, tx, found.study.id)
    same = runs and mailing.name in {one.name for one in runs.study.mailings}
    if not runs or not same or not same_parts(parts_of(runs, runs.study.mailing(mailing.name)), parts_of(found, mailing)):
        return "The folder of the study is not applied as it is: `counterfoil study apply`, or the study goes on as before."
    if gone := cancelled_by(tx, found.study.id, mailing.name):
        return f"It was cancelled: {how_entered(tx, gone)}. `counterfoil undo {gone.number}` lets it go on."
    planned = runs.study.mailing(mailing.name)
    done = studies.due(tx, found.study.id, f"mailing:{mailing.name}")
    if done and done.outcome == studies.DONE:
        return "It has left; what waits of it goes on."
    part, it = "", "It"
    if done and done.outcome == studies.EARLY:
        part = (
            "A person sent it to some before its date; the rest goes to those alone who have not had it by then and still owe an answer. "
        )
        it = "The rest"
    if is_late(planned.at, runs.study.late_after, now):
        return f"{part}{it} is late by now, so that it leaves only when a person sends it: `counterfoil held` lists its case."
    at = f"{planned.at.astimezone(ZoneInfo(runs.study.zone)):%Y-%m-%d %H:%M} ({runs.study.zone})"
    if planned.at > now:
        return f"{part}{it} leaves on {at}. The service sends it, if it runs then."
    by_itself = "If the service runs, it leaves by itself; if not, it waits until somebody starts the service, or sends it."
    return f"{part}{it} was due on {at}. {by_itself}"
