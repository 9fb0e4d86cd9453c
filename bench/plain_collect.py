"""Taking in as an ordinary developer writes it: imap-tools, openpyxl and SQLModel objects, one message after the other."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from imap_tools import BaseMailBox, MailBoxUnencrypted, MailMessage
from openpyxl import load_workbook
from sqlmodel import Field, Session, create_engine, select

from bench.ground import Measured, Plain, peak_memory, timed


class PlainInvitation(Plain, table=True):
    """Who was asked."""

    id: int | None = Field(default=None, primary_key=True)
    reference: str
    token: str = Field(unique=True)


class PlainReturn(Plain, table=True):
    """A workbook that came back."""

    id: int | None = Field(default=None, primary_key=True)
    invitation_id: int = Field(foreign_key="plaininvitation.id")
    sender: str
    received_at: datetime
    subject: str
    file_name: str
    state: str


class PlainAnswer(Plain, table=True):
    """One answer in it."""

    id: int | None = Field(default=None, primary_key=True)
    return_id: int = Field(foreign_key="plainreturn.id", index=True)
    question: str
    value: str


def run(folder: Path, imap: Mapping[str, Any], invited: Sequence[tuple[str, str]]) -> Measured:
    """Take in everything in the mailbox; `invited` are the references and tokens of those who were asked."""
    engine = create_engine(f"sqlite:///{folder / 'plain.db'}")
    with engine.connect() as connection:
        # The same safety as ours, and the journal that makes it cheaper.
        connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    Plain.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(PlainInvitation(reference=reference, token=token) for reference, token in invited)
        session.commit()
        with timed() as watch, MailBoxUnencrypted(imap["host"], imap["port"]).login(imap["user"], imap["password"]) as box:
            if not box.folder.exists("Done"):
                box.folder.create("Done")
            count = _take_in(session, box)
        assert len(session.exec(select(PlainReturn)).all()) == count == len(invited)
    return Measured(count=count, seconds=watch.seconds, cpu=watch.cpu, memory=peak_memory(), commits=count)


def _take_in(session: Session, box: BaseMailBox) -> int:
    # Moving while the fetch goes on would break it.
    messages = list(box.fetch(mark_seen=False))
    for message in messages:
        _file(session, message)
        box.move(str(message.uid), "Done")
    return len(messages)


def _file(session: Session, message: MailMessage) -> None:
    attachment = next(one for one in message.attachments if one.filename.endswith(".xlsx"))
    token, answers = read(attachment.payload)
    invitation = session.exec(select(PlainInvitation).where(PlainInvitation.token == token)).one()
    returned = PlainReturn(
        invitation_id=invitation.id or 0,
        sender=message.from_,
        received_at=message.date,
        subject=message.subject,
        file_name=attachment.filename,
        state="accepted",
    )
    session.add(returned)
    session.flush()
    session.add_all(
        PlainAnswer(return_id=returned.id or 0, question=name, value=json.dumps(value, default=str)) for name, value in answers.items()
    )
    session.commit()


def read(data: bytes) -> tuple[str, dict[str, Any]]:
    """Return the token of a workbook and what stands in its answer cells, by defined name."""
    book = load_workbook(io.BytesIO(data), data_only=True)
    answers = {}
    for name, defined in book.defined_names.items():
        if name.startswith("q_"):
            sheet, cells = next(iter(defined.destinations))
            first, _, last = cells.replace("$", "").partition(":")
            # The name of a table's column or a matrix's row means many cells.
            values = [cell.value for row in book[sheet][f"{first}:{last or first}"] for cell in row if cell.value is not None]
            if values:
                answers[name] = values if last else values[0]
    return str(book["_counterfoil"]["B1"].value), answers
