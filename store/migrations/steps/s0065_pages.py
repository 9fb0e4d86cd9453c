"""A page of organisations is read in the order of their references, and what narrows it is offered, without a look at all of them.

The curve of returns is drawn by an index alone.
"""

from __future__ import annotations

from alembic import op

revision = "0065"
down_revision = "0063"


def upgrade() -> None:
    """Make the indexes; the one by study alone is the beginning of a new one."""
    op.create_index("ix_invitation_serial", "invitation", ["study", "serial"])
    op.drop_index("ix_invitation_study", "invitation")
    op.create_index("ix_organisation_region", "organisation", ["region"])
    op.create_index("ix_contact_language", "contact", ["language"])
    op.create_index("ix_submission_returns", "submission", ["study", "invitation_id", "state", "received_at"])
