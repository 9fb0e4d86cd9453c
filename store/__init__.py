"""What is kept: tables (one file per noun), the archive of originals, migrations. It takes and returns domain values; rows never leave."""

from store import contacts, decisions, holds, invitations, journal, messages, outbox, standings, studies, submissions
from store.engine import Store

__all__ = ["Store", "contacts", "decisions", "holds", "invitations", "journal", "messages", "outbox", "standings", "studies", "submissions"]
