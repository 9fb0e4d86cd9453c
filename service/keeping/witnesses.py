"""The mailbox as a witness: where a whole folder of another day is put back, it alone knows what came in and left since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from domain.bulk import sha256_of
from domain.case import CaseKind
from domain.errors import CounterfoilError, StoreError
from domain.letter import Outcome
from domain.mail.departure import Witness
from domain.mail.dispatch import Dispatched
from domain.ports import Fetched
from domain.sentences import counted
from mailer.copies import copies
from mailer.logs import Trace, tag_of
from service.installation.plugins import FOLDER
from service.keeping.older_reasons import torn, which
from service.keeping.restored import stop, waiting
from service.letters.mailing_tags import mailing_tags
from service.process.stopping import LET_GO, once_stopped
from service.wiring import Service
from store import Transaction, dispatched, generation, holds, messages, studies

_NEWEST = 20  # Messages that are looked at of what was taken in.
_TAKEN_IN = (
    "In the mailbox folder {folder} {many} from {first:%Y-%m-%d %H:%M} UTC on of which this store knows nothing, though only what was "
    "taken in is put there: an older copy was put back. Move what lies there back to the INBOX: what the copy knows is filed only once."
)
_SENT = "In the folder of sent mail lie copies of letters that this store has not sent: an older copy was put back."


def ask(service: Service, now: datetime) -> None:
    """Ask the mailbox, once a process, whether the store knows of what it took in and sent; where it does not, nothing is sent any more.

    A mailbox that does not answer is asked again the next time: mailings leave without it, as ever.
    """
    if service.looked_outside or service.stopping.is_set():
        return
    try:
        filed, left = _filed(service), _left(service)
    except StoreError:
        raise
    except CounterfoilError:
        return
    reasons, known = _news(service, filed, left)
    if reasons:
        stop(service, (*reasons, torn()), known, now)
    service.looked_outside = True


def _news(service: Service, filed: Sequence[Fetched], left: Sequence[Dispatched]) -> tuple[list[str], list[Dispatched]]:
    """Return what the store does not know of, as sentences, and which of these letters have left without its knowing."""
    with service.store.reading() as tx:
        if waiting(tx) is not None:
            return [], []
        unread = _unread(tx, filed)
        told = dispatched.tags(tx)
        unsent = [one for one in dispatched.unknown(tx, left) if one.tag not in told]
        reasons = [_told(unread)] if unread else []
        reasons += [_SENT, *which(service, tx, unsent)] if unsent else []
    return reasons, unsent


def never_taken_in(service: Service, name: str) -> Sequence[datetime]:
    """Return when those of the newest messages came, among what a mailbox filed as taken in, that the store never took in.

    Since it sent, it is no older copy for all that: somebody put them there, or another installation takes its mail, whose answers it would
    wait for without end. What came before the first message of its own, an earlier installation has left. Hashes stay of what was erased.
    """
    filed = _filed(service, name)
    with service.store.reading() as tx:
        first = messages.first_received_at(tx)
        # A mailbox dates by the second: what came in the same one did not come before.
        return [at for at in _strange(tx, filed) if first and at >= first]


def _filed(service: Service, name: str | None = None) -> list[Fetched]:
    found: list[Fetched] = []
    for intake in service.installation.intakes:
        if not intake.folder and name in {None, intake.mailbox}:
            with service.mailbox(intake) as mailbox, once_stopped(service.stopping, mailbox.cut, after=LET_GO):
                found += mailbox.newest(FOLDER, _NEWEST)
    return found


def _unread(tx: Transaction, filed: Sequence[Fetched]) -> list[datetime]:
    """Return when those came that the store never took in.

    What came before it last sent was put there by other hands, and what came before a person was asked is told already. A new store has
    taken in nothing yet.
    """
    own = generation.current(tx)
    if own.at is None:
        return []
    since = max([own.at, *(one.at for one in holds.everywhere(tx, CaseKind.RESTORED))])
    return [at for at in _strange(tx, filed) if at > since]


def _strange(tx: Transaction, filed: Sequence[Fetched]) -> list[datetime]:
    """Return when those came whose content the store does not have, in their order."""
    hashes = {sha256_of(one.raw): one.received_at for one in filed if one.received_at}
    known = messages.kept(tx, hashes)
    return sorted(at for sha256, at in hashes.items() if sha256 not in known)


def _left(service: Service) -> list[Dispatched]:
    """Return the letters of mailings of which copies lie in the folder of sent mail. Nobody can guess their tags before they left."""
    if service.installation.sent is None:
        return []
    with service.store.reading() as tx:
        ours = set(_tags(service, tx))
    with service.sent() as folder, once_stopped(service.stopping, folder.cut, after=LET_GO):
        found = {tag: one for one in copies(folder.heads()) if (tag := tag_of(one.message_id)) in ours}
    return [_dispatched(tag, one) for tag, one in sorted(found.items())]


def _dispatched(tag: str, copy: Trace) -> Dispatched:
    return Dispatched(tag=tag, attempts=0, outcome=Outcome.SENT, domain=_domain(copy.message_id), witness=Witness.COPY, at=copy.kept_at)


def _domain(message_id: str) -> str:
    return message_id.strip().strip("<>").partition("@")[2]


def _tags(service: Service, tx: Transaction) -> Iterator[str]:
    for study in studies.applied_ids(tx):
        yield from (tag for tag, _, _ in mailing_tags(service, tx, study))


def _told(unread: Sequence[datetime]) -> str:
    return _TAKEN_IN.format(
        folder=FOLDER, many=f"{'lies' if len(unread) == 1 else 'lie'} {counted(len(unread), 'message')}", first=unread[0]
    )
