"""Understanding what came in: examine, let the store find what the evidence names, decide, and apply the effects in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from domain.contact import Contact
from domain.effects import Effect, FileSubmission
from domain.letter import Letter
from domain.message import By, Candidate, Clue, Counting, Kind, Knowledge, NamedDelivery
from domain.submission import Invitation, Submission, SubmissionState
from intake.decide import Form, decide
from intake.examine import Examined, examine
from intake.match import match
from questionnaire.layout import Layout
from service.effects import Origin, apply_effects
from service.running import Running, running
from service.wiring import Service
from store import contacts, holds, invitations, messages, outbox, studies, submissions
from workbooks.reader import Reader

_BATCH = 100


def understand_pending(service: Service, now: datetime, kinds: dict[str, int], problems: list[str]) -> None:
    """Understand every message that waits. One that cannot be understood is held for a person and never stops the next."""
    with service.store.reading() as tx:
        runs, forms = studies_at_work(service, tx)
    with service.reader() as reader:
        while not service.stopping.is_set():
            with service.store.reading() as tx:
                batch = messages.pending(tx, _BATCH)
            if not batch:
                return
            for message in batch:
                if service.stopping.is_set():
                    return
                kind = _guarded(service, message, reader, runs, forms, now, problems)
                kinds[kind] = kinds.get(kind, 0) + 1


def studies_at_work(service: Service, tx: Connection) -> tuple[dict[str, Running], dict[str, Form]]:
    """Return every applied study, and the questionnaire and layouts by which its workbooks are read."""
    runs = {study: found for study in studies.applied_ids(tx) if (found := running(service, tx, study))}
    return runs, {study: _form(tx, found) for study, found in runs.items()}


def _form(tx: Connection, found: Running) -> Form:
    return Form(found.questionnaire, tuple(Layout.from_json(data) for data in studies.layouts(tx, found.study.id)))


def _guarded(
    service: Service,
    message: messages.Message,
    reader: Reader,
    runs: Mapping[str, Running],
    forms: Mapping[str, Form],
    now: datetime,
    problems: list[str],
) -> str:
    try:
        return understand(service, message, reader, runs, forms, now)
    except Exception as error:  # noqa: BLE001 - whatever a message does to us, the next one must be read; it is held and told
        why = f"{type(error).__name__}: {error}"
        problems.append(f"Message {message.id} could not be understood ({why}); it is held.")
        with service.store.transaction() as tx:
            held = holds.Held(
                0, f"failed:{message.sha256}", None, message.id, None, None, None, None,
                (f"The program could not understand this message ({why}).",), ("reject",), now, None, None,
            )  # fmt: skip
            holds.hold(tx, held)
            failed = messages.Understood(Kind.UNREADABLE, "failed", why, None, None, None, None, ("held",))
            messages.finish(tx, message.id, failed, "failed")
        return Kind.UNREADABLE.value


def understand(
    service: Service, message: messages.Message, reader: Reader, runs: Mapping[str, Running], forms: Mapping[str, Form], now: datetime
) -> str:
    """Understand one message with today's code, and apply what is decided; return its kind."""
    raw = service.store.archive.get(message.sha256)
    examined = examine(raw, reader, own_addresses(runs), service.installation.separator)
    with service.store.transaction() as tx:
        known = knowledge(tx, examined, own_addresses(runs), message.id)
        decided = decide(examined, known, forms, local(now, runs))
        invitation = _belongs_to(tx, examined, known, decided)
        told = apply_effects(service, tx, runs, Origin(message, examined.mail, invitation, now), decided)
        understood = messages.Understood(
            kind=examined.classification.kind.value,
            rule=examined.classification.rule,
            why=examined.classification.why,
            sender=examined.mail.sender or None,
            subject=examined.mail.subject or None,
            study=invitation.study if invitation else None,
            invitation_id=invitation.id if invitation else None,
            effects=told,
        )
        messages.finish(tx, message.id, understood)
    return understood.kind


def _belongs_to(tx: Connection, examined: Examined, known: Knowledge, decided: Sequence[Effect]) -> Invitation | None:
    """Return the invitation that a message is shown under: that of its submission, or else the one that its evidence names."""
    filed = next((one.invitation_id for one in decided if isinstance(one, FileSubmission)), None)
    if filed is not None:
        return invitations.by_id(tx, filed)
    matched = match(examined.clues, known)
    return matched.invitation if matched else None


def local(now: datetime, runs: Mapping[str, Running]) -> datetime:
    """Return `now` in the zone of the studies (of the first, where they differ): answers are judged by the day that it is there."""
    return now.astimezone(ZoneInfo(next(iter(runs.values())).study.zone)) if runs else now


def own_addresses(runs: Mapping[str, Running]) -> frozenset[str]:
    """Return the addresses that the studies write from."""
    studies_ = [found.study for found in runs.values()]
    senders = {sender.address.lower() for study in studies_ for sender in study.senders}
    return frozenset(senders | {study.returns_to.lower() for study in studies_})


_COLUMN = {By.WORKBOOK_TOKEN: "token", By.PLUS_ADDRESS: "token", By.REFERENCE: "reference"}


def knowledge(tx: Connection, examined: Examined, ours: frozenset[str], message_id: int = 0) -> Knowledge:
    """Return what the store knows of a message's evidence, apart from what this same message brought when it was read before."""
    named = [clue.value for clue in examined.clues if clue.by is By.THREADING]
    senders = [examined.mail.sender]
    reported = [report.address.lower() for report in examined.classification.reports]
    deliveries = outbox.find(tx, "tag", named) or outbox.find(tx, "address", reported)
    letters = {letter.tag: letter for letter in deliveries}
    candidates = tuple(Candidate(clue, invitation) for clue in examined.clues for invitation in _invitations(tx, clue, letters))
    filed = [
        one
        for one in submissions.find(tx, "invitation_id", {candidate.invitation.id for candidate in candidates})
        if one.message_id != message_id
    ]
    return Knowledge(
        candidates=candidates,
        deliveries=tuple(NamedDelivery(one.id, one.tag, one.address, one.state, one.organisation, one.study) for one in deliveries),
        counting=tuple(_counting(one) for one in filed if one.state in {SubmissionState.ACCEPTED, SubmissionState.QUERIED}),
        fingerprints=frozenset(one.fingerprint for one in filed),
        organisations_of_sender=contacts.organisations_of(tx, senders),
        own_addresses=ours,
        contacts=_usable_contacts(tx, {candidate.invitation.organisation for candidate in candidates}),
    )


def _usable_contacts(tx: Connection, organisations: set[str]) -> tuple[Contact, ...]:
    stopped = contacts.suppressed(tx)
    return tuple(one for one in contacts.of_organisations(tx, organisations) if one.address.lower() not in stopped)


def _counting(one: Submission) -> Counting:
    return Counting(one.invitation_id, one.id, one.sender, one.fingerprint, one.state, one.received_at)


def _invitations(tx: Connection, clue: Clue, letters: Mapping[str, Letter]) -> tuple[Invitation, ...]:
    if clue.by in _COLUMN:
        return invitations.find(tx, _COLUMN[clue.by], [clue.value])
    if clue.by is By.SENDER:
        return invitations.find(tx, "organisation", contacts.organisations_of(tx, [clue.value]))
    letter = letters.get(clue.value)
    if letter is None or letter.organisation is None:
        return ()
    return tuple(one for one in invitations.find(tx, "organisation", [letter.organisation]) if one.study == letter.study)


def is_ours(service: Service, raw: bytes) -> bool:
    """Say whether a message carries evidence of ours; in a shared mailbox all else is left as it was."""
    with service.reader() as reader, service.store.reading() as tx:
        runs, _ = studies_at_work(service, tx)
        examined = examine(raw, reader, own_addresses(runs), service.installation.separator)
        known = knowledge(tx, examined, own_addresses(runs))
    return bool(known.candidates or known.deliveries)
