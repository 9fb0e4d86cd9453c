"""A case says by values what a mail server said and what can be done at the desk; both were told apart by how a sentence begins."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0043"

_SERVER, _COMMAND = "As the mail server put it: ", "`counterfoil "
_AT_DESK = ("unreachable", "stalled")  # The kinds of which a sentence that names a command stood for the desk alone.


def upgrade() -> None:
    """Add the columns, and move into them what stands among the reasons."""
    op.add_column("hold", sa.Column("server_said", sa.String(), nullable=True))
    op.add_column("hold", sa.Column("at_desk", sa.String(), nullable=True))
    hold = sa.table(
        "hold",
        sa.column("id", sa.Integer()),
        sa.column("kind", sa.String()),
        sa.column("reasons", sa.JSON()),
        sa.column("server_said", sa.String()),
        sa.column("at_desk", sa.String()),
    )
    for number, kind, reasons in op.get_bind().execute(sa.select(hold.c.id, hold.c.kind, hold.c.reasons)).all():
        server = [one.removeprefix(_SERVER) for one in reasons if one.startswith(_SERVER)]
        desk = [one for one in reasons if _COMMAND in one and kind in _AT_DESK and not one.startswith(_SERVER)]
        if server or desk:
            rest = [one for one in reasons if not one.startswith(_SERVER) and one not in desk]
            said = {"reasons": rest, "server_said": " ".join(server) or None, "at_desk": " ".join(desk) or None}
            op.get_bind().execute(sa.update(hold).where(hold.c.id == number).values(**said))
