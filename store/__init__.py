"""What is kept: tables (one file per noun), the archive of originals, migrations. It takes and returns domain values; rows never leave.

Each room is a package. What other packages use of them is here by its own name, whichever room it stands in.
"""

from store import journal, outbox
from store.answers import counting, edits, frozen_names, provenance, records, studies, submission_states, submissions
from store.archive import dispatch_book
from store.cases import case_events, decisions, held_elsewhere, holds, standing_decisions, taking_effect
from store.database import generation, leases
from store.database.engine import DatabaseFault, Store, Transaction
from store.figures import arrivals, deliveries, gauges, mailing_addressees, paradata, returns, searching, standings
from store.intake import annexes, examinations, impacts, message_hands, message_places, messages, polls
from store.journal import journal_pages
from store.letters import buckets, delivery_reports, departures, dispatched, halts, ledger, rehearsals, reminding, replies, sendings, trials
from store.people import (
    amendments,
    console_users,
    contact_lists,
    contacts,
    invitations,
    keyed_hashes,
    loads,
    read_columns,
    rosters,
    suppressions,
)
from store.personal import retention, scrubbing, traces
from store.upkeep import copying, read_over

__all__ = [
    "DatabaseFault",
    "Store",
    "Transaction",
    "amendments",
    "annexes",
    "arrivals",
    "buckets",
    "case_events",
    "console_users",
    "contact_lists",
    "contacts",
    "copying",
    "counting",
    "decisions",
    "deliveries",
    "delivery_reports",
    "departures",
    "dispatch_book",
    "dispatched",
    "edits",
    "examinations",
    "frozen_names",
    "gauges",
    "generation",
    "halts",
    "held_elsewhere",
    "holds",
    "impacts",
    "invitations",
    "journal",
    "journal_pages",
    "keyed_hashes",
    "leases",
    "ledger",
    "loads",
    "mailing_addressees",
    "message_hands",
    "message_places",
    "messages",
    "outbox",
    "paradata",
    "polls",
    "provenance",
    "read_columns",
    "read_over",
    "records",
    "rehearsals",
    "reminding",
    "replies",
    "retention",
    "returns",
    "rosters",
    "scrubbing",
    "searching",
    "sendings",
    "standing_decisions",
    "standings",
    "studies",
    "submission_states",
    "submissions",
    "suppressions",
    "taking_effect",
    "traces",
    "trials",
]
