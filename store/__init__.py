"""What is kept: tables (one file per noun), the archive of originals, migrations. It takes and returns domain values; rows never leave."""

from store import contacts, holds, invitations, messages, outbox, studies, submissions
from store.engine import Store

__all__ = ["Store", "contacts", "holds", "invitations", "messages", "outbox", "studies", "submissions"]
