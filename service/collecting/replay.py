"""Running archived messages through today's code: what is read better today is kept, and nobody is written to twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain.errors import ConfigurationError
from service.collecting.understand import failure, hold_failed, understand
from service.process.caged import NothingReadError
from service.studies.at_work import at_work
from service.studies.find import numbered
from service.studies.running import UnreadableStudyError
from service.wiring import Service
from store import journal, messages, submissions


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What today's code makes of a message; `before` and `now` are kind, and answers by file. `problem` says why it could not be read.

    It is held then, unless it `waits` for its study to be readable again.
    """

    message_id: int
    before: tuple[str | None, dict[str, object]]
    now: tuple[str | None, dict[str, object]]
    problem: str = ""
    waits: bool = False

    @property
    def changed(self) -> bool:
        """Say whether today's code understands the message otherwise."""
        return self.before != self.now


def replay(service: Service, message_id: int | None, now: datetime) -> list[Replayed]:
    """Replay one message, or all of them in order. One that fails is held with its traceback, and stops none of the others."""
    with service.store.reading() as tx:
        one = numbered(str(message_id))
        chosen = messages.in_states(tx, ["done", "failed"]) if message_id is None else messages.with_ids(tx, [one] if one else [])
        studies = at_work(service, tx)
    if message_id is not None and not chosen:
        raise ConfigurationError(f"There is no message {message_id}.", where="replay", remedy="`counterfoil show REF` lists the messages.")
    if message_id is not None:
        service.store.archive.refuse_erased(chosen[0].sha256)
    chosen = tuple(one for one in chosen if not service.store.archive.erased(one.sha256))
    replayed = []
    silent = replace(service, tell=lambda _: None)  # What is planned already is not planned again, so it is not told again.
    for message in chosen:
        before, problem, waits = _reading(service, message.id), "", False
        try:
            understand(silent, message, studies, now)
        except UnreadableStudyError as error:
            problem, waits = str(error), True
        except NothingReadError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever one message does to us, the others are replayed; it is held and told
            problem = failure(error)
            with service.store.transaction() as tx:
                journal.alone(tx)
                hold_failed(tx, message, error, now)
        replayed.append(Replayed(message_id=message.id, before=before, now=_reading(service, message.id), problem=problem, waits=waits))
    return replayed


def _reading(service: Service, message_id: int) -> tuple[str | None, dict[str, object]]:
    with service.store.reading() as tx:
        (message,) = messages.with_ids(tx, [message_id])
        return message.kind, {one.file_name: one.answers for one in submissions.of_messages(tx, [message_id])}
