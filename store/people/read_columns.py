"""How columns of contact files were read that a person had to say: by the list that was loaded, and by the headings of the file."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import JSON, Connection, delete, insert, select
from sqlmodel import Field

from store.database.declarations import StoredRow


class ReadColumnsRow(StoredRow, table=True):
    """What a person said of the columns of a file with these headings (their SHA-256), THEIRS -> OURS, when it was loaded last."""

    __tablename__ = "read_columns"
    list: str = Field(primary_key=True)
    headings: str = Field(primary_key=True)
    columns: dict[str, str] = Field(sa_type=JSON)


_row = ReadColumnsRow.__table__  # type: ignore[attr-defined]


def remembered(tx: Connection, name: str, headings: str) -> dict[str, str]:
    """Return how columns of a file with these headings were read when it was loaded into a list; nothing where nobody had to say so."""
    found = tx.scalar(select(_row.c.columns).where(_row.c.list == name, _row.c.headings == headings))
    return dict(found or {})


def forget(tx: Connection, name: str) -> None:
    """Forget how columns of files of a list were read: whoever takes a loading back may have read them wrong."""
    tx.execute(delete(_row).where(_row.c.list == name))


def remember(tx: Connection, name: str, headings: str, columns: Mapping[str, str]) -> None:
    """Keep how these columns were read, in the place of what was said before."""
    tx.execute(delete(_row).where(_row.c.list == name, _row.c.headings == headings))
    if columns:
        tx.execute(insert(_row).values(list=name, headings=headings, columns=dict(columns)))
