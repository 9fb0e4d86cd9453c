"""What is kept: tables (one file per noun), the archive of originals, migrations. It takes and returns domain values; rows never leave."""

from store import (
    contacts,
    decisions,
    deliveries,
    examinations,
    halts,
    holds,
    impacts,
    invitations,
    journal,
    ledger,
    messages,
    outbox,
    replies,
    standings,
    studies,
    submissions,
)
from store.engine import DatabaseFault, Store, Transaction

__all__ = [
    "DatabaseFault",
    "Store",
    "Transaction",
    "contacts",
    "decisions",
    "deliveries",
    "examinations",
    "halts",
    "holds",
    "impacts",
    "invitations",
    "journal",
    "ledger",
    "messages",
    "outbox",
    "replies",
    "standings",
    "studies",
    "submissions",
]
