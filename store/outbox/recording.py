"""The bytes of a letter, written down before they leave, and read again as they were."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, bindparam, select, update

from domain.errors import OriginalError
from domain.letter import WAITING, DeliveryState, Envelope, Shared
from languages.telling import phrased
from store.archive.originals import Archive
from store.database import leases
from store.database.prepared_statements import PreparedStatement
from store.outbox.recipe import pieces_in, recipe_of
from store.outbox.rows import LETTER, is_in

_RECORDED = (LETTER.c.address, LETTER.c.mail_from, LETTER.c.tag, LETTER.c.own, LETTER.c.sha256, LETTER.c.size)
# The statements that every letter passes through are put together once. The first keeps other writers from the rows until the commit.
_STILL_WAITING = (
    select(LETTER.c.id, LETTER.c.attempts)
    .where(LETTER.c.id.in_(bindparam("letter_ids", expanding=True)), is_in(*WAITING))
    .order_by(LETTER.c.id)
    .with_for_update()
)
# Of a sender among several: what it has claimed.
_STILL_CLAIMED = _STILL_WAITING.where(LETTER.c.lease == bindparam("fence"))
_SAY_SENDING = PreparedStatement(
    update(LETTER)
    .where(LETTER.c.id == bindparam("letter_id"))
    .values(
        state=DeliveryState.SENDING.value,
        mail_from=bindparam("sender_path"),
        own=bindparam("bytes"),
        sha256=bindparam("hash"),
        size=bindparam("length"),
    )
)


def recorded(tx: Connection, archive: Archive, letter_id: int) -> Envelope | None:
    """Return the letter as it was recorded, byte for byte, or None where it never came near DATA.

    ErasedError where it was erased, OriginalError where a piece is gone, or the whole is not what was recorded.
    """
    row = tx.execute(select(*_RECORDED).where(LETTER.c.id == letter_id)).one()
    if row.own is None:
        if row.sha256 is not None:
            archive.refuse_erased(row.sha256)
        return None
    pieces = tuple(Shared(one, archive.needed(one)) if isinstance(one, str) else one for one in pieces_in(row.own, letter_id))
    found = Envelope(letter_id=letter_id, mail_from=row.mail_from, rcpt_to=row.address, pieces=pieces, tag=row.tag)
    if row.sha256 is not None and found.fingerprint != (row.sha256, row.size):
        raise OriginalError(phrased("faults.bytes_changed"), where=f"letter {letter_id}", remedy=phrased("faults.bytes_changed_do"))
    return found


def record_sending(tx: Connection, archive: Archive, envelopes: Sequence[Envelope], fence: int = 0) -> dict[int, int]:
    """Record the bytes and say `sending`, for letters that DATA is about to begin for.

    Return those that are the caller's to send once this is committed, each with how many attempts there were before. A letter that does
    not wait any more is left as it is: somebody else has begun it, or it was dealt with. `fence` is the number of the lease of a sender
    among several: where that has ended, or another has claimed a letter since, the letter is not its to send.
    """
    ours = still_ours(tx, [one.letter_id for one in envelopes], fence)
    chosen = [one for one in envelopes if one.letter_id in ours]
    if chosen:
        keep_shared(archive, chosen)
        _SAY_SENDING(tx, [_sending(one) for one in chosen])
    return ours


def still_ours(tx: Connection, letter_ids: Collection[int], fence: int = 0) -> dict[int, int]:
    """Return those of these letters that wait and are the caller's (see `record_sending`), each with its attempts.

    Until the transaction ends, nobody else changes them.
    """
    if not (letter_ids and leases.holds(tx, fence)):
        return {}
    asked = {"letter_ids": list(letter_ids)} | ({"fence": fence} if fence else {})
    return {row.id: row.attempts for row in tx.execute(_STILL_CLAIMED if fence else _STILL_WAITING, asked)}


def keep_shared(archive: Archive, envelopes: Iterable[Envelope]) -> None:
    """Keep the pieces that these letters share with others; what is kept already costs nothing. StoreError where the disk refuses."""
    archive.keep({piece.sha256: piece.data for one in envelopes for piece in one.pieces if isinstance(piece, Shared)})


def _sending(envelope: Envelope) -> dict[str, object]:
    sha256, size = envelope.fingerprint
    recipe = recipe_of(envelope.pieces) if envelope.recipe is None else envelope.recipe
    return {"letter_id": envelope.letter_id, "sender_path": envelope.mail_from, "bytes": recipe, "hash": sha256, "length": size}
