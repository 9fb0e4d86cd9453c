"""One click that stops mailings (RFC 8058): it is taken in as the message that a mail program would write to List-Unsubscribe.

So whatever holds of such a message holds of a click: it is archived before anything is done, understood with the others, decided in the
journal, passed on to staff, and can be read again.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTPUTF8
from email.utils import make_msgid

from domain.contact import Stopped
from domain.letter import Letter
from domain.mail.leaving import is_code, letter_of, proves, with_code
from domain.ports import Location
from domain.process.events import Event, tell
from domain.process.failpoints import reach
from service.studies.running import require_running
from service.wiring import Service
from store import Transaction, journal, message_places, outbox, suppressions

_SUBJECT = "unsubscribe"  # What the address in List-Unsubscribe asks mail programs to write.


def click(service: Service, code: str, now: datetime) -> None:
    """Take in the wish that no more mailings go to the recipient of the letter with this code; a code that proves none does nothing.

    Of the same wish a second click, and one of somebody who has left, makes no second message.
    """
    if not is_code(code):
        return
    with service.store.reading() as tx:
        known = _letter(tx, code)
    if known is None:
        return
    with service.store.transaction() as tx:
        journal.alone(tx)  # Two clicks at once are one.
        place = Location("one-click", "", 0, code)
        if _left(tx, known.address) or message_places.waits(tx, place):
            return
        returns_to = require_running(service, tx, known.study).study.returns_to
        raw = _written(known, with_code(returns_to, code, service.installation.separator), now)
        (sha256,) = service.store.archive.put([raw])
        reach("one_click.archived")
        message_places.take_in(tx, [(place, sha256, now)])
        message_places.filed(tx, [place])
        tell(Event.ONE_CLICK, letter=known.id)
    reach("one_click.taken_in")


def _letter(tx: Transaction, code: str) -> Letter | None:
    return next((one for one in outbox.with_ids(tx, [letter_of(code)]) if proves(code, one.id, one.tag)), None)


def _left(tx: Transaction, address: str) -> bool:
    return any(one.why is Stopped.UNSUBSCRIBED for one in suppressions.suppressed(tx, [address]).values())


def _written(letter: Letter, to: str, now: datetime) -> bytes:
    """Return the message that stands for a click. Its own name tells nothing of the code, since what answers it repeats that."""
    mail = EmailMessage(policy=SMTPUTF8)
    mail["From"], mail["To"], mail["Subject"], mail["Date"] = letter.address, to, _SUBJECT, now
    mail["Message-ID"] = make_msgid(idstring=hashlib.sha256(to.encode()).hexdigest()[:8], domain=to.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Counterfoil-Origin"] = "one click in the web (RFC 8058)"
    mail.set_content("")
    return mail.as_bytes()
