"""Letters, and each attempt at them: the outbox, with their recorded bytes."""

from store.outbox.finding import (
    Attempt,
    attempts,
    colleagues,
    count,
    in_state,
    in_states,
    of_mailings,
    of_organisations,
    of_studies,
    passed_on,
    planned_of,
    to_addresses,
    with_ids,
    with_tags,
)
from store.outbox.queued import Claiming, be_due, claim, claim_these, count_due, due_senders, plan, put_right, unclaim, waiting, waiting_of
from store.outbox.recording import keep_shared, record_sending, recorded, still_ours
from store.outbox.rows import AttemptRow, LetterRow
from store.outbox.settling import cancel, settle, take_up
from store.outbox.verdicts import Change, record_verdicts, recover, untaken

__all__ = [
    "Attempt",
    "AttemptRow",
    "Change",
    "Claiming",
    "LetterRow",
    "attempts",
    "be_due",
    "cancel",
    "claim",
    "claim_these",
    "colleagues",
    "count",
    "count_due",
    "due_senders",
    "in_state",
    "in_states",
    "keep_shared",
    "of_mailings",
    "of_organisations",
    "of_studies",
    "passed_on",
    "plan",
    "planned_of",
    "put_right",
    "record_sending",
    "record_verdicts",
    "recorded",
    "recover",
    "settle",
    "still_ours",
    "take_up",
    "to_addresses",
    "unclaim",
    "untaken",
    "waiting",
    "waiting_of",
    "with_ids",
    "with_tags",
]
